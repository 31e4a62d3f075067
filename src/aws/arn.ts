/** ARNs, partitions and names. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
import { partition as sdkPartition } from '@aws-sdk/core/client';

export interface Partition {
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-iso`, … */
  readonly name: string;
  /** `amazonaws.com`, `amazonaws.com.cn`, … */
  readonly dnsSuffix: string;
}

/** The partition a region is in, by the SDK's own data: no call is made. */
export function partitionOf(region: string): Partition {
  const { name, dnsSuffix } = sdkPartition(region);
  return { name, dnsSuffix };
}

/** Where IAM keeps what AWS itself manages, in the order in which a bare policy name is looked up. */
const MANAGED_POLICY_PATHS = ['', 'service-role/', 'job-function/'] as const;

/**
 * The ARNs that a managed policy's ARN or AWS managed policy name may stand for, the likeliest first. A name with a path
 * stands for that path alone.
 */
export function policyArnCandidates(reference: string, partition: string): readonly string[] {
  if (reference.startsWith('arn:')) return [reference];
  const name = reference.replace(/^\//, '');
  const paths = name.includes('/') ? [''] : MANAGED_POLICY_PATHS;
  return paths.map((path) => `arn:${partition}:iam::aws:policy/${path}${name}`);
}

/** `arn:aws:iam::123456789012:role/path/name` → `role/path/name`; what is no ARN is returned as it is. */
export function resourceOfArn(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}

/** Returns the account's id in an ARN. */
export function accountOfArn(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** The last part of a policy's ARN: its name. */
export function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Roles that AWS services and IAM Identity Center own; IAM refuses to change them. */
export function isReservedPath(path: string): boolean {
  return path.startsWith('/aws-service-role/') || path.startsWith('/aws-reserved/');
}
