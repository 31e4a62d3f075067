/**
 * The report for reviewers: the job summary, and the same as a comment. One screen first: the result, the place, new access,
 * the changes, the next step. Everything for machines is folded. Code that only a run with changes needs is loaded on demand.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
import { isReservedPath } from '../aws/arn.ts';
import type { Attempt } from '../aws/client.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import type { FailureParts } from './failures.ts';
import { headingResult, ICONS } from './log.ts';
import { code, escapeMarkdown, htmlCode, paragraphs, quoted, table, truncate } from './markdown.ts';
import { nextStep } from './next-step.ts';
import { outputsOf, runOutputs, STATUSES, type OutputName, type Outputs } from './outputs.ts';
import { actionReference, placeLine } from './place.ts';
import { fold, type Block } from './size-limit.ts';

/** A comment has room for the message and for more. */
const MAX_MESSAGE = 20_000;

export interface RoleReport {
  readonly outcome: Outcome;
  /** The failure or the drift; undefined if the run succeeded. */
  readonly message: string | undefined;
  readonly parts?: FailureParts | undefined;
}

export interface SummaryContext {
  readonly env: NodeJS.ProcessEnv;
  /** The role, or the manifest. */
  readonly subject: string;
}

/** @param attempts the calls to list below the changes; none in a comment */
export async function reportBlocks(
  reports: readonly RoleReport[],
  attempts: readonly Attempt[],
  { env, subject }: SummaryContext = { env: {}, subject: '' },
): Promise<Block[]> {
  const byStatus = Map.groupBy(reports, ({ outcome }) => outcome.status);
  const inOrder = STATUSES.flatMap((status) => byStatus.get(status) ?? []);
  const outcomes = inOrder.map(({ outcome }) => outcome);
  const [first] = inOrder;
  if (first === undefined) return [];
  const only = reports.length === 1;
  const place = placeLine(outcomes, env, modeOf(first.outcome), subject);
  if (only && isUnchanged(first)) return [...unchangedBlocks(first), ...(await further(first, env))];
  const blocks: Block[] = only
    ? [headingBlock(first, place), ...(await roleBlocks(first, true)), ...(await further(first, env))]
    : [overview(inOrder, place), ...(await foldedRoles(inOrder, env))];
  const digest = runOutputs(reports.map(({ outcome }) => outcome))['plan-digest'];
  const next = nextStep(outcomes, digest);
  return [
    ...blocks,
    ...(next === undefined
      ? []
      : [{ name: 'the next step', markdown: `**Next:** ${next}`, essential: true }]),
    ...(await machineBlocks(inOrder, attempts, digest)),
  ];
}

/** Reports an error that ended the run before it reached a role. @param subject the role or manifest, if known */
export function failureBlock(message: string, subject: string | undefined): Block {
  const heading = `### ❌ ${subject === undefined ? '' : `${code(subject)}: `}failed, nothing was changed`;
  return { name: 'the error', markdown: `${heading}\n\n${errorText(message)}`, essential: true };
}

function modeOf({ mode, declaration }: Outcome): string {
  return mode === 'plan' && declaration.role === undefined ? 'destroy (dry run)' : mode;
}

function isUnchanged({ outcome, message }: RoleReport): boolean {
  return (outcome.plan?.changes.length ?? 0) === 0 && message === undefined;
}

function unchangedBlocks({ outcome }: RoleReport): Block[] {
  const { 'instance-profile-arn': profile, 'role-arn': role } = outputsOf(outcome);
  const arn = profile ?? role;
  const markdown = [titleOf(outcome, '###'), ...(arn === undefined ? [] : [code(arn)])].join('\n\n');
  return [{ name: 'the heading', markdown, essential: true }];
}

function titleOf(outcome: Outcome, level: string): string {
  return `${level} ${ICONS[outcome.status]} ${code(`role/${outcome.declaration.roleName}`)}: ${headingResult(outcome)}`;
}

