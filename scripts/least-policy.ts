/**
 * The calls of each mode, and the minimal IAM policies in `docs/permissions.md`. A test records the calls of every mode and
 * compares them.
 */
import { actionOf, authorizedKind, furtherActions, type Call, type CallKind } from '../src/aws/calls.ts';
import { profileArns } from '../src/aws/permissions.ts';
import type { RestCall } from '../src/aws/rest.ts';

export const PERMISSION_MODES = ['plan', 'check', 'apply', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

const READING: readonly PermissionMode[] = ['plan', 'check', 'apply'];
const APPLY: readonly PermissionMode[] = ['apply'];
const REMOVING: readonly PermissionMode[] = ['apply', 'destroy', 'sweep'];
const ALWAYS: readonly PermissionMode[] = PERMISSION_MODES;

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
    '`inline-policies`; undeclared ones on the role, unless `prune` excludes them; destroying: the order of calls',
  ],
  GetPolicy: [ALWAYS, '`policy-arns` and `permissions-boundary` that are not on the role yet'],
  GetPolicyVersion: [
    ALWAYS,
    'customer managed policies that are attached or detached, boundaries that replace each other: the order of calls',
  ],
  GetAccountSummary: [
    READING,
    'more than 10 managed policies while updating, or a trust policy of more than 2,048 characters: reads the quota',
  ],
  ListInstanceProfilesForRole: [['destroy', 'sweep'], 'always'],
  ListRoles: [['sweep'], 'always'],
  CreateRole: [APPLY, 'the role does not exist'],
  UpdateRole: [APPLY, '`role-description`, `max-session-duration`'],
  UpdateAssumeRolePolicy: [APPLY, '`trust-services`, `trust-policy`'],
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
const ROLES_ANYWHERE: Readonly<Record<RestCall, readonly [modes: readonly PermissionMode[], when: string]>> =
  {
    ListProfiles: [['plan', 'check', 'apply', 'destroy'], 'always'],
    ListTagsForResource: [['plan', 'check', 'apply', 'destroy'], 'the profile exists'],
    CreateProfile: [APPLY, 'the profile does not exist'],
    UpdateProfile: [APPLY, '`duration-seconds`, `managed-policy-arns`, `session-policy`, the roles in it'],
    EnableProfile: [APPLY, '`enabled`'],
    DisableProfile: [APPLY, '`enabled`'],
    TagResource: [APPLY, 'creation, `tags`, `adopt`'],
    UntagResource: [APPLY, '`tags`, unless `prune` excludes them'],
    DeleteProfile: [['apply', 'destroy'], 'rollback of a creation; destroying'],
  };

/** Returns the actions that only improve the order of calls in a mode: without them a run assumes the worst and continues. */
export function optionalActions(mode: PermissionMode): readonly string[] {
  return mode === 'destroy' || mode === 'sweep'
    ? ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRolePolicy']
    : ['iam:GetPolicyVersion'];
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

/** Returns the statements that a mode needs in addition to `leastPolicy` for a `roles-anywhere-profile`. */
export function rolesAnywhereStatements(
  mode: PermissionMode,
  names: { readonly partition: string; readonly account: string; readonly role: string },
): readonly object[] {
  const needed = rolesAnywhereCalls().filter(({ modes }) => modes.includes(mode));
  const allow = (kind: CallKind, Resource: string): object[] => {
    const actions = needed.filter((each) => each.kind === kind).map(({ call }) => actionOf(call));
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
  };
  return [
    ...allow('rolesAnywhereProfile', profileArns(names)),
    ...allow('account', '*'),
    ...(needed.some(({ call }) => furtherActions(call).includes('iam:PassRole'))
      ? [
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: `arn:${names.partition}:iam::${names.account}:role/${names.role}`,
            Condition: { StringEquals: { 'iam:PassedToService': 'rolesanywhere.amazonaws.com' } },
          },
        ]
      : []),
  ];
}

/** Returns the minimal identity policy of a mode, for one role and its instance profile. */
export function leastPolicy(
  mode: PermissionMode,
  names: {
    readonly partition: string;
    readonly account: string;
    /** With their paths; several for a group of roles. */
    readonly role: string | readonly string[];
    readonly instanceProfile: string | readonly string[];
  },
): { readonly Version: string; readonly Statement: readonly object[] } {
  const prefix = `arn:${names.partition}:iam::${names.account}:`;
  const arns = (
    kind: 'role' | 'instance-profile',
    each: string | readonly string[],
  ): string | readonly string[] =>
    typeof each === 'string' ? `${prefix}${kind}/${each}` : each.map((name) => `${prefix}${kind}/${name}`);
  const needed = neededCalls().filter(({ modes }) => modes.includes(mode));
  const allow = (kind: CallKind, resource: string | readonly string[]): object[] => {
    const actions = needed.filter((each) => each.kind === kind).map(({ call }) => `iam:${call}`);
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource: resource }];
  };
  return {
    Version: '2012-10-17',
    Statement: [
      ...allow('role', arns('role', names.role)),
      ...allow('instanceProfile', arns('instance-profile', names.instanceProfile)),
      ...(needed.some(({ call }) => furtherActions(call).includes('iam:PassRole'))
        ? [
            {
              Effect: 'Allow',
              Action: 'iam:PassRole',
              Resource: arns('role', names.role),
              Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
            },
          ]
        : []),
      ...allow('policy', [`arn:${names.partition}:iam::aws:policy/*`, `${prefix}policy/*`]),
      ...allow('account', '*'),
    ],
  };
}
