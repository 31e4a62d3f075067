/** Runs sequences of calls in two accounts, one of the emulator and one of moto, and reviews the differences. */
import type { Emulator } from '../../emulator/server.ts';
import type { GeneratedCall } from './random-calls.ts';
import { differences } from './differences.ts';
import { brokenFields } from './constraints.ts';
import { Endpoint } from './endpoint.ts';
import { removeAll, removeKnown, removeProfile, removeRole } from './remove-entities.ts';
import type { DifferenceReview } from './difference-review.ts';

interface Names {
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly UserName?: string;
  readonly PolicyName?: string;
  readonly Path?: string;
}

export class AccountPair {
  readonly #memory: Emulator;
  readonly #emulator: Endpoint;
  readonly #moto: Endpoint;
  readonly #review: DifferenceReview;
  /** The entities that are deleted by name, because moto does not list all of them. */
  readonly #users = new Set<string | undefined>();
  readonly #policies = new Set<string>();
  /** Set if moto may have entities that the emulator does not have. */
  #diverged = false;
  calls = 0;

  constructor(emulator: Emulator, moto: string, review: DifferenceReview) {
    const { accountId } = emulator.iam.account.settings;
    this.#memory = emulator;
    this.#emulator = new Endpoint(emulator.url, accountId);
    this.#moto = new Endpoint(moto, accountId);
    this.#review = review;
  }

  /** Runs a sequence, beginning and ending with two empty accounts. */
  async run(sequence: readonly GeneratedCall[]): Promise<void> {
    try {
      for (const call of sequence) await this.#send(call);
    } catch (error) {
      this.#diverged = true;
      throw error;
    } finally {
      await this.#empty();
    }
  }

  async #send(call: GeneratedCall): Promise<void> {
    this.calls += 1;
    const [emulator, moto] = await Promise.all([this.#emulator.call(call), this.#moto.call(call)]);
    const { RoleName, InstanceProfileName, UserName, PolicyName, Path = '/' }: Names = call.input;
    if (call.action === 'CreateUser') this.#users.add(UserName);
    if (call.action === 'CreatePolicy') {
      this.#policies.add(`arn:aws:iam::ACCOUNT:policy${Path}${PolicyName ?? 'None'}`);
    }
    const broken = brokenFields(call);
    if ((emulator.code === 'ValidationError') !== broken.length > 0) {
      throw new Error(
        `${formatCall(call)}: the reference forbids [${broken.join()}], but the emulator returned ${emulator.code}`,
      );
    }
    const verdicts = differences(call, emulator, moto).map((difference) => this.#review.judge(difference));
    if (!verdicts.includes('other state')) return;
    this.#diverged = true;
    // Remove the entities of the call from both accounts, so that later calls start from equal states.
    if (RoleName === undefined && InstanceProfileName === undefined) return this.#empty();
    for (const endpoint of [this.#emulator, this.#moto]) {
      if (InstanceProfileName !== undefined) await removeProfile(endpoint, InstanceProfileName);
      if (RoleName !== undefined) await removeRole(endpoint, RoleName);
    }
  }

  async #empty(): Promise<void> {
    const { roles, instanceProfiles } = this.#memory.snapshot();
    this.#memory.reset();
    const removed = await removeKnown(this.#moto, roles, instanceProfiles);
    if (this.#diverged || !removed) await removeAll(this.#moto);
    this.#diverged = false;
    for (const PolicyArn of this.#policies)
      await this.#moto.call({ action: 'DeletePolicy', input: { PolicyArn } });
    for (const UserName of this.#users) await this.#moto.call({ action: 'DeleteUser', input: { UserName } });
    this.#policies.clear();
    this.#users.clear();
  }

  destroy(): void {
    for (const { client } of [this.#emulator, this.#moto]) client.destroy();
  }
}

/** Formats a call on one line, with long repetitions shortened. */
export function formatCall({ action, input }: GeneratedCall): string {
  return `${action} ${JSON.stringify(input).replace(/(.)\1{40,}/g, '$1…')}`;
}
