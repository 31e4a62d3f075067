import type { Account, View } from './account.ts';
import type { InputOf, Shapes } from './shapes.ts';

export interface Context {
  /** The primary: what writes are checked against and go to. */
  readonly account: Account;
  /** What reads see: a replica that may be behind, or the primary. */
  readonly view: View;
  /** AWS itself may do what customers may not: reserved paths, `aws:` tags, protected roles. */
  readonly asAws: boolean;
  readonly invalidPrincipalMs: number;
}

/** One call of the API. `run` throws an AwsError, or answers with the result's fields. */
export interface Operation<S extends Shapes, R> {
  readonly write: boolean;
  readonly input: S;
  readonly run: (context: Context, input: InputOf<S>) => R;
}

export function operation<const S extends Shapes, R>(definition: Operation<S, R>): Operation<S, R> {
  return definition;
}
