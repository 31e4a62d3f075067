/** The reports at the end of a run: outputs, log, summary, annotations and comment, from the same outcomes. */
import { InputError, type StepRequest } from '../inputs/declare.ts';
import type { Attempt } from '../aws/client.ts';
import { asError, CallError } from '../aws/errors.ts';
import { faultyVariables, GITHUB_VARIABLES } from '../aws/environment.ts';
import type { GitHubPorts } from '../github/client.ts';
import type { Outcome } from '../reconcile/run.ts';
import type { AccountMask } from './account-mask.ts';
import type { Judged } from '../reconcile/removals.ts';
import type { callerPolicy } from './least-policy.ts';
import { code, fenced, blockOf, fitToLimit, fold, mapText, SUMMARY_LIMIT, type Block } from './markdown.ts';
import { runOutputs, type Outputs } from './outputs.ts';
import { cutText } from '../runtime/log-escape.ts';
import type { Runner } from '../runtime/runner.ts';
import { headline } from './status.ts';
import {
  accountOf,
  commentBody,
  errorBlocks,
  isUnchanged,
  reportBlocks,
  type RoleReport,
} from './summary.ts';

export interface ReportContext
  extends Pick<StepRequest, 'run' | 'subject' | 'hints'>, Pick<GitHubPorts, 'env' | 'clock' | 'signal'> {
  /** The id of the caller's account, if the run has asked for it. */
  readonly account: string | undefined;
  readonly partition: string;
  readonly runner: Runner;
  readonly mask: AccountMask | undefined;
  readonly attempts: readonly Attempt[];
  /** Every call that IAM denied. */
  readonly denied: readonly CallError[];
  /** The roles of a sweep; undefined unless the run is one. */
  readonly swept: readonly Judged[] | undefined;
}

/** @returns whether the step succeeds */
export async function report(outcomes: readonly Outcome[], facts: ReportContext): Promise<boolean> {
  const context = { ...facts, account: facts.account ?? accountOf(outcomes) };
  const { runner, mask, partition, denied, swept, run, env } = context;
  mask?.collect(outcomes);
  const sweep = swept && { swept, ...(await import('./sweep-report.ts')) };
  // It matters in a plan, and after a denial.
  const needsPolicy = sweep === undefined && (run.mode === 'plan' || denied.length > 0);
  const settings = { ...run, partition, account: context.account };
  const caller = await callerPart(needsPolicy ? outcomes : [], settings);
  const outputs = { ...runOutputs(outcomes), ...caller.outputs };
  const unwritten = runner.outputs(outputs);
  const notices = outcomes.flatMap((outcome) => outcome.notices);
  annotateAll(runner, 'notice', notices);
  annotateAll(runner, 'warning', [
    ...context.hints,
    ...outcomes.flatMap(({ warnings }) => warnings),
    ...droppedOutputs(outputs, context),
    ...(sweep?.unjudgedWarning(sweep.swept) ?? []),
  ]);
  for (const line of [...outcomes.map(headline), ...(sweep?.keptLines(sweep.swept) ?? [])]) runner.info(line);

  const hasFailed = outcomes.some(({ failure, status }) => failure !== undefined || status === 'drifted');
  const failures = hasFailed ? await import('./failures.ts') : undefined;
  const runContext = { partition, denied, hasCallerPolicy: caller.blocks.length > 0 };
  const reports = outcomes.map((outcome): RoleReport => {
    return { outcome, text: failures?.describeOutcome(outcome, runContext) };
  });
  const blocks = [
    ...(sweep?.sweepBlocks(sweep.swept, reports, run.mode === 'plan', { env, account: context.account }) ??
      (await reportBlocks(reports, context.attempts, context))),
    ...caller.blocks,
    ...errorBlocks(UNWRITTEN, unwritten),
  ];
  writeSummary(blocks, context);
  const failed = reports.filter(({ text }) => text !== undefined);
  const title = failed.every(({ outcome }) => outcome.status === 'drifted') ? 'Drift' : TITLE;
  annotateFailure(runner, title, stepMessage(failed, outcomes.length), failed[0]?.outcome.failure?.error);
  // An error in addition to the run's own: later steps would read outputs that do not exist.
  annotateFailure(runner, 'Outputs', unwritten);
  const changes = !reports.every(isUnchanged);
  await comment(context, outcomes, changes, async () => [
    ...(await reportBlocks(reports, [], context)),
    ...blockOf('no changes', changes ? '' : 'No changes.'),
    ...errorBlocks(UNWRITTEN, unwritten),
  ]);
  return failed.length === 0 && unwritten === undefined;
}

