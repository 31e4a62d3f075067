/** The reports at the end of a run: outputs, log, summary, annotations and comment, from the same outcomes. */
import type { RunSettings, StepRequest } from '../inputs/declaration.ts';
import type { Attempt } from '../aws/client.ts';
import type { CallError } from '../aws/errors.ts';
import { faultyVariables, GITHUB_VARIABLES } from '../aws/environment.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import { annotateAll, annotateFailure, type AccountMask } from './log.ts';
import type { SweptRole } from '../reconcile/sweep.ts';
import type { CallerPolicy } from './least-policy.ts';
import type { RunContext } from './failures.ts';
import { fenced } from './markdown.ts';
import { fitToLimit, fold, mapText, SUMMARY_LIMIT, type Block } from './size-limit.ts';
import { runOutputs, type Outputs } from './outputs.ts';
import { accountOf } from './place.ts';
import type { Runner } from '../runtime/runner.ts';
import { headline } from './status.ts';
import { commentBody, failureBlock, reportBlocks, type RoleReport } from './summary.ts';

export interface ReportContext {
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
  /** The roles of a sweep; absent unless the run is one. */
  readonly swept?: readonly SweptRole[];
}

/** @returns whether the step succeeds */
export async function report(outcomes: readonly Outcome[], context: ReportContext): Promise<boolean> {
  const { runner, mask, partition, swept, env } = context;
  mask?.collect(outcomes);
  const sweepReport = swept && (await import('./sweep-report.ts'));
  const unjudged = swept && sweepReport?.unjudgedWarning(swept);
  const caller = swept === undefined ? await callerOf(outcomes, context) : undefined;
  const outputs = { ...runOutputs(outcomes), ...(caller && { 'caller-policy': JSON.stringify(caller) }) };
  const unwritten = runner.outputs(outputs);
  annotateAll(
    runner,
    'notice',
    outcomes.flatMap((outcome) => outcome.notices),
  );
  annotateAll(runner, 'warning', [
    ...context.hints,
    ...outcomes.flatMap((outcome) => outcome.warnings),
    ...droppedOutputs(outputs, context),
    ...(unjudged === undefined ? [] : [unjudged]),
  ]);
  for (const outcome of outcomes) runner.info(headline(outcome));

  const reports = await Promise.all(
    outcomes.map(async (outcome) => ({
      outcome,
      ...(await messageOf(outcome, {
        partition,
        denied: context.denied,
        hasCallerPolicy: caller !== undefined,
      })),
    })),
  );
  if (swept !== undefined) for (const line of sweepReport?.keptLines(swept) ?? []) runner.info(line);
  const dryRun = context.run.mode === 'plan';
  const blocks = [
    ...(swept === undefined
      ? await reportBlocks(reports, context.attempts, context)
      : (sweepReport?.sweepBlocks(swept, reports, env, dryRun) ?? [])),
    ...(caller === undefined ? [] : [callerBlock(caller)]),
    ...unwrittenBlocks(unwritten),
  ];
  writeSummary(blocks, context);
  const failed = reports.filter(({ message }) => message !== undefined);
  const [first] = failed;
  if (first !== undefined) {
    const title = failed.every(({ outcome }) => outcome.status === 'drifted')
      ? 'Drift'
      : 'IAM instance profile';
    annotateFailure(runner, title, stepMessage(failed, outcomes.length), first.outcome.failure?.error);
  }
  // An error in addition to the run's own: later steps would read outputs that do not exist.
  if (unwritten !== undefined) annotateFailure(runner, 'Outputs', unwritten);
  const changes = reports.some(
    ({ outcome, message }) => message !== undefined || (outcome.plan?.changes.length ?? 0) > 0,
  );
  await comment(context, outcomes, changes, async () => [
    ...(await reportBlocks(reports, [], context)),
    ...(changes ? [] : [{ name: 'no changes', markdown: 'No changes.' }]),
    ...unwrittenBlocks(unwritten),
  ]);
  return first === undefined && unwritten === undefined;
}

/** Returns the policy that the step's caller needs, where it matters: in a plan, and after a denial. */
async function callerOf(
  outcomes: readonly Outcome[],
  { run, denied, partition }: ReportContext,
): Promise<CallerPolicy | undefined> {
  if (run.mode !== 'plan' && denied.length === 0) return undefined;
  const { callerPolicy } = await import('./least-policy.ts');
  return callerPolicy(outcomes, { partition, account: accountOf(outcomes) });
}

function callerBlock(policy: CallerPolicy): Block {
  return fold('The IAM policy that the caller of this step needs, in every mode', "the caller's policy", [
    {
      name: "the document of the caller's policy",
      markdown: fenced('json', JSON.stringify(policy, null, 2)),
    },
  ]);
}

