/** A plan and the status of a run in words: in the log, in headings, and at the end of a report with the next step. */
import { CallError } from '../aws/errors.ts';
import { PlanChanged, type Aftermath, type Outcome, type Status } from '../reconcile/run.ts';
import { count, type Change, type Plan, type State } from '../resources/resource.ts';
import { lastUseText } from '../resources/role-state.ts';
import { Cancelled } from '../runtime/time.ts';
import { afterDrift, driftCount } from './differences.ts';
import { code, blockOf, type Block } from './markdown.ts';
import { MARKDOWN } from './words.ts';

/**
 * Each status with its icon and, for a comment, the fate of its plan. The status of many roles is the first that any role
 * has; the summary lists roles in the same order.
 */
const STATUSES: Readonly<Record<Status, readonly [icon: string, fate: string]>> = {
  failed: ['❌', 'Failed in'],
  'rolled-back': ['❌', 'Not applied, rolled back by'],
  drifted: ['⚠️', 'Found by'],
  planned: ['📝', 'Not applied yet. Planned by'],
  destroyed: ['✅', 'Applied by'],
  created: ['✅', 'Applied by'],
  updated: ['✅', 'Applied by'],
  absent: ['✅', 'Nothing to do for'],
  unchanged: ['✅', 'Nothing to do for'],
  read: ['🔎', 'Read by'],
};

export function iconOf({ status }: Outcome): string {
  return STATUSES[status][0];
}

/** Compares two outcomes by their status: the worse one is first. */
export function byStatus(a: Outcome, b: Outcome): number {
  const order = Object.keys(STATUSES);
  return order.indexOf(a.status) - order.indexOf(b.status);
}

/** Returns the first of the outcomes with the worst status; undefined if there are none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.toSorted(byStatus)[0];
}

/** Returns the words before the link to the run at the end of a comment. The run that applies a plan rewrites them. */
export function fate(outcomes: readonly Outcome[]): string {
  if (outcomes.some(({ failure }) => failure?.error instanceof PlanChanged))
    return '❌ Not applied, because the plan has changed:';
  return STATUSES[worstOf(outcomes)?.status ?? 'failed'].join(' ');
}

/** Returns the run in one line. */
export function headline(outcome: Outcome): string {
  return `role/${outcome.declaration.roleName}: ${result(outcome)}`;
}

/** Returns the status, and the number of changes if all of them were made or planned: `planned (3 changes)`. */
function result(outcome: Outcome): string {
  const { status, plan, failure } = outcome;
  if (status === 'drifted') return `drifted (${driftCount(outcome)})`;
  if (status === 'failed' || status === 'rolled-back') {
    if (failure?.aftermath !== undefined) return FAILED[failure.aftermath.kind];
    return `${failure?.error instanceof Cancelled ? 'cancelled' : 'failed'}, nothing was changed`;
  }
  return (plan?.changes ?? []).length === 0 ? status : `${status} (${changeCount(outcome)})`;
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

/** Returns the result for the heading, as Markdown. */
export function headingResult(outcome: Outcome): string {
  const { status, declaration } = outcome;
  if (status === 'drifted') return `drifted, ${driftCount(outcome)}`;
  if (status !== 'planned') return result(outcome);
  const destroys = declaration.role === undefined;
  return `${destroys ? '`mode: destroy` would make' : 'planned'} ${changeCount(outcome)}`;
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

/** Returns the last block of a report. @param next the step as Markdown; empty if nothing is left to do */
export function nextStepBlock(next: string): Block[] {
  return blockOf('the next step', next === '' ? '' : `**Next:** ${next}`, true);
}

/** Returns the next step by the worst status; empty if nothing is left to do. */
export function nextStep(outcomes: readonly Outcome[], digest: string | undefined): string {
  const worst = worstOf(outcomes);
  switch (worst?.status) {
    case 'failed':
    case 'rolled-back':
      return afterFailure(worst);
    case 'drifted':
      return afterDrift(MARKDOWN);
    case 'planned':
      return afterPlan(worst, digest);
    case 'destroyed':
      return 'stop what still used it: instances, tasks and functions lose these credentials, and IAM does not know them.';
    case 'created': {
      const profile = worst.finalState?.instanceProfile?.identity?.arn;
      return profile === undefined || outcomes.length > 1
        ? ''
        : `start instances with ${code(profile)}, the output ${code('instance-profile-arn')}.`;
    }
    default:
      return '';
  }
}

function afterPlan({ declaration }: Outcome, digest: string | undefined): string {
  const expected =
    digest === undefined
      ? ''
      : ` and ${code(`expected-plan-digest: ${digest}`)}, which sends this plan and no other`;
  return declaration.role === undefined
    ? `to delete it, run ${code('mode: destroy')} without ${code('dry-run')}${expected}.`
    : `to apply it, run ${code('mode: apply')}${expected}.`;
}

function afterFailure({ failure, reviewed }: Outcome): string {
  const { error, aftermath } = failure ?? {};
  if (error instanceof PlanChanged) return 'review the current plan, and pass on its digest.';
  if (error instanceof Cancelled || aftermath?.kind === 'destroying')
    return reviewed === true
      ? 'plan the rest anew, review it, and pass on its digest.'
      : 'run the step again: it finishes the rest.';
  if (aftermath?.kind === 'incomplete' && aftermath.remaining.length > 0)
    return `make the changes above by hand, then run ${code('mode: plan')}.`;
  return error instanceof CallError && error.isDenial
    ? 'allow the caller what IAM denied, then run the step again.'
    : 'correct the cause, then run the step again.';
}

/** Returns the plan, each change on one line: `+` adds, `~` changes, `-` removes. */
export function planLines(plan: Plan, actual: State): string[] {
  const lines = plan.changes.map(
    (change) =>
      `${sign(change)} ${change.resource}: ${change.summary}${change.broadens ? '  [broadens access]' : ''}`,
  );
  return [...lines, ...lastUseLines(plan, actual)];
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