const TITLE = 'IAM instance profile';
const UNWRITTEN = '`outputs`: not written';

/** Returns the output and the block with the policy that the caller of these roles' step needs; nothing without roles. */
async function callerPart(...[roles, settings]: Parameters<typeof callerPolicy>) {
  if (roles.length === 0) return { outputs: {}, blocks: [] };
  const { callerPolicy } = await import('./least-policy.ts');
  const policy = callerPolicy(roles, settings);
  const json = fenced('json', JSON.stringify(policy, null, 2));
  const title = 'The IAM policy that the caller of this step needs, in every mode';
  return {
    outputs: { 'caller-policy': JSON.stringify(policy) },
    blocks: [fold(title, "the caller's policy", blockOf("the document of the caller's policy", json))],
  };
}

/** Writes the summary; a run that changed IAM does not fail for want of one. */
function writeSummary(blocks: readonly Block[], context: Pick<ReportContext, 'runner' | 'mask'>): void {
  const { runner, mask } = context;
  const shown = mapText(blocks, (text) => mask?.mask(text) ?? text);
  const unwritten = runner.summary(fitToLimit(shown, SUMMARY_LIMIT));
  if (unwritten !== undefined) annotate(runner, 'warning', unwritten);
}

/**
 * Reports an error that ended the run before it reached a role: inputs, region, the list of all roles.
 *
 * @param request the request of the step, as far as its inputs are valid
 */
export async function reportFailure(
  thrown: unknown,
  request: (Pick<StepRequest, 'run' | 'subject'> & Partial<StepRequest>) | undefined,
  context: Pick<ReportContext, 'account' | 'runner' | 'mask' | 'env' | 'clock' | 'signal' | 'partition'>,
): Promise<false> {
  const { runner, mask, partition } = context;
  const error = asError(thrown);
  // The caller's account may be unknown, so every number that may be its id is hidden.
  mask?.add(...(`${request?.subject ?? ''} ${error.message}`.match(/(?<!\d)\d{12}(?!\d)/g) ?? []));
  const { describeFailure } = await import('./failures.ts');
  const message = describeFailure(error, { partition });
  const isDenial = error instanceof CallError && error.isDenial;
  const declarations = isDenial ? (request?.declarations ?? []) : [];
  const roles = declarations.map((declaration) => ({ declaration, start: undefined }));
  const caller = await callerPart(roles, { ...request?.run, partition, account: context.account });
  const unwritten = runner.outputs({ ...runOutputs([]), status: 'failed', ...caller.outputs });
  const subject = request === undefined ? '' : `${code(request.subject)}: `;
  const blocks = [
    ...errorBlocks(`${subject}failed, nothing was changed`, message),
    ...caller.blocks,
    ...errorBlocks(UNWRITTEN, unwritten),
  ];
  writeSummary(blocks, context);
  annotateFailure(runner, TITLE, message, error);
  annotateFailure(runner, 'Outputs', unwritten);
  if (request !== undefined) await comment({ ...context, ...request }, [], true, () => blocks);
  return false;
}

/** Returns the failure message of the step, one for any number of roles; undefined if none failed. */
function stepMessage(failed: readonly RoleReport[], all: number): string | undefined {
  const [first] = failed;
  if (first === undefined || all === 1) return first?.text?.message;
  const messages = failed.map(({ outcome, text }) => `${headline(outcome)}\n${text?.message ?? ''}`);
  return [`${failed.length} of ${all} roles:`, ...messages].join('\n\n');
}

