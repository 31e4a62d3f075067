/** The step's outputs. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#outputs */
import { planDigestOfAll } from '../reconcile/digest.ts';
import type { Outcome, Status } from '../reconcile/outcome.ts';
import { labelOf, type Change, type Resource, type State } from '../resources/resource.ts';

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
    '`created`, `updated`, `unchanged`, `destroyed`, `absent`, `planned`, `drifted`, `rolled-back` or `failed`',
  changes: 'JSON list of the changes: `resource`, `action`, `api`, `summary`, `broadens`',
  'ready-for': '`iam` or `ec2`: how far the instance profile is known to be usable',
  'plan-digest':
    '`sha256:` and the digest of the planned changes and of the state they start from; of all roles of a manifest together',
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
];

/** Returns the outputs of one role, or the common outputs of many, and `results`. */
export function runOutputs(outcomes: readonly Outcome[]): Outputs {
  const outputs = outcomes.map(outputsOf);
  const results = JSON.stringify(
    Object.fromEntries(outcomes.map(({ declaration }, index) => [declaration.roleName, outputs[index]])),
  );
  const [first] = outputs;
  if (first !== undefined && outputs.length === 1) return { ...first, results };
  const digest = planDigestOfAll(outcomes.map((outcome) => outcome.digest));
  return {
    changed: String(outcomes.some(({ changed }) => changed)),
    status: STATUSES.find((status) => outcomes.some((outcome) => outcome.status === status)) ?? 'unchanged',
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
    ...(readyFor === undefined ? {} : { 'ready-for': readyFor }),
    ...digestOutput(digest),
  };
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
