/** The run on one page: inputs → declaration → actual state → plan → calls → report. */
import { declare, InputError, type RunSettings, type StepRequest } from './inputs/declare.ts';
import { inputVariable, masksAccountId } from './inputs/read.ts';
import { accountOfArn, partitionOf, partitionOfArn } from './aws/arn.ts';
import { asError, factsOf, verdictOf } from './aws/errors.ts';
import { systemClock, type Cancellation } from './runtime/time.ts';
import { createIam, type ClientOptions, type IamClient } from './aws/client.ts';
import { completeEnvironment } from './aws/environment.ts';
import type { Ports, ReconcilePorts } from './reconcile/run.ts';
import type { Declaration } from './resources/resource.ts';
import { reconcileRoles } from './reconcile/reconcile.ts';
import { planLines } from './report/status.ts';
import { report, reportFailure, type ReportContext } from './report/report.ts';
import type { Runner } from './runtime/runner.ts';

type StepContext = Pick<ReportContext, 'runner' | 'mask' | 'env' | 'clock' | 'signal'> & {
  /** The partition of the region, once it is known. */
  partition: string;
  /** The caller's account: by the ARN of `role-to-assume`, else by STS once the run has asked. */
  account: Promise<string | undefined>;
};

/** Runs the step. @returns whether it succeeds; a failure is reported in the log, the outputs and the summary, never thrown */
export async function run(
  env: NodeJS.ProcessEnv,
  runner: Runner,
  cancellation: Cancellation,
): Promise<boolean> {
  completeEnvironment(env);
  const mask = masksAccountId(env)
    ? new (await import('./report/account-mask.ts')).AccountMask(runner)
    : undefined;
  const roleToAssume = env[inputVariable('role-to-assume')] ?? '';
  // Even a message about a wrong input may have the id.
  mask?.collect(roleToAssume);
  const account = Promise.resolve(accountOfArn(roleToAssume));
  const { signal } = cancellation;
  const context: StepContext = { runner, mask, env, clock: systemClock, signal, account, partition: 'aws' };
  let request: StepRequest | undefined;
  let result: Parameters<typeof report>;
  try {
    request = await declare(env, signal);
    result = await runStep(request, cancellation, context);
  } catch (error) {
    const known = request ?? (error instanceof InputError ? error.request : undefined);
    return reportFailure(error, known, { ...context, account: await context.account });
  }
  return report(...result);
}

/** Returns the outcomes of the step's roles, and all else that the report needs. */
async function runStep(
  request: StepRequest,
  cancellation: Cancellation,
  context: StepContext,
): Promise<Parameters<typeof report>> {
  const { runner, mask, env, clock, signal } = context;
  const { run } = request;
  const { 'role-to-assume': roleToAssume, 'aws-region': region } = run;
  const credentials = roleToAssume === undefined ? undefined : assume(roleToAssume, context);
  const iam = createIam(cancellation, env, clock, { region, credentials });
  await identifyCaller(iam, run, context);
  mask?.collect(request.declarations);
  const debug = (message: string): void => {
    mask?.collect(message);
    runner.debug(message);
  };
  const ports: Ports = { iam, clock, signal, debug };
  const portsFor = (declaration: Declaration): ReconcilePorts => ({
    ...ports,
    partition: context.partition,
    account: context.account,
    onPlanned: (plan, actual) => {
      mask?.collect(actual);
      // A check reports the drift itself, not its repair.
      if (plan.changes.length === 0 || run.mode === 'check') return;
      runner.group(`Plan for role/${declaration.roleName}`, planLines(plan, actual));
    },
    ...(run['wait-for'] === 'ec2' && {
      waitForEc2: async (profile, milliseconds) => {
        const { waitForEc2 } = await import('./reconcile/ec2.ts');
        return waitForEc2(iam, profile, run['ec2-image-id'], ports, milliseconds);
      },
    }),
    onSent: ({ change, effect }) => {
      runner.debug(`sent ${change.api} (${effect === 'yes' ? 'done' : 'no response'}) ${change.resource}`);
    },
  });
  try {
    const { outcomes, ...further } = await reconcileStep(request, { ...ports, env }, portsFor);
    const { attempts } = iam;
    const account = await context.account;
    return [outcomes, { ...context, ...request, ...further, account, attempts, denied: await iam.denied() }];
  } finally {
    for (const { call, status, milliseconds } of iam.attempts) {
      runner.debug(`${call} ${status ?? 'no response'} ${Math.round(milliseconds)} ms`);
    }
  }
}