/** Writes the comment, last because it may be slow; a cancelled run has no time for it. */
async function comment(
  context: Omit<ReportContext, 'partition' | 'attempts' | 'denied' | 'swept' | 'hints'>,
  outcomes: readonly Outcome[],
  changes: boolean,
  blocks: () => Promise<readonly Block[]> | readonly Block[],
): Promise<void> {
  const { run, subject, account, env, clock, signal, mask, runner } = context;
  if (run['pr-comment'] === 'off' || signal.aborted) return;
  const event = env['GITHUB_EVENT_NAME'] ?? 'pull_request';
  if (run['pr-comment'] === 'always' && !/^(?:pull_request|issue_comment$)/.test(event)) {
    const notice = `pr-comment: always writes no comment, because the event ${event} has no pull request`;
    annotate(runner, 'notice', notice);
  }
  const [faulty] = faultyVariables(env, GITHUB_VARIABLES);
  if (faulty !== undefined) {
    const why = `the variable ${faulty.name} ${faulty.fault}. Leave it as the runner sets it.`;
    annotate(runner, 'warning', `The comment on the pull request could not be made: ${why}`);
    return;
  }
  const { commentOnPullRequest } = await import('../github/comment.ts');
  const hide = (text: string): string => mask?.mask(text) ?? text;
  const shown = mapText(await blocks(), hide);
  const warning = await commentOnPullRequest(
    {
      subject,
      account,
      hideAccount: mask !== undefined,
      // Its last line has the workflow's name.
      render: (maxLength) => hide(commentBody(shown, maxLength, env, outcomes)),
      create: changes || run['pr-comment'] === 'always',
    },
    { env, token: run['github-token'], clock, signal },
  );
  if (warning !== undefined) annotate(runner, 'warning', warning);
}

/** Warns of outputs that the runner drops from a job because they contain a masked value: an account's id or a secret. */
function droppedOutputs(outputs: Outputs, { mask, env, run }: ReportContext): string[] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  const secrets = [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, run['github-token']];
  const isMasked = (value: string): boolean =>
    (mask !== undefined && mask.mask(value) !== value) ||
    secrets.some((secret = '') => secret !== '' && value.includes(secret));
  const dropped = Object.entries(outputs).flatMap(([name, value]) => (isMasked(value) ? [name] : []));
  if (dropped.length === 0) return [];
  return [
    `The runner drops outputs of a job that hold a masked value, here: ${dropped.join(', ')}. Steps of this job can read them; for other jobs pass on the names (role-name, instance-profile-name), or leave mask-account-id off.`,
  ];
}

/** GitHub shows 10 annotations of a kind for a step, 4,096 characters each. */
const MAX_ANNOTATIONS = 10;
const MAX_LENGTH = 4_096;

/** Annotates the step with its failure, if there is one, and the files with the mistakes in them. */
export function annotateFailure(runner: Runner, title: string, message?: string, error?: Error): void {
  if (message === undefined) return;
  const problems = error instanceof InputError ? error.problems : [];
  const inFiles = problems.filter(({ file }) => file !== undefined).slice(0, MAX_ANNOTATIONS - 1);
  for (const { input, message: problem, file, line } of inFiles) {
    annotate(runner, 'error', problem, { title: `Input ${input}`, file, line });
  }
  annotate(runner, 'error', message, { title });
}

/** Adds the annotations. Counts those without room; the log has them all. */
export function annotateAll(runner: Runner, level: 'notice' | 'warning', texts: readonly string[]): void {
  const shown = texts.length > MAX_ANNOTATIONS ? texts.slice(0, MAX_ANNOTATIONS - 1) : texts;
  for (const each of shown) annotate(runner, level, each);
  const rest = texts.slice(shown.length);
  if (rest.length === 0) return;
  for (const each of rest) runner.info(each);
  annotate(runner, level, `and ${rest.length} more ${level}s, in the log and the summary`);
}

/** Adds an annotation. The log has the whole text of a message that is too long for GitHub. */
function annotate(runner: Runner, ...[level, message, place]: Parameters<Runner['annotate']>): void {
  if (message.length <= MAX_LENGTH) {
    runner.annotate(level, message, place);
    return;
  }
  runner.group('The whole message', [message]);
  const note = '\n… (the whole message is above, in the log)';
  const room = MAX_LENGTH - note.length;
  const lineEnd = message.lastIndexOf('\n', room);
  runner.annotate(level, cutText(message, lineEnd > room / 2 ? lineEnd : room) + note, place);
}
