/** The step's outputs. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#outputs */
import { replaceRoleArns } from '../aws/arn.ts';
import type { Outcome } from '../reconcile/run.ts';
import { fieldsOf, planDigestOfAll, withProperties } from '../resources/properties.ts';
import { RESOURCES } from '../resources/index.ts';
import { labelOf, type Plan, type Resource, type ResourceKind, type State } from '../resources/resource.ts';
import { worstOf } from './status.ts';

const RUN_OUTPUTS = {
  changed: '`true` if this run wrote something that remains',
  status:
    '`created`, `updated`, `unchanged`, `destroyed`, `absent`, `planned`, `drifted`, `read`, `rolled-back` or `failed`',
  changes: 'JSON list of the planned changes: `resource`, `action`, `api`, `summary`, `broadens`',
  broadens: '`true` if a change of the plan may grant new access',
  state:
    'JSON: everything that the run knows of the role and the resources that belong to it; an absent one is `null`',
  'ready-for': '`iam` or `ec2`: how far the instance profile is known to be usable',
  'plan-digest':
    '`sha256:` and the digest of the planned changes and of the state they start from; of all roles of a manifest together',
  'caller-policy':
    'JSON: the smallest IAM policy with which a caller can run this step in every mode; set by `plan` and after an AccessDenied',
  results: 'JSON map of role name to these outputs; the way to read those of a manifest',
} as const;

type Part = ResourceKind['outputs'][number];
type IdentityOutputs = Readonly<Record<`${string}-${Part}`, string>>;
export type OutputName = keyof typeof RUN_OUTPUTS | keyof IdentityOutputs;
export type Outputs = Readonly<Partial<Record<keyof typeof RUN_OUTPUTS, string>>> & IdentityOutputs;

const MEANINGS: Readonly<Record<Part, string>> = { arn: 'ARN', name: 'name', id: 'unique id' };

/** Output name to its meaning, as `action.yml` and the README's table have it. */
export const OUTPUTS: Readonly<Record<string, string>> = {
  ...identityOutputs(({ noun }, part) => `${MEANINGS[part]} of the ${noun}`),
  ...RUN_OUTPUTS,
};

/** Returns the outputs of one role, or the common outputs of many, and `results`. */
export function runOutputs(outcomes: readonly Outcome[]): Outputs {
  const results = resultsOf(outcomes);
  const [first] = outcomes;
  if (first !== undefined && outcomes.length === 1) return { ...outputsOf(first), results };
  return {
    changed: String(outcomes.some(({ changed }) => changed)),
    status: worstOf(outcomes)?.status ?? 'unchanged',
    ...planOutputs(outcomes.flatMap(({ plan }) => plan ?? [])),
    ...digestOutput(planDigestOfAll(outcomes.map(({ digest }) => digest))),
    results,
  };
}

/** Returns the known outputs of one role. Names, ARNs and ids describe what exists in IAM. */
export function outputsOf({ changed, status, plan, readyFor, digest, finalState }: Outcome): Outputs {
  return {
    ...identityOutputs(({ kind }, part) => {
      const resource: Resource | undefined = finalState?.[kind];
      return part === 'name' ? resource?.name : resource?.identity?.[part];
    }),
    changed: String(changed),
    status,
    ...planOutputs(plan === undefined ? [] : [plan]),
    ...(finalState === undefined ? {} : { state: JSON.stringify(stateOutput(finalState)) }),
    ...(readyFor === undefined ? {} : { 'ready-for': readyFor }),
    ...digestOutput(digest),
  };
}

/** GitHub allows 1 MB for all outputs of a job. */
const MAX_RESULTS = 256 * 1024;

/** Returns the outputs by role name; without the states if those of many roles are too large. */
function resultsOf(outcomes: readonly Outcome[]): string {
  const outputs = outcomes.map((outcome) => [outcome.declaration.roleName, outputsOf(outcome)] as const);
  const all = JSON.stringify(Object.fromEntries(outputs));
  if (all.length <= MAX_RESULTS) return all;
  const withoutStates = outputs.map(([roleName, { state: _, ...output }]) => [roleName, output] as const);
  return JSON.stringify(Object.fromEntries(withoutStates));
}

function planOutputs(plans: readonly Plan[]): Outputs {
  const changes = plans.flatMap((plan) => plan.changes);
  return {
    changes: JSON.stringify(changes, ['resource', 'action', 'api', 'summary', 'broadens']),
    ...(plans.length === 0 ? {} : { broadens: String(changes.some(({ broadens }) => broadens)) }),
  };
}

function digestOutput(digest: string | undefined): Outputs {
  return digest === undefined ? {} : { 'plan-digest': `sha256:${digest}` };
}

/** Returns `KIND-arn`, `KIND-name` and `KIND-id` of every kind, as far as it has such outputs and they have values. */
function identityOutputs(valueOf: (kind: ResourceKind, part: Part) => string | undefined): IdentityOutputs {
  const outputs = RESOURCES.flatMap((kind) =>
    kind.outputs.map((part) => [`${labelOf(kind.kind)}-${part}`, valueOf(kind, part)] as const),
  );
  return Object.fromEntries(outputs.filter(([, value]) => value !== undefined)) as IdentityOutputs;
}

/** Returns the state as plain JSON; an absent resource is null. */
export function stateOutput(state: State): unknown {
  const { role, instanceProfile } = state;
  const contains = role !== undefined && instanceProfile?.role?.name === role.name;
  // Only `read` and `destroy` list the profiles of a role; the other modes know its own.
  const known = contains
    ? { ...state, role: withProperties(role, { [`instanceProfiles/${instanceProfile.name}`]: true }) }
    : state;
  const resources = Object.entries(known).map(([kind, resource]: [string, Resource | undefined]) => [
    kind,
    resource === undefined ? null : resourceOutput(resource),
  ]);
  /** Converts the values that JSON lacks, and the placeholder of the step's own role. A document that was not read is null. */
  const plain = (_: string, value: unknown): unknown => {
    const arn = role?.identity?.arn;
    if (value instanceof Set)
      return [...(value as ReadonlySet<string>)]
        .map((item) => (arn === undefined ? item : replaceRoleArns(item, arn)))
        .sort();
    if (!(value instanceof Map)) return value;
    const entries = [...(value as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, item ?? null]));
  };
  return JSON.parse(JSON.stringify(Object.fromEntries(resources), plain)) as unknown;
}

function resourceOutput(resource: Resource): object {
  const { name, identity, duplicates = [] } = resource;
  const { arn, id, created, facts } = identity ?? {};
  return {
    ...{ name, arn, id, created },
    ...facts,
    ...Object.fromEntries(fieldsOf(resource).map(([field, value]) => [field, value ?? null])),
    ...(duplicates.length > 0 && { duplicates: duplicates.map(resourceOutput) }),
  };
}