function headingBlock(report: RoleReport, place: string): Block {
  return {
    name: 'the heading',
    markdown: [titleOf(report.outcome, '###'), place, ...failureText(report)].join('\n\n'),
    essential: true,
  };
}

/** Returns the error as a quote, its remedy, and the state that it leaves. */
export function failureText({ outcome: { failure }, message, parts }: RoleReport): string[] {
  if (failure === undefined) return [];
  const stands = parts?.stands ?? 'Nothing was changed.';
  // Changes that were rolled back are history; any other change is the state of IAM.
  const listed = failure.aftermath?.kind === 'rolled-back' ? [] : (parts?.changes ?? []);
  const bold =
    failure.aftermath?.kind === 'rolled-back' ? 'Everything that this run changed was rolled back.' : stands;
  return [
    errorText(parts?.error ?? message ?? failure.error.message),
    `**${escapeMarkdown(bold)}**`,
    ...(listed.length === 0 ? [] : [paragraphs(truncate(listed.join('\n'), MAX_MESSAGE))]),
  ];
}

function errorText(message: string): string {
  const [first = '', ...rest] = truncate(message, MAX_MESSAGE).split('\n');
  return [quoted(escapeMarkdown(first)), ...(rest.length === 0 ? [] : [paragraphs(rest.join('\n'))])].join(
    '\n\n',
  );
}

/** Returns the blocks of a role below its heading. */
async function roleBlocks(report: RoleReport, only: boolean): Promise<Block[]> {
  const { outcome, parts } = report;
  const { plan, start, target, failure, status } = outcome;
  if (plan === undefined || plan.changes.length === 0 || start === undefined || target === undefined)
    return [];
  const { changeBlocks } = await import('./change-report.ts');
  const blocks = changeBlocks({ ...outcome, plan, start, target }, only);
  if (failure === undefined) return blocks;
  const name = code(`role/${outcome.declaration.roleName}`);
  const sent =
    status === 'rolled-back'
      ? [parts?.stands ?? '', ...(parts?.changes ?? [])].filter((each) => each !== '')
      : [];
  return [
    fold('The plan', `the plan of ${name}`, [
      ...(sent.length === 0
        ? []
        : [{ name: `the rollback of ${name}`, markdown: paragraphs(sent.join('\n')) }]),
      ...blocks,
    ]),
  ];
}

/** Returns the notices of a role, and the step that would declare a role that was only read. */
async function further({ outcome }: RoleReport, env: NodeJS.ProcessEnv): Promise<Block[]> {
  const { declaration, notices } = outcome;
  const name = code(`role/${declaration.roleName}`);
  const blocks: Block[] = [];
  const { role } = outcome.finalState ?? {};
  if (outcome.mode === 'read' && role !== undefined && !isReservedPath(role.path)) {
    const { importBlock } = await import('./import-step.ts');
    blocks.push(importBlock({ ...outcome.finalState, role }, name, actionReference(env)));
  }
  if (notices.length > 0) {
    const markdown = notices.map((each) => `- ${escapeMarkdown(each)}`).join('\n');
    blocks.push({ name: `notices on ${name}`, markdown });
  }
  return blocks;
}

/** Returns the index of many roles. */
function overview(reports: readonly RoleReport[], place: string): Block {
  const counts = [...Map.groupBy(reports, ({ outcome }) => outcome.status)].map(
    ([status, group]) => `${group.length} ${status}`,
  );
  const worst = reports[0]?.outcome.status ?? 'unchanged';
  const rows = reports
    .filter((report) => !isUnchanged(report))
    .map(({ outcome }) => [
      `${ICONS[outcome.status]} ${code(`role/${outcome.declaration.roleName}`)}`,
      headingResult(outcome),
      code(outputsOf(outcome)['instance-profile-arn'] ?? outputsOf(outcome)['role-arn'] ?? ''),
    ]);
  const unchanged = reports
    .filter(isUnchanged)
    .map(({ outcome }) => code(`role/${outcome.declaration.roleName}`));
  const markdown = [
    `### ${ICONS[worst]} ${reports.length} roles: ${counts.join(', ')}`,
    place,
    ...(rows.length === 0 ? [] : [table(['role', 'result', 'ARN'], rows)]),
    ...(unchanged.length === 0 ? [] : [`✅ unchanged: ${unchanged.join(', ')}`]),
  ].join('\n\n');
  return { name: 'the index', markdown, essential: true };
}

