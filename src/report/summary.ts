/**
 * The report for reviewers: the job summary, and the same as a comment. One screen first: the result, the place, new access,
 * the changes, the next step. Everything for machines is folded. Code that only a run with changes needs is loaded on demand.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
import { accountOfArn, isReservedPath } from '../aws/arn.ts';
import type { Attempt } from '../aws/client.ts';
import { repositoryUrl } from '../github/context.ts';
import { masksAccountId } from '../inputs/read.ts';
import type { Outcome } from '../reconcile/run.ts';
import type { Resource } from '../resources/resource.ts';
import { truncate } from '../runtime/log-escape.ts';
import type { FailureText } from './failures.ts';
import {
  code,
  escapeMarkdown,
  htmlCode,
  paragraphs,
  paragraphsOf,
  table,
  blockOf,
  fitToLimit,
  fold,
  type Block,
} from './markdown.ts';
import { outputsOf, runOutputs } from './outputs.ts';
import { byStatus, fate, headingResult, iconOf, nextStep, nextStepBlock } from './status.ts';

/** A comment has room for the message and for more. */
const MAX_MESSAGE = 20_000;

export interface RoleReport {
  readonly outcome: Outcome;
  /** The failure or the drift; undefined if the run succeeded. */
  readonly text?: FailureText | undefined;
}

export interface SummaryContext {
  readonly env: NodeJS.ProcessEnv;
  /** The role, or the manifest; undefined for a sweep. */
  readonly subject?: string;
  /** The id of the account, if the run knows it. */
  readonly account?: string | undefined;
}

/** @param attempts the calls to list below the changes; none in a comment */
export async function reportBlocks(
  reports: readonly RoleReport[],
  attempts: readonly Attempt[],
  context: SummaryContext,
): Promise<Block[]> {
  const { env } = context;
  const inOrder = reports.toSorted((a, b) => byStatus(a.outcome, b.outcome));
  const outcomes = inOrder.map(({ outcome }) => outcome);
  const [first] = inOrder;
  if (first === undefined) return [];
  const only = reports.length === 1;
  if (only && isUnchanged(first))
    return [...headingBlock(first, code(arnOf(first.outcome))), ...(await further(first, env))];
  const { mode, declaration } = first.outcome;
  const isDryRun = mode === 'plan' && declaration.role === undefined;
  const place = placeLine(outcomes, isDryRun ? 'destroy (dry run)' : mode, context);
  const outputs = runOutputs(reports.map(({ outcome }) => outcome));
  const { machineBlocks } = await import('./machine-part.ts');
  return [
    ...(only
      ? [...headingBlock(first, place), ...(await roleBlocks(first, true)), ...(await further(first, env))]
      : [overview(inOrder, place), ...(await foldedRoles(inOrder, env))]),
    ...nextStepBlock(nextStep(outcomes, outputs['plan-digest'])),
    ...machineBlocks(outputs, outcomes, inOrder.every(isUnchanged) ? [] : attempts),
  ];
}

/** Reports an error outside the roles, if there is one. @param heading Markdown */
export function errorBlocks(heading: string, message: string | undefined): Block[] {
  if (message === undefined) return [];
  return blockOf('the error', `### ❌ ${heading}\n\n${errorText(message)}`, true);
}

export function isUnchanged({ outcome, text }: RoleReport): boolean {
  return (outcome.plan?.changes.length ?? 0) === 0 && text === undefined;
}

/** Returns the ARN of the profile, or of the role if there is none; empty if neither exists. */
function arnOf(outcome: Outcome): string {
  const { 'instance-profile-arn': profile, 'role-arn': role } = outputsOf(outcome);
  return profile ?? role ?? '';
}

function roleName({ declaration }: Outcome): string {
  return `role/${declaration.roleName}`;
}

function headingBlock(report: RoleReport, line: string): Block[] {
  const { outcome } = report;
  const title = `### ${iconOf(outcome)} ${code(roleName(outcome))}: ${headingResult(outcome)}`;
  return blockOf('the heading', paragraphsOf(title, line, failureText(report)), true);
}

