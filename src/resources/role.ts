/** The role: its desired state, and the calls that lead from one state to another. */
import { isAwsManaged, isReservedPath, oidcProvider, resourceOfArn, withProviderArns } from '../aws/arn.ts';
import { broadens } from '../aws/broadening.ts';
import type { Call } from '../aws/calls.ts';
import { DENY_ALL, withoutPrincipal, nameOnlySubjects } from '../aws/trust-policy.ts';
import { encodeDocument, isDeletedPrincipal, principalsIn } from '../aws/policy-document.ts';
import { removeRole } from './instance-profile.ts';
import {
  change,
  type RoleDeclaration,
  type Change,
  type Limits,
  type ResourceKind,
  type State,
} from './resource.ts';
import { withDuplicates } from './properties.ts';
import { planAccess, trustChanges } from './role-grants.ts';
import { added, observeRole, type Role } from './role-state.ts';
import { desiredTags, tagChanges, tagsToIam, tagValue } from './tags.ts';

export const role: ResourceKind<'role'> = {
  kind: 'role',
  noun: 'role',
  nameInput: 'role-name',
  outputs: ['arn', 'name', 'id'],
  maxTags: 50,
  properties: {
    trust: { label: 'trust policy', phrase: 'trusts', edge: 'may assume' },
    path: { label: 'path', phrase: 'path', default: '/' },
    managedPolicies: { label: 'managed policy', present: 'attached', edge: '' },
    inlinePolicies: { label: 'inline policy', edge: '' },
    boundary: { label: 'permissions boundary', phrase: 'bounded by', edge: 'bounded by' },
    description: { label: 'description', inert: true },
    maxSessionDuration: {
      label: 'session duration',
      unit: 's',
      phrase: 'sessions of',
      default: 3600,
      inert: true,
    },
    tags: { label: 'tag', inert: true },
    instanceProfiles: { label: 'instance profile' },
  },
  declaredName: ({ roleName }) => roleName,
  observe: observeRole,
  desired(declaration, { role: actual }, resolved) {
    const declared = declaration.role;
    if (declared === undefined) return undefined;
    const { prune } = declared;
    const resolve = (reference: string): string => resolved.get(reference) ?? reference;
    // Omitting the boundary never removes one: the loss of a guardrail must be explicit.
    const boundary = declared.boundary ?? actual?.boundary ?? 'none';
    return {
      name: declaration.roleName,
      path: declared.path,
      description: declared.description,
      maxSessionDuration: declared.maxSessionDuration,
      trust: withProviderArns(declared.trust, (issuer) => resolved.get(oidcProvider(issuer))),
      boundary: boundary === 'none' ? undefined : resolve(boundary),
      tags: desiredTags(declared.tags, declaration, declared, actual?.tags),
      managedPolicies: new Set([
        ...(prune.has('policies') ? [] : (actual?.managedPolicies ?? [])),
        ...declared.policies.map(resolve),
      ]),
      inlinePolicies: new Map([
        ...(prune.has('inline-policies') ? [] : (actual?.inlinePolicies ?? [])),
        ...declared.inlinePolicies,
      ]),
      instanceProfiles: actual?.instanceProfiles ?? new Set(),
      identity: actual?.identity,
    };
  },
  plan: planRole,
  policies: ({ role: declared }) => [
    ...(declared?.policies ?? []).map((reference) => ({ input: 'policy-arns', reference })),
    ...(declared?.boundary === undefined || declared.boundary === 'none'
      ? []
      : [{ input: 'permissions-boundary', reference: declared.boundary }]),
  ],
  neverSent: (declarations) => {
    const unless = (property: keyof RoleDeclaration, ...calls: readonly Call[]): readonly Call[] =>
      declarations.some(({ role: declared }) => declared?.[property] !== undefined) ? [] : calls;
    return [
      ...unless('boundary', 'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'),
      ...unless('oidcIssuer', 'GetOpenIDConnectProvider'),
      // Only sweeps and manifests list roles.
      ...unless('manifest', 'ListRoles'),
    ];
  },
  refusals: ({ judged }, { name, path, identity, tags }, __, common) => {
    if (isReservedPath(path))
      return [
        `role/${name} is under ${path}, where AWS services and IAM Identity Center keep their own roles; choose another role-name`,
      ];
    // Between the decision to remove a role and the removal another step may have taken it over, or created it anew.
    if (judged === undefined || (identity?.id === judged.id && tagValue(tags, judged.tag) === judged.value))
      return common;
    return [
      ...common,
      `role/${name} was changed by another run after this run decided to remove it: run the step again, which decides anew`,
    ];
  },
  notices: ({ role: declared, roleName, instanceProfileName }, actual) => {
    if (declared === undefined) {
      const removed = `role/${roleName} is removed from it, and it remains`;
      return otherProfiles(actual).map((name) =>
        name === instanceProfileName
          ? `instance-profile/${name} has another owner: ${removed}`
          : `instance-profile/${name} is not part of this step: ${removed}. If an earlier step created it, delete it with mode: destroy and instance-profile-name: ${name}`,
      );
    }
    return [
      ...principalsIn(actual.role?.trust ?? {})
        .filter(isDeletedPrincipal)
        .map((id) => `role/${roleName}: the trust policy names ${id}, a principal that was deleted`),
      ...nameOnlySubjects(declared.trust).map(
        (subject) =>
          `role/${roleName}: the trust policy accepts ${JSON.stringify(subject)} by name only. Since 15 July 2026 the subjects of repositories that are created, renamed or transferred ` +
          'have immutable ids (repo:OWNER@ID/REPO@ID:…), which STS would refuse. Use trust-github, which accepts both forms',
      ),
    ];
  },
  // The role leaves its profiles by their own changes, and a principal that was just created reads as its bare id at first.
  undecided: ({ trust }) => ['instanceProfiles', principalsIn(trust).some(isDeletedPrincipal) ? 'trust' : ''],
  restorable: (actual) => ({ ...actual, trust: withoutPrincipal(actual.trust, isDeletedPrincipal) }),
};

