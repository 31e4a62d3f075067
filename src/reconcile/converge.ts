/**
 * The loop: observe → plan → empty? done : send → observe …, until the deadline. Conflicts, lost replies, another run at
 * work and replicas that lag are no special cases: look again, plan again.
 */
import type { Iam } from '../iam/client.ts';
import { CallError, isUnknownPrincipal } from '../iam/errors.ts';
import type { Plan } from '../resources/change.ts';
import type { State } from '../resources/state.ts';
import { Unsettled } from '../resources/unsettled.ts';
import { backoff, type Clock } from './clock.ts';
import { send, type Sent } from './send.ts';

export interface Look {
  readonly actual: State;
  /** What is left to do; empty when IAM shows what it should. */
  readonly plan: Plan;
}

export interface Ports {
  readonly iam: Iam;
  readonly clock: Clock;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  readonly debug: (message: string) => void;
}

/** IAM did not come to show what it should in time. */
export class NotConverged extends Error {
  override readonly name = 'NotConverged';
}

/** Waits and looks again, each time a little longer, to the deadline. */
export class Patience {
  readonly #ports: Ports;
  readonly #deadline: number;
  readonly #longest: number | undefined;
  #attempt = 0;
  /** What IAM last said that was no clean answer. */
  last: Error | undefined;

  /** @param longest the longest wait between two looks, in milliseconds */
  constructor(ports: Ports, milliseconds: number, longest?: number) {
    this.#ports = ports;
    this.#longest = longest;
    this.#deadline = ports.clock.now() + milliseconds;
  }

  /** @throws NotConverged when the time is over, the signal's reason when the run is to stop */
  async wait(whatIsMissing: () => string): Promise<void> {
    const { clock, signal } = this.#ports;
    const left = this.#deadline - clock.now();
    if (left <= 0) {
      const said = this.last === undefined ? '' : `\nThe last answer: ${this.last.message}`;
      throw new NotConverged(
        `${whatIsMissing()}${said}`,
        this.last === undefined ? {} : { cause: this.last },
      );
    }
    await clock.sleep(Math.min(left, backoff(this.#attempt, clock, this.#longest)), signal);
    this.#attempt += 1;
  }
}

/**
 * Looks until IAM's answers agree with one another.
 *
 * @throws CallError that no second look can mend
 */
export async function lookPatiently<T>(
  look: () => Promise<T>,
  patience: Patience,
  reached: boolean,
): Promise<T> {
  for (;;) {
    try {
      return await look();
    } catch (error) {
      const again =
        error instanceof Unsettled ||
        // Where nothing ever answered there is no network, and waiting does not bring one.
        (error instanceof CallError && error.verdict === 'transient' && (reached || !error.unanswered));
      if (!again) throw error;
      patience.last = error;
      await patience.wait(() => 'IAM could not be read:');
    }
  }
}

/**
 * Sends the plan and what further looks show to be left of it, until nothing is.
 *
 * @param first the plan to begin with
 * @param look observes and plans anew
 * @param journal told of each change that took effect or may have
 * @param again what of a later plan may be sent
 * @returns what IAM shows at the end
 * @throws the error that ended it: a CallError that no second look can mend, NotConverged, Cancelled
 */
export async function converge(
  first: Plan,
  look: () => Promise<Look>,
  ports: Ports,
  milliseconds: number,
  journal: (sent: Sent) => void,
  again: (later: Plan) => Plan = (later) => later,
): Promise<State> {
  const patience = new Patience(ports, milliseconds);
  const lookAgain = (): Promise<Look> => lookPatiently(look, patience, true);
  const missing = (plan: Plan) => (): string =>
    [
      `IAM did not come to show the declared state within ${Math.round(milliseconds / 1000)} s. What is left:`,
      ...plan.changes.map((change) => `- ${change.resource}: ${change.summary}`),
      ...(patience.last instanceof CallError && isUnknownPrincipal(patience.last)
        ? ['The trust policy names a principal that IAM does not know: check its ARN, or create it first.']
        : []),
    ].join('\n');

  let plan = first;
  for (;;) {
    const { conflicts, failure } = await send(ports.iam, plan, journal);
    for (const conflict of conflicts) {
      patience.last = conflict;
      ports.debug(`look again: ${conflict.message}`);
    }
    if (failure !== undefined) throw failure;
    // The first look comes at once. What it shows may be old, so a second one, after a wait, says what to send again.
    let seen = await lookAgain();
    if (seen.plan.changes.length > 0) {
      await patience.wait(missing(seen.plan));
      seen = await lookAgain();
    }
    if (seen.plan.changes.length === 0) return seen.actual;
    plan = again(seen.plan);
  }
}
