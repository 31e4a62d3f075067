/** The log: one group for each stage, one line for each change; calls only at debug level. */
import type { Outcome } from '../reconcile/outcome.ts';
import { count, type Change } from '../resources/resource.ts';

/** Returns the change on one line: `+` adds, `~` changes, `-` removes. */
export function changeLine(change: Change): string {
  return `${sign(change)} ${change.resource}: ${change.summary}${change.broadens ? '  [broadens access]' : ''}`;
}

function sign({ creates, deletes, adds, sets = {} }: Change): '+' | '~' | '-' {
  if (creates !== undefined || adds === true) return '+';
  const removes = deletes !== undefined || Object.values(sets).every((value) => value === undefined);
  return removes ? '-' : '~';
}

/** Returns the run in one line. */
export function headline(outcome: Outcome): string {
  return `role/${outcome.declaration.roleName}: ${result(outcome)}`;
}

/** Returns the status and the number of changes: `planned (3 changes, 1 broadens access)`. */
export function result({ status, plan }: Outcome): string {
  const changes = plan?.changes ?? [];
  if (changes.length === 0) return status;
  const broadening = changes.filter((change) => change.broadens).length;
  const wider = broadening === 0 ? '' : `, ${broadening} broaden${broadening === 1 ? 's' : ''} access`;
  return `${status} (${count(changes.length, 'change')}${wider})`;
}
