/** One run for a role: what it uses, as arguments; how long it may take; how it ends; and the part of its plan that was reviewed. */
import type { Iam } from '../aws/calls.ts';
import type { InstanceProfile } from '../resources/instance-profile.ts';
import {
  changeKey,
  InconsistentReadError,
  type Plan,
  type State,
  type Declaration,
  type Change,
} from '../resources/resource.ts';
import { backoff, type Clock } from '../runtime/time.ts';
import type { Sent } from './send.ts';
import type { RunSettings } from '../inputs/declare.ts';
import { CallError } from '../aws/errors.ts';

export interface Ports {
  readonly iam: Iam;
  readonly clock: Clock;
  /** Aborted if the run is cancelled. */
  readonly signal: AbortSignal;
  readonly debug: (message: string) => void;
}

export interface ReconcilePorts extends Ports {
  readonly partition: string;
  /** The id of the caller's account, if the run has asked for it. */
  readonly account?: Promise<string | undefined> | undefined;
  /** Receives the first plan before anything is sent. */
  readonly onPlanned: (plan: Plan, actual: State) => void;
  /** Throws before the first write if the plan is not the reviewed one; absent without a review. */
  readonly checkReviewed?: (digest: string, plan: Plan) => void;
  /** Receives each change that took effect, or may have. */
  readonly onSent: (sent: Sent) => void;
  /** Waits until EC2 accepts the profile; absent unless the step asks for it. */
  readonly waitForEc2?: (profile: InstanceProfile, milliseconds: number) => Promise<Ec2Readiness>;
}

/** The service that is known to accept an instance profile. */
export interface Ec2Readiness {
  readonly readyFor: 'iam' | 'ec2';
  /** Why EC2 could not be asked. */
  readonly warning?: string;
}

export type Status =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'destroyed'
  | 'absent'
  | 'planned'
  | 'drifted'
  | 'read'
  | 'rolled-back'
  | 'failed';

export interface Outcome {
  readonly mode: RunSettings['mode'];
  /** Whether the run may only send a reviewed plan. */
  readonly reviewed?: boolean;
  readonly declaration: Declaration;
  readonly status: Status;
  /** The first plan; undefined if the run ended before it had one. */
  readonly plan?: Plan | undefined;
  /** Only of `check`: the plan from the declared state to the observed one, as the drift happened. */
  readonly drift?: Plan | undefined;
  /** The first observation, and the state that the plan leads to. */
  readonly start?: State | undefined;
  readonly target?: State | undefined;
  /** The final state, as far as it is known. */
  readonly finalState?: State | undefined;
  /** Whether something that this run wrote remains. */
  readonly changed: boolean;
  /** The service that is known to accept the instance profile. */
  readonly readyFor?: 'iam' | 'ec2' | undefined;
  readonly digest?: string | undefined;
  /** Facts for the user that are no failure. */
  readonly notices: readonly string[];
  /** Requests that the run could not fulfil, although it continues. */
  readonly warnings: readonly string[];
  readonly failure?: Failure | undefined;
}

/** Returns the outcome of a run that has read nothing yet. */
export function unknownOutcome(
  { mode, 'expected-plan-digest': expected }: RunSettings,
  declaration: Declaration,
): Outcome {
  return {
    mode,
    reviewed: expected !== 'none',
    declaration,
    status: 'failed',
    changed: false,
    notices: [],
    warnings: [],
  };
}

export interface Failure {
  readonly error: Error;
  /** The fate of the changes that this run sent; undefined if it sent none. */
  readonly aftermath?: Aftermath;
}

export interface Aftermath {
  readonly kind:
    | 'cancelled'
    /** A destroy is not rolled back. */
    | 'destroying'
    /** `rollback-on-failure: false` */
    | 'kept'
    /** IAM has the declared state, but EC2 does not accept the profile. */
    | 'applied'
    | 'rolled-back'
    | 'foreign-write'
    | 'incomplete';
  readonly sent: readonly Sent[];
  /** Changes of the plan that were not sent, or that a rollback could not make. */
  readonly remaining: readonly Change[];
  /** Why the rollback is incomplete. */
  readonly rollbackError?: Error;
}

