/**
 * IAM's quotas, counted before the first write.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { encodeDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { quote } from './problem.ts';

export interface Quota {
  readonly limit: number;
  /** Whether AWS raises it on request; only then may advice say so. */
  readonly adjustable: boolean;
}

/** Limits of a role that no account exceeds, raised or not. `attachments` is the default: the account may have more. */
export const QUOTAS = {
  inlinePolicies: { limit: 10_240, adjustable: false },
  trustPolicy: { limit: 4096, adjustable: false },
  tags: { limit: 50, adjustable: false },
  attachments: { limit: 10, adjustable: true },
} as const satisfies Readonly<Record<string, Quota>>;

/** The trust policy's size in an account that has not asked AWS for more (`AssumeRolePolicySizeQuota`). */
export const DEFAULT_TRUST_POLICY_QUOTA = 2048;

/** Counts a document's characters as IAM does: without white space. */
export function sizeOf(document: PolicyDocument): number {
  return encodeDocument(document).replace(/\s/g, '').length;
}

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
  const { limit } = QUOTAS.inlinePolicies;
  if (total <= limit) return undefined;
  const [largest, size] = sizes.reduce((largestSoFar, other) =>
    other[1] > largestSoFar[1] ? other : largestSoFar,
  );
  const undeclared = remaining.length === 0 ? '' : `, with ${remaining.length} undeclared that prune keeps,`;
  return (
    `the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${limit}; ` +
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
  limit: number = QUOTAS.trustPolicy.limit,
): string | undefined {
  const size = sizeOf(document);
  if (size <= limit) return undefined;
  const advice =
    limit < QUOTAS.trustPolicy.limit && size <= QUOTAS.trustPolicy.limit
      ? `ask AWS to raise the quota (at most ${QUOTAS.trustPolicy.limit})`
      : 'no account can have more: name fewer principals, or accounts in place of roles';
  return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}

/**
 * Reports tags whose total number exceeds the quota; keys that differ by case alone are one tag.
 *
 * @param tags keys that the run sets, the Action's own among them
 * @param kept undeclared keys that remain on the resource
 */
export function tagsProblem(tags: Iterable<string>, kept: Iterable<string> = []): string | undefined {
  const keys = new Set([...tags].map((key) => key.toLowerCase()));
  const declared = keys.size;
  for (const key of kept) keys.add(key.toLowerCase());
  const { limit } = QUOTAS.tags;
  if (keys.size <= limit) return undefined;
  const stay = keys.size - declared;
  const which = stay === 0 ? '' : ` (${declared} of this step and ${stay} undeclared that prune keeps)`;
  return `${keys.size} tags${which} are more than the ${limit} that IAM allows; no account can have more`;
}

/**
 * Reports attachments whose number exceeds the quota.
 *
 * @param count managed policies that the role would have, including those that `prune` keeps
 * @param limit the account's own quota
 */
export function attachmentsProblem(
  count: number,
  limit: number = QUOTAS.attachments.limit,
): string | undefined {
  if (count <= limit) return undefined;
  return (
    `${count} managed policies are more than the ${limit} that the account lets a role have; ` +
    'ask AWS to raise the quota, or put statements together in a policy of your own'
  );
}

/** Reports a managed policy of a service-linked role: IAM attaches it to no other role, nor takes it as a boundary. */
export function notAttachable(reference: string): string | undefined {
  return /^(?:arn:[^:]*:iam::aws:policy\/|\/)?aws-service-role\//.test(reference)
    ? `${quote(reference)} belongs to a service-linked role; IAM attaches it to no other role`
    : undefined;
}
