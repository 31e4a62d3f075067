import { AwsError } from './errors.ts';
import type { Tag } from './shapes.ts';

/**
 * Tags of roles and instance profiles. Keys are compared without regard to case and kept as written: twice in one
 * request is refused, but tagging an existing key in another case replaces both value and case (tried against AWS
 * by the maintainers of the CDK: aws/aws-cdk#26253).
 */
export function checkNewTags(tags: readonly Tag[], asAws: boolean): void {
  const keys = tags.map((tag) => tag.Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw new AwsError(
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  // That IAM refuses these is documented; the words are those of other AWS services.
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
  if (merged.length > 50) throw new AwsError('LimitExceeded', `Cannot exceed quota for ${quota}: 50`);
  return merged;
}

/** Untagging what is not there is no error. */
export function withoutTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return tags.filter((tag) => !gone.has(tag.Key.toLowerCase()));
}
