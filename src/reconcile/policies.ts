/** Managed policies by name: the ARN of each, and that it exists. */
import { InputError, quote, type Problem } from '../config/problem.ts';
import { policyArnCandidates } from '../iam/arn.ts';
import type { Iam, Output } from '../iam/calls.ts';
import { absentAsUndefined } from '../iam/errors.ts';
import type { Declaration } from '../resources/declaration.ts';
import { kindsOf, propertiesOf } from '../resources/properties.ts';
import {
  DEFAULT_QUOTAS,
  type Quotas,
  type ResolvedPolicies,
  type ResourceKind,
  type State,
} from '../resources/resource.ts';

/**
 * Resolves the managed policies that the declaration names. A policy that is in use already exists, so a converged run makes
 * no call. All others are looked up before the first write: CreateRole answers NoSuchEntity for a missing boundary, which
 * would not show what is missing.
 *
 * @throws InputError naming every policy that does not exist, CallError if IAM refuses
 */
export async function resolvePolicies(
  iam: Iam,
  declaration: Declaration,
  actual: State,
  partition: string,
  kinds: readonly ResourceKind[],
): Promise<ResolvedPolicies> {
  const inUse = policyArnsOf(actual);
  const problems: Problem[] = [];
  const entries = kinds
    .flatMap((kind) => kind.policies?.(declaration) ?? [])
    .map(async ({ input, reference }): Promise<[string, string]> => {
      const candidates = policyArnCandidates(reference, partition);
      const known = candidates.find((arn) => inUse.has(arn));
      if (known !== undefined) return [reference, known];
      const found = await Promise.all(candidates.map((arn) => getPolicy(iam, arn)));
      const arn = found.find((response) => response !== undefined)?.Policy?.Arn;
      if (arn === undefined) {
        const where = candidates.length === 1 ? '' : `; looked for ${candidates.join(', ')}`;
        problems.push({ input, message: `there is no managed policy ${quote(reference)}${where}` });
      }
      return [reference, arn ?? reference];
    });
  const resolved = new Map(await Promise.all(entries));
  if (problems.length > 0) throw new InputError(problems);
  return resolved;
}

/** Responses by ARN: each policy is read once in a run, however many roles name it. */
const responses = new WeakMap<Iam, Map<string, Promise<Output<'GetPolicy'> | undefined>>>();

async function getPolicy(iam: Iam, PolicyArn: string): Promise<Output<'GetPolicy'> | undefined> {
  const known = responses.get(iam) ?? new Map<string, Promise<Output<'GetPolicy'> | undefined>>();
  responses.set(iam, known);
  const response = known.get(PolicyArn) ?? absentAsUndefined(iam.call('GetPolicy', { PolicyArn }));
  known.set(PolicyArn, response);
  // A failed call may succeed later.
  response.catch(() => known.delete(PolicyArn));
  return response;
}

/** Returns the ARNs of managed policies anywhere in a state. */
function policyArnsOf(state: State): ReadonlySet<string> {
  const texts = kindsOf(state).flatMap((kind) => [...propertiesOf(state[kind])].flat());
  return new Set(texts.flatMap((text) => /arn:[\w-]+:iam::\w*:policy\/[^"]+/.exec(text) ?? []));
}

/**
 * Returns the quota of policies attached to a role. Reads it from IAM only if the default of 10 might be too low.
 *
 * @throws InputError if the declaration alone exceeds the quota
 */
export async function attachedPoliciesQuota(iam: Iam, goal: State, actual: State): Promise<Quotas> {
  const wanted = goal.role?.managedPolicies ?? new Set<string>();
  const attached = actual.role?.managedPolicies ?? new Set<string>();
  const onTheWay = new Set([...wanted, ...attached]);
  // Without an attachment the quota makes no difference.
  const attaches = onTheWay.size > attached.size;
  if (!attaches || onTheWay.size <= DEFAULT_QUOTAS.attachedPoliciesPerRole) return DEFAULT_QUOTAS;
  const { SummaryMap } = await iam.call('GetAccountSummary', {});
  const quota = SummaryMap?.AttachedPoliciesPerRoleQuota ?? DEFAULT_QUOTAS.attachedPoliciesPerRole;
  if (wanted.size > quota) {
    const message =
      `${wanted.size} policies are more than the ${quota} that the account lets a role have; ` +
      'ask AWS for a higher quota, or put statements together in a policy of your own';
    throw new InputError([{ input: 'policy-arns', message }]);
  }
  return { attachedPoliciesPerRole: quota };
}
