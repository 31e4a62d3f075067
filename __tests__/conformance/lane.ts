/** One account at each side, in which sequences run one after another. */
import type { Emulator } from '../../emulator/server.ts';
import type { DrawnCall } from './calls.ts';
import { differences } from './compare.ts';
import { brokenFields } from './constraints.ts';
import { Endpoint } from './pair.ts';
import { removeAll, removeKnown, removeProfile, removeRole } from './removal.ts';
import type { Review } from './review.ts';

interface Names {
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly UserName?: string;
  readonly PolicyName?: string;
  readonly Path?: string;
}

export class Lane {
  readonly #inMemory: Emulator;
  readonly #emulator: Endpoint;
  readonly #moto: Endpoint;
  readonly #review: Review;
  /** What has to be taken from moto by name: it lists no users that the emulator knows of, nor all policies. */
  readonly #users = new Set<string | undefined>();
  readonly #policies = new Set<string>();
  /** Whether moto may have what the emulator has not. */
  #apart = false;
  calls = 0;

  constructor(emulator: Emulator, moto: string, review: Review) {
    const { accountId } = emulator.iam.account.settings;
    this.#inMemory = emulator;
    this.#emulator = new Endpoint(emulator.url, accountId);
    this.#moto = new Endpoint(moto, accountId);
    this.#review = review;
  }

  /** From two empty accounts to two empty accounts. */
  async run(sequence: readonly DrawnCall[]): Promise<void> {
    try {
      for (const call of sequence) await this.#send(call);
    } catch (error) {
      this.#apart = true;
      throw error;
    } finally {
      await this.#empty();
    }
  }

  async #send(call: DrawnCall): Promise<void> {
    this.calls += 1;
    const [emulator, moto] = await Promise.all([this.#emulator.answer(call), this.#moto.answer(call)]);
    const { RoleName, InstanceProfileName, UserName, PolicyName, Path = '/' }: Names = call.input;
    if (call.action === 'CreateUser') this.#users.add(UserName);
    if (call.action === 'CreatePolicy') {
      this.#policies.add(`arn:aws:iam::ACCOUNT:policy${Path}${PolicyName ?? 'None'}`);
    }
    const broken = brokenFields(call);
    if ((emulator.code === 'ValidationError') !== broken.length > 0) {
      throw new Error(
        `${show(call)}: wrong by the reference: [${broken.join()}]; the emulator: ${emulator.code}`,
      );
    }
    const judged = differences(call, emulator, moto).map((difference) => this.#review.judge(difference));
    if (!judged.includes('other state')) return;
    this.#apart = true;
    // What the call is about goes at both, so that what follows is compared from like states.
    if (RoleName === undefined && InstanceProfileName === undefined) return this.#empty();
    for (const endpoint of [this.#emulator, this.#moto]) {
      if (InstanceProfileName !== undefined) await removeProfile(endpoint, InstanceProfileName);
      if (RoleName !== undefined) await removeRole(endpoint, RoleName);
    }
  }

  async #empty(): Promise<void> {
    const { roles, instanceProfiles } = this.#inMemory.snapshot();
    this.#inMemory.reset();
    const gone = await removeKnown(this.#moto, roles, instanceProfiles);
    if (this.#apart || !gone) await removeAll(this.#moto);
    this.#apart = false;
    for (const PolicyArn of this.#policies)
      await this.#moto.answer({ action: 'DeletePolicy', input: { PolicyArn } });
    for (const UserName of this.#users)
      await this.#moto.answer({ action: 'DeleteUser', input: { UserName } });
    this.#policies.clear();
    this.#users.clear();
  }

  destroy(): void {
    for (const { client } of [this.#emulator, this.#moto]) client.destroy();
  }
}

/** On one line, with what is only long cut short. */
export function show({ action, input }: DrawnCall): string {
  return `${action} ${JSON.stringify(input).replace(/(.)\1{40,}/g, '$1…')}`;
}
