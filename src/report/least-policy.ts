/**
 * The calls of each mode, and the minimal IAM policies: those in `docs/permissions.md`, and the one for a declaration. A test
 * records the calls of every mode and compares them.
 */
import { actionOf, authorizedKind, furtherActions, type Call, type CallKind } from '../aws/calls.ts';
import { GITHUB_ISSUER } from '../aws/github-subjects.ts';
import { profileArns } from '../aws/permissions.ts';
import type { RestCall } from '../aws/rest.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { Outcome } from '../reconcile/outcome.ts';

export const PERMISSION_MODES = ['plan', 'check', 'apply', 'read', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

const READING: readonly PermissionMode[] = ['plan', 'check', 'apply'];
const APPLY: readonly PermissionMode[] = ['apply'];
const REMOVING: readonly PermissionMode[] = ['apply', 'destroy', 'sweep'];
const ALWAYS: readonly PermissionMode[] = PERMISSION_MODES;
const PLANNING: readonly PermissionMode[] = ['plan', 'check', 'apply', 'destroy', 'sweep'];

/** The modes that make each call, and the condition. An apply may roll back, so it also deletes. */
const NEEDED: Readonly<
  Record<Exclude<Call, RestCall>, readonly [modes: readonly PermissionMode[], when: string]>
> = {
  GetRole: [ALWAYS, 'always'],
  ListAttachedRolePolicies: [ALWAYS, 'always'],
  ListRolePolicies: [ALWAYS, 'always'],
  GetInstanceProfile: [ALWAYS, 'always'],
  GetRolePolicy: [
    ALWAYS,
    '`inline-policies`; undeclared ones on the role, unless `prune` excludes them; reading; destroying: the order of calls',
  ],
  GetPolicy: [PLANNING, '`policy-arns` and `permissions-boundary` that are not on the role yet'],
  GetPolicyVersion: [
    PLANNING,
    'customer managed policies that are attached or detached, boundaries that replace each other: the order of calls',
  ],
  GetAccountSummary: [
    READING,
    'more than 10 managed policies while updating, or a trust policy of more than 2,048 characters: reads the quota',
  ],
  GetOpenIDConnectProvider: [
    READING,
    '`trust-github`, if the role has to be created or its trust policy changes: without it a warning',
  ],
  ListInstanceProfilesForRole: [['read', 'destroy', 'sweep'], 'always'],
  ListRoles: [['sweep'], 'always'],
  CreateRole: [APPLY, 'the role does not exist'],
  UpdateRole: [APPLY, '`role-description`, `max-session-duration`'],
  UpdateAssumeRolePolicy: [APPLY, '`trust-services`, `trust-github`, `trust-policy`'],
  PutRolePermissionsBoundary: [APPLY, '`permissions-boundary`'],
  DeleteRolePermissionsBoundary: [APPLY, '`permissions-boundary: none`'],
  TagRole: [APPLY, 'creation, `tags`, `adopt`'],
  UntagRole: [APPLY, '`tags`, unless `prune` excludes them'],
  AttachRolePolicy: [APPLY, '`policy-arns`'],
  PutRolePolicy: [APPLY, '`inline-policies`'],
  CreateInstanceProfile: [APPLY, 'the profile does not exist'],
  TagInstanceProfile: [APPLY, 'creation, `tags`, `adopt`'],
  UntagInstanceProfile: [APPLY, '`tags`, unless `prune` excludes them'],
  AddRoleToInstanceProfile: [APPLY, 'the role is not in the profile'],
  RemoveRoleFromInstanceProfile: [REMOVING, 'another role is in the profile; rollback; destroying'],
  DetachRolePolicy: [REMOVING, '`policy-arns`, unless `prune` excludes them; rollback; destroying'],
  DeleteRolePolicy: [REMOVING, '`inline-policies`, unless `prune` excludes them; rollback; destroying'],
  DeleteInstanceProfile: [REMOVING, '`instance-profile: false`; rollback; destroying'],
  DeleteRole: [REMOVING, 'rollback of a creation; destroying'],
};

/** The further calls of a step that declares a `roles-anywhere-profile`. */
const ROLES_ANYWHERE: Readonly<
  Record<Exclude<RestCall, 'GetCallerIdentity'>, readonly [modes: readonly PermissionMode[], when: string]>
> = {
  ListProfiles: [['plan', 'check', 'apply', 'read', 'destroy'], 'always'],
  ListTagsForResource: [['plan', 'check', 'apply', 'read', 'destroy'], 'the profile exists'],
  CreateProfile: [APPLY, 'the profile does not exist'],
  UpdateProfile: [
    APPLY,
    '`duration-seconds`, `managed-policy-arns`, `session-policy`, `accept-role-session-name`, `role-arns`',
  ],
  EnableProfile: [APPLY, '`enabled`'],
  DisableProfile: [APPLY, '`enabled`'],
  TagResource: [APPLY, 'creation, `tags`, `adopt`'],
  UntagResource: [APPLY, '`tags`, unless `prune` excludes them'],
  DeleteProfile: [['apply', 'destroy'], 'rollback of a creation; destroying'],
};

/** Returns the actions that only improve the order of calls in a mode: without them a run assumes the worst and continues. */
export function optionalActions(mode: PermissionMode): readonly string[] {
  if (mode === 'read') return ['iam:GetRolePolicy'];
  return mode === 'destroy' || mode === 'sweep'
    ? ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRolePolicy']
    : ['iam:GetPolicyVersion', 'iam:GetOpenIDConnectProvider'];
}

export interface NeededCall {
  readonly call: Call;
  readonly kind: CallKind;
  readonly modes: readonly PermissionMode[];
  /** The condition under which a run makes the call, in Markdown. */
  readonly when: string;
}

/** Lists every call with the modes that make it, reads first. */
export function neededCalls(): readonly NeededCall[] {
  return rows(NEEDED);
}

/** Lists the further calls for a `roles-anywhere-profile`. */
export function rolesAnywhereCalls(): readonly NeededCall[] {
  return rows(ROLES_ANYWHERE);
}

function rows<Name extends Call>(
  table: Readonly<Record<Name, readonly [modes: readonly PermissionMode[], when: string]>>,
): NeededCall[] {
  return (Object.keys(table) as Name[]).map((call) => {
    const [modes, when] = table[call];
    return { call, kind: authorizedKind(call), modes, when };
  });
}

/** Returns a function that allows the needed calls on a kind of resource; nothing if there are none. */
function allowing(
  needed: readonly NeededCall[],
): (kind: CallKind, Resource: string | readonly string[]) => object[] {
  return (kind, Resource) => {
    const actions = needed.filter((each) => each.kind === kind).map(({ call }) => actionOf(call));
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
  };
}

/** Allows to pass the roles to a service, if a needed call does that. */
function passing(
  needed: readonly NeededCall[],
  Resource: string | readonly string[],
  service: string,
  partition: string,
): object[] {
  if (!needed.some(({ call }) => furtherActions(call).includes('iam:PassRole'))) return [];
  // Sources differ on EC2's name in China.
  const services =
    partition === 'aws-cn' && service.startsWith('ec2.') ? [service, `${service}.cn`] : service;
  const Condition = { StringEquals: { 'iam:PassedToService': services } };
  return [{ Effect: 'Allow', Action: 'iam:PassRole', Resource, Condition }];
}

function inModes(calls: readonly NeededCall[], modes: readonly PermissionMode[]): readonly NeededCall[] {
  return calls.filter((each) => each.modes.some((mode) => modes.includes(mode)));
}

/** Returns the ARNs of roles or profiles. A text that is an ARN already stays. */
function arnsOf(
  kind: 'role' | 'instance-profile',
  names: string | readonly string[],
  { partition, account }: Pick<PolicyNames, 'partition' | 'account'>,
): string | readonly string[] {
  const arn = (name: string): string =>
    name.startsWith('arn:') ? name : `arn:${partition}:iam::${account}:${kind}/${name}`;
  return typeof names === 'string' ? arn(names) : names.map(arn);
}

/** Returns the statements that modes need in addition to `leastPolicy` for a `roles-anywhere-profile`. */
export function rolesAnywhereStatements(
  modes: readonly PermissionMode[],
  names: Omit<PolicyNames, 'instanceProfile'>,
): readonly object[] {
  const needed = inModes(rolesAnywhereCalls(), modes);
  const allow = allowing(needed);
  return [
    ...allow('rolesAnywhereProfile', profileArns(names)),
    ...allow('account', '*'),
    ...passing(needed, arnsOf('role', names.role, names), 'rolesanywhere.amazonaws.com', names.partition),
  ];
}

export interface CallerPolicy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

interface PolicyNames {
  readonly partition: string;
  readonly account: string;
  /** With their paths; several for a group of roles. */
  readonly role: string | readonly string[];
  readonly instanceProfile: string | readonly string[];
  /** The issuer of `trust-github`; default: that of github.com. */
  readonly issuer?: string | undefined;
}

/** Returns the minimal identity policy of one mode or several, for one role and its instance profile. */
export function leastPolicy(
  modes: PermissionMode | readonly PermissionMode[],
  names: PolicyNames,
): CallerPolicy {
  return { Version: '2012-10-17', Statement: statements([modes].flat(), names) };
}

/** Returns the statements of the modes together. @param omitted calls that this declaration never makes */
function statements(
  modes: readonly PermissionMode[],
  names: PolicyNames,
  omitted: readonly Call[] = [],
): object[] {
  const { partition, account, issuer = GITHUB_ISSUER } = names;
  const needed = inModes(neededCalls(), modes).filter(({ call }) => !omitted.includes(call));
  const allow = allowing(needed);
  const roles = arnsOf('role', names.role, names);
  return [
    ...allow('role', roles),
    ...allow('instanceProfile', arnsOf('instance-profile', names.instanceProfile, names)),
    ...passing(needed, roles, 'ec2.amazonaws.com', partition),
    ...allow('oidcProvider', `arn:${partition}:iam::${account}:oidc-provider/${issuer}`),
    ...allow('policy', [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${account}:policy/*`]),
    ...allow('account', '*'),
  ];
}

const STEP_MODES: readonly PermissionMode[] = ['plan', 'check', 'apply', 'destroy'];

/**
 * Returns the smallest policy for these roles in all their modes: with the ARNs of their own roles and profiles, without calls
 * that no declaration makes. The account is `*` if no resource shows its id.
 */
export function callerPolicy(
  outcomes: readonly Pick<Outcome, 'declaration' | 'start'>[],
  { partition, account = '*' }: { readonly partition: string; readonly account: string | undefined },
): CallerPolicy {
  const declarations = outcomes.map(({ declaration }) => declaration);
  const roles = outcomes.flatMap(({ declaration: { role, roleName }, start }) =>
    names(role?.path ?? start?.role?.path, roleName),
  );
  const profiles = outcomes.flatMap(({ declaration: { role, instanceProfileName }, start }) =>
    names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, instanceProfileName),
  );
  const issuer = declarations.find(({ role }) => role?.oidcIssuer !== undefined)?.role?.oidcIssuer;
  const context = { partition, account, role: roles, instanceProfile: profiles, issuer };
  const has = (part: (declaration: Declaration) => unknown): boolean =>
    declarations.some((declaration) => part(declaration) !== undefined);
  const omitted: Call[] = [
    ...(has(({ role }) => role?.boundary) ? [] : BOUNDARY_WRITES),
    ...(issuer === undefined ? (['GetOpenIDConnectProvider'] as const) : []),
  ];
  const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
  return {
    Version: '2012-10-17',
    Statement: [
      ...statements(STEP_MODES, context, omitted),
      ...(has(({ role }) => role?.manifest)
        ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
        : []),
      ...(has(({ rolesAnywhereName }) => rolesAnywhereName)
        ? rolesAnywhereStatements(STEP_MODES, { ...context, role: [...roles, ...listed] })
        : []),
    ],
  };
}

const BOUNDARY_WRITES: readonly Call[] = ['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'];

/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name: string): readonly string[] {
  // A path may hold the characters that are wildcards and variables in a policy.
  const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
  return path === '/' ? [name] : [name, `${literal}${name}`];
}