/** The run did not reach its goal in time. Without `remaining` it could not read IAM. */
export class NotConverged extends Error {
  override readonly name = 'NotConverged';
  readonly seconds: number;
  readonly remaining: readonly Change[];
  /** The probable reason why changes remain. */
  readonly suspect: 'other-writer' | 'not-visible' | undefined;
  /** The last error that was retried. */
  readonly lastError: Error | undefined;

  constructor({ message, remaining, suspect }: Expired, seconds: number, lastError: Error | undefined) {
    super(message, { cause: lastError });
    this.seconds = seconds;
    this.lastError = lastError;
    this.remaining = remaining ?? [];
    this.suspect = suspect;
  }
}

/** The facts about a missed deadline. */
export interface Expired {
  /** The beginning of a sentence that ends in the time that the run waited. */
  readonly message: string;
  readonly remaining?: readonly Change[];
  readonly suspect?: NotConverged['suspect'];
}

/** Waits between attempts, each time a little longer, until the deadline. */
export class Deadline {
  readonly #ports: Ports;
  readonly milliseconds: number;
  readonly #end: number;
  readonly #maxWait: number | undefined;
  #attempt = 0;
  /** The last error that was retried. */
  lastError: Error | undefined;

  /** @param maxWait the longest wait between two attempts, in milliseconds */
  constructor(ports: Ports, milliseconds: number, maxWait?: number) {
    this.#ports = ports;
    this.#maxWait = maxWait;
    this.milliseconds = milliseconds;
    this.#end = ports.clock.now() + milliseconds;
  }

  get millisecondsLeft(): number {
    return Math.max(0, this.#end - this.#ports.clock.now());
  }

  /** @throws NotConverged if the time is over, the signal's reason if the run was cancelled */
  async wait(expired: () => Expired): Promise<void> {
    const { clock, signal } = this.#ports;
    // A call that hangs ends long after the deadline.
    const late = clock.now() - this.#end;
    if (late >= 0)
      throw new NotConverged(expired(), Math.floor((this.milliseconds + late) / 1000), this.lastError);
    await clock.sleep(Math.min(-late, backoff(this.#attempt, clock, this.#maxWait)), signal);
    this.#attempt += 1;
  }
}

/**
 * Reads until IAM's answers agree with each other.
 *
 * @throws CallError if retrying cannot resolve it
 */
export async function retryUntilConsistent<T>(
  read: () => Promise<T>,
  deadline: Deadline,
  expired = (): Expired => ({ message: 'IAM could not be read' }),
): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const isRetryable =
        error instanceof InconsistentReadError ||
        // If no endpoint ever responded there is no network, and waiting does not help.
        (error instanceof CallError && error.verdict === 'transient' && error.endpointResponded);
      if (!isRetryable) throw error;
      deadline.lastError = error;
      await deadline.wait(expired);
    }
  }
}

/** The plan is not the reviewed one. */
export class PlanChanged extends Error {
  override readonly name = 'PlanChanged';
  /** The changes that were not reviewed. */
  readonly changes: readonly Change[];
  constructor(explanation: string, changes: readonly Change[], options?: ErrorOptions) {
    super(explanation, options);
    this.changes = changes;
  }
}

/**
 * Compares the first plan with the reviewed one. A digest cannot be reversed, so the error shows the current plan.
 *
 * @throws PlanChanged before anything is written
 */
export function assertReviewed(expected: string, digest: string, plan: Plan): void {
  if (plan.changes.length === 0 || digest === expected) return;
  const explanation = `expected-plan-digest is sha256:${expected}, the plan's digest is sha256:${digest}. Nothing was written. The current plan:`;
  throw new PlanChanged(explanation, plan.changes);
}

/** Splits a later plan into the changes that were reviewed, which may be sent again, and all other changes. */
export function splitByReview(first: Plan, later: Plan): { reviewed: Plan; further: readonly Change[] } {
  const known = new Set(first.changes.map(changeKey));
  const { reviewed = [], further = [] } = Object.groupBy(later.changes, (change) =>
    known.has(changeKey(change)) ? 'reviewed' : 'further',
  );
  return { reviewed: { changes: reviewed }, further };
}
