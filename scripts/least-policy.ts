/**
 * The least IAM policy for each mode, as `docs/permissions.md` gives it: which calls a mode makes, and when. A test records the
 * calls of every mode and holds these to them.
 */
import { actionOf, authorizedKind, furtherActions, type Call, type CallKind } from '../src/iam/calls.ts';
import { profileArns } from '../src/iam/permissions.ts';
import type { RestCall } from '../src/iam/rest.ts';

export const PERMISSION_MODES = ['plan', 'check', 'apply', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

const READING: readonly PermissionMode[] = ['plan', 'check', 'apply'];
const APPLY: readonly PermissionMode[] = ['apply'];
const REMOVING: readonly PermissionMode[] = ['apply', 'destroy', 'sweep'];
const ALWAYS: readonly PermissionMode[] = PERMISSION_MODES;

/** The modes that make each call, and when. An apply also undoes what it did, so it deletes too. */
const NEEDED: Readonly<
  Record<Exclude<Call, RestCall>, readonly [modes: readonly PermissionMode[], when: string]>
> = {
  GetRole: [ALWAYS, 'always'],
  ListAttachedRolePolicies: [ALWAYS, 'always'],
  ListRolePolicies: [ALWAYS, 'always'],
  GetInstanceProfile: [ALWAYS, 'always'],
  GetRolePolicy: [READING, '`inline-policies`; undeclared ones on the role, unless `prune` leaves them'],
  GetPolicy: [READING, '`policy-arns` and `permissions-boundary` that are not on the role yet'],
  GetAccountSummary: [READING, 'more than 10 managed policies on the way: what the quota is'],
  ListInstanceProfilesForRole: [['destroy', 'sweep'], 'always'],
  ListRoles: [['sweep'], 'always'],
  CreateRole: [APPLY, 'the role is not there'],
  UpdateRole: [APPLY, '`role-description`, `max-session-duration`'],
  UpdateAssumeRolePolicy: [APPLY, '`trust-services`, `trust-policy`'],
  PutRolePermissionsBoundary: [APPLY, '`permissions-boundary`'],
  DeleteRolePermissionsBoundary: [APPLY, '`permissions-boundary: none`'],
  TagRole: [APPLY, 'creation, `tags`, `adopt`'],
  UntagRole: [APPLY, '`tags`, unless `prune` leaves them'],
  AttachRolePolicy: [APPLY, '`policy-arns`'],
  PutRolePolicy: [APPLY, '`inline-policies`'],
  CreateInstanceProfile: [APPLY, 'the profile is not there'],
  TagInstanceProfile: [APPLY, 'creation, `tags`, `adopt`'],
  UntagInstanceProfile: [APPLY, '`tags`, unless `prune` leaves them'],
  AddRoleToInstanceProfile: [APPLY, 'the role is not in the profile'],
  RemoveRoleFromInstanceProfile: [REMOVING, 'another role is in the profile; undoing; destroying'],
  DetachRolePolicy: [REMOVING, '`policy-arns`, unless `prune` leaves them; undoing; destroying'],
  DeleteRolePolicy: [REMOVING, '`inline-policies`, unless `prune` leaves them; undoing; destroying'],
  DeleteInstanceProfile: [REMOVING, '`instance-profile: false`; undoing; destroying'],
  DeleteRole: [REMOVING, 'undoing a creation; destroying'],
};

/** What a step needs besides that declares a `roles-anywhere-profile`. */
const ROLES_ANYWHERE: Readonly<Record<RestCall, readonly [modes: readonly PermissionMode[], when: string]>> =
  {
    ListProfiles: [['plan', 'check', 'apply', 'destroy'], 'always'],
    ListTagsForResource: [['plan', 'check', 'apply', 'destroy'], 'the profile is there'],
    CreateProfile: [APPLY, 'the profile is not there'],
    UpdateProfile: [APPLY, '`duration-seconds`, `managed-policy-arns`, `session-policy`, the roles in it'],
    EnableProfile: [APPLY, '`enabled`'],
    DisableProfile: [APPLY, '`enabled`'],
    TagResource: [APPLY, 'creation, `tags`, `adopt`'],
    UntagResource: [APPLY, '`tags`, unless `prune` leaves them'],
    DeleteProfile: [['apply', 'destroy'], 'undoing a creation; destroying'],
  };

export interface NeededCall {
  readonly call: Call;
  readonly kind: CallKind;
  readonly modes: readonly PermissionMode[];
  /** What makes a run send it, in Markdown. */
  readonly when: string;
}

/** Every call with the modes that make it, reads first. */
export function neededCalls(): readonly NeededCall[] {
  return rows(NEEDED);
}

/** As `neededCalls`, of those that a `roles-anywhere-profile` needs besides. */
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

/** The statements that a mode needs besides `leastPolicy` for a `roles-anywhere-profile`. */
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

/** The least identity policy that a mode can do with, for one role and its instance profile. */
export function leastPolicy(
  mode: PermissionMode,
  names: {
    readonly partition: string;
    readonly account: string;
    /** With their paths; several where a family of them is meant. */
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
