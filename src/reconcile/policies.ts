/**
 * Policies of a plan, as far as the account decides: managed ones by name, the OIDC provider that a trust policy names, quotas,
 * and the documents that the plan puts.
 */
import { InputError } from '../inputs/declare.ts';
import { placeOf, quote, type InputProblem } from '../inputs/problem.ts';
import { isOfServices, trustPolicyProblem } from '../inputs/trust.ts';
import {
  policyArnCandidates,
  isAwsManaged,
  accountOfArn,
  oidcProvider,
  withProviderArns,
} from '../aws/arn.ts';
import type { Iam } from '../aws/calls.ts';
import { absentAsUndefined, CallError } from '../aws/errors.ts';
import {
  decodeDocument,
  sameDocument,
  sizeOf,
  TRUST_POLICY_QUOTA,
  type PolicyDocument,
} from '../aws/policy-document.ts';
import {
  DEFAULT_LIMITS,
  type Declaration,
  type Change,
  type Limits,
  type Plan,
  type ResolvedPolicies,
  type State,
} from '../resources/resource.ts';
import { RESOURCES } from '../resources/index.ts';
import { fieldsOf, isDocument, isEntries, nounOf, resourcesOf } from '../resources/properties.ts';
import { policiesThatDecide } from '../resources/role.ts';
import { added, inlinePolicy, type Role } from '../resources/role-state.ts';
import { AUDIENCE } from '../github/context.ts';
import type { ReconcilePorts } from './run.ts';

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
): Promise<ResolvedPolicies> {
  // The scalar values and the keys of all entries, among them each managed policy. A document may mention more.
  const values = resourcesOf(actual).flatMap(([, resource]) => fieldsOf(resource));
  const inUse = new Set(values.flatMap(([, value]) => (isEntries(value) ? [...value.keys()] : value)));
  const problems: InputProblem[] = [];
  const entries = RESOURCES.flatMap((kind) => kind.policies?.(declaration) ?? []).map(
    async ({ input, reference }): Promise<[string, string]> => {
      const candidates = policyArnCandidates(reference, partition);
      const known = candidates.find((arn) => inUse.has(arn));
      if (known !== undefined) return [reference, known];
      const results = await Promise.all(candidates.map((arn) => getPolicy(iam, arn)));
      const arn = results.find((response) => response !== undefined)?.Policy?.Arn;
      if (arn === undefined) problems.push({ input, message: await missingPolicy(reference, partition) });
      return [reference, arn ?? reference];
    },
  );
  const resolved = new Map(await Promise.all(entries));
  if (problems.length > 0) throw new InputError(problems);
  return resolved;
}

/** Returns the message for a policy that does not exist. */
async function missingPolicy(reference: string, partition: string): Promise<string> {
  const candidates = policyArnCandidates(reference, partition);
  const lookedUp = candidates.length === 1 ? '' : `; looked for ${candidates.join(', ')}`;
  const similar = candidates.every(isAwsManaged)
    ? (await import('../inputs/action-names.ts')).closestManagedPolicy(reference)
    : undefined;
  const missing = `there is no managed policy ${quote(reference)}${lookedUp}`;
  // A name that is almost one of AWS is a slip, so the form of another ARN would only distract.
  if (similar !== undefined) return `${missing}; did you mean ${quote(similar)}?`;
  if (reference.startsWith('arn:')) return missing;
  return `${missing}. Give the ARN of a policy of your own, as arn:${partition}:iam::ACCOUNT:policy/${reference}`;
}

/** Returns a function that reads each ARN once in a run: all its roles and plans see the same. */
function oncePerRun<T>(read: (iam: Iam, arn: string) => Promise<T>): typeof read {
  const runs = new WeakMap<Iam, Map<string, Promise<T>>>();
  return (iam, arn) => {
    const known = runs.get(iam) ?? new Map<string, Promise<T>>();
    runs.set(iam, known);
    const result = known.get(arn) ?? read(iam, arn);
    known.set(arn, result);
    // A failed read may succeed later.
    result.catch(() => known.delete(arn));
    return result;
  };
}

const getPolicy = oncePerRun((iam, PolicyArn) => absentAsUndefined(iam.call('GetPolicy', { PolicyArn })));

