/**
 * What each call is about and what it needs, for messages; `docs/permissions.md` is made of it too.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import { resourceOfArn } from './arn.ts';
import type { IamCall, RolesAnywhereCall } from './calls.ts';

/** An Allow statement of an identity policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export type Kind = 'role' | 'instance-profile' | 'policy' | 'account' | 'roles-anywhere-profile';

/** The kind of resource that IAM checks the call's action against. */
const OF_IAM: Readonly<Record<Exclude<IamCall, RolesAnywhereCall>, Kind>> = {
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
};

/** The last two have no resource that a policy could name. */
const OF_ROLES_ANYWHERE: Readonly<Record<RolesAnywhereCall, Kind>> = {
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

const RESOURCE: Readonly<Record<IamCall, Kind>> = { ...OF_IAM, ...OF_ROLES_ANYWHERE };

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
  return `${Object.hasOwn(OF_ROLES_ANYWHERE, call) ? 'rolesanywhere' : 'iam'}:${call}`;
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
 * @param context the account's id, where it is known, the partition, the resource that IAM says it asked about, and the
 *   paths that the names stand under where it does not say
 */
export function statementFor(
  call: IamCall,
  input: unknown,
  context: {
    readonly account: string | undefined;
    readonly partition: string;
    readonly named?: string | undefined;
    readonly rolePath: string;
    readonly instanceProfilePath: string;
  },
  denied: string | undefined,
): Statement {
  const names = input as Names;
  const { named } = context;
  // A name alone says no path, nor whether IAM knew one when it asked: what is not there has none in a call that reads.
  const arn = (kind: 'role' | 'instance-profile', path: string, name = '*'): string =>
    named !== undefined && resourceOfArn(named).startsWith(`${kind}/`)
      ? named
      : `arn:${context.partition}:iam::${context.account ?? '*'}:${kind}${path}${name}`;
  const passed = names.roleArns
    ?.map((arn) => /^\{role-arn:(.+)\}$/.exec(arn)?.[1])
    .find((name) => name !== undefined);
  const role = arn('role', context.rolePath, names.RoleName ?? passed);
  const own = actionOf(call);
  if (denied === 'iam:PassRole') return { Effect: 'Allow', Action: [denied], Resource: [role] };
  const resource = {
    role,
    'instance-profile': arn('instance-profile', context.instanceProfilePath, names.InstanceProfileName),
    policy: names.PolicyArn ?? '*',
    account: denied === 'rolesanywhere:TagResource' ? profileArns(context) : '*',
    'roles-anywhere-profile': profileArns(context, profileIdOf(names)),
  }[RESOURCE[call]];
  return { Effect: 'Allow', Action: [denied ?? own], Resource: [resource] };
}

export function profileArns(
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
