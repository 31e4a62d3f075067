/** The report of a sweep: each role with its pull request, the state of that, and the result. */
import { repositoryUrl } from '../github/context.ts';
import type { Judged } from '../reconcile/removals.ts';
import { count } from '../resources/resource.ts';
import { code, escapeMarkdown, table, blockOf, type Block } from './markdown.ts';
import { nextStepBlock } from './status.ts';
import { failureText, placeLine, type RoleReport, type SummaryContext } from './summary.ts';

/** Returns one line for each kept role. */
export function keptLines(swept: readonly Judged[]): string[] {
  return swept
    .filter(({ outcome }) => outcome === undefined)
    .map(({ roleName, request, state, unjudged }) => {
      const why = request === undefined ? state : `pull request #${request}: ${state}`;
      return `${unjudged ? '⚠️ ' : ''}role/${roleName} is kept: ${why}`;
    });
}

/** Returns a warning for the roles that the sweep could not judge; none without such roles. */
export function unjudgedWarning(swept: readonly Judged[]): string[] {
  const names = swept.filter(({ unjudged }) => unjudged).map(({ roleName }) => `role/${roleName}`);
  if (names.length === 0) return [];
  return [
    `${count(names.length, 'role')} could not be judged, and were kept: ${names.join(', ')}. Check that github-token has pull-requests: read for this repository, and delete by hand what is left over.`,
  ];
}

export function sweepBlocks(
  swept: readonly Judged[],
  reports: readonly RoleReport[],
  dryRun: boolean,
  context: SummaryContext,
): Block[] {
  const outcomes = swept.flatMap(({ outcome }) => outcome ?? []);
  const { failed = [], unjudged = [], destroyed = [], kept = [] } = Object.groupBy(swept, resultOf);
  const counts = [
    { icon: '❌ ', roles: failed, words: 'failed' },
    { icon: '', roles: destroyed, words: dryRun ? 'would be destroyed' : 'destroyed' },
    { icon: '', roles: kept, words: 'kept' },
    { icon: '⚠️ ', roles: unjudged, words: 'could not be judged' },
  ].flatMap(({ icon, roles, words }) => (roles.length === 0 ? [] : [`${icon}${roles.length} ${words}`]));
  const heading = `### 🧹 ${dryRun ? '`mode: sweep`, dry run: ' : ''}${counts.join(', ') || 'no roles of pull requests'}`;
  const place = placeLine(outcomes, dryRun ? 'sweep (dry run)' : 'sweep', context);
  const rows = [
    ...failed.map((role) => row(role, context.env, '❌ failed, see below')),
    ...unjudged.map((role) => row(role, context.env, '⚠️ kept')),
    ...destroyed.map((role) => row(role, context.env, dryRun ? 'would be destroyed' : role.outcome?.status)),
    ...kept.map((role) => row(role, context.env, 'kept')),
  ];
  // The table has the whole reason of a role that could not be judged.
  const explained = new Set(unjudged.map(({ roleName }) => roleName));
  return [
    ...blockOf('the heading', `${heading}\n\n${place}`, true),
    ...blockOf('the roles', table(['role', 'pull request', 'state', 'result'], rows)),
    ...reports.flatMap((report) => {
      const { roleName } = report.outcome.declaration;
      const failure = explained.has(roleName) ? '' : failureText(report);
      const name = code(`role/${roleName}`);
      return blockOf(`the failure of ${name}`, failure === '' ? '' : `${name}\n\n${failure}`);
    }),
    ...nextStepBlock(nextStep(failed.length, unjudged.length, dryRun ? destroyed.length : 0)),
  ];
}

function resultOf({ unjudged, outcome }: Judged): 'failed' | 'unjudged' | 'destroyed' | 'kept' {
  if (unjudged) return 'unjudged';
  if (outcome === undefined) return 'kept';
  return outcome.failure === undefined ? 'destroyed' : 'failed';
}

/** Returns the next step; empty if nothing is left to do. */
function nextStep(failed: number, unjudged: number, removable: number): string {
  if (failed > 0) return 'correct the cause of the failures, then run the sweep again.';
  if (unjudged > 0)
    return `check that ${code('github-token')} has ${code('pull-requests: read')}, then sweep again, or delete by hand the roles that could not be judged.`;
  return removable > 0 ? `run ${code('mode: sweep')} without ${code('dry-run')} to destroy them.` : '';
}

function row({ roleName, request, state }: Judged, env: NodeJS.ProcessEnv, result = ''): string[] {
  const link = request === undefined ? '' : `[\\#${request}](${repositoryUrl(env)}/pull/${request})`;
  return [code(`role/${roleName}`), link, escapeMarkdown(state), result];
}
