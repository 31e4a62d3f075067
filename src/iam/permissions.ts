/**
 * What each call needs: the one table behind the messages about AccessDenied and behind `docs/permissions.md`.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import type { IamCall } from './client.ts';
import type { RolesAnywhereCall } from './roles-anywhere.ts';

/** An Allow statement of an identity policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

type Kind = 'role' | 'instance-profile' | 'policy' | 'account' | 'roles-anywhere-profile';

/** The kind of resource that IAM checks the call's action against. */
const RESOURCE: Readonly<Record<IamCall, Kind>> = {
  AddRoleToInstanceProfile: 'instance-profile',
  AttachRolePolicy: 'role',
  CreateInstanceProfile: 'instance-profile',
  CreateRole: 'role',
  DeleteInstanceProfile: 'instance-profile',
  DeleteRole: 'role',
  DeleteRolePermissionsBoundary: 'role',
  DeleteRolePolicy: 'role',
  DetachRolePolicy: 'role',
  GetAccountSummary: 'account',
  GetInstanceProfile: 'instance-profile',
  GetPolicy: 'policy',
  GetRole: 'role',
  GetRolePolicy: 'role',
  ListAttachedRolePolicies: 'role',
  ListInstanceProfilesForRole: 'role',
  ListRolePolicies: 'role',
  ListRoles: 'account',
  PutRolePermissionsBoundary: 'role',
  PutRolePolicy: 'role',
  RemoveRoleFromInstanceProfile: 'instance-profile',
  TagInstanceProfile: 'instance-profile',
  TagRole: 'role',
  UntagInstanceProfile: 'instance-profile',
  UntagRole: 'role',
  UpdateAssumeRolePolicy: 'role',
  UpdateRole: 'role',
  // The last two have no resource that a policy could name.
  DeleteProfile: 'roles-anywhere-profile',
  DisableProfile: 'roles-anywhere-profile',
  EnableProfile: 'roles-anywhere-profile',
  ListTagsForResource: 'roles-anywhere-profile',
  TagResource: 'roles-anywhere-profile',
  UntagResource: 'roles-anywhere-profile',
  UpdateProfile: 'roles-anywhere-profile',
  CreateProfile: 'account',
  ListProfiles: 'account',
};

/** Actions that IAM checks beside the call's own: creating with tags or with a boundary, passing a role to a service. */
export function furtherActions(call: IamCall): readonly string[] {
  switch (call) {
    case 'CreateRole':
      return ['iam:TagRole'];
    case 'CreateInstanceProfile':
      return ['iam:TagInstanceProfile'];
    case 'AddRoleToInstanceProfile':
    case 'UpdateProfile':
      return ['iam:PassRole'];
    case 'CreateProfile':
      return ['rolesanywhere:TagResource', 'iam:PassRole'];
    default:
      return [];
  }
}

/** The action that allows a call. */
export function actionOf(call: IamCall): string {
  return `${Object.hasOwn(ROLES_ANYWHERE, call) ? 'rolesanywhere' : 'iam'}:${call}`;
}

export function kindOf(call: IamCall): Kind {
  return RESOURCE[call];
}

interface Names {
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly PolicyArn?: string;
  readonly PolicyName?: string;
  readonly Path?: string;
  /** Of Roles Anywhere. */
  readonly name?: string;
  readonly profileId?: string;
  readonly resourceArn?: string;
  readonly roleArns?: readonly string[];
}

/** What a call is about, for people: `role/demo`, `instance-profile/demo`, `policy AmazonS3FullAccess`. */
export function resourceOf(call: string, input: unknown): string {
  const names = input as Names;
  switch (kindByName(call)) {
    case 'role': {
      const policy = names.PolicyArn ?? names.PolicyName;
      return `role/${names.RoleName ?? '?'}${policy === undefined ? '' : ` (${policy})`}`;
    }
    case 'instance-profile': {
      const role = names.RoleName === undefined ? '' : ` (role/${names.RoleName})`;
      return `instance-profile/${names.InstanceProfileName ?? '?'}${role}`;
    }
    case 'policy':
      return `policy ${names.PolicyArn ?? '?'}`;
    case 'roles-anywhere-profile':
      return `roles-anywhere-profile/${profileIdOf(names) ?? '?'}`;
    case 'account':
    case undefined:
      if (call === 'CreateProfile') return `roles-anywhere-profile/${names.name ?? '?'}`;
      return 'the account';
  }
}

