/** The place of a report: account, mode, workflow run, commit and owner; and the address of the run. */
import { accountOfArn } from '../aws/arn.ts';
import type { Resource } from '../resources/resource.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import { code, escapeMarkdown } from './markdown.ts';

/** Returns the id of the account, from the resources that the run saw, or from the caller that IAM refused. */
export function accountOf(outcomes: readonly Outcome[]): string | undefined {
  const resources = outcomes
    .flatMap(({ finalState, start }) => [finalState, start])
    .flatMap((state): (Resource | undefined)[] => Object.values(state ?? {}));
  const callers = outcomes.map(({ failure }) => /User: (arn:\S+)/.exec(failure?.error.message ?? '')?.[1]);
  return [...resources.map((resource) => resource?.identity?.arn), ...callers]
    .map((arn) => (arn === undefined ? undefined : accountOfArn(arn)))
    .find((account) => account !== undefined);
}

/** Returns the Action as a step names it: by the runner's own variables, or a placeholder for a local Action. */
export function actionReference(env: NodeJS.ProcessEnv): string {
  const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = env;
  const isKnown = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
  return isKnown ? `${repository}@${ref}` : 'OWNER/aws-iam-instance-profile@v1';
}

/** Returns a link to the run, `deploy #77`; undefined outside a workflow. */
export function runLink(env: NodeJS.ProcessEnv): string | undefined {
  const url = runUrl(env);
  if (url === undefined) return undefined;
  const number = env['GITHUB_RUN_NUMBER'];
  // A workflow without a name has its path here, whose last part is enough.
  const workflow = (env['GITHUB_WORKFLOW'] ?? 'run').replace(/^.*\//, '');
  return `[${escapeMarkdown(workflow)}${number === undefined ? '' : ` \\#${number.replace(/\D/g, '')}`}](${url})`;
}

export function runUrl(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (repository === undefined || run === undefined) return undefined;
  return `${server ?? 'https://github.com'}/${repository}/actions/runs/${run}`;
}

/** Returns the line below the heading. Facts that the run does not know are left out. */
export function placeLine(
  outcomes: readonly Outcome[],
  env: NodeJS.ProcessEnv,
  mode: string,
  subject = '',
): string {
  const account = accountOf(outcomes);
  const link = runLink(env);
  const commit = /^[0-9a-f]{7,}$/.exec(env['GITHUB_SHA'] ?? '')?.[0].slice(0, 7);
  const owners = new Set(outcomes.map(({ declaration }) => declaration.owner));
  const isManifest = subject !== '' && subject !== 'sweep' && !subject.startsWith('role/');
  return [
    ...(account === undefined ? [] : [`account ${code(account)}`]),
    code(`mode: ${mode}`),
    ...(isManifest ? [code(subject)] : []),
    ...(link === undefined ? [] : [`${link}${commit === undefined ? '' : ` at ${code(commit)}`}`]),
    ...(owners.size === 1 ? [`owner ${code([...owners][0] ?? '')}`] : []),
  ].join(' · ');
}
