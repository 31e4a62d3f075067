/** The reports at the end of a run: outputs, log, summary, annotations and comment, from the same outcomes. */
import type { RunSettings, StepRequest } from '../inputs/declaration.ts';
import type { Attempt } from '../aws/client.ts';
import { asError, CallError } from '../aws/errors.ts';
import { faultyVariables, GITHUB_VARIABLES } from '../aws/environment.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import { annotateAll, annotateFailure, type AccountMask } from './log.ts';
import type { Judged } from '../reconcile/removals.ts';
import type { CallerPolicy } from './least-policy.ts';
import type { RunContext } from './failures.ts';
import { code, fenced } from './markdown.ts';
import { blockOf, fitToLimit, fold, mapText, SUMMARY_LIMIT, type Block } from './size-limit.ts';
import { runOutputs, type Outputs } from './outputs.ts';
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

export interface ReportContext {
  /** The id of the caller's account, if the run has asked for it. */
  readonly account: string | undefined;
  readonly run: RunSettings;
  /** The subject of the comment: the role, or the manifest. */
  readonly subject: string;
  readonly partition: string;
  readonly runner: Runner;
  readonly mask: AccountMask | undefined;
  readonly attempts: readonly Attempt[];
  /** Every call that IAM denied. */
  readonly denied: readonly CallError[];
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Warnings about inputs that are valid. */
  readonly hints: readonly string[];
  /** The roles of a sweep; undefined unless the run is one. */
  readonly swept: readonly Judged[] | undefined;
}

/** @returns whether the step succeeds */
export async function report(outcomes: readonly Outcome[], facts: ReportContext): Promise<boolean> {
  const context = { ...facts, account: facts.account ?? accountOf(outcomes) };
  const { runner, mask, partition, denied, swept, run, env } = context;
  mask?.collect(outcomes);
  const sweep = swept && { swept, ...(await import('./sweep-report.ts')) };
  const caller = sweep === undefined ? await callerOf(outcomes, context) : undefined;
  const outputs = { ...runOutputs(outcomes), ...callerOutput(caller) };
  const unwritten = runner.outputs(outputs);
  const notices = outcomes.flatMap((outcome) => outcome.notices);
  const warnings = outcomes.flatMap((outcome) => outcome.warnings);
  annotateAll(runner, 'notice', notices);
  annotateAll(runner, 'warning', [
    ...context.hints,
    ...warnings,
    ...droppedOutputs(outputs, context),
    ...(sweep?.unjudgedWarning(sweep.swept) ?? []),
  ]);
  for (const outcome of outcomes) runner.info(headline(outcome));
  for (const line of sweep?.keptLines(sweep.swept) ?? []) runner.info(line);

  const runContext = { partition, denied, hasCallerPolicy: caller !== undefined };
  const reports = await Promise.all(outcomes.map((outcome) => roleReport(outcome, runContext)));
  const blocks = [
    ...(sweep?.sweepBlocks(sweep.swept, reports, env, run.mode === 'plan', context.account) ??
      (await reportBlocks(reports, context.attempts, context))),
    ...callerBlocks(caller),
    ...errorBlocks(UNWRITTEN, unwritten),
  ];
  writeSummary(blocks, context);
  const failed = reports.filter(({ text }) => text !== undefined);
  const [first] = failed;
  if (first !== undefined) {
    const title = failed.every(({ outcome }) => outcome.status === 'drifted') ? 'Drift' : TITLE;
    annotateFailure(runner, title, stepMessage(failed, outcomes.length), first.outcome.failure?.error);
  }
  // An error in addition to the run's own: later steps would read outputs that do not exist.
  annotateFailure(runner, 'Outputs', unwritten);
  const changes = !reports.every(isUnchanged);
  await comment(context, outcomes, changes, async () => [
    ...(await reportBlocks(reports, [], context)),
    ...blockOf('no changes', changes ? '' : 'No changes.'),
    ...errorBlocks(UNWRITTEN, unwritten),
  ]);
  return first === undefined && unwritten === undefined;
}

const TITLE = 'IAM instance profile';
const UNWRITTEN = '`outputs`: not written';

/** Returns the policy that the step's caller needs, where it matters: in a plan, and after a denial. */
async function callerOf(
  roles: readonly Pick<Outcome, 'declaration' | 'start'>[],
  { run, denied, partition, account }: Pick<ReportContext, 'run' | 'denied' | 'partition' | 'account'>,
): Promise<CallerPolicy | undefined> {
  if (roles.length === 0 || (run.mode !== 'plan' && denied.length === 0)) return undefined;
  const { callerPolicy } = await import('./least-policy.ts');
  return callerPolicy(roles, { ...run, partition, account });
}

