import type { Account, View } from './account.ts';
import type { InputOf, Shapes } from './shapes.ts';

export interface Context {
  /** The primary: writes are checked against it and change it. */
  readonly account: Account;
  /** The view of reads: a replica that may be behind, or the primary. */
  readonly view: View;
  /** Allows what only AWS itself may do: reserved paths, `aws:` tags, changes to protected roles. */
  readonly asAws: boolean;
  readonly invalidPrincipalMs: number;
}

/** One operation of the API. `run` returns the result's fields or throws an AwsError. */
export interface Operation<S extends Shapes, R> {
  readonly write: boolean;
  readonly input: S;
  readonly run: (context: Context, input: InputOf<S>) => R;
}

export function operation<const S extends Shapes, R>(definition: Operation<S, R>): Operation<S, R> {
  return definition;
}