/** Returns the line below the heading. Facts that the run does not know are left out. */
export function placeLine(outcomes: readonly Outcome[], mode: string, context: SummaryContext): string {
  const { env, subject = '', account } = context;
  const link = runLink(env);
  const commit = /^[0-9a-f]{7,}$/.exec(env['GITHUB_SHA'] ?? '')?.[0].slice(0, 7);
  const owners = new Set(outcomes.map(({ declaration }) => declaration.owner));
  const isManifest = subject !== '' && !subject.startsWith('role/');
  return [
    ...(account === undefined ? [] : [`account ${code(account)}`]),
    code(`mode: ${mode}`),
    ...(isManifest ? [code(subject)] : []),
    ...(link === undefined ? [] : [`${link}${commit === undefined ? '' : ` at ${code(commit)}`}`]),
    ...(owners.size === 1 ? [`owner ${code([...owners][0] ?? '')}`] : []),
  ].join(' · ');
}

/** Returns the id of the account if STS was not asked: from the resources that the run saw, or from the caller that IAM refused. */
export function accountOf(outcomes: readonly Outcome[]): string | undefined {
  const resources = outcomes
    .flatMap(({ finalState, start }) => [finalState, start])
    .flatMap((state): (Resource | undefined)[] => Object.values(state ?? {}));
  const callers = outcomes.map(({ failure }) => /User: (arn:\S+)/.exec(failure?.error.message ?? '')?.[1]);
  return [...resources.map((resource) => resource?.identity?.arn), ...callers]
    .map((arn = '') => accountOfArn(arn))
    .find((account) => account !== undefined);
}