function callerOutput(policy: CallerPolicy | undefined): Outputs {
  return policy === undefined ? {} : { 'caller-policy': JSON.stringify(policy) };
}

function callerBlocks(policy: CallerPolicy | undefined): Block[] {
  if (policy === undefined) return [];
  const json = fenced('json', JSON.stringify(policy, null, 2));
  const title = 'The IAM policy that the caller of this step needs, in every mode';
  return [fold(title, "the caller's policy", blockOf("the document of the caller's policy", json))];
}

/** Writes the summary; a run that changed IAM does not fail for want of one. */
function writeSummary(
  blocks: readonly Block[],
  { runner, mask }: Pick<ReportContext, 'runner' | 'mask'>,
): void {
  const unwritten = runner.summary(fitToLimit(masked(blocks, mask), SUMMARY_LIMIT));
  annotateAll(runner, 'warning', unwritten === undefined ? [] : [unwritten]);
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
  const denied = error instanceof CallError && error.isDenial ? [error] : [];
  const roles = (request?.declarations ?? []).map((declaration) => ({ declaration, start: undefined }));
  const caller =
    request && denied.length > 0 ? await callerOf(roles, { ...context, ...request, denied }) : undefined;
  const unwritten = runner.outputs({ status: 'failed', changed: 'false', ...callerOutput(caller) });
  const subject = request === undefined ? '' : `${code(request.subject)}: `;
  const blocks = [
    ...errorBlocks(`${subject}failed, nothing was changed`, message),
    ...callerBlocks(caller),
    ...errorBlocks(UNWRITTEN, unwritten),
  ];
  writeSummary(blocks, context);
  annotateFailure(runner, TITLE, message, error);
  annotateFailure(runner, 'Outputs', unwritten);
  if (request !== undefined) await comment({ ...context, ...request }, [], true, () => blocks);
  return false;
}

async function roleReport(outcome: Outcome, run: RunContext): Promise<RoleReport> {
  if (outcome.failure === undefined && outcome.status !== 'drifted') return { outcome };
  const { describeOutcome } = await import('./failures.ts');
  return { outcome, text: describeOutcome(outcome, run) };
}

/** Returns the failure message of the step, one for any number of roles. */
function stepMessage(failed: readonly RoleReport[], all: number): string {
  const [first] = failed;
  if (all === 1) return first?.text?.message ?? '';
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
    annotateAll(runner, 'notice', [
      `pr-comment: always writes no comment, because the event ${event} has no pull request`,
    ]);
  }
  const [faulty] = faultyVariables(env, GITHUB_VARIABLES);
  if (faulty !== undefined) {
    const why = `the variable ${faulty.name} ${faulty.fault}. Leave it as the runner sets it.`;
    annotateAll(runner, 'warning', [`The comment on the pull request could not be made: ${why}`]);
    return;
  }
  const { commentOnPullRequest } = await import('../github/comment.ts');
  const shown = masked(await blocks(), mask);
  const render = (maxLength: number): string => commentBody(shown, maxLength, env, outcomes);
  const warning = await commentOnPullRequest(
    {
      subject,
      account,
      hideAccount: mask !== undefined,
      // Its last line has the workflow's name.
      render: mask === undefined ? render : (maxLength) => mask.mask(render(maxLength)),
      create: changes || run['pr-comment'] === 'always',
    },
    { env, token: run['github-token'], clock, signal },
  );
  annotateAll(runner, 'warning', warning === undefined ? [] : [warning]);
}

function masked(blocks: readonly Block[], mask: AccountMask | undefined): readonly Block[] {
  return mask === undefined ? blocks : mapText(blocks, (text) => mask.mask(text));
}

/** Warns of outputs that the runner drops from a job because they contain a masked value: an account's id or a secret. */
function droppedOutputs(outputs: Outputs, { mask, env, run }: ReportContext): string[] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  const secrets = [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, run['github-token']];
  const dropped = Object.entries(outputs).flatMap(([name, value]) => {
    const isMasked =
      (mask !== undefined && mask.mask(value) !== value) ||
      secrets.some((secret = '') => secret !== '' && value.includes(secret));
    return isMasked ? [name] : [];
  });
  if (dropped.length === 0) return [];
  return [
    `The runner drops outputs of a job that hold a masked value, here: ${dropped.join(', ')}. Steps of this job can read ` +
      'them; for other jobs pass on the names (role-name, instance-profile-name), or leave mask-account-id off.',
  ];
}
