import type { Account, Role, View } from './account.ts';
import { encodeDocument } from './encode-document.ts';
import { AwsError } from './errors.ts';
import { type Context, operation } from './operation.ts';
import { page } from './paging.ts';
import { attachablePolicy, refuseServiceRolePolicy } from './policies.ts';
import { checkTrustPolicy, sizeOf } from './policy-document.ts';
import { resolvePrincipals, trustPolicyAsRead } from './principals.ts';
import { refuseReservedPath } from './reserved-paths.ts';
import * as shapes from './iam-shapes.ts';
import { required } from './shapes.ts';
import { checkNewTags } from './tags.ts';

const RoleName = required(shapes.roleName);

export const roleOperations = {
  CreateRole: operation({
    write: true,
    input: {
      RoleName,
      Path: shapes.path,
      AssumeRolePolicyDocument: required(shapes.policyDocument),
      Description: shapes.roleDescription,
      MaxSessionDuration: shapes.maxSessionDuration,
      PermissionsBoundary: shapes.arn,
      Tags: shapes.tags,
    },
    run(context, input) {
      const { account, asAws } = context;
      const path = input.Path ?? '/';
      refuseReservedPath(path, asAws);
      checkNewTags(input.Tags ?? [], asAws);
      const trust = checkTrust(input.AssumeRolePolicyDocument, context);
      if (input.PermissionsBoundary !== undefined) attachablePolicy(input.PermissionsBoundary, account);
      if (account.roles.has(input.RoleName)) {
        throw new AwsError('EntityAlreadyExists', `Role with name ${input.RoleName} already exists.`);
      }
      if (account.roles.all().length >= 1000) {
        throw new AwsError('LimitExceeded', 'Cannot exceed quota for RolesPerAccount: 1000');
      }
      const role: Role = {
        RoleName: input.RoleName,
        RoleId: account.id('AROA'),
        Arn: account.arn('role', path, input.RoleName),
        Path: path,
        CreateDate: new Date(),
        createdAtMs: account.now(),
        ...trust,
        Description: undefinedIfEmpty(input.Description),
        MaxSessionDuration: input.MaxSessionDuration ?? 3600,
        PermissionsBoundary: input.PermissionsBoundary,
        Tags: input.Tags ?? [],
        attachedPolicies: [],
        inlinePolicies: new Map(),
      };
      account.roles.put(role);
      // AWS's response repeats the tags, but not the description, duration or boundary.
      return { Role: { ...commonFields(role, account), Tags: input.Tags } };
    },
  }),

  GetRole: operation({
    write: false,
    input: { RoleName },
    run({ account, view }, input) {
      const role = findRole(view, input.RoleName);
      const { Description, MaxSessionDuration, PermissionsBoundary, Tags } = role;
      return {
        Role: {
          ...commonFields(role, view),
          Description: Description === undefined ? undefined : account.settings.asRead(Description),
          MaxSessionDuration,
          PermissionsBoundary:
            PermissionsBoundary === undefined
              ? undefined
              : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary },
          Tags: Tags.length > 0 ? Tags : undefined,
          // AWS sends an empty element for a role that was never used.
          RoleLastUsed: {},
        },
      };
    },
  }),

  ListRoles: operation({
    write: false,
    input: { PathPrefix: shapes.pathPrefix, ...shapes.paging },
    run({ account, view }, input) {
      const roles = view.roles.all().filter((role) => role.Path.startsWith(input.PathPrefix ?? '/'));
      const { items, rest } = page(roles, (role) => role.RoleName, input, account.settings.pageSize);
      // By the reference, lists omit the boundary, the tags and the last use.
      return {
        Roles: items.map((role) => ({
          ...commonFields(role, view),
          Description: role.Description,
          MaxSessionDuration: role.MaxSessionDuration,
        })),
        ...rest,
      };
    },
  }),

  UpdateRole: operation({
    write: true,
    input: { RoleName, Description: shapes.roleDescription, MaxSessionDuration: shapes.maxSessionDuration },
    run(context, input) {
      const { account } = context;
      const role = roleToChange(context, input.RoleName);
      const duration = account.settings.updateRoleResetsDuration ? 3600 : role.MaxSessionDuration;
      account.roles.put({
        ...role,
        Description: input.Description === undefined ? role.Description : undefinedIfEmpty(input.Description),
        MaxSessionDuration: input.MaxSessionDuration ?? duration,
      });
      return {};
    },
  }),

  UpdateRoleDescription: operation({
    write: true,
    input: { RoleName, Description: required(shapes.roleDescription) },
    run(context, input) {
      const role = {
        ...roleToChange(context, input.RoleName),
        Description: undefinedIfEmpty(input.Description),
      };
      context.account.roles.put(role);
      return { Role: { ...commonFields(role, context.account), Description: role.Description } };
    },
  }),

  UpdateAssumeRolePolicy: operation({
    write: true,
    input: { RoleName, PolicyDocument: required(shapes.policyDocument) },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      context.account.roles.put({ ...role, ...checkTrust(input.PolicyDocument, context) });
    },
  }),

  PutRolePermissionsBoundary: operation({
    write: true,
    input: { RoleName, PermissionsBoundary: required(shapes.arn) },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      const policy = attachablePolicy(input.PermissionsBoundary, context.account);
      refuseServiceRolePolicy(policy, context.asAws);
      context.account.roles.put({ ...role, PermissionsBoundary: input.PermissionsBoundary });
    },
  }),

  DeleteRolePermissionsBoundary: operation({
    write: true,
    input: { RoleName },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      context.account.roles.put({ ...role, PermissionsBoundary: undefined });
    },
  }),

  DeleteRole: operation({
    write: true,
    input: { RoleName },
    run(context, input) {
      const { account } = context;
      const role = roleToChange(context, input.RoleName);
      if (account.instanceProfiles.all().some((profile) => profile.role?.RoleName === role.RoleName)) {
        throw conflict('must remove roles from instance profile first.');
      }
      if (role.attachedPolicies.length > 0) throw conflict('must detach all policies first.');
      if (role.inlinePolicies.size > 0) throw conflict('must delete policies first.');
      account.roles.delete(role);
    },
  }),
};