/** Returns a link to the run, `deploy #77`; undefined outside a workflow. */
function runLink(env: NodeJS.ProcessEnv): string | undefined {
  const url = runUrl(env);
  if (url === undefined) return undefined;
  const number = env['GITHUB_RUN_NUMBER'];
  // A workflow without a name has its path here, whose last part is enough.
  const workflow = (env['GITHUB_WORKFLOW'] ?? 'run').replace(/^.*\//, '');
  return `[${escapeMarkdown(workflow)}${number === undefined ? '' : ` \\#${number.replace(/\D/g, '')}`}](${url})`;
}

function runUrl(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (repository === undefined || run === undefined) return undefined;
  return `${repositoryUrl(env)}/actions/runs/${run}`;
}

/** Returns the error as a quote, its remedy, and the state that it leaves; empty for a role that did not fail. */
export function failureText({ outcome: { failure }, text }: RoleReport): string {
  if (failure === undefined || text === undefined) return '';
  const error = errorText(text.error);
  // Changes that were rolled back are history; any other change is the state of IAM.
  if (failure.aftermath?.kind === 'rolled-back')
    return paragraphsOf(error, '**Everything that this run changed was rolled back.**');
  return paragraphsOf(
    error,
    `**${escapeMarkdown(text.fate ?? 'Nothing was changed.')}**`,
    paragraphs(truncate(text.changes.join('\n'), MAX_MESSAGE)),
  );
}

function errorText(message: string): string {
  const [first = '', ...rest] = truncate(message, MAX_MESSAGE).split('\n');
  return paragraphsOf(`> ${escapeMarkdown(first)}`, paragraphs(rest.join('\n')));
}

/** Returns the blocks of a role below its heading. */
async function roleBlocks({ outcome, text }: RoleReport, only: boolean): Promise<Block[]> {
  const { plan, start, target, failure, status } = outcome;
  if (plan === undefined || plan.changes.length === 0 || start === undefined || target === undefined)
    return [];
  const { changeBlocks } = await import('./change-report.ts');
  const blocks = changeBlocks({ ...outcome, plan, start, target }, only);
  if (failure === undefined || text === undefined) return blocks;
  const name = code(roleName(outcome));
  const undone = status === 'rolled-back' ? [text.fate ?? '', ...text.changes].join('\n') : '';
  const inner = [...blockOf(`the rollback of ${name}`, paragraphs(undone)), ...blocks];
  return [fold('The plan', `the plan of ${name}`, inner)];
}

/** Returns the notices of a role, and the step that would declare a role that was only read. */
async function further({ outcome }: RoleReport, env: NodeJS.ProcessEnv): Promise<Block[]> {
  const { mode, notices, finalState } = outcome;
  const name = code(roleName(outcome));
  const blocks = blockOf(`notices on ${name}`, notices.map((each) => `- ${escapeMarkdown(each)}`).join('\n'));
  const role = finalState?.role;
  if (mode !== 'read' || role === undefined || isReservedPath(role.path)) return blocks;
  const { importBlocks } = await import('./import-step.ts');
  return [
    ...(await importBlocks({ ...finalState, role }, name, actionReference(env), masksAccountId(env))),
    ...blocks,
  ];
}

/** Returns the Action as a step names it: by the runner's own variables, or a placeholder for a local Action. */
function actionReference(env: NodeJS.ProcessEnv): string {
  const { GITHUB_ACTION_REPOSITORY: repository = '', GITHUB_ACTION_REF: ref = '' } = env;
  const isKnown = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
  return isKnown ? `${repository}@${ref}` : 'OWNER/aws-iam-instance-profile@v1';
}

/** Returns the index of many roles. */
function overview(reports: readonly RoleReport[], place: string): Block {
  const outcomes = reports.map(({ outcome }) => outcome);
  const [worst] = outcomes;
  const groups = [...Map.groupBy(outcomes, ({ status }) => status)];
  const counts = groups.map(([status, group]) => `${group.length} ${status}`);
  // Roles that are only planned have no ARN yet.
  const hasArns = outcomes.some((outcome) => arnOf(outcome) !== '');
  const rows = reports
    .filter((report) => !isUnchanged(report))
    .map(({ outcome }) => [
      `${iconOf(outcome)} ${code(roleName(outcome))}`,
      headingResult(outcome),
      ...(hasArns ? [code(arnOf(outcome))] : []),
    ]);
  const unchanged = reports.filter(isUnchanged).map(({ outcome }) => code(roleName(outcome)));
  const markdown = paragraphsOf(
    `### ${worst === undefined ? '' : iconOf(worst)} ${reports.length} roles: ${counts.join(', ')}`,
    place,
    table(['role', 'result', ...(hasArns ? ['ARN'] : [])], rows),
    unchanged.length === 0 ? '' : `✅ unchanged: ${unchanged.join(', ')}`,
  );
  return { name: 'the index', markdown, essential: true };
}

/** Returns each role with changes as a fold; the message of a failed one is open. Equal documents are shown once. */
async function foldedRoles(reports: readonly RoleReport[], env: NodeJS.ProcessEnv): Promise<Block[]> {
  const shown = new Map<string, string>();
  const blocks: Block[] = [];
  for (const report of reports) {
    const { outcome } = report;
    const name = roleName(outcome);
    const failure = failureText(report);
    const changes = isUnchanged(report) ? [] : await roleBlocks(report, false);
    const inner = [
      ...blockOf(`the failure of ${code(name)}`, failure, true),
      ...(await further(report, env)),
      ...changes.map((block) => once(block, name, shown)),
    ];
    if (inner.length === 0) continue;
    const title = `${iconOf(outcome)} ${htmlCode(name)}: ${headingResult(outcome).replaceAll('`', '')}`;
    blocks.push(fold(title, `the report of ${code(name)}`, inner, { open: failure !== '', essential: true }));
  }
  return blocks;
}

/** Replaces a document that an earlier role has too. */
function once(block: Block, role: string, shown: Map<string, string>): Block {
  if (block.title === undefined) return block;
  const text = JSON.stringify([block.markdown, block.inner?.map(({ markdown }) => markdown)]);
  const earlier = shown.get(text);
  shown.set(text, earlier ?? role);
  if (earlier === undefined) return block;
  return { name: block.name, markdown: `${block.title}: the same as of ${code(earlier)}` };
}

/** Renders the report as a comment of at most `maxLength` characters. Its last line has the fate of the plan. */
export function commentBody(
  blocks: readonly Block[],
  maxLength: number,
  env: NodeJS.ProcessEnv,
  outcomes: readonly Outcome[],
): string {
  const url = runUrl(env);
  const footer = `<sub>${fate(outcomes)} ${runLink(env) ?? 'this run'}</sub>\n`;
  return `${fitToLimit(blocks, {
    max: maxLength - footer.length,
    measure: (text) => text.length,
    elsewhere: url === undefined ? 'The log has all of it.' : `[The run's summary](${url}) has all of it.`,
  })}${footer}`;
}