/** The calls that may limit the access that a profile gives to the role. */
const LIMITING = [
  'RemoveRoleFromInstanceProfile',
  'DisableProfile',
  'UpdateProfile',
  'DeleteProfile',
] as const;

function planRole({ role: target }: State, state: State, limits: Limits): Change[] {
  const actual = state.role;
  if (target === undefined) return actual === undefined ? [] : remove(actual, state, limits);
  if (actual === undefined) {
    const later = new Set(limits.laterRoles).add(`role${target.path}${target.name}`);
    const known = withoutPrincipal(target.trust, (arn) => later.has(resourceOfArn(arn)));
    // A denial that is left out may be an exception to an allowed account.
    const trustAtCreation = broadens(target.trust, known) ? DENY_ALL : known;
    const created: Role = {
      ...target,
      trust: trustAtCreation,
      managedPolicies: new Set(),
      inlinePolicies: new Map(),
      instanceProfiles: new Set(),
      identity: undefined,
    };
    return [
      create(created),
      ...afterLimits(planAccess({ ...target, trust: trustAtCreation }, created, limits)),
      ...trustChanges(target, trustAtCreation, target.trust),
    ];
  }
  const access = planAccess(target, actual, limits);
  const mayGrant = readsTags(target, limits) || readsTags(actual, limits);
  const tagging = tags(target, actual).map((each): Change => ({ ...each, broadens: mayGrant }));
  return afterLimits([...tagging, ...settings(target, actual), ...access]);
}

/** Reports whether a policy may decide by the role's own tags, which its sessions have as principal tags. */
function readsTags(role: Role, { documents }: Limits): boolean {
  const arns = [...role.managedPolicies].concat(role.boundary ?? []);
  const managed = arns.map((arn) => documents?.get(arn) ?? (isAwsManaged(arn) ? {} : undefined));
  const tagKeys = /aws:PrincipalTag|(?:aws|iam):ResourceTag/i;
  return [role.trust, ...role.inlinePolicies.values(), ...managed].some(
    (document) => document === undefined || tagKeys.test(JSON.stringify(document)),
  );
}

