/**
 * What each call needs: the one table behind the messages about AccessDenied and behind `docs/permissions.md`.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import type { IamCall } from './client.ts';

/** An Allow statement of an identity policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

type Kind = 'role' | 'instance-profile' | 'policy' | 'account';

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

/** Actions that IAM checks beside the call's own: creating with tags or with a boundary, passing a role to EC2. */
export function furtherActions(call: IamCall): readonly string[] {
  switch (call) {
    case 'CreateRole':
      return ['iam:TagRole'];
    case 'CreateInstanceProfile':
      return ['iam:TagInstanceProfile'];
    case 'AddRoleToInstanceProfile':
      return ['iam:PassRole'];
    default:
      return [];
  }
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
    case 'account':
    case undefined:
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
  const role = `${prefix}role${context.rolePath}${names.RoleName ?? '*'}`;
  const own = `iam:${call}`;
  if (denied === 'iam:PassRole') return { Effect: 'Allow', Action: [denied], Resource: [role] };
  const resource = {
    role,
    'instance-profile': `${prefix}instance-profile${context.instanceProfilePath}${names.InstanceProfileName ?? '*'}`,
    policy: names.PolicyArn ?? '*',
    account: '*',
  }[RESOURCE[call]];
  return { Effect: 'Allow', Action: [denied ?? own], Resource: [resource] };
}

function kindByName(call: string): Kind | undefined {
  return Object.hasOwn(RESOURCE, call) ? RESOURCE[call as IamCall] : undefined;
}
