/** Tags of all kinds of resources. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
import type { Tag } from '@aws-sdk/client-iam';
import { count, type Declaration, type RoleDeclaration, type Change, type Tags } from './resource.ts';

/** Marks the resources that this Action created or adopted; its value is the owner. */
export const OWNER_TAG = 'aws-iam-instance-profile:owner';
/** The number of the pull request on whose event a resource was created. */
export const PULL_REQUEST_TAG = 'aws-iam-instance-profile:pull-request';

/** The immutable id of the repository that owns the resource. It decides over the owner's name, which may change. */
export const REPOSITORY_ID_TAG = 'aws-iam-instance-profile:repository-id';

/** The manifest that created a role, and that removes it when it no longer lists it. */
export const MANIFEST_TAG = 'aws-iam-instance-profile:manifest';

/** The keys that the Action itself uses. */
export const ACTION_TAGS = [OWNER_TAG, PULL_REQUEST_TAG, REPOSITORY_ID_TAG, MANIFEST_TAG];

/** The owner that a declaration or a sweep names. */
export type Owner = Pick<Declaration, 'owner' | 'repositoryId'>;

/** Returns IAM's list as a map, without the tags that only AWS itself can change. */
export function tagsFromIam(tags: readonly Partial<Tag>[] = []): Tags {
  const entries = tags.map(({ Key = '', Value = '' }) => [Key, Value] as const);
  return new Map(entries.filter(([key]) => !/^aws:/i.test(key)));
}

export function tagsToIam(tags: Tags): { Key: string; Value: string }[] {
  return [...tags].sort(byKey).map(([Key, Value]) => ({ Key, Value }));
}

/** Reports whether the Action itself uses the key. */
export function isActionTag(key: string): boolean {
  return ACTION_TAGS.some((own) => sameKey(own, key));
}

/** Reports whether IAM treats two keys as one: it keeps their case but ignores it. */
export function sameKey(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function tagValue(tags: Tags, key: string): string | undefined {
  return tags.get(key) ?? [...tags].find(([other]) => sameKey(other, key))?.[1];
}

/** Reports whether the run may change a resource: it is absent, belongs to our owner, or may be adopted. */
export function isOurs(
  resource: { readonly tags: Tags } | undefined,
  declaration: Owner & Pick<Declaration, 'adopt'>,
): boolean {
  return resource === undefined || declaration.adopt || hasOwner(resource, declaration);
}

/**
 * Reports whether the resource belongs to this owner. If both sides have a repository's id, the ids decide: a renamed
 * repository keeps its resources, and a stranger who takes the old name does not get them.
 */
export function hasOwner({ tags }: { readonly tags: Tags }, { owner, repositoryId }: Owner): boolean {
  const id = tagValue(tags, REPOSITORY_ID_TAG);
  if (id !== undefined && repositoryId !== undefined && tagValue(tags, OWNER_TAG) !== undefined)
    return id === repositoryId;
  return tagValue(tags, OWNER_TAG) === owner;
}

/** The property of the tag that only records on whose event a resource was created. */
export const ORIGIN_PROPERTY = `tags/${PULL_REQUEST_TAG}`;

/** Returns the declared tags, those of the Action, and the existing ones that `prune` leaves out. */
export function desiredTags(
  declared: Tags,
  { owner, repositoryId }: Owner,
  { pullRequest: current, prune, manifest }: Pick<RoleDeclaration, 'pullRequest' | 'prune' | 'manifest'>,
  actual: Tags | undefined,
): Tags {
  const result = new Map([...declared, [OWNER_TAG, owner]]);
  if (manifest !== undefined) result.set(MANIFEST_TAG, manifest);
  // Another owner's tags of the Action mean nothing here: its pull requests have numbers of their own.
  const isOwn = actual !== undefined && hasOwner({ tags: actual }, { owner, repositoryId });
  // Names the event on which the resource was created, so later runs never change it.
  const origin = isOwn ? tagValue(actual, PULL_REQUEST_TAG) : undefined;
  const pullRequest = actual === undefined ? current : origin;
  if (pullRequest !== undefined) result.set(PULL_REQUEST_TAG, pullRequest);
  // A run that knows no id keeps the one of the same owner: the repository itself would only set it again.
  const keepsId = actual !== undefined && tagValue(actual, OWNER_TAG) === owner;
  const id = repositoryId ?? (keepsId ? tagValue(actual, REPOSITORY_ID_TAG) : undefined);
  if (id !== undefined) result.set(REPOSITORY_ID_TAG, id);
  for (const [key, value] of prune.has('tags') ? [] : (actual ?? [])) {
    // Those of the Action that still hold are set above. A manifest that no longer lists the role must not remove it.
    if (!isActionTag(key) && tagValue(result, key) === undefined) result.set(key, value);
  }
  // An own key that exists in another case stays so: untagged and tagged anew, the resource had no owner in between.
  const others = [...(actual?.keys() ?? [])].filter((key) => isActionTag(key) && !ACTION_TAGS.includes(key));
  const spelling = (key: string): string =>
    actual?.has(key) ? key : (others.find((other) => sameKey(other, key)) ?? key);
  return new Map([...result].map(([key, value]) => [spelling(key), value]));
}

/**
 * Plans the tag changes. Untags first, also a key that returns in another case; then tags. Never untags a key that will be
 * set with the same case.
 */
export function tagChanges(
  target: Tags,
  actual: Tags,
  untag: (keys: string[], summary: string, effect: Pick<Change, 'sets'>) => Change,
  tag: (tags: Tags, summary: string, effect: Pick<Change, 'sets'>) => Change,
): Change[] {
  const keys = [...actual.keys()].filter((key) => !target.has(key)).sort();
  const set = new Map([...target].filter(([key, value]) => actual.get(key) !== value).sort(byKey));
  const pairs = [...set].map(([key, value]) => `${key}=${value}`).join(', ');
  const sets = (entries: Iterable<readonly [string, string | undefined]>): Pick<Change, 'sets'> => ({
    sets: Object.fromEntries([...entries].map(([key, value]) => [`tags/${key}`, value])),
  });
  const removal = sets(keys.map((key) => [key, undefined]));
  const changes: Change[] = [];
  if (keys.length > 0)
    changes.push(untag(keys, `remove ${count(keys.length, 'tag')}: ${keys.join(', ')}`, removal));
  if (set.size > 0) changes.push(tag(set, `set ${count(set.size, 'tag')}: ${pairs}`, sets(set)));
  return changes;
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