/**
 * Returns the facts that decide the order of calls. Reads only what matters for these two states: the account's quotas if the
 * defaults might be too low, and the documents of the managed policies that change. An inline policy that `prune` leaves out
 * matters if another one is put.
 *
 * @throws InputError if the goal exceeds a quota
 */
export async function limitsFor(iam: Iam, { role: goal }: State, { role: actual }: State): Promise<Limits> {
  const [attachedPoliciesPerRole, documents, keptInlineSize] = await Promise.all([
    attachQuota(iam, goal, actual),
    Promise.all(
      policiesThatDecide(goal, actual).map(async (arn) => [arn, await policyDocument(iam, arn)] as const),
    ),
    sizeOfKeptInline(iam, goal, actual),
  ]);
  return { attachedPoliciesPerRole, documents: new Map(documents), keptInlineSize };
}

async function attachQuota(iam: Iam, goal: Role | undefined, actual: Role | undefined): Promise<number> {
  const defaultQuota = DEFAULT_LIMITS.attachedPoliciesPerRole;
  const desired = added(goal, undefined).length;
  const attaches = added(goal, actual).length;
  const onTheWay = added(actual, undefined).length + attaches;
  // Without an attachment the quota makes no difference.
  if (attaches === 0 || onTheWay <= defaultQuota) return defaultQuota;
  const { SummaryMap } = await iam.call('GetAccountSummary', {});
  const quota = SummaryMap?.AttachedPoliciesPerRoleQuota ?? defaultQuota;
  if (desired <= quota) return quota;
  const message =
    `${desired} policies are more than the ${quota} that the account lets a role have; ` +
    'ask AWS for a higher quota, combine statements in a policy of your own, or let prune remove those that are not declared';
  throw new InputError([{ input: 'policy-arns', message }]);
}

/**
 * Counts the characters of the inline policies whose documents the run has not read, if another one is put.
 *
 * @throws InputError if all inline policies together exceed the quota
 */
async function sizeOfKeptInline(iam: Iam, goal: Role | undefined, actual: Role | undefined): Promise<number> {
  const policies = [...(goal?.inlinePolicies ?? [])];
  const unread = policies.filter(([, document]) => document === undefined);
  const read = new Map(policies.filter((each): each is [string, PolicyDocument] => each[1] !== undefined));
  const puts = [...read].some(
    ([name, document]) => !sameDocument(document, actual?.inlinePolicies.get(name)),
  );
  if (goal === undefined || unread.length === 0 || !puts) return 0;
  const kept = await Promise.all(
    unread.map(async ([name]) => [name, (await inlinePolicy(iam, goal.name, name)) ?? {}] as const),
  );
  const { inlinePoliciesProblem } = await import('../inputs/documents.ts');
  const message = inlinePoliciesProblem(read, new Map(kept));
  if (message !== undefined) throw new InputError([{ input: 'inline-policies', message }]);
  return kept.reduce((sum, [, document]) => sum + sizeOf(document), 0);
}

/** @throws InputError if the trust policy changes and exceeds the account's own quota */
export async function checkTrust(iam: Iam, { role }: Declaration, goal: State, actual: State): Promise<void> {
  const trust = goal.role?.trust;
  if (trust === undefined || sizeOf(trust) <= TRUST_POLICY_QUOTA || sameDocument(trust, actual.role?.trust))
    return;
  const summary = await iam.call('GetAccountSummary', {}).catch((error: unknown) => {
    // A caller who may not read the quota may still use all of it.
    if (error instanceof CallError && error.verdict === 'permanent') return undefined;
    throw error;
  });
  const message = trustPolicyProblem(trust, summary?.SummaryMap?.AssumeRolePolicySizeQuota);
  const input = role?.gitHubTrust ? 'trust-github' : isOfServices(trust) ? 'trust-services' : 'trust-policy';
  if (message !== undefined) throw new InputError([{ input, message }]);
}

/**
 * Checks the documents that the plan puts, apart from those that the Action makes of services.
 *
 * @returns warnings about actions that match nothing
 * @throws InputError if IAM refuses the trust policy as a new one
 */
