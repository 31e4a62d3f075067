/** The step's outputs. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#outputs */
import { planDigestOfAll } from '../reconcile/digest.ts';
import type { Outcome, Status } from '../reconcile/outcome.ts';
import type { Change } from '../resources/change.ts';

/** Output name to its meaning, as `action.yml` and the README's table have it. */
export const OUTPUTS = {
  'instance-profile-arn': 'ARN of the instance profile',
  'instance-profile-name': 'name of the instance profile',
  'instance-profile-id': 'unique id of the instance profile (`AIPA…`)',
  'role-arn': 'ARN of the role',
  'role-name': 'name of the role',
  'role-id': 'unique id of the role (`AROA…`)',
  'roles-anywhere-profile-arn': 'ARN of the Roles Anywhere profile, where one is declared',
  'roles-anywhere-profile-id': 'id of the Roles Anywhere profile, where one is declared',
  changed: '`true` when this run wrote something that stands',
  status:
    '`created`, `updated`, `unchanged`, `destroyed`, `absent`, `planned`, `drifted`, `rolled-back` or `failed`',
  changes: 'JSON list of the changes: `resource`, `action`, `api`, `summary`, `broadens`',
  'ready-for': '`iam` or `ec2`: how far the instance profile is known to be usable',
  'plan-digest': 'SHA-256 of the planned changes and of the state they start from, 64 hex digits',
  results: 'JSON map of role name to these outputs; the way to read those of a manifest',
} as const;

export type OutputName = keyof typeof OUTPUTS;
export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

/** The status of many roles is the first of these that any has; so they stand in the summary too. */
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

/** Of one role its own outputs; of many what can be said of all, and `results`. */
export function runOutputs(outcomes: readonly Outcome[]): Outputs {
  const each = outcomes.map(outputsOf);
  const results = JSON.stringify(
    Object.fromEntries(outcomes.map(({ declaration }, index) => [declaration.roleName, each[index]])),
  );
  const [first] = each;
  if (first !== undefined && each.length === 1) return { ...first, results };
  const digest = planDigestOfAll(each.map((outputs) => outputs['plan-digest']));
  return {
    changed: String(outcomes.some(({ changed }) => changed)),
    status: STATUSES.find((status) => outcomes.some((outcome) => outcome.status === status)) ?? 'unchanged',
    changes: JSON.stringify(outcomes.flatMap(({ plan }) => (plan?.changes ?? []).map(changeOutput))),
    ...(digest === undefined ? {} : { 'plan-digest': digest }),
    results,
  };
}

/** What is known; names and ARNs are of what stands, not of what was to be. */
export function outputsOf(outcome: Outcome): Outputs {
  const { role, instanceProfile, rolesAnywhereProfile } = outcome.standing ?? {};
  return {
    ...(instanceProfile === undefined ? {} : { 'instance-profile-name': instanceProfile.name }),
    ...(instanceProfile?.born === undefined
      ? {}
      : { 'instance-profile-arn': instanceProfile.born.arn, 'instance-profile-id': instanceProfile.born.id }),
    ...(role === undefined ? {} : { 'role-name': role.name }),
    ...(role?.born === undefined ? {} : { 'role-arn': role.born.arn, 'role-id': role.born.id }),
    ...(rolesAnywhereProfile?.born === undefined
      ? {}
      : {
          'roles-anywhere-profile-arn': rolesAnywhereProfile.born.arn,
          'roles-anywhere-profile-id': rolesAnywhereProfile.born.id,
        }),
    changed: String(outcome.changed),
    status: outcome.status,
    changes: JSON.stringify((outcome.plan?.changes ?? []).map(changeOutput)),
    ...(outcome.readyFor === undefined ? {} : { 'ready-for': outcome.readyFor }),
    ...(outcome.digest === undefined ? {} : { 'plan-digest': outcome.digest }),
  };
}

export function changeOutput({ resource, action, api, summary, broadens }: Change): object {
  return { resource, action, api, summary, broadens };
}
