import { readFileSync } from 'node:fs';
import type { Account, Policy, View } from './account.ts';
import { encodeDocument } from './encode-document.ts';
import { AwsError } from './errors.ts';
import { operation } from './operation.ts';
import { page } from './paging.ts';
import { checkIdentityPolicy, sizeOf } from './policy-document.ts';
import { randomStream, uniqueId } from './random.ts';
import * as shapes from './iam-shapes.ts';
import { boolean, required } from './shapes.ts';
import { checkNewTags } from './tags.ts';

/**
 * AWS managed policies by path and name, as moto 5.2.1 lists them (2026). The emulator needs only their names, so it has no
 * documents.
 */
const managedPolicies = JSON.parse(
  readFileSync(new URL('./managed-policies.json', import.meta.url), 'utf8'),
) as readonly string[];
const managedPolicyNames = new Set(managedPolicies);

export const policyOperations = {
  CreatePolicy: operation({
    write: true,
    input: {
      PolicyName: required(shapes.policyName),
      Path: shapes.policyPath,
      PolicyDocument: required(shapes.policyDocument),
      Description: shapes.policyDescription,
      Tags: shapes.tags,
    },
    run({ account, asAws }, input) {
      checkIdentityPolicy(input.PolicyDocument, 'managed', account.settings.partition);
      checkNewTags(input.Tags ?? [], asAws);
      if (sizeOf(input.PolicyDocument) > 6144) {
        throw new AwsError('LimitExceeded', 'Cannot exceed quota for PolicySize: 6144');
      }
      if (account.policies.has(input.PolicyName)) {
        throw new AwsError(
          'EntityAlreadyExists',
          `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
        );
      }
      const path = input.Path ?? '/';
      const policy: Policy = {
        PolicyName: input.PolicyName,
        PolicyId: account.id('ANPA'),
        Arn: account.arn('policy', path, input.PolicyName),
        Path: path,
        CreateDate: new Date(),
        Description: input.Description,
        Tags: input.Tags ?? [],
        document: input.PolicyDocument,
      };
      account.policies.put(policy);
      return { Policy: { ...describe(policy, account), Tags: input.Tags } };
    },
  }),

  GetPolicy: operation({
    write: false,
    input: { PolicyArn: required(shapes.arn) },
    run({ account, view }, { PolicyArn }) {
      const policy = findPolicy(PolicyArn, view, account);
      if (policy === undefined) throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`);
      return { Policy: { ...describe(policy, view), Description: policy.Description, Tags: policy.Tags } };
    },
  }),

  GetPolicyVersion: operation({
    write: false,
    input: { PolicyArn: required(shapes.arn), VersionId: required(shapes.versionId) },
    run({ account, view }, { PolicyArn, VersionId }) {
      const policy = findPolicy(PolicyArn, view, account);
      if (policy === undefined || VersionId !== 'v1') {
        throw new AwsError(
          'NoSuchEntity',
          `Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`,
        );
      }
      if (policy.document === undefined) {
        throw new AwsError(
          'NotImplemented',
          'This emulator does not keep the documents of AWS managed policies.',
        );
      }
      const { CreateDate, document } = policy;
      return {
        PolicyVersion: { Document: encodeDocument(document), VersionId, IsDefaultVersion: true, CreateDate },
      };
    },
  }),

  DeletePolicy: operation({
    write: true,
    input: { PolicyArn: required(shapes.arn) },
    run({ account }, { PolicyArn }) {
      const policy = findPolicy(PolicyArn, account, account);
      if (policy === undefined) throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`);
      if (policy.document === undefined) {
        throw new AwsError('AccessDenied', `${PolicyArn} is an AWS managed policy: it cannot be deleted.`);
      }
      const { AttachmentCount, PermissionsBoundaryUsageCount } = describe(policy, account);
      if (AttachmentCount + PermissionsBoundaryUsageCount > 0) {
        throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.');
      }
      account.policies.delete(policy);
    },
  }),

  ListPolicies: operation({
    write: false,
    input: {
      Scope: shapes.policyScope,
      OnlyAttached: boolean,
      PathPrefix: shapes.policyPath,
      ...shapes.paging,
    },
    run({ account, view }, input) {
      const scope = input.Scope ?? 'All';
      const policies = [
        ...(scope === 'AWS' ? [] : view.policies.all()),
        ...(scope === 'Local' ? [] : managedPolicies.map((name) => managedPolicy(name, account))),
      ]
        .filter((policy) => policy.Path.startsWith(input.PathPrefix ?? '/'))
        .map((policy) => describe(policy, view))
        .filter((policy) => input.OnlyAttached !== true || policy.AttachmentCount > 0);
      const { items, rest } = page(policies, (policy) => policy.Arn, input, account.settings.pageSize);
      return { Policies: items, ...rest };
    },
  }),
};

/** Finds a policy of the account or of AWS. IAM does not accept an ARN of another partition or account. */
export function findPolicy(arn: string, view: View, account: Account): Policy | undefined {
  const [, partition, owner, name] = /^arn:([\w-]+):iam::(\d{12}|aws):policy\/(.+)$/.exec(arn) ?? [];
  if (name === undefined || partition !== account.settings.partition) {
    throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
  }
  if (owner === 'aws') return managedPolicyNames.has(name) ? managedPolicy(name, account) : undefined;
  return view.policies.all().find((policy) => policy.Arn === arn);
}

/** Finds a policy on the primary, to attach it or to set it as a boundary. */
export function attachablePolicy(arn: string, account: Account): Policy {
  const policy = findPolicy(arn, account, account);
  if (policy === undefined) {
    throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`);
  }
  return policy;
}

/** Refuses a policy of a service-linked role, as documented for attaching and for setting a boundary, not for CreateRole. */
export function refuseServiceRolePolicy({ Path }: Policy, asAws: boolean): void {
  if (!asAws && Path.startsWith('/aws-service-role/')) {
    throw new AwsError('PolicyNotAttachable', 'Cannot attach a Service Role Policy to a Customer Role.');
  }
}

export function nameOfPolicy(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function managedPolicy(name: string, account: Account): Policy {
  return {
    PolicyName: nameOfPolicy(`/${name}`),
    PolicyId: uniqueId('ANPA', randomStream(0, name)),
    Arn: `arn:${account.settings.partition}:iam::aws:policy/${name}`,
    Path: `/${name.slice(0, name.lastIndexOf('/') + 1)}`,
    CreateDate: new Date('2015-02-06T18:40:00Z'),
    Description: undefined,
    Tags: [],
    document: undefined,
  };
}

/** Returns the fields of a policy in every response; only GetPolicy adds the description. */
function describe({ PolicyName, PolicyId, Arn, Path, CreateDate }: Policy, view: View) {
  const roles = view.roles.all();
  return {
    PolicyName,
    PolicyId,
    Arn,
    Path,
    DefaultVersionId: 'v1',
    AttachmentCount: roles.filter((role) => role.attachedPolicies.includes(Arn)).length,
    PermissionsBoundaryUsageCount: roles.filter((role) => role.PermissionsBoundary === Arn).length,
    IsAttachable: true,
    CreateDate,
    UpdateDate: CreateDate,
  };
}
