/**
 * IAM's quotas for policy documents, counted before the first write.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import type { PolicyDocument } from '../aws/policy-document.ts';
import { INLINE_POLICY_QUOTA, sizeOf } from '../resources/role-policies.ts';
import { quote } from './problem.ts';

/** The trust policy's size that no account exceeds. */
const MAX_TRUST_POLICY_QUOTA = 4096;

/**
 * Reports inline policies whose total size exceeds the quota.
 *
 * @param kept undeclared policies that remain on the role; a declared policy replaces one of the same name
 */
export function inlinePoliciesProblem(
  declared: ReadonlyMap<string, PolicyDocument>,
  kept: ReadonlyMap<string, PolicyDocument> = new Map(),
): string | undefined {
  const remaining = [...kept].filter(([name]) => !declared.has(name));
  const sizes = [...declared, ...remaining].map(([name, document]) => [name, sizeOf(document)] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (total <= INLINE_POLICY_QUOTA) return undefined;
  const [largest, size] = sizes.reduce((largestSoFar, other) =>
    other[1] > largestSoFar[1] ? other : largestSoFar,
  );
  const undeclared = remaining.length === 0 ? '' : `, with ${remaining.length} undeclared that prune keeps,`;
  return (
    `the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${INLINE_POLICY_QUOTA}; ` +
    `no account can have more. The largest is ${quote(largest)} with ${size}: make it a managed policy`
  );
}

/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
export function trustPolicyProblem(
  document: PolicyDocument,
  limit: number = MAX_TRUST_POLICY_QUOTA,
): string | undefined {
  const size = sizeOf(document);
  if (size <= limit) return undefined;
  const advice =
    size <= MAX_TRUST_POLICY_QUOTA
      ? `ask AWS to raise the quota (at most ${MAX_TRUST_POLICY_QUOTA})`
      : 'no account can have more: name fewer principals, or accounts in place of roles';
  return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}
