/** The log: one group for each stage, one line for each change; calls only at debug level. */
import type { Aftermath, Outcome, Status } from '../reconcile/outcome.ts';
import { count, type Change, type Plan, type State } from '../resources/resource.ts';
import { lastUseText } from '../resources/role-state.ts';
import { driftCount } from './drift.ts';

/** Returns the change on one line: `+` adds, `~` changes, `-` removes. */
export function changeLine(change: Change): string {
  return `${sign(change)} ${change.resource}: ${change.summary}${change.broadens ? '  [broadens access]' : ''}`;
}

/** Returns the last use of each role that the plan deletes or removes from a profile. The run has only read the step's own role. */
export function lastUseLines({ changes }: Plan, { role }: State): string[] {
  const names = changes.flatMap(({ api, input }) =>
    api === 'DeleteRole' || api === 'RemoveRoleFromInstanceProfile' ? [input.RoleName ?? ''] : [],
  );
  return [...new Set(names)].map((name) => {
    const text =
      name === role?.name
        ? lastUseText(role.identity?.facts?.lastUsed)
        : 'its last use was not read; mode: read with its name shows it';
    return `role/${name}: ${text}`;
  });
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
export function result(outcome: Outcome): string {
  const { status, plan } = outcome;
  if (status === 'drifted') return `drifted (${driftCount(outcome)})`;
  const changes = plan?.changes ?? [];
  return changes.length === 0 ? status : `${status} (${changeCount(outcome)})`;
}

function changeCount({ plan, start }: Outcome): string {
  const changes = plan?.changes ?? [];
  const broadening = changes.filter((change) => change.broadens).length;
  // Every change of a new role gives access.
  const wider =
    broadening === 0 || start?.role === undefined
      ? ''
      : `, ${broadening} broaden${broadening === 1 ? 's' : ''} access`;
  return `${count(changes.length, 'change')}${wider}`;
}

export const ICONS: Readonly<Record<Status, string>> = {
  failed: '❌',
  'rolled-back': '❌',
  drifted: '⚠️',
  planned: '📝',
  destroyed: '✅',
  created: '✅',
  updated: '✅',
  absent: '✅',
  unchanged: '✅',
  read: '🔎',
};

/** Returns the result for the heading, as Markdown. The heading of a failure has no numbers: no change remains, or not all. */
export function headingResult(outcome: Outcome): string {
  const { status, declaration, failure } = outcome;
  switch (status) {
    case 'planned':
      return declaration.role === undefined
        ? `\`mode: destroy\` would make ${changeCount(outcome)}`
        : `planned ${changeCount(outcome)}`;
    case 'drifted':
      return `drifted, ${driftCount(outcome)}`;
    case 'rolled-back':
      return 'failed, rolled back';
    case 'failed':
      return failure?.aftermath === undefined
        ? 'failed, nothing was changed'
        : FAILED[failure.aftermath.kind];
    default:
      return result(outcome);
  }
}

const FAILED: Readonly<Record<Aftermath['kind'], string>> = {
  cancelled: 'cancelled part-way',
  destroying: 'failed, partly deleted',
  kept: 'failed, not rolled back',
  applied: 'applied, but EC2 does not accept the profile',
  'rolled-back': 'failed, rolled back',
  'foreign-write': 'failed, not rolled back',
  incomplete: 'failed, rollback incomplete',
};
