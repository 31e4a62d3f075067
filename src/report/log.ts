/** The log: one group a stage, one line a change; what was called only at debug. */
import type { Outcome } from '../reconcile/outcome.ts';
import type { Change } from '../resources/change.ts';

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
  const { status, plan, declaration } = outcome;
  const changes = plan?.changes ?? [];
  const broadening = changes.filter((change) => change.broadens).length;
  const counted = `${changes.length} change${changes.length === 1 ? '' : 's'}`;
  const wider = broadening === 0 ? '' : `, ${broadening} broaden${broadening === 1 ? 's' : ''} access`;
  return `role/${declaration.roleName}: ${status}${changes.length === 0 ? '' : ` (${counted}${wider})`}`;
}
