import { AwsError } from './errors.ts';
import type { Tag } from './iam-shapes.ts';

/**
 * Checks the new tags of a role or instance profile. IAM compares keys regardless of case and keeps them as written. It refuses a
 * duplicate key in one request. Tagging an existing key in another case replaces both value and case, as the maintainers of the
 * CDK observed on AWS (aws/aws-cdk#26253).
 */
export function checkNewTags(tags: readonly Tag[], asAws: boolean): void {
  const keys = tags.map((tag) => tag.Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw new AwsError(
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  // The refusal is documented; its text is that of other AWS services.
  if (!asAws && keys.some((key) => key.startsWith('aws:'))) {
    throw new AwsError('InvalidInput', 'aws: prefixed tag key names are not allowed for external use.');
  }
}

export function withTags(tags: readonly Tag[], added: readonly Tag[], quota: string): readonly Tag[] {
  const merged = [
    ...withoutTags(
      tags,
      added.map((tag) => tag.Key),
    ),
    ...added,
  ];
  // AWS does not count the tags of its services.
  const counted = merged.filter(({ Key }) => !/^aws:/i.test(Key));
  if (counted.length > 50) throw new AwsError('LimitExceeded', `Cannot exceed quota for ${quota}: 50`);
  return merged;
}

/** Removes tags by key; a missing key is no error. */
export function withoutTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return tags.filter((tag) => !removed.has(tag.Key.toLowerCase()));
}
