import type { Account } from './account.ts';
import type { Permission } from './service.ts';
import type { Tag } from './iam-shapes.ts';

/**
 * Lists the permissions that a call of IAM requires, with the resource types and condition keys of the service authorization
 * reference. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function iamPermissions(
  action: string,
  input: Readonly<Record<string, unknown>>,
  account: Account,
): readonly Permission[] {
  const {
    RoleName,
    InstanceProfileName,
    PolicyName,
    PolicyArn,
    UserName,
    OpenIDConnectProviderArn,
    Url,
    Path,
    Tags,
    TagKeys,
  } = input as Input;
  const path = Path ?? '/';
  const role = RoleName === undefined ? undefined : account.roles.find(RoleName);
  const roleArn = role?.Arn ?? account.arn('role', path, RoleName ?? '');
  const profile =
    InstanceProfileName === undefined ? undefined : account.instanceProfiles.find(InstanceProfileName);
  const conditions = {
    ...tagKeys('aws:RequestTag', Tags),
    ...((Tags ?? TagKeys) ? { 'aws:TagKeys': Tags?.map((tag) => tag.Key) ?? TagKeys ?? [] } : {}),
    ...tagKeys('aws:ResourceTag', InstanceProfileName === undefined ? role?.Tags : profile?.Tags),
    ...tagKeys('iam:ResourceTag', InstanceProfileName === undefined ? role?.Tags : profile?.Tags),
    ...(BOUNDED.has(action) ? boundary(input, role?.PermissionsBoundary) : {}),
    ...(PolicyArn === undefined ? {} : { 'iam:PolicyARN': PolicyArn }),
  };
  const resource = (() => {
    if (InstanceProfileName !== undefined) {
      return profile?.Arn ?? account.arn('instance-profile', path, InstanceProfileName);
    }
    if (RoleName !== undefined) return roleArn;
    if (PolicyArn !== undefined) return PolicyArn;
    if (PolicyName !== undefined) return account.arn('policy', path, PolicyName);
    if (OpenIDConnectProviderArn !== undefined) return OpenIDConnectProviderArn;
    if (Url !== undefined) return account.arn('oidc-provider', '/', Url.replace(/^https:\/\//, ''));
    if (UserName !== undefined) return account.arn('user', path, UserName);
    const { PathPrefix } = input as Input;
    if (action === 'ListRoles') return account.arn('role', PathPrefix ?? '/', '');
    if (action === 'ListInstanceProfiles') return account.arn('instance-profile', PathPrefix ?? '/', '');
    return '*';
  })();
  const own = { action: `iam:${action}`, resource, conditions };
  if (action === 'AddRoleToInstanceProfile') return [own, passRole(roleArn)];
  // Creating an entity with tags also requires the permission to tag it.
  const tagging = /^Create(Role|InstanceProfile|Policy|User|OpenIDConnectProvider)$/.exec(action)?.[1];
  if (tagging === undefined || Tags === undefined || Tags.length === 0) return [own];
  return [own, { ...own, action: `iam:Tag${tagging}` }];
}

/** The actions on roles with the condition key `iam:PermissionsBoundary`. */
const BOUNDED = new Set([
  'AttachRolePolicy',
  'CreateRole',
  'DeleteRolePermissionsBoundary',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
]);

/** Returns the permission to pass a role to a service; adding it to an instance profile passes it to EC2. */
export function passRole(roleArn: string, service = 'ec2.amazonaws.com'): Permission {
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    conditions: { 'iam:PassedToService': service },
  };
}

interface Input {
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
  readonly UserName?: string;
  readonly OpenIDConnectProviderArn?: string;
  readonly Url?: string;
  readonly Path?: string;
  readonly PathPrefix?: string;
  readonly Tags?: readonly Tag[];
  readonly TagKeys?: readonly string[];
}

function tagKeys(key: string, tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map((tag) => [`${key}/${tag.Key}`, tag.Value]));
}

/** Returns the key for the boundary that the request sets, or else for the role's current boundary. */
function boundary(
  { PermissionsBoundary: requested }: Readonly<Record<string, unknown>>,
  current: string | undefined,
) {
  const arn = typeof requested === 'string' ? requested : current;
  return arn === undefined ? {} : { 'iam:PermissionsBoundary': arn };
}
