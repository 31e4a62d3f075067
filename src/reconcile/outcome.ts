/** The result of a run for one role, from which outputs, summary, log and comment are generated. */
import type { RunSettings } from '../inputs/declare.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { Change, Plan, State } from '../resources/resource.ts';
import type { Sent } from './send.ts';

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
  readonly declaration: Declaration;
  readonly status: Status;
  /** The first plan; undefined if the run ended before it had one. */
  readonly plan: Plan | undefined;
  /** Only of `check`: the plan from the declared state to the observed one, as the drift happened. */
  readonly drift?: Plan | undefined;
  /** The first observation, and the state that the plan leads to. */
  readonly start: State | undefined;
  readonly target: State | undefined;
  /** The final state, as far as it is known. */
  readonly finalState: State | undefined;
  /** Whether something that this run wrote remains. */
  readonly changed: boolean;
  /** The service that is known to accept the instance profile. */
  readonly readyFor: 'iam' | 'ec2' | undefined;
  readonly digest: string | undefined;
  /** Facts for the user that are no failure. */
  readonly notices: readonly string[];
  /** Requests that the run could not fulfil, although it continues. */
  readonly warnings: readonly string[];
  readonly failure: Failure | undefined;
}

/** Returns the outcome of a run that has read nothing yet. */
export function unknownOutcome({ mode }: RunSettings, declaration: Declaration): Outcome {
  return {
    mode,
    declaration,
    status: 'failed',
    plan: undefined,
    start: undefined,
    target: undefined,
    finalState: undefined,
    changed: false,
    readyFor: undefined,
    digest: undefined,
    notices: [],
    warnings: [],
    failure: undefined,
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
