/** The run on one page: words in a workflow → declaration → what IAM shows → plan → calls → report. */
import { declare } from './config/declare.ts';
import type { Declaration, RunSettings } from './config/declaration.ts';
import { partitionOf } from './iam/arn.ts';
import type { Cancellation } from './iam/cancellation.ts';
import { createIam } from './iam/client.ts';
import { systemClock } from './reconcile/clock.ts';
import type { Outcome } from './reconcile/outcome.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { describeFailure } from './report/advice.ts';
import { changeLine, headline } from './report/log.ts';
import { outputsOf } from './report/outputs.ts';
import type { Runner } from './report/runner.ts';
import { summaryOf } from './report/summary.ts';

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
    return failed(runner, error instanceof Error ? error : new Error(String(error)));
  }
  const iam = createIam(cancellation, env);
  try {
    partition = partitionOf(await iam.region()).name;
  } catch (cause) {
    const message =
      'No AWS region is set: give aws-actions/configure-aws-credentials its aws-region, or set AWS_REGION.';
    return failed(runner, new Error(message, { cause }));
  }

  const outcomes: Outcome[] = [];
  for (const declaration of asked.declarations) {
    const outcome = await reconcile(declaration, asked.run, {
      iam,
      partition,
      clock: systemClock,
      signal: cancellation.signal,
      debug: (message) => {
        runner.debug(message);
      },
      planned: (plan) => {
        if (plan.changes.length === 0) return;
        runner.group(`Plan for role/${declaration.roleName}`);
        for (const change of plan.changes) runner.info(changeLine(change));
        runner.endGroup();
      },
      sent: ({ change, effect }) => {
        runner.debug(`sent ${change.api} (${effect === 'yes' ? 'done' : 'no answer'}) ${change.resource}`);
      },
    });
    outcomes.push(outcome);
  }
  for (const attempt of iam.attempts) {
    runner.debug(`${attempt.call} ${attempt.status ?? 'no answer'} ${Math.round(attempt.milliseconds)} ms`);
  }
  return outcomes.map((outcome) => report(outcome, partition, runner)).every((ok) => ok);
}

function report(outcome: Outcome, partition: string, runner: Runner): boolean {
  for (const notice of outcome.notices) runner.annotate('notice', notice);
  for (const [name, value] of Object.entries(outputsOf(outcome))) runner.output(name, value);
  runner.info(headline(outcome));
  const { failure, declaration } = outcome;
  const drifted = outcome.status === 'drifted';
  const message =
    failure === undefined
      ? drifted
        ? driftMessage(outcome)
        : undefined
      : [describeFailure(failure.error, { partition, declaration }), ...failure.standing].join('\n');
  runner.summary(summaryOf(outcome, message));
  if (message !== undefined)
    runner.annotate('error', message, { title: drifted ? 'Drift' : 'IAM instance profile' });
  return message === undefined;
}

function driftMessage(outcome: Outcome): string {
  const changes = outcome.plan?.changes ?? [];
  return [
    `role/${outcome.declaration.roleName} is not what is declared; mode: apply would:`,
    ...changes.map(changeLine),
  ].join('\n');
}

function failed(runner: Runner, error: Error): false {
  const message = describeFailure(error, { partition: 'aws', declaration: undefined });
  runner.output('status', 'failed');
  runner.output('changed', 'false');
  runner.annotate('error', message);
  return false;
}
