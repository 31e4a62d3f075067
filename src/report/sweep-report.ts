/** The report of a sweep: each role with its pull request, the state of that, and the result. */
import type { SweptRole } from '../reconcile/sweep.ts';
import { code, escapeMarkdown, table } from './markdown.ts';
import { placeLine } from './place.ts';
import { failureText, type RoleReport } from './summary.ts';
import type { Block } from './size-limit.ts';

/** Returns one line for each kept role. */
export function keptLines(swept: readonly SweptRole[]): string[] {
  return swept
    .filter(({ outcome }) => outcome === undefined)
    .map(({ roleName, request, state, unjudged }) => {
      const why = request === undefined ? state : `pull request #${request}: ${state}`;
      return `${unjudged ? '⚠️ ' : ''}role/${roleName} is kept: ${why}`;
    });
}

/** Returns a warning for the roles that the sweep could not judge; undefined if there are none. */
export function unjudgedWarning(swept: readonly SweptRole[]): string | undefined {
  const names = swept.filter(({ unjudged }) => unjudged).map(({ roleName }) => `role/${roleName}`);
  if (names.length === 0) return undefined;
  const verb = names.length === 1 ? 'role could' : 'roles could';
  return `${names.length} ${verb} not be judged, and were kept: ${names.join(', ')}. Check that github-token has pull-requests: read for this repository, and delete by hand what is left over.`;
}

export function sweepBlocks(
  swept: readonly SweptRole[],
  reports: readonly RoleReport[],
  env: NodeJS.ProcessEnv,
  dryRun: boolean,
): Block[] {
  const outcomes = swept.flatMap(({ outcome }) => outcome ?? []);
  const number = (predicate: (role: SweptRole) => boolean): number => swept.filter(predicate).length;
  const [removed, failed, unjudged] = [
    number(({ outcome }) => outcome !== undefined && outcome.failure === undefined),
    number(({ outcome, unjudged: unknown }) => outcome?.failure !== undefined && !unknown),
    number((role) => role.unjudged),
  ];
  const kept = number(({ outcome, unjudged: unknown }) => outcome === undefined && !unknown);
  const counts = [
    ...(failed === 0 ? [] : [`❌ ${failed} failed`]),
    ...(removed === 0 ? [] : [`${removed} ${dryRun ? 'would be destroyed' : 'destroyed'}`]),
    ...(kept === 0 ? [] : [`${kept} kept`]),
    ...(unjudged === 0 ? [] : [`⚠️ ${unjudged} could not be judged`]),
  ];
  const heading = `### 🧹 ${dryRun ? '`mode: sweep`, dry run: ' : ''}${counts.length === 0 ? 'no roles of pull requests' : counts.join(', ')}`;
  const inDoubt = new Set(swept.filter((role) => role.unjudged).map(({ roleName }) => roleName));
  const rows = [...swept].sort((a, b) => rank(a) - rank(b)).map((role) => row(role, env, dryRun));
  const next = nextStep(failed, unjudged, dryRun ? removed : 0);
  return [
    {
      name: 'the heading',
      markdown: `${heading}\n\n${placeLine(outcomes, env, dryRun ? 'sweep (dry run)' : 'sweep')}`,
      essential: true,
    },
    ...(rows.length === 0
      ? []
      : [{ name: 'the roles', markdown: table(['role', 'pull request', 'state', 'result'], rows) }]),
    // The table has the whole reason of a role that could not be judged.
    ...reports
      .filter(
        ({ outcome: { failure, declaration } }) =>
          failure !== undefined && !inDoubt.has(declaration.roleName),
      )
      .map((report) => {
        const name = code(`role/${report.outcome.declaration.roleName}`);
        return { name: `the failure of ${name}`, markdown: [name, ...failureText(report)].join('\n\n') };
      }),
    ...(next === undefined
      ? []
      : [{ name: 'the next step', markdown: `**Next:** ${next}`, essential: true }]),
  ];
}

/** Returns the next step; undefined if nothing is left to do. */
function nextStep(failed: number, unjudged: number, removable: number): string | undefined {
  if (failed > 0) return 'correct the cause of the failures, then run the sweep again.';
  if (unjudged > 0)
    return `check that ${code('github-token')} has ${code('pull-requests: read')}, then sweep again, or delete by hand the roles that could not be judged.`;
  return removable > 0 ? `run ${code('mode: sweep')} without ${code('dry-run')} to destroy them.` : undefined;
}

/** Sorts failures first, then roles that could not be judged, then destroyed ones. */
function rank({ outcome, unjudged }: SweptRole): number {
  if (outcome?.failure !== undefined) return 0;
  return unjudged ? 1 : outcome === undefined ? 3 : 2;
}

function row(
  { roleName, request, state, unjudged, outcome }: SweptRole,
  env: NodeJS.ProcessEnv,
  dryRun: boolean,
): string[] {
  const result =
    outcome === undefined || unjudged
      ? `${unjudged ? '⚠️ ' : ''}kept`
      : outcome.failure !== undefined
        ? '❌ failed, see below'
        : dryRun
          ? 'would be destroyed'
          : outcome.status;
  return [code(`role/${roleName}`), requestLink(request, env), escapeMarkdown(state), result];
}

function requestLink(request: string | undefined, env: NodeJS.ProcessEnv): string {
  if (request === undefined) return '';
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository = '' } = env;
  return `[\\#${request}](${server}/${repository}/pull/${request})`;
}