/** Returns each role with changes as a fold; the message of a failed one is open. Equal documents are shown once. */
async function foldedRoles(reports: readonly RoleReport[], env: NodeJS.ProcessEnv): Promise<Block[]> {
  const shown = new Map<string, string>();
  const blocks: Block[] = [];
  for (const report of reports) {
    const { outcome } = report;
    const name = `role/${outcome.declaration.roleName}`;
    const failure = failureText(report);
    const inner = [
      ...(failure.length === 0
        ? []
        : [{ name: `the failure of ${code(name)}`, markdown: failure.join('\n\n'), essential: true }]),
      ...(await further(report, env)),
      ...(isUnchanged(report) ? [] : await roleBlocks(report, false)).map((block) =>
        once(block, name, shown),
      ),
    ];
    if (inner.length === 0) continue;
    const title = `${ICONS[outcome.status]} ${htmlCode(name)}: ${headingResult(outcome).replaceAll('`', '')}`;
    blocks.push(
      fold(title, `the report of ${code(name)}`, inner, { open: failure.length > 0, essential: true }),
    );
  }
  return blocks;
}

/** Replaces a document that an earlier role has too. */
function once(block: Block, role: string, shown: Map<string, string>): Block {
  if (!block.name.startsWith('the diff of')) return block;
  const text = JSON.stringify([block.markdown, block.inner?.map(({ markdown }) => markdown)]);
  const earlier = shown.get(text);
  shown.set(text, earlier ?? role);
  if (earlier === undefined) return block;
  const title = /^\*\*[^*]*\*\*/.exec(block.markdown)?.[0] ?? 'The same document';
  return { name: block.name, markdown: `${title}: the same as of ${code(earlier)}` };
}

/** The outputs that a reader may want to copy. */
const SHOWN_OUTPUTS: readonly OutputName[] = ['instance-profile-arn', 'role-arn', 'plan-digest'];

/** Returns one fold with everything that only machines need: outputs, commands, calls. */
async function machineBlocks(
  reports: readonly RoleReport[],
  attempts: readonly Attempt[],
  digest: string | undefined,
): Promise<Block[]> {
  const [first] = reports;
  const outputs: Outputs =
    first !== undefined && reports.length === 1
      ? outputsOf(first.outcome)
      : { ...(digest === undefined ? {} : { 'plan-digest': digest }) };
  const rows = SHOWN_OUTPUTS.flatMap((name) =>
    outputs[name] === undefined ? [] : [[code(name), code(outputs[name])]],
  );
  const titles: string[] = [];
  const inner: Block[] = [];
  if (rows.length > 0) {
    titles.push('outputs');
    inner.push({ name: 'the outputs', markdown: table(['output', 'value'], rows) });
  }
  const changed = reports.flatMap(({ outcome: { plan, start, target, ...rest } }) =>
    plan === undefined || plan.changes.length === 0 || start === undefined || target === undefined
      ? []
      : [{ ...rest, plan, start, target }],
  );
  if (changed.length > 0) {
    const { commandBlock } = await import('./change-report.ts');
    titles.push('AWS CLI');
    inner.push(...changed.map(commandBlock));
  }
  if (attempts.length > 0 && reports.some((report) => !isUnchanged(report))) {
    const { callsMade } = await import('./call-list.ts');
    const { title, block } = callsMade(attempts);
    titles.push(title);
    inner.push(block);
  }
  const heading = `For machines: ${titles.join(', ')}`;
  return inner.length === 0 ? [] : [fold(heading, 'the part for machines', inner)];
}
