import type { Account } from './account.ts';
import type { Tag } from './iam-shapes.ts';

/**
 * Returns the whole account as plain JSON, in an order that is independent of the order of the calls. Two accounts are equal if
 * their snapshots are equal. Identifiers and dates differ between runs, so they are included only on request.
 */
export function snapshot(account: Account, { ids = false }: { readonly ids?: boolean } = {}) {
  const identity = (id: string, CreateDate: Date) =>
    ids ? { id, CreateDate: CreateDate.toISOString() } : {};
  const profiles = account.rolesAnywhereProfiles.all();
  return {
    roles: byName(account.roles.all(), 'RoleName', (role) => ({
      ...identity(role.RoleId, role.CreateDate),
      Path: role.Path,
      Description: role.Description ?? '',
      MaxSessionDuration: role.MaxSessionDuration,
      AssumeRolePolicyDocument: JSON.parse(role.AssumeRolePolicyDocument) as unknown,
      PermissionsBoundary: role.PermissionsBoundary ?? null,
      Tags: tagMap(role.Tags),
      AttachedPolicies: [...role.attachedPolicies].sort(),
      InlinePolicies: sorted(
        [...role.inlinePolicies].map(([name, text]) => [name, JSON.parse(text) as unknown]),
      ),
    })),
    instanceProfiles: byName(account.instanceProfiles.all(), 'InstanceProfileName', (profile) => ({
      ...identity(profile.InstanceProfileId, profile.CreateDate),
      Path: profile.Path,
      Tags: tagMap(profile.Tags),
      Roles: profile.role === undefined ? [] : [profile.role.RoleName],
    })),
    policies: byName(account.policies.all(), 'PolicyName', (policy) => ({
      ...identity(policy.PolicyId, policy.CreateDate),
      Path: policy.Path,
      PolicyDocument: JSON.parse(policy.document ?? 'null') as unknown,
      Tags: tagMap(policy.Tags),
    })),
    // Omit the field if no profile exists, as in most accounts. Names need not be unique, so each name has a list.
    ...(profiles.length === 0
      ? {}
      : {
          rolesAnywhereProfiles: sorted(
            [...new Set(profiles.map(({ name }) => name))].map((name) => [
              name,
              profiles
                .filter((profile) => profile.name === name)
                .map((profile) => ({
                  ...(ids ? { id: profile.profileId } : {}),
                  enabled: profile.enabled,
                  durationSeconds: profile.durationSeconds,
                  roleArns: [...profile.roleArns].sort(),
                  managedPolicyArns: [...profile.managedPolicyArns].sort(),
                  sessionPolicy: JSON.parse(profile.sessionPolicy ?? 'null') as unknown,
                  requireInstanceProperties: profile.requireInstanceProperties,
                  tags: tagMap(profile.tags.map((tag) => ({ Key: tag.key, Value: tag.value }))),
                })),
            ]),
          ),
        }),
  };
}

function byName<K extends string, T extends Readonly<Record<K, string>>, R>(
  entities: readonly T[],
  name: K,
  describe: (entity: T) => R,
): Readonly<Record<string, R>> {
  return sorted(entities.map((entity) => [entity[name], describe(entity)]));
}

function tagMap(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return sorted(tags.map((tag) => [tag.Key, tag.Value]));
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