/**
 * The smallest statement that allows one call, with the actions that IAM checks beside it.
 *
 * @param context the account's id, where it is known, the partition, and the paths that the names stand under
 */
export function statementFor(
  call: IamCall,
  input: unknown,
  context: {
    readonly account: string | undefined;
    readonly partition: string;
    readonly rolePath: string;
    readonly instanceProfilePath: string;
  },
  denied: string | undefined,
): Statement {
  const names = input as Names;
  const prefix = `arn:${context.partition}:iam::${context.account ?? '*'}:`;
  const passed = names.roleArns
    ?.map((arn) => /^\{role-arn:(.+)\}$/.exec(arn)?.[1])
    .find((name) => name !== undefined);
  const role = `${prefix}role${context.rolePath}${names.RoleName ?? passed ?? '*'}`;
  const own = actionOf(call);
  if (denied === 'iam:PassRole') return { Effect: 'Allow', Action: [denied], Resource: [role] };
  const resource = {
    role,
    'instance-profile': `${prefix}instance-profile${context.instanceProfilePath}${names.InstanceProfileName ?? '*'}`,
    policy: names.PolicyArn ?? '*',
    account: denied === 'rolesanywhere:TagResource' ? profileArns(context) : '*',
    'roles-anywhere-profile': profileArns(context, profileIdOf(names)),
  }[RESOURCE[call]];
  return { Effect: 'Allow', Action: [denied ?? own], Resource: [resource] };
}

function profileArns(
  { partition, account }: { readonly partition: string; readonly account: string | undefined },
  id = '*',
): string {
  return `arn:${partition}:rolesanywhere:*:${account ?? '*'}:profile/${id}`;
}

/** The id in a call's input; a placeholder stands for none that could be written into a policy. */
function profileIdOf({ profileId, resourceArn }: Names): string | undefined {
  const id = profileId ?? resourceArn?.replace(/^.*\//, '');
  return id?.startsWith('{') === true ? undefined : id;
}

function kindByName(call: string): Kind | undefined {
  return Object.hasOwn(RESOURCE, call) ? RESOURCE[call as IamCall] : undefined;
}

export const PERMISSION_MODES = ['plan', 'check', 'apply', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

const READING: readonly PermissionMode[] = ['plan', 'check', 'apply'];
const APPLY: readonly PermissionMode[] = ['apply'];
const REMOVING: readonly PermissionMode[] = ['apply', 'destroy', 'sweep'];
const ALWAYS: readonly PermissionMode[] = PERMISSION_MODES;

/** The modes that make each call, and when. An apply also undoes what it did, so it deletes too. */
const NEEDED: Readonly<
  Record<Exclude<IamCall, RolesAnywhereCall>, readonly [modes: readonly PermissionMode[], when: string]>
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
const ROLES_ANYWHERE: Readonly<
  Record<RolesAnywhereCall, readonly [modes: readonly PermissionMode[], when: string]>
> = {
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
  readonly call: IamCall;
  readonly kind: Kind;
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

function rows<Call extends IamCall>(
  table: Readonly<Record<Call, readonly [modes: readonly PermissionMode[], when: string]>>,
): NeededCall[] {
  return (Object.keys(table) as Call[]).map((call) => {
    const [modes, when] = table[call];
    return { call, kind: kindOf(call), modes, when };
  });
}

/** The statements that a mode needs besides `leastPolicy` for a `roles-anywhere-profile`. */
export function rolesAnywhereStatements(
  mode: PermissionMode,
  names: { readonly partition: string; readonly account: string; readonly role: string },
): readonly object[] {
  const needed = rolesAnywhereCalls().filter(({ modes }) => modes.includes(mode));
  const allow = (kind: Kind, Resource: string): object[] => {
    const actions = needed.filter((each) => each.kind === kind).map(({ call }) => actionOf(call));
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
  };
  return [
    ...allow('roles-anywhere-profile', profileArns(names)),
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
  const allow = (kind: Kind, resource: string | readonly string[]): object[] => {
    const actions = needed.filter((each) => each.kind === kind).map(({ call }) => `iam:${call}`);
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource: resource }];
  };
  return {
    Version: '2012-10-17',
    Statement: [
      ...allow('role', arns('role', names.role)),
      ...allow('instance-profile', arns('instance-profile', names.instanceProfile)),
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