/** Gets the credentials, and learns the partition and, if the run masks or comments, the account. */
async function identifyCaller(iam: IamClient, run: RunSettings, context: StepContext): Promise<void> {
  const { mask, env, runner, signal } = context;
  const { 'role-to-assume': roleToAssume, 'pr-comment': comment } = run;
  const partition = await partitionFor(iam);
  context.partition = partition;
  const ownPartition = partitionOfArn(roleToAssume ?? '') ?? partition;
  if (ownPartition !== partition) {
    const message = `is a role of the partition ${ownPartition}, and the region is one of ${partition}: give aws-region a region of ${ownPartition}`;
    throw new InputError([{ input: 'role-to-assume', message }]);
  }
  // At once, so that missing credentials are one failure, and not one of each call with the remedy for that call.
  await iam.sdk.config.credentials().catch(async (cause: unknown) => {
    signal.throwIfAborted();
    if (roleToAssume !== undefined) throw cause;
    const facts = factsOf(cause);
    // The calls wait until STS has recovered.
    if (facts.status !== undefined && verdictOf(facts) === 'transient') return;
    const { describeMissingCredentials } = await import('./report/failures.ts');
    throw new Error(describeMissingCredentials(facts, env), { cause });
  });
  if (roleToAssume === undefined && (mask !== undefined || comment !== 'off')) {
    const { callerAccount } = await import('./report/account-mask.ts');
    context.account = callerAccount(iam, mask, env, runner);
    // A comment needs it at the end; to a mask, every line of the plan may show it.
    if (mask !== undefined) await context.account;
  }
}

/** Reconciles the roles that the step declares, and those to remove that it does not name. */
async function reconcileStep(
  { declarations, run, sweep, hints }: StepRequest,
  ports: Ports & Pick<StepContext, 'env'>,
  portsFor: (declaration: Declaration) => ReconcilePorts,
) {
  if (sweep === undefined && declarations.every(({ role }) => role?.manifest === undefined))
    return { outcomes: await reconcileRoles(declarations, run, portsFor), hints, swept: undefined };
  const removals = await import('./reconcile/removals.ts');
  if (sweep === undefined) {
    const judged = await removals.undeclaredRoles(declarations, run['timeout-seconds'], ports);
    const removed = judged.flatMap(({ removal }) => removal ?? []);
    const kept = judged.flatMap(({ removal, state }) => (removal === undefined ? [state] : []));
    const outcomes = await reconcileRoles([...declarations, ...removed], run, portsFor);
    return { outcomes, hints: [...hints, ...kept], swept: undefined };
  }
  const { pullRequestsOf } = await import('./github/client.ts');
  const pullRequest = pullRequestsOf(sweep.repository, run['github-token'], ports);
  const swept = await removals.sweep(sweep, run, { ...ports, pullRequest, now: () => new Date() }, portsFor);
  return { outcomes: swept.flatMap(({ outcome }) => outcome ?? []), hints, swept };
}

/** Returns the provider of the credentials of `role-to-assume`. */
function assume(role: string, context: StepContext): NonNullable<ClientOptions['credentials']> {
  return async (sts) => {
    const { stepCredentials } = await import('./github/step-credentials.ts');
    return stepCredentials(role, sts, context);
  };
}

async function partitionFor(iam: IamClient): Promise<string> {
  try {
    return partitionOf(await iam.sdk.config.region()).name;
  } catch (cause) {
    const reason = asError(cause).message;
    const fault = /missing|region=""/i.test(reason)
      ? 'No AWS region is set'
      : `The AWS region is wrong (${reason})`;
    throw new Error(`${fault}: give the step its aws-region, or set AWS_REGION.`, { cause });
  }
}
