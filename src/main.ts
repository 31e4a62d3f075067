/** The run on one page: inputs → declaration → actual state → plan → calls → report. */
import { declare } from './inputs/declare.ts';
import type { StepRequest, RunSettings, SweepSettings } from './inputs/declaration.ts';
import { masksAccountId } from './inputs/read.ts';
import { InputError } from './inputs/problem.ts';
import { partitionOf } from './aws/arn.ts';
import { asError } from './aws/errors.ts';
import type { Cancellation } from './runtime/cancellation.ts';
import { createIam, type ClientOptions, type IamClient } from './aws/client.ts';
import { completeProxies } from './aws/environment.ts';
import type { CredentialPorts } from './github/step-credentials.ts';
import { systemClock } from './runtime/clock.ts';
import type { Outcome } from './reconcile/outcome.ts';
import type { Ports, ReconcilePorts } from './reconcile/ports.ts';
import type { Declaration } from './resources/declaration.ts';
import { reconcileRoles } from './reconcile/reconcile-all.ts';
import type { Undeclared } from './reconcile/prune-roles.ts';
import type { SweptRole } from './reconcile/sweep.ts';
import { AccountMask, logGroup, planLines } from './report/log.ts';
import { report, reportFailure } from './report/report.ts';
import type { Runner } from './runtime/runner.ts';

/** Runs the step. @returns whether it succeeds; a failure is reported in the log, the outputs and the summary, never thrown */
export async function run(
  env: NodeJS.ProcessEnv,
  runner: Runner,
  cancellation: Cancellation,
): Promise<boolean> {
  completeProxies(env);
  const mask = masksAccountId(env) ? new AccountMask(runner) : undefined;
  const { signal } = cancellation;
  const context = { runner, mask, env, clock: systemClock, signal };
  let request: StepRequest;
  try {
    request = await declare(env, signal);
  } catch (error) {
    return reportFailure(error, error instanceof InputError ? error.request : undefined, context);
  }
  let iam: IamClient;
  let partition: string;
  try {
    const { awsRegion: region, roleToAssume } = request.run;
    const credentials = roleToAssume === undefined ? undefined : assume(roleToAssume, context);
    iam = createIam(cancellation, env, systemClock, { region, credentials });
    partition = await partitionFor(iam);
    // At once, so that a role that cannot be assumed is one failure and not one of each call.
    if (credentials !== undefined) await iam.sdk.config.credentials();
  } catch (error) {
    return reportFailure(error, request, context);
  }

  mask?.collect(request.declarations);
  const ports: Ports = {
    iam,
    clock: systemClock,
    signal,
    debug: (message) => {
      mask?.collect(message);
      runner.debug(message);
    },
  };
  const portsFor = (declaration: Declaration): ReconcilePorts => ({
    ...ports,
    partition,
    onPlanned: (plan, actual) => {
      mask?.collect(actual);
      // A check reports the drift itself, not its repair.
      if (plan.changes.length === 0 || request.run.mode === 'check') return;
      logGroup(runner, `Plan for role/${declaration.roleName}`, planLines(plan, actual));
    },
    ...(request.run.waitFor === 'ec2'
      ? {
          waitForEc2: async (profile, changed, milliseconds) => {
            const { waitForEc2 } = await import('./reconcile/ec2.ts');
            return waitForEc2(iam, profile, changed, request.run.ec2ImageId, ports, milliseconds);
          },
        }
      : {}),
    onSent: ({ change, effect }) => {
      runner.debug(`sent ${change.api} (${effect === 'yes' ? 'done' : 'no response'}) ${change.resource}`);
    },
  });
  let swept: readonly SweptRole[] | undefined;
  let outcomes: readonly Outcome[];
  let undeclared: Undeclared | undefined;
  try {
    if (request.declarations.some(({ role }) => role?.manifest !== undefined)) {
      const { undeclaredRoles } = await import('./reconcile/prune-roles.ts');
      undeclared = await undeclaredRoles(request.declarations, request.run.timeoutSeconds, ports);
    }
    const declarations = [...request.declarations, ...(undeclared?.removals ?? [])];
    swept = request.sweep && (await sweepRoles(request.sweep, request.run, env, ports, portsFor));
    outcomes =
      swept?.flatMap(({ outcome }) => outcome ?? []) ??
      (await reconcileRoles(declarations, request.run, portsFor));
  } catch (error) {
    return await reportFailure(error, request, context);
  } finally {
    for (const { call, status, milliseconds } of iam.attempts) {
      runner.debug(`${call} ${status ?? 'no response'} ${Math.round(milliseconds)} ms`);
    }
  }
  return report(outcomes, {
    ...context,
    run: request.run,
    subject: request.subject,
    hints: [...request.hints, ...(undeclared?.kept ?? [])],
    partition,
    attempts: iam.attempts,
    denied: await iam.denied(),
    ...(swept === undefined ? {} : { swept }),
  });
}

/** Returns the provider of the credentials of `role-to-assume`. */
function assume(
  role: string,
  { runner, ...ports }: Pick<CredentialPorts, 'env' | 'clock' | 'signal'> & { readonly runner: Runner },
): NonNullable<ClientOptions['credentials']> {
  return async (sts) => {
    const { stepCredentials } = await import('./github/step-credentials.ts');
    return stepCredentials(role, sts, {
      ...ports,
      mask: (value) => {
        runner.mask(value);
      },
    });
  };
}

async function partitionFor(iam: IamClient): Promise<string> {
  try {
    return partitionOf(await iam.region()).name;
  } catch (cause) {
    const reason = asError(cause).message;
    const fault = /missing|region=""/i.test(reason)
      ? 'No AWS region is set'
      : `The AWS region is wrong (${reason})`;
    const message = `${fault}: give the step its aws-region, or set AWS_REGION.`;
    throw new Error(message, { cause });
  }
}

async function sweepRoles(
  settings: SweepSettings,
  run: RunSettings,
  env: NodeJS.ProcessEnv,
  ports: Ports,
  portsFor: (declaration: Declaration) => ReconcilePorts,
): Promise<readonly SweptRole[]> {
  const [{ sweep }, { pullRequestsOf }] = await Promise.all([
    import('./reconcile/sweep.ts'),
    import('./github/pull-requests.ts'),
  ]);
  const pullRequest = pullRequestsOf(settings.repository, run.githubToken, { ...ports, env });
  return sweep(settings, run, { ...ports, pullRequest, now: () => new Date() }, portsFor);
}
