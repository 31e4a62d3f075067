/** Managed policies by name: the ARN of each, and that it exists. */
import { InputError, quote, type InputProblem } from '../inputs/problem.ts';
import { policyArnCandidates } from '../aws/arn.ts';
import type { Iam, Output } from '../aws/calls.ts';
import { absentAsUndefined, CallError } from '../aws/errors.ts';
import { isAwsManaged } from '../aws/managed-policies.ts';
import { decodeDocument, type PolicyDocument } from '../aws/policy-document.ts';
import type { Declaration } from '../resources/declaration.ts';
import { kindsOf, propertiesOf } from '../resources/properties.ts';
import type { Role } from '../resources/role-state.ts';
import {
  DEFAULT_LIMITS,
  type Limits,
  type ResolvedPolicies,
  type ResourceKind,
  type State,
} from '../resources/resource.ts';

/**
 * Resolves the managed policies that the declaration names. A policy that is in use already exists, so a converged run makes
 * no call. All other policies are looked up before the first write: for a missing boundary CreateRole only
 * returns NoSuchEntity, which does not name the policy.
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
  const problems: InputProblem[] = [];
  const entries = kinds
    .flatMap((kind) => kind.policies?.(declaration) ?? [])
    .map(async ({ input, reference }): Promise<[string, string]> => {
      const candidates = policyArnCandidates(reference, partition);
      const known = candidates.find((arn) => inUse.has(arn));
      if (known !== undefined) return [reference, known];
      const results = await Promise.all(candidates.map((arn) => getPolicy(iam, arn)));
      const arn = results.find((response) => response !== undefined)?.Policy?.Arn;
      if (arn === undefined) {
        const lookedUp = candidates.length === 1 ? '' : `; looked for ${candidates.join(', ')}`;
        const remedy = reference.startsWith('arn:')
          ? ''
          : `. Give the ARN of a policy of your own, as arn:${partition}:iam::ACCOUNT:policy/${reference}`;
        problems.push({
          input,
          message: `there is no managed policy ${quote(reference)}${lookedUp}${remedy}`,
        });
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
 * Returns the facts that decide the order of calls. Reads only what matters for these two states: the account's quota if the
 * default of 10 might be too low, and the documents of the managed policies that change.
 *
 * @throws InputError if the declaration alone exceeds the quota
 */
export async function limitsFor(iam: Iam, goal: State, actual: State): Promise<Limits> {
  const [attachedPoliciesPerRole, documents] = await Promise.all([
    attachQuota(iam, goal, actual),
    policyDocuments(iam, goal.role, actual.role),
  ]);
  return { attachedPoliciesPerRole, documents };
}

async function attachQuota(iam: Iam, goal: State, actual: State): Promise<number> {
  const defaultQuota = DEFAULT_LIMITS.attachedPoliciesPerRole;
  const desired = goal.role?.managedPolicies ?? new Set<string>();
  const attached = actual.role?.managedPolicies ?? new Set<string>();
  const onTheWay = new Set([...desired, ...attached]);
  // Without an attachment the quota makes no difference.
  const attaches = onTheWay.size > attached.size;
  if (!attaches || onTheWay.size <= defaultQuota) return defaultQuota;
  const { SummaryMap } = await iam.call('GetAccountSummary', {});
  const quota = SummaryMap?.AttachedPoliciesPerRoleQuota ?? defaultQuota;
  if (desired.size > quota) {
    const message =
      `${desired.size} policies are more than the ${quota} that the account lets a role have; ` +
      'ask AWS for a higher quota, or combine statements in a policy of your own';
    throw new InputError([{ input: 'policy-arns', message }]);
  }
  return quota;
}

/** Reads the policies that would be attached or detached, and both boundaries if one replaces the other. */
async function policyDocuments(
  iam: Iam,
  goal: Role | undefined,
  actual: Role | undefined,
): Promise<ReadonlyMap<string, PolicyDocument>> {
  const [desired, attached] = [goal, actual].map((role) => [...(role?.managedPolicies ?? [])]);
  const moved = [...(desired ?? []), ...(attached ?? [])].filter(
    // A table covers the policies that AWS manages.
    (arn, _, all) => all.indexOf(arn) === all.lastIndexOf(arn) && !isAwsManaged(arn),
  );
  const bounds = [goal?.boundary, actual?.boundary].filter((arn) => arn !== undefined);
  const swapped = bounds.length === 2 && bounds[0] !== bounds[1] ? bounds : [];
  const arns = [...new Set([...moved, ...swapped])];
  const read = await Promise.all(arns.map((arn) => policyDocument(iam, arn)));
  return new Map(arns.flatMap((arn, index) => (read[index] === undefined ? [] : [[arn, read[index]]])));
}

/** Documents by ARN: each is read once in a run, so that all its plans have the same order. */
const documents = new WeakMap<Iam, Map<string, Promise<PolicyDocument | undefined>>>();

/** Returns a managed policy's document, undefined if it cannot be read: then it counts as both granting and denying. */
async function policyDocument(iam: Iam, arn: string): Promise<PolicyDocument | undefined> {
  const known = documents.get(iam) ?? new Map<string, Promise<PolicyDocument | undefined>>();
  documents.set(iam, known);
  const document = known.get(arn) ?? readDocument(iam, arn);
  known.set(arn, document);
  return document;
}

async function readDocument(iam: Iam, PolicyArn: string): Promise<PolicyDocument | undefined> {
  try {
    const VersionId = (await getPolicy(iam, PolicyArn))?.Policy?.DefaultVersionId;
    if (VersionId === undefined) return undefined;
    const { PolicyVersion } = await iam.call('GetPolicyVersion', { PolicyArn, VersionId });
    return PolicyVersion?.Document === undefined ? undefined : decodeDocument(PolicyVersion.Document);
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}
