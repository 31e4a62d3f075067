/** The step's outputs. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#outputs */
import { planDigestOfAll } from '../reconcile/digest.ts';
import type { Outcome, Status } from '../reconcile/outcome.ts';
import { labelOf, type Change, type Plan, type Resource, type State } from '../resources/resource.ts';
import { stateOutput } from './state-output.ts';

/** Output name to its meaning, as `action.yml` and the README's table have it. */
export const OUTPUTS = {
  'instance-profile-arn': 'ARN of the instance profile',
  'instance-profile-name': 'name of the instance profile',
  'instance-profile-id': 'unique id of the instance profile (`AIPA…`)',
  'role-arn': 'ARN of the role',
  'role-name': 'name of the role',
  'role-id': 'unique id of the role (`AROA…`)',
  'roles-anywhere-profile-arn': 'ARN of the Roles Anywhere profile, if one is declared',
  'roles-anywhere-profile-id': 'id of the Roles Anywhere profile, if one is declared',
  changed: '`true` if this run wrote something that remains',
  status:
    '`created`, `updated`, `unchanged`, `destroyed`, `absent`, `planned`, `drifted`, `read`, `rolled-back` or `failed`',
  changes: 'JSON list of the changes: `resource`, `action`, `api`, `summary`, `broadens`',
  broadens: '`true` if a change of the plan may grant new access',
  state:
    'JSON: everything that the run knows of the role, the instance profile and the Roles Anywhere profile; an absent one is `null`',
  'ready-for': '`iam` or `ec2`: how far the instance profile is known to be usable',
  'plan-digest':
    '`sha256:` and the digest of the planned changes and of the state they start from; of all roles of a manifest together',
  'caller-policy':
    'JSON: the smallest IAM policy with which a caller can run this step in every mode; set by `plan` and after an AccessDenied',
  results: 'JSON map of role name to these outputs; the way to read those of a manifest',
} as const;

export type OutputName = keyof typeof OUTPUTS;
export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

/** The status of many roles is the first of these that any role has. The summary lists roles in the same order. */
export const STATUSES: readonly Status[] = [
  'failed',
  'rolled-back',
  'drifted',
  'planned',
  'destroyed',
  'created',
  'updated',
  'absent',
  'unchanged',
  'read',
];

/** Returns the outputs of one role, or the common outputs of many, and `results`. */
export function runOutputs(outcomes: readonly Outcome[]): Outputs {
  const outputs = outcomes.map(outputsOf);
  const results = resultsOf(outcomes, outputs);
  const [first] = outputs;
  if (first !== undefined && outputs.length === 1) return { ...first, results };
  const digest = planDigestOfAll(outcomes.map((outcome) => outcome.digest));
  return {
    changed: String(outcomes.some(({ changed }) => changed)),
    status: STATUSES.find((status) => outcomes.some((outcome) => outcome.status === status)) ?? 'unchanged',
    ...broadensOutput(outcomes.flatMap(({ plan }) => plan ?? [])),
    changes: JSON.stringify(outcomes.flatMap(({ plan }) => (plan?.changes ?? []).map(changeOutput))),
    ...digestOutput(digest),
    results,
  };
}

/** Returns the known outputs of one role. Names, ARNs and ids describe what exists in IAM. */
export function outputsOf(outcome: Outcome): Outputs {
  const { changed, status, plan, readyFor, digest } = outcome;
  return {
    ...identityOutputs(outcome.finalState ?? {}),
    changed: String(changed),
    status,
    changes: JSON.stringify((plan?.changes ?? []).map(changeOutput)),
    ...broadensOutput(plan === undefined ? [] : [plan]),
    ...(outcome.finalState === undefined ? {} : { state: JSON.stringify(stateOutput(outcome.finalState)) }),
    ...(readyFor === undefined ? {} : { 'ready-for': readyFor }),
    ...digestOutput(digest),
  };
}

/** GitHub allows 1 MB for all outputs of a job. */
const MAX_RESULTS = 256 * 1024;

/** Returns the outputs by role name; without the states if those of many roles are too large. */
function resultsOf(outcomes: readonly Outcome[], outputs: readonly Outputs[]): string {
  const byRole = (select: (output: Outputs) => Outputs): string =>
    JSON.stringify(
      Object.fromEntries(
        outcomes.map(({ declaration }, index) => [declaration.roleName, select(outputs[index] ?? {})]),
      ),
    );
  const all = byRole((output) => output);
  return all.length <= MAX_RESULTS ? all : byRole(({ state: _, ...output }) => output);
}

function broadensOutput(plans: readonly Plan[]): Outputs {
  if (plans.length === 0) return {};
  return { broadens: String(plans.some(({ changes }) => changes.some(({ broadens }) => broadens))) };
}

function digestOutput(digest: string | undefined): Outputs {
  return digest === undefined ? {} : { 'plan-digest': `sha256:${digest}` };
}

/** Returns `KIND-name`, `KIND-arn` and `KIND-id` of every resource, as far as there are such outputs. */
function identityOutputs(state: State): Outputs {
  const values = Object.entries(state).flatMap(([kind, resource]: [string, Resource | undefined]) =>
    Object.entries({ name: resource?.name, arn: resource?.identity?.arn, id: resource?.identity?.id }).map(
      ([part, value]) => [`${labelOf(kind)}-${part}`, value] as const,
    ),
  );
  return Object.fromEntries(
    values.filter(([name, value]) => Object.hasOwn(OUTPUTS, name) && value !== undefined),
  );
}

export function changeOutput({ resource, action, api, summary, broadens }: Change): object {
  return { resource, action, api, summary, broadens };
}