export function findRole(view: View, name: string): Role {
  const role = view.roles.find(name);
  if (role === undefined) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`);
  return role;
}

/** Finds a role on the primary, and refuses service-linked roles and those of IAM Identity Center: only AWS may change them. */
export function roleToChange({ account, asAws }: Context, name: string): Role {
  const role = findRole(account, name);
  if (!asAws && /^\/aws-(?:service-role|reserved)\//.test(role.Path)) {
    throw new AwsError(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    );
  }
  return role;
}

/** Returns the fields that a role has in every response, including those about an instance profile. */
export function commonFields(role: Role, view: View) {
  const { Path, RoleName, RoleId, Arn, CreateDate } = role;
  const AssumeRolePolicyDocument = encodeDocument(trustPolicyAsRead(role, view));
  return { Path, RoleName, RoleId, Arn, CreateDate, AssumeRolePolicyDocument };
}

function checkTrust(
  text: string,
  { account, invalidPrincipalMs }: { readonly account: Account; readonly invalidPrincipalMs: number },
): Pick<Role, 'AssumeRolePolicyDocument' | 'principals'> {
  const document = checkTrustPolicy(text);
  const quota = account.settings.trustPolicySize;
  if (sizeOf(text) > quota)
    throw new AwsError('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${quota}`);
  return {
    AssumeRolePolicyDocument: text,
    principals: resolvePrincipals(document, account, invalidPrincipalMs),
  };
}

function undefinedIfEmpty(description: string | undefined): string | undefined {
  return description === '' ? undefined : description;
}

function conflict(remedy: string): AwsError {
  return new AwsError('DeleteConflict', `Cannot delete entity, ${remedy}`);
}