export async function checkDocuments({ changes }: Plan): Promise<string[]> {
  // A document that is put twice is in its final form the last time.
  const documents = new Map(changes.flatMap((each) => documentsOf(each)));
  const trust = documents.get('role/trust');
  if (trust !== undefined) {
    const { missingClaims } = await import('../inputs/public-trust.ts');
    const problems = missingClaims(trust.document).map((message) => ({ input: 'trust-policy', message }));
    if (problems.length > 0) throw new InputError(problems);
  }
  if (documents.size === 0) return [];
  const { actionWarnings } = await import('../inputs/action-names.ts');
  return [...documents.values()].flatMap(({ label, document }) =>
    actionWarnings(document).map(({ path, message }) => `${label}: ${placeOf(path)}: ${message}`),
  );
}

/** Returns the documents that a change puts, by property. */
function documentsOf({ kind, resource, creates, sets }: Change) {
  const properties = RESOURCES.find((each) => each.kind === kind)?.properties ?? {};
  return [...fieldsOf(creates), ...Object.entries(sets ?? {})].flatMap(([property, value]) => {
    if (!isDocument(value) || isOfServices(value)) return [];
    const label = `${resource}: ${nounOf(properties, property)}`;
    return [[`${kind}/${property}`, { label, document: value }] as const];
  });
}

/** Returns a managed policy's document, undefined if it cannot be read: then it counts as both granting and denying. */
const policyDocument = oncePerRun(async (iam, PolicyArn): Promise<PolicyDocument | undefined> => {
  try {
    const VersionId = (await getPolicy(iam, PolicyArn))?.Policy?.DefaultVersionId;
    if (VersionId === undefined) return undefined;
    const { PolicyVersion } = await iam.call('GetPolicyVersion', { PolicyArn, VersionId });
    return PolicyVersion?.Document === undefined ? undefined : decodeDocument(PolicyVersion.Document);
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
});

/**
 * Resolves the provider's placeholder if the trust policy names one. The account is that of an existing resource, so a
 * converged run makes no call. If the role will be created or its trust policy replaced, the provider must exist: STS would
 * refuse every token without a reason.
 *
 * @throws InputError if the account has no such provider, CallError if IAM or STS refuse
 */
export async function resolveProvider(
  { role }: Declaration,
  actual: State,
  { iam, partition, account: caller }: Pick<ReconcilePorts, 'iam' | 'partition' | 'account'>,
): Promise<{ readonly arns: ResolvedPolicies; readonly warnings: readonly string[] }> {
  const issuer = role?.oidcIssuer;
  if (issuer === undefined) return { arns: new Map(), warnings: [] };
  const accounts = resourcesOf(actual).map(([, { identity }]) => accountOfArn(identity?.arn ?? ''));
  const known = accounts.find((each) => each !== undefined);
  const account = known ?? (await caller) ?? (await iam.call('GetCallerIdentity', {})).account ?? '';
  const arn = `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
  const trust = withProviderArns(role?.trust, () => arn);
  const unchanged = sameDocument(actual.role?.trust, trust);
  return {
    arns: new Map([[oidcProvider(issuer), arn]]),
    warnings: unchanged ? [] : await providerWarnings(iam, issuer, arn),
  };
}

async function providerWarnings(iam: Iam, issuer: string, arn: string): Promise<string[]> {
  const create = `aws iam create-open-id-connect-provider --url https://${issuer} --client-id-list ${AUDIENCE}`;
  try {
    const call = iam.call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
    const provider = await absentAsUndefined(call);
    if (provider === undefined) {
      const message = `the account has no OIDC provider for ${issuer}, so no workflow could assume the role. Create it: ${create}`;
      throw new InputError([{ input: 'trust-github', message }]);
    }
    if (provider.ClientIDList?.includes(AUDIENCE) !== false) return [];
    const add = `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${AUDIENCE}`;
    return [`The OIDC provider for ${issuer} does not accept the audience ${AUDIENCE}. Add it: ${add}`];
  } catch (error) {
    if (!(error instanceof CallError) || !error.code.startsWith('AccessDenied')) throw error;
    return [
      `The run may not check whether the account has an OIDC provider for ${issuer} (iam:GetOpenIDConnectProvider). If it has none, create it: ${create}`,
    ];
  }
}
