/** The last line of a report: what to do next. */
import { CallError } from '../aws/errors.ts';
import type { Outcome, Status } from '../reconcile/outcome.ts';
import { PlanChanged } from '../reconcile/digest.ts';
import { afterDrift } from './drift.ts';
import { code } from './markdown.ts';
import { outputsOf, STATUSES } from './outputs.ts';
import { MARKDOWN } from './words.ts';

/** Returns the next step as Markdown, by the worst status; undefined if nothing is left to do. */
export function nextStep(outcomes: readonly Outcome[], digest: string | undefined): string | undefined {
  const status = STATUSES.find((each) => outcomes.some((outcome) => outcome.status === each));
  const [first] = outcomes.filter((outcome) => outcome.status === status);
  if (status === undefined || first === undefined) return undefined;
  const profile = outcomes.length === 1 ? outputsOf(first)['instance-profile-arn'] : undefined;
  const next: Readonly<Partial<Record<Status, string | undefined>>> = {
    failed: afterFailure(first),
    'rolled-back': afterFailure(first),
    drifted: afterDrift(MARKDOWN),
    planned: afterPlan(first, digest),
    destroyed:
      'stop what still used it: instances, tasks and functions lose these credentials, and IAM does not know them.',
    created:
      profile === undefined
        ? undefined
        : `start instances with ${code(profile)}, the output ${code('instance-profile-arn')}.`,
  };
  return next[status];
}

function afterPlan({ declaration }: Outcome, digest: string | undefined): string {
  const expected =
    digest === undefined
      ? ''
      : ` and ${code(`expected-plan-digest: ${digest}`)}, which sends this plan and no other`;
  return declaration.role === undefined
    ? `to delete it, run ${code('mode: destroy')} without ${code('dry-run')}${expected}.`
    : `to apply it, run ${code('mode: apply')}${expected}.`;
}

function afterFailure({ failure }: Outcome): string {
  if (failure?.error instanceof PlanChanged) return 'review the current plan, and pass on its digest.';
  const cause =
    failure?.error instanceof CallError && failure.error.isDenial
      ? 'allow the caller what IAM denied, then run the step again.'
      : 'correct the cause, then run the step again.';
  switch (failure?.aftermath?.kind) {
    case 'cancelled':
    case 'destroying':
      return 'run the step again: it finishes the rest.';
    case 'incomplete':
      return `make the changes above by hand, then run ${code('mode: plan')}.`;
    default:
      return cause;
  }
}
