import { encodeDocument } from './encode-document.ts';
import { AwsError } from './errors.ts';
import { operation } from './operation.ts';
import { page } from './paging.ts';
import { attachablePolicy, findPolicy, nameOfPolicy, refuseServiceRolePolicy } from './policies.ts';
import { checkIdentityPolicy, sizeOf } from './policy-document.ts';
import { findRole, roleToChange } from './roles.ts';
import * as shapes from './iam-shapes.ts';
import { required } from './shapes.ts';

const RoleName = required(shapes.roleName);
const PolicyArn = required(shapes.arn);
const PolicyName = required(shapes.policyName);

export const rolePolicyOperations = {
  AttachRolePolicy: operation({
    write: true,
    input: { RoleName, PolicyArn },
    run(context, input) {
      const { account } = context;
      const role = roleToChange(context, input.RoleName);
      const policy = attachablePolicy(input.PolicyArn, account);
      refuseServiceRolePolicy(policy, context.asAws);
      if (role.attachedPolicies.includes(policy.Arn)) return;
      const quota = account.settings.attachedPoliciesPerRole;
      if (role.attachedPolicies.length >= quota) {
        throw new AwsError('LimitExceeded', `Cannot exceed quota for PoliciesPerRole: ${quota}`);
      }
      account.roles.put({ ...role, attachedPolicies: [...role.attachedPolicies, policy.Arn] });
    },
  }),

  DetachRolePolicy: operation({
    write: true,
    input: { RoleName, PolicyArn },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      findPolicy(input.PolicyArn, context.account, context.account); // Refuses a malformed ARN.
      if (!role.attachedPolicies.includes(input.PolicyArn)) {
        throw new AwsError('NoSuchEntity', `Policy ${input.PolicyArn} was not found.`);
      }
      const attachedPolicies = role.attachedPolicies.filter((arn) => arn !== input.PolicyArn);
      context.account.roles.put({ ...role, attachedPolicies });
    },
  }),

  ListAttachedRolePolicies: operation({
    write: false,
    input: { RoleName, PathPrefix: shapes.policyPath, ...shapes.paging },
    run({ account, view }, input) {
      const prefix = `:policy${input.PathPrefix ?? '/'}`;
      const arns = findRole(view, input.RoleName).attachedPolicies.filter((arn) => arn.includes(prefix));
      const { items, rest } = page(arns, (arn) => arn, input, account.settings.pageSize);
      return {
        AttachedPolicies: items.map((arn) => ({ PolicyName: nameOfPolicy(arn), PolicyArn: arn })),
        ...rest,
      };
    },
  }),

  PutRolePolicy: operation({
    write: true,
    input: { RoleName, PolicyName, PolicyDocument: required(shapes.policyDocument) },
    run(context, input) {
      const { account } = context;
      const role = roleToChange(context, input.RoleName);
      checkIdentityPolicy(input.PolicyDocument, 'inline', account.settings.partition);
      const inlinePolicies = new Map(role.inlinePolicies).set(input.PolicyName, input.PolicyDocument);
      const size = [...inlinePolicies.values()].reduce((sum, document) => sum + sizeOf(document), 0);
      if (size > 10240) {
        throw new AwsError(
          'LimitExceeded',
          `Maximum policy size of 10240 bytes exceeded for role ${input.RoleName}`,
        );
      }
      account.roles.put({ ...role, inlinePolicies });
    },
  }),

  GetRolePolicy: operation({
    write: false,
    input: { RoleName, PolicyName },
    run({ view }, input) {
      const document = findRole(view, input.RoleName).inlinePolicies.get(input.PolicyName);
      if (document === undefined) throw missing(input.PolicyName);
      return {
        RoleName: input.RoleName,
        PolicyName: input.PolicyName,
        PolicyDocument: encodeDocument(document),
      };
    },
  }),

  DeleteRolePolicy: operation({
    write: true,
    input: { RoleName, PolicyName },
    run(context, input) {
      const role = roleToChange(context, input.RoleName);
      const inlinePolicies = new Map(role.inlinePolicies);
      if (!inlinePolicies.delete(input.PolicyName)) throw missing(input.PolicyName);
      context.account.roles.put({ ...role, inlinePolicies });
    },
  }),

  ListRolePolicies: operation({
    write: false,
    input: { RoleName, ...shapes.paging },
    run({ account, view }, input) {
      const names = [...findRole(view, input.RoleName).inlinePolicies.keys()];
      const { items, rest } = page(names, (name) => name, input, account.settings.pageSize);
      return { PolicyNames: items, ...rest };
    },
  }),
};

function missing(name: string): AwsError {
  return new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`);
}
