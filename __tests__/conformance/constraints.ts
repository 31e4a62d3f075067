/**
 * The constraints of inputs, copied from the pages of IAM's API reference and independent of the emulator. A call that breaks one
 * is known to be invalid before it is sent.
 */
import type { IamAction } from '../../emulator/iam.ts';
import { generators, type GeneratedCall } from './random-calls.ts';

type Constraint = (value: unknown) => boolean;

const text =
  (pattern: RegExp, min: number, max: number): Constraint =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max && pattern.test(value);
const between =
  (min: number, max: number): Constraint =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max;

const document = text(/^[\t\n\r\u0020-\u00ff]+$/, 1, 131_072);
const arn = text(/^/, 20, 2048);
const tagKey = text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, 1, 128);
const tagValue = text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, 0, 256);
const path = text(/^(?:\/|\/[!-~]+\/)$/, 1, 512);
const pathPrefix = text(/^\/[!-\u007f]*$/, 1, 512);
const policyPath = text(/^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/, 1, 512);

const constraints: Readonly<Record<string, Constraint>> = {
  RoleName: text(/^[\w+=,.@-]+$/, 1, 64),
  UserName: text(/^[\w+=,.@-]+$/, 1, 64),
  InstanceProfileName: text(/^[\w+=,.@-]+$/, 1, 128),
  PolicyName: text(/^[\w+=,.@-]+$/, 1, 128),
  AssumeRolePolicyDocument: document,
  PolicyDocument: document,
  PolicyArn: arn,
  PermissionsBoundary: arn,
  MaxSessionDuration: between(3600, 43_200),
  VersionId: text(/^v[1-9][0-9]*(?:\.[A-Za-z0-9-]*)?$/, 0, Infinity),
  Scope: text(/^(?:All|AWS|Local)$/, 0, Infinity),
  OnlyAttached: () => true,
  MaxItems: between(1, 1000),
  Marker: text(/^[\u0020-\u00ff]+$/, 1, 320),
  Tags: (value) =>
    Array.isArray(value) &&
    value.length <= 50 &&
    (value as { Key?: string; Value?: string }[]).every(({ Key, Value }) => tagKey(Key) && tagValue(Value)),
  TagKeys: (value) => Array.isArray(value) && value.length <= 50 && value.every(tagKey),
};

function constraintOf(action: IamAction, field: string): Constraint {
  switch (field) {
    case 'Path':
      return action === 'CreatePolicy' ? policyPath : path;
    case 'PathPrefix':
      return action === 'ListPolicies' || action === 'ListAttachedRolePolicies' ? policyPath : pathPrefix;
    case 'Description':
      return action === 'CreatePolicy'
        ? text(/^/, 0, 1000)
        : text(/^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/, 0, 1000);
    default:
      return constraints[field] ?? (() => true);
  }
}

const role = ['RoleName'];
const profile = ['InstanceProfileName'];
const required: Readonly<Record<IamAction, readonly string[]>> = {
  CreateRole: [...role, 'AssumeRolePolicyDocument'],
  GetRole: role,
  ListRoles: [],
  UpdateRole: role,
  UpdateRoleDescription: [...role, 'Description'],
  UpdateAssumeRolePolicy: [...role, 'PolicyDocument'],
  PutRolePermissionsBoundary: [...role, 'PermissionsBoundary'],
  DeleteRolePermissionsBoundary: role,
  DeleteRole: role,
  AttachRolePolicy: [...role, 'PolicyArn'],
  DetachRolePolicy: [...role, 'PolicyArn'],
  ListAttachedRolePolicies: role,
  PutRolePolicy: [...role, 'PolicyName', 'PolicyDocument'],
  GetRolePolicy: [...role, 'PolicyName'],
  DeleteRolePolicy: [...role, 'PolicyName'],
  ListRolePolicies: role,
  CreateInstanceProfile: profile,
  GetInstanceProfile: profile,
  ListInstanceProfiles: [],
  ListInstanceProfilesForRole: role,
  DeleteInstanceProfile: profile,
  AddRoleToInstanceProfile: [...profile, ...role],
  RemoveRoleFromInstanceProfile: [...profile, ...role],
  TagRole: [...role, 'Tags'],
  UntagRole: [...role, 'TagKeys'],
  ListRoleTags: role,
  TagInstanceProfile: [...profile, 'Tags'],
  UntagInstanceProfile: [...profile, 'TagKeys'],
  ListInstanceProfileTags: profile,
  CreatePolicy: ['PolicyName', 'PolicyDocument'],
  GetPolicy: ['PolicyArn'],
  GetPolicyVersion: ['PolicyArn', 'VersionId'],
  DeletePolicy: ['PolicyArn'],
  ListPolicies: [],
  CreateUser: ['UserName'],
  DeleteUser: ['UserName'],
  CreateOpenIDConnectProvider: ['Url'],
  GetOpenIDConnectProvider: ['OpenIDConnectProviderArn'],
  DeleteOpenIDConnectProvider: ['OpenIDConnectProviderArn'],
  GetAccountSummary: [],
};

/** Lists the fields that break their constraints, including required ones that are missing. */
export function brokenFields({ action, input }: GeneratedCall): string[] {
  const missing = required[action].filter((field) => input[field] === undefined);
  const invalid = Object.entries(input).filter(([field, value]) => !constraintOf(action, field)(value));
  return [...missing, ...invalid.map(([field]) => field)];
}

/** Lists the calls that are generated with a field. */
export function callsWith(field: string): IamAction[] {
  return (Object.keys(generators) as IamAction[]).filter((action) => field in generators[action][1]);
}