/** Lets what broadens access wait for the profiles that limit it. */
function afterLimits(changes: readonly Change[]): Change[] {
  return changes.map((each): Change => (each.broadens ? { ...each, after: LIMITING } : each));
}

/** Creates the role with everything the call can carry: owner tag and boundary exist from the first moment. */
function create(created: Role): Change {
  const Tags = tagsToIam(created.tags);
  const input = {
    RoleName: created.name,
    Path: created.path,
    AssumeRolePolicyDocument: encodeDocument(created.trust),
    MaxSessionDuration: created.maxSessionDuration,
    ...(created.description === '' ? {} : { Description: created.description }),
    ...(created.boundary === undefined ? {} : { PermissionsBoundary: created.boundary }),
    ...(Tags.length === 0 ? {} : { Tags }),
  };
  return change('CreateRole', created.name, input, 'create the role', { broadens: true, creates: created });
}

/** Removes the role from every profile, then its policies, then the role. The boundary remains on it to the end. */
function remove(actual: Role, state: State, limits: Limits): Change[] {
  const RoleName = actual.name;
  const empty: Role = { ...actual, managedPolicies: new Set(), inlinePolicies: new Map() };
  const first = otherProfiles(state).map((name) =>
    removeRole(name, RoleName, { kind: 'role', sets: { [`instanceProfiles/${name}`]: undefined } }),
  );
  const rest = [
    ...planAccess(empty, actual, limits, true),
    change('DeleteRole', RoleName, { RoleName }, 'delete the role', { deletes: true }),
  ].map((each): Change => ({ ...each, after: LIMITING }));
  return [...first, ...rest];
}

/** Lists the instance profiles with the role that this run does not manage. */
function otherProfiles({ role: actual, instanceProfile }: State): string[] {
  const managed = withDuplicates(instanceProfile).map(({ name }) => name);
  return [...(actual?.instanceProfiles ?? [])].filter((name) => !managed.includes(name)).sort();
}

function tags(target: Role, actual: Role): Change[] {
  const RoleName = target.name;
  return tagChanges(
    target.tags,
    actual.tags,
    (TagKeys, ...rest) => change('UntagRole', RoleName, { RoleName, TagKeys }, ...rest),
    (set, ...rest) => change('TagRole', RoleName, { RoleName, Tags: tagsToIam(set) }, ...rest),
  );
}

/** Sends both settings always: the reference and observation differ on the effect of an omitted one. */
function settings(target: Role, actual: Role): Change[] {
  const { name: RoleName, description: Description, maxSessionDuration: MaxSessionDuration } = target;
  const parts = [
    Description !== actual.description &&
      `description ${JSON.stringify(actual.description)} → ${JSON.stringify(Description)}`,
    MaxSessionDuration !== actual.maxSessionDuration &&
      `max session duration ${actual.maxSessionDuration} s → ${MaxSessionDuration} s`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return [];
  const sets = { description: Description, maxSessionDuration: MaxSessionDuration };
  const input = { RoleName, Description, MaxSessionDuration };
  return [change('UpdateRole', RoleName, input, parts.join('; '), { sets })];
}

/**
 * Lists the managed policies whose documents decide the order: those that would be attached or detached, and both boundaries
 * if one replaces the other. If tags change, each may read them. A table covers the policies that AWS manages.
 */
export function policiesThatDecide(target: Role | undefined, actual: Role | undefined): string[] {
  const moved = [...added(target, actual), ...added(actual, target)];
  const bounds = [target, actual].flatMap((role) => role?.boundary ?? []);
  const swapped = bounds.length === 2 && bounds[0] !== bounds[1] ? bounds : [];
  const tagged = target && actual && tags(target, actual)[0] ? [...target.managedPolicies, ...bounds] : [];
  return [...new Set([...[...moved, ...tagged].filter((arn) => !isAwsManaged(arn)), ...swapped])];
}
