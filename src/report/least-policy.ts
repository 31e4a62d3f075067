/**
 * The calls of each mode, and the minimal IAM policies: those in `docs/permissions.md`, and the one for a declaration. A test
 * records the calls of every mode and compares them.
 */
import {
  actionOf,
  authorizedKind,
  furtherActions,
  serviceOf,
  type Call,
  type CallKind,
} from '../aws/calls.ts';
import { GITHUB_ISSUER } from '../aws/github-subjects.ts';
import { profileArns, receiver } from '../aws/permissions.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { Outcome } from '../reconcile/outcome.ts';

export const PERMISSION_MODES = ['plan', 'check', 'apply', 'read', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

type Modes = readonly PermissionMode[];

const READING: Modes = ['plan', 'check', 'apply'];
const APPLY: Modes = ['apply'];
const REMOVING: Modes = ['apply', 'destroy', 'sweep'];
const ALWAYS: Modes = PERMISSION_MODES;
const PLANNING: Modes = ['plan', 'check', 'apply', 'destroy', 'sweep'];
const NAMED: Modes = ['plan', 'check', 'apply', 'read', 'destroy'];

/** The modes that make each call, and the condition. An apply may roll back, so it also deletes. */
const NEEDED: Readonly<Record<Exclude<Call, 'GetCallerIdentity'>, readonly [modes: Modes, when: string]>> = {
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

  // Of a step that declares a `roles-anywhere-profile`.
  ListProfiles: [NAMED, 'always'],
  ListTagsForResource: [NAMED, 'the profile exists'],
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

export interface NeededCall {
  readonly call: Call;
  readonly kind: CallKind;
  readonly modes: Modes;
  /** The condition under which a run makes the call, in Markdown. */
  readonly when: string;
}

/** Lists the calls to a service with the modes that make them, reads first. Only some steps need Roles Anywhere. */
export function neededCalls(service: 'iam' | 'rolesanywhere' = 'iam'): readonly NeededCall[] {
  return (Object.keys(NEEDED) as (keyof typeof NEEDED)[])
    .filter((call) => serviceOf(call) === service)
    .map((call) => {
      const [modes, when] = NEEDED[call];
      return { call, kind: authorizedKind(call), modes, when };
    });
}

function inModes(calls: readonly NeededCall[], modes: Modes): readonly NeededCall[] {
  return calls.filter((each) => each.modes.some((mode) => modes.includes(mode)));
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
export function leastPolicy(modes: PermissionMode | Modes, names: PolicyNames): CallerPolicy {
  return { Version: '2012-10-17', Statement: statements(inModes(neededCalls(), [modes].flat()), names) };
}

/** Returns the statements that modes need in addition to `leastPolicy` for a `roles-anywhere-profile`. */
export function rolesAnywhereStatements(modes: Modes, names: PolicyNames): readonly object[] {
  return statements(inModes(neededCalls('rolesanywhere'), modes), names);
}

function statements(needed: readonly NeededCall[], names: PolicyNames): object[] {
  const { partition, account, issuer = GITHUB_ISSUER } = names;
  const iamArn = (resource: string, owner = account): string => `arn:${partition}:iam::${owner}:${resource}`;
  // A text that is an ARN already stays.
  const arnOf = (kind: string, name: string): string =>
    name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
  const arnsOf = (kind: string, all: string | readonly string[]): string | readonly string[] =>
    typeof all === 'string' ? arnOf(kind, all) : all.map((name) => arnOf(kind, name));
  const roles = arnsOf('role', names.role);
  const allow = (kind: CallKind, Resource: string | readonly string[]): object[] => {
    const actions = needed.filter((each) => each.kind === kind).map(({ call }) => actionOf(call));
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
  };
  const pass = (service: ReturnType<typeof serviceOf>): object[] => {
    const passing = needed.find(
      ({ call }) => serviceOf(call) === service && furtherActions(call).includes('iam:PassRole'),
    );
    if (passing === undefined) return [];
    const Condition = { StringEquals: { 'iam:PassedToService': receiver(passing.call, partition) } };
    return [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: roles, Condition }];
  };
  return [
    ...allow('role', roles),
    ...allow('instanceProfile', arnsOf('instance-profile', names.instanceProfile)),
    ...pass('iam'),
    ...allow('oidcProvider', iamArn(`oidc-provider/${issuer}`)),
    ...allow('policy', [iamArn('policy/*', 'aws'), iamArn('policy/*')]),
    ...allow('rolesAnywhereProfile', profileArns(names)),
    ...allow('account', '*'),
    ...pass('rolesanywhere'),
  ];
}

const STEP_MODES: Modes = ['plan', 'check', 'apply', 'destroy'];

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
    ...(has(({ role }) => role?.boundary)
      ? []
      : (['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'] as const)),
    ...(issuer === undefined ? (['GetOpenIDConnectProvider'] as const) : []),
  ];
  const needed = inModes(neededCalls(), STEP_MODES).filter(({ call }) => !omitted.includes(call));
  const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
  return {
    Version: '2012-10-17',
    Statement: [
      ...statements(needed, context),
      ...(has(({ role }) => role?.manifest)
        ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
        : []),
      ...(has(({ rolesAnywhereName }) => rolesAnywhereName)
        ? rolesAnywhereStatements(STEP_MODES, { ...context, role: [...roles, ...listed] })
        : []),
    ],
  };
}

/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name: string): readonly string[] {
  // A path may hold the characters that are wildcards and variables in a policy.
  const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
  return path === '/' ? [name] : [name, `${literal}${name}`];
}
