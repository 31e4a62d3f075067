/** The run on one page: words in a workflow → declaration → what IAM shows → plan → calls → report. */
import pLimit from 'p-limit';
import { declare } from './config/declare.ts';
import type { Declaration, RunSettings } from './config/declaration.ts';
import { inputVariable } from './config/inputs.ts';
import { partitionOf } from './iam/arn.ts';
import type { Cancellation } from './iam/cancellation.ts';
import { createIam } from './iam/client.ts';
import { systemClock } from './reconcile/clock.ts';
import type { Ports } from './reconcile/converge.ts';
import { holdToReviewed } from './reconcile/digest.ts';
import type { Outcome } from './reconcile/outcome.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { AccountMask } from './report/account-mask.ts';
import { changeLine } from './report/log.ts';
import { report, reportFailure } from './report/report.ts';
import type { Runner } from './report/runner.ts';

/** Roles that are worked on side by side; more only makes IAM throttle. */
const ROLES_AT_ONCE = 10;

/** @returns whether the step succeeds; never throws, what went wrong is in the log, the outputs and the summary */
export async function run(
  env: NodeJS.ProcessEnv,
  runner: Runner,
  cancellation: Cancellation,
): Promise<boolean> {
  let asked: { run: RunSettings; declarations: readonly Declaration[] };
  let partition = 'aws';
  try {
    asked = await declare(env);
  } catch (error) {
    return reportFailure(error instanceof Error ? error : new Error(String(error)), runner);
  }
  const iam = createIam(cancellation, env);
  try {
    partition = partitionOf(await iam.region()).name;
  } catch (cause) {
    const message =
      'No AWS region is set: give aws-actions/configure-aws-credentials its aws-region, or set AWS_REGION.';
    return reportFailure(new Error(message, { cause }), runner);
  }

  const mask = asked.run.maskAccountId ? new AccountMask(runner) : undefined;
  const expected = asked.run.expectedPlanDigest;
  const ports: Ports = {
    iam,
    clock: systemClock,
    signal: cancellation.signal,
    debug: (message) => {
      runner.debug(message);
    },
  };
  const one = (declaration: Declaration): Promise<Outcome> =>
    reconcile(declaration, asked.run, {
      ...ports,
      partition,
      planned: (plan, actual) => {
        mask?.learn(actual);
        if (plan.changes.length === 0) return;
        runner.group(`Plan for role/${declaration.roleName}`);
        for (const change of plan.changes) runner.info(changeLine(change));
        runner.endGroup();
      },
      ...(asked.run.waitFor === 'ec2'
        ? {
            waitForEc2: async (profile, changed, milliseconds) => {
              const { waitForEc2 } = await import('./reconcile/ec2-readiness.ts');
              return waitForEc2(iam, profile, changed, asked.run.ec2ImageId, ports, milliseconds);
            },
          }
        : {}),
      ...(expected === undefined
        ? {}
        : {
            review: (digest, plan) => {
              holdToReviewed(expected, digest, plan);
            },
          }),
      sent: ({ change, effect }) => {
        runner.debug(`sent ${change.api} (${effect === 'yes' ? 'done' : 'no answer'}) ${change.resource}`);
      },
    });
  const limit = pLimit(ROLES_AT_ONCE);
  // What was made last goes first. One role's failure does not stop the others.
  const backwards = asked.run.mode === 'destroy';
  const queue = backwards ? asked.declarations.toReversed() : asked.declarations;
  const ended = await Promise.all(queue.map((declaration) => limit(one, declaration)));
  const outcomes = backwards ? ended.toReversed() : ended;
  return report(outcomes, {
    run: asked.run,
    about: env[inputVariable('manifest')]?.trim() || `role/${asked.declarations[0]?.roleName ?? ''}`,
    partition,
    runner,
    mask,
    attempts: iam.attempts,
    env,
    clock: systemClock,
    signal: cancellation.signal,
  });
}
