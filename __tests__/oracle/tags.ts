/** Tags of roles and instance profiles. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
import { count, type Change, type Tags } from '../../src/resources/resource.ts';

/** Marks what this Action made or took over; its value is the owner. */
export const OWNER_TAG = 'aws-iam-instance-profile:owner';
/** The number of the pull request on whose event a thing was created. */
export const PULL_REQUEST_TAG = 'aws-iam-instance-profile:pull-request';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** IAM's list as a map, without the tags of AWS itself: nobody else can change them. */
export function tagsFromIam(tags: readonly Tag[] | undefined): Tags {
  return new Map(
    (tags ?? [])
      .filter((tag) => !isAwsTag(tag.Key ?? ''))
      .map((tag) => [tag.Key ?? '', tag.Value ?? ''] as const),
  );
}

export function tagsToIam(tags: Tags): { Key: string; Value: string }[] {
  return [...tags].sort(byKey).map(([Key, Value]) => ({ Key, Value }));
}

export function isAwsTag(key: string): boolean {
  return /^aws:/i.test(key);
}

/** IAM keeps the case of a key, but tells keys apart without it. */
export function sameKey(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function tagValue(tags: Tags, key: string): string | undefined {
  return tags.get(key) ?? [...tags].find(([other]) => sameKey(other, key))?.[1];
}

/**
 * What goes is untagged first, also a key that comes back in another case; then what comes is set. A key that is set is
 * never untagged.
 */
export function tagChanges(
  target: Tags,
  actual: Tags,
  untag: (keys: string[], summary: string) => Change,
  tag: (tags: Tags, summary: string) => Change,
): Change[] {
  const gone = [...actual.keys()].filter((key) => !target.has(key)).sort();
  const set = new Map([...target].filter(([key, value]) => actual.get(key) !== value).sort(byKey));
  const pairs = [...set].map(([key, value]) => `${key}=${value}`).join(', ');
  return [
    ...(gone.length === 0 ? [] : [untag(gone, `remove ${count(gone.length, 'tag')}: ${gone.join(', ')}`)]),
    ...(set.size === 0 ? [] : [tag(set, `set ${count(set.size, 'tag')}: ${pairs}`)]),
  ];
}

export function withTags(tags: Tags, set: readonly Tag[]): Tags {
  const result = new Map(tags);
  for (const { Key = '', Value = '' } of set) result.set(Key, Value);
  return result;
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return new Map([...tags].filter(([key]) => !keys.some((gone) => sameKey(gone, key))));
}

export function sameTags(a: Tags, b: Tags): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
