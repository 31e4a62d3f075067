/** What a declaration means for a given state of IAM: the state that a plan leads to. */
import type { Declaration, RoleDeclaration } from '../config/declaration.ts';
import { roleArnOf } from '../resources/roles-anywhere-profile-changes.ts';
import { ABSENT, type RoleState, type State, type Tags } from '../resources/state.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, sameKey, tagValue } from '../resources/tags.ts';
import { isOurs } from './ownership.ts';

/** The ARNs that the declaration's policy names turned out to stand for. */
export interface ResolvedPolicies {
  readonly managed: ReadonlySet<string>;
  readonly boundary: string | undefined;
  /** Managed policies of a Roles Anywhere profile's sessions. */
  readonly session?: ReadonlySet<string>;
}

export function target(declaration: Declaration, actual: State, resolved: ResolvedPolicies): State {
  const wanted = declaration.role;
  if (wanted === undefined) {
    const { rolesAnywhereProfile: profile } = actual;
    // Nothing keeps a role from going that a profile of somebody else's lists.
    return isOurs(profile, declaration) ? ABSENT : { ...ABSENT, rolesAnywhereProfile: profile };
  }
  const { role } = actual;
  const made: RoleState = {
    name: declaration.roleName,
    path: wanted.path,
    description: wanted.description,
    maxSessionDuration: wanted.maxSessionDuration,
    trust: wanted.trust,
    boundary: boundary(wanted, role, resolved),
    tags: tags(declaration, wanted, role?.tags),
    managedPolicies: wanted.prune.policies
      ? resolved.managed
      : new Set([...(role?.managedPolicies ?? []), ...resolved.managed]),
    inlinePolicies: wanted.prune.inlinePolicies
      ? wanted.inlinePolicies
      : new Map([...(role?.inlinePolicies ?? []), ...wanted.inlinePolicies]),
    otherInstanceProfiles: role?.otherInstanceProfiles ?? new Set(),
    born: role?.born,
  };
  return {
    role: made,
    instanceProfile: instanceProfile(declaration, wanted, actual),
    rolesAnywhereProfile: rolesAnywhereProfile(declaration, wanted, actual, resolved),
  };
}

function instanceProfile(
  declaration: Declaration,
  wanted: RoleDeclaration,
  actual: State,
): State['instanceProfile'] {
  const { instanceProfile: profile, role } = actual;
  // Not wanted: ours goes, anybody else's stays as it is.
  if (wanted.instanceProfile === undefined) {
    return isOurs(profile, { owner: declaration.owner, adopt: false }) ? undefined : profile;
  }
  return {
    name: declaration.instanceProfileName,
    path: wanted.instanceProfile.path,
    tags: tags(declaration, wanted, profile?.tags),
    role: { name: declaration.roleName, id: role?.born?.id },
    born: profile?.born,
  };
}

function rolesAnywhereProfile(
  declaration: Declaration,
  wanted: RoleDeclaration,
  actual: State,
  resolved: ResolvedPolicies,
): State['rolesAnywhereProfile'] {
  const { rolesAnywhereName: name, roleName } = declaration;
  const { rolesAnywhereProfile: profile } = actual;
  if (name === undefined || wanted.rolesAnywhere === undefined) return undefined;
  return {
    ...wanted.rolesAnywhere,
    name,
    roleArns: new Set([...(wanted.prune.policies ? [] : (profile?.roleArns ?? [])), roleArnOf(roleName)]),
    managedPolicies: resolved.session ?? new Set(),
    tags: tags(declaration, { ...wanted, tags: wanted.rolesAnywhere.tags }, profile?.tags),
    namesakes: [],
    born: profile?.born,
  };
}

/** Never removed by omission: losing a guardrail must be said. */
function boundary(
  wanted: RoleDeclaration,
  role: RoleState | undefined,
  resolved: ResolvedPolicies,
): string | undefined {
  if (wanted.boundary === undefined) return role?.boundary;
  return wanted.boundary === 'none' ? undefined : resolved.boundary;
}

function tags(declaration: Declaration, wanted: RoleDeclaration, actual: Tags | undefined): Tags {
  const result = new Map([...wanted.tags, [OWNER_TAG, declaration.owner]]);
  // Says on which pull request's event a thing was created, so it stays as it was.
  const pullRequest = actual === undefined ? wanted.pullRequest : tagValue(actual, PULL_REQUEST_TAG);
  if (pullRequest !== undefined) result.set(PULL_REQUEST_TAG, pullRequest);
  if (!wanted.prune.tags) {
    for (const [key, value] of actual ?? []) {
      if (![...result.keys()].some((other) => sameKey(other, key))) result.set(key, value);
    }
  }
  return result;
}

/** What stands undeclared and stays because `prune` leaves it out; one line each. */
export function unpruned(declaration: Declaration, actual: State, resolved: ResolvedPolicies): string[] {
  const wanted = declaration.role;
  const { role, rolesAnywhereProfile: profile } = actual;
  if (wanted === undefined) {
    return [
      ...[...(role?.otherInstanceProfiles ?? [])].map(
        (name) =>
          `instance-profile/${name} is not the step's own: it loses role/${declaration.roleName} and stays`,
      ),
      ...(profile === undefined || isOurs(profile, declaration)
        ? []
        : [`roles-anywhere-profile/${profile.name} is not ours and stays, with all the roles that it lists`]),
    ];
  }
  if (role === undefined) return [];
  const { role: stays, rolesAnywhereProfile: profileStays } = target(declaration, actual, resolved);
  const goal = target(
    { ...declaration, role: { ...wanted, prune: { policies: true, inlinePolicies: true, tags: true } } },
    actual,
    resolved,
  );
  const extra = <T>(left: Iterable<T> = [], declared?: ReadonlySet<T> | ReadonlyMap<T, unknown>): T[] =>
    [...left].filter((item) => declared?.has(item) !== true);
  return [
    ...extra(stays?.managedPolicies, goal.role?.managedPolicies).map(
      (arn) => `role/${role.name}: managed policy ${arn} is not declared and stays`,
    ),
    ...extra(stays?.inlinePolicies.keys(), goal.role?.inlinePolicies).map(
      (name) => `role/${role.name}: inline policy ${name} is not declared and stays`,
    ),
    ...extra(stays?.tags.keys(), goal.role?.tags).map(
      (key) => `role/${role.name}: tag ${key} is not declared and stays`,
    ),
    ...extra(profileStays?.roleArns, goal.rolesAnywhereProfile?.roleArns).map(
      (arn) => `roles-anywhere-profile/${profile?.name ?? ''}: it also lists ${arn}, which stays`,
    ),
    ...extra(profileStays?.tags.keys(), goal.rolesAnywhereProfile?.tags).map(
      (key) => `roles-anywhere-profile/${profile?.name ?? ''}: tag ${key} is not declared and stays`,
    ),
  ];
}
