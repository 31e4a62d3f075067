/** The log: one group a stage, one line a change; what was called only at debug. */
import type { Outcome } from '../reconcile/outcome.ts';
import { count, type Change } from '../resources/change.ts';

/** `+` comes, `~` changes, `-` goes. */
export function changeLine(change: Change): string {
  return `${sign(change)} ${change.resource}: ${change.summary}${change.broadens ? '  [broadens access]' : ''}`;
}

function sign({ action, api }: Change): '+' | '~' | '-' {
  switch (action) {
    case 'create':
    case 'attach':
    case 'add':
      return '+';
    case 'delete':
    case 'detach':
    case 'remove':
    case 'untag':
      return '-';
    case 'update':
    case 'tag':
      return '~';
    case 'put':
      return api === 'PutRolePolicy' ? '+' : '~';
  }
}

/** The run in one line. */
export function headline(outcome: Outcome): string {
  return `role/${outcome.declaration.roleName}: ${result(outcome)}`;
}

/** How it ended, and how much that is: `planned (3 changes, 1 broadens access)`. */
export function result({ status, plan }: Outcome): string {
  const changes = plan?.changes ?? [];
  if (changes.length === 0) return status;
  const broadening = changes.filter((change) => change.broadens).length;
  const wider = broadening === 0 ? '' : `, ${broadening} broaden${broadening === 1 ? 's' : ''} access`;
  return `${status} (${count(changes.length, 'change')}${wider})`;
}
