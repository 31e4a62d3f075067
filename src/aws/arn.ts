/** ARNs, partitions and names. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */

/** Returns the partition of a region from the SDK's own data, without a call. */
export { partition as partitionOf } from '@aws-sdk/core/client';

/** The paths of the policies that AWS manages, in the order in which a bare policy name is looked up. */
const MANAGED_POLICY_PATHS = ['', 'service-role/', 'job-function/'] as const;

/**
 * Lists the ARNs that a managed policy's ARN or AWS managed policy name may refer to, the likeliest first. A name with a
 * path refers to that path alone.
 */
export function policyArnCandidates(reference: string, partition: string): readonly string[] {
  if (reference.startsWith('arn:')) return [reference];
  const name = reference.replace(/^\//, '');
  const paths = name.includes('/') ? [''] : MANAGED_POLICY_PATHS;
  return paths.map((path) => `arn:${partition}:iam::aws:policy/${path}${name}`);
}

/** Returns the resource in an ARN, `role/path/name`. Returns any other text unchanged. */
export function resourceOfArn(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}

/** Returns the account's id in an ARN. */
export function accountOfArn(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** Returns the name of a policy or role, the last part of its ARN. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Reports whether AWS services or IAM Identity Center own the roles under a path; IAM refuses to change those. */
export function isReservedPath(path: string): boolean {
  return path.startsWith('/aws-service-role/') || path.startsWith('/aws-reserved/');
}
