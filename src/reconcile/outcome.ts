/** How a run ended for one role: all that outputs, summary, log and comment are made from. */
import type { Declaration, Mode } from '../config/declaration.ts';
import type { Plan } from '../resources/change.ts';
import type { State } from '../resources/state.ts';

export type Status =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'destroyed'
  | 'absent'
  | 'planned'
  | 'drifted'
  | 'rolled-back'
  | 'failed';

export interface Outcome {
  readonly mode: Mode;
  readonly declaration: Declaration;
  readonly status: Status;
  /** The first plan; undefined when the run ended before there was one. */
  readonly plan: Plan | undefined;
  /** What IAM showed at the start, and what the plan leads to. */
  readonly start: State | undefined;
  readonly target: State | undefined;
  /** What stands now, as far as it is known. */
  readonly standing: State | undefined;
  /** Whether this run wrote something that stands. */
  readonly changed: boolean;
  /** How far the instance profile is known to be usable. */
  readonly readyFor: 'iam' | 'ec2' | undefined;
  readonly digest: string | undefined;
  /** Worth knowing, but no failure. */
  readonly notices: readonly string[];
  /** What was asked for and could not be done, although the run goes on. */
  readonly warnings: readonly string[];
  /** What made the run fail. */
  readonly failure: Failure | undefined;
}

/** How it ended; what is left out is as before anything was written. */
export type Ending = Pick<Outcome, 'status' | 'standing'> &
  Partial<Pick<Outcome, 'changed' | 'readyFor' | 'failure'>>;

export interface Failure {
  readonly error: Error;
  /** Why not all that this run wrote could be undone; undefined where it was, or nothing tried to. */
  readonly undo?: Error;
  /** What this run wrote and what became of it, one line each; empty when nothing was written. */
  readonly standing: readonly string[];
}
