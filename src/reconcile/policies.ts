/** Managed policies by name: which ARNs they stand for, and that they exist. */
import type { Declaration } from '../config/declaration.ts';
import { InputError, quote, type Problem } from '../config/problem.ts';
import { policyArnCandidates } from '../iam/arn.ts';
import type { Iam } from '../iam/calls.ts';
import { orAbsent } from '../resources/role.ts';
import { DEFAULT_QUOTAS, type Quotas } from '../resources/role-changes.ts';
import type { State } from '../resources/state.ts';
import type { ResolvedPolicies } from './target.ts';

/**
 * Resolves what the declaration names. What is on the role already is known to exist, so a converged run asks nothing;
 * all else is looked up, before the first write: CreateRole answers NoSuchEntity for a missing boundary, and then it
 * would be unclear what is missing.
 *
 * @throws InputError naming every policy that does not exist, CallError when IAM refuses
 */
export async function resolvePolicies(
  iam: Iam,
  declaration: Declaration,
  actual: State,
  partition: string,
): Promise<ResolvedPolicies> {
  const wanted = declaration.role;
  if (wanted === undefined) return { managed: new Set(), boundary: undefined };
  const problems: Problem[] = [];
  const lookUp = async (input: string, reference: string, known: ReadonlySet<string>): Promise<string> => {
    const candidates = policyArnCandidates(reference, partition);
    const standing = candidates.find((arn) => known.has(arn));
    if (standing !== undefined) return standing;
    const found = await Promise.all(
      candidates.map(
        async (PolicyArn) => (await orAbsent(iam.call('GetPolicy', { PolicyArn })))?.Policy?.Arn,
      ),
    );
    const arn = found.find((each) => each !== undefined);
    if (arn === undefined) {
      const where = candidates.length === 1 ? '' : `; looked for ${candidates.join(', ')}`;
      problems.push({ input, message: `there is no managed policy ${quote(reference)}${where}` });
    }
    return arn ?? reference;
  };
  const { boundary: bound, rolesAnywhere } = wanted;
  const session = Promise.all(
    (rolesAnywhere?.managedPolicies ?? []).map((reference) =>
      lookUp(
        'roles-anywhere-profile',
        reference,
        new Set([
          ...(actual.rolesAnywhereProfile?.managedPolicies ?? []),
          ...(actual.role?.managedPolicies ?? []),
        ]),
      ),
    ),
  );
  const [sessionPolicies, boundary, ...managed] = await Promise.all([
    session,
    bound === undefined || bound === 'none'
      ? undefined
      : lookUp('permissions-boundary', bound, new Set([actual.role?.boundary ?? ''])),
    ...wanted.policies.map((reference) =>
      lookUp('policy-arns', reference, actual.role?.managedPolicies ?? new Set()),
    ),
  ]);
  if (problems.length > 0) throw new InputError(problems);
  return { managed: new Set(managed), boundary, session: new Set(sessionPolicies) };
}

/**
 * How many policies a role may have attached. Asked of IAM only when it matters: the default is 10, and accounts may
 * have more.
 *
 * @throws InputError when the declaration alone is over the quota
 */
export async function attachedPoliciesQuota(iam: Iam, goal: State, actual: State): Promise<Quotas> {
  const wanted = goal.role?.managedPolicies ?? new Set<string>();
  const attached = actual.role?.managedPolicies ?? new Set<string>();
  const onTheWay = new Set([...wanted, ...attached]);
  // Where nothing is attached the quota decides nothing.
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