function unwrittenBlocks(unwritten: string | undefined): readonly Block[] {
  return unwritten === undefined ? [] : [failureBlock(unwritten, 'outputs')];
}

/** Writes the summary; a run that changed IAM does not fail for want of one. */
function writeSummary(
  blocks: readonly Block[],
  { runner, mask }: Pick<ReportContext, 'runner' | 'mask'>,
): void {
  const unwritten = runner.summary(fitToLimit(masked(blocks, mask), SUMMARY_LIMIT));
  if (unwritten !== undefined) annotateAll(runner, 'warning', [unwritten]);
}

/**
 * Reports an error that ended the run before it reached a role: inputs, region.
 *
 * @param request the request of the step, as far as its inputs are valid
 */
export async function reportFailure(
  error: Error,
  request: Pick<StepRequest, 'run' | 'subject'> | undefined,
  context: Pick<ReportContext, 'runner' | 'mask' | 'env' | 'clock' | 'signal'>,
): Promise<false> {
  const { runner, mask } = context;
  mask?.collect(error);
  const { describeFailure } = await import('./failures.ts');
  const message = describeFailure(error, { partition: 'aws', declaration: undefined, start: undefined });
  const unwritten = runner.outputs({ status: 'failed', changed: 'false' });
  const blocks = [failureBlock(message, request?.subject), ...unwrittenBlocks(unwritten)];
  writeSummary(blocks, context);
  annotateFailure(runner, 'IAM instance profile', message, error);
  if (unwritten !== undefined) annotateFailure(runner, 'Outputs', unwritten);
  if (request !== undefined) await comment({ ...context, ...request }, [], true, () => blocks);
  return false;
}

async function messageOf(outcome: Outcome, run: RunContext): Promise<Pick<RoleReport, 'message' | 'parts'>> {
  if (outcome.failure === undefined && outcome.status !== 'drifted') return { message: undefined };
  const { describeOutcome, failureParts } = await import('./failures.ts');
  return {
    message: describeOutcome(outcome, run),
    parts: failureParts(outcome, run),
  };
}

/** Returns the failure message of the step, one for any number of roles. */
function stepMessage(failed: readonly RoleReport[], all: number): string {
  const [first] = failed;
  if (all === 1) return first?.message ?? '';
  const messages = failed.map(({ outcome, message }) => `${headline(outcome)}\n${message ?? ''}`);
  return [`${failed.length} of ${all} roles:`, ...messages].join('\n\n');
}

/** Writes the comment, last because it may be slow; a cancelled run has no time for it. */
async function comment(
  context: Omit<ReportContext, 'partition' | 'attempts' | 'denied' | 'swept' | 'hints'>,
  outcomes: readonly Outcome[],
  changes: boolean,
  blocks: () => Promise<readonly Block[]> | readonly Block[],
): Promise<void> {
  const { run, subject, env, clock, signal, mask, runner } = context;
  if (run.prComment === 'off' || signal.aborted) return;
  const event = env['GITHUB_EVENT_NAME'] ?? 'pull_request';
  if (run.prComment === 'always' && !/^(?:pull_request|issue_comment$)/.test(event)) {
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
  const warning = await commentOnPullRequest(
    {
      subject,
      account: accountOf(outcomes),
      hideAccount: mask !== undefined,
      render: (maxLength) => commentBody(shown, maxLength, env, outcomes),
      create: changes || run.prComment === 'always',
    },
    { env, token: run.githubToken, clock, signal },
  );
  if (warning !== undefined) annotateAll(runner, 'warning', [warning]);
}

function masked(blocks: readonly Block[], mask: AccountMask | undefined): readonly Block[] {
  return mask === undefined ? blocks : mapText(blocks, (text) => mask.mask(text));
}

/** Warns of outputs that the runner drops from a job because they contain a masked value: an account's id or a secret. */
function droppedOutputs(outputs: Outputs, { mask, env, run }: ReportContext): string[] {
  const secrets = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map(
    (name) => env[name],
  );
  const isMasked = (value: string): boolean =>
    (mask !== undefined && mask.mask(value) !== value) ||
    [...secrets, run.githubToken].some(
      (secret) => secret !== undefined && secret !== '' && value.includes(secret),
    );
  const dropped = Object.entries(outputs).flatMap(([name, value]) => (isMasked(value) ? [name] : []));
  if (dropped.length === 0) return [];
  return [
    `The runner drops outputs of a job that hold a masked value, here: ${dropped.join(', ')}. Steps of this job can read ` +
      'them; for other jobs pass on the names (role-name, instance-profile-name), or leave mask-account-id off.',
  ];
}
