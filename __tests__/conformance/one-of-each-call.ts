/** One of each call that the emulator has, in an order in which every call succeeds. */
import { goodDocuments, goodTrusts } from './policy-documents.ts';

export interface ClientCall {
  readonly service: string;
  readonly action: string;
  /** `PROFILE_ID` is replaced by the id of the Roles Anywhere profile that was created before. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The error that means success: a dry run has no other response. */
  readonly refused?: string;
}

const role = { RoleName: 'role' };
const profile = { InstanceProfileName: 'profile' };
const policy = { PolicyArn: 'arn:aws:iam::123456789012:policy/team/policy' };
const provider = {
  OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
};
const [trust = ''] = goodTrusts;
const [document = ''] = goodDocuments;
const anywhere = { profileId: 'PROFILE_ID' };
const resourceArn = 'arn:aws:rolesanywhere:us-east-1:123456789012:profile/PROFILE_ID';

const iam: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [
    'CreateRole',
    {
      ...role,
      Path: '/team/',
      AssumeRolePolicyDocument: trust,
      Description: 'Grüße,\n\t100% + more',
      MaxSessionDuration: 7200,
      PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    },
  ],
  ['GetRole', role],
  ['ListRoles', { PathPrefix: '/team/', MaxItems: 10 }],
  ['UpdateRole', { ...role, Description: 'other', MaxSessionDuration: 3600 }],
  ['UpdateRoleDescription', { ...role, Description: 'third' }],
  ['UpdateAssumeRolePolicy', { ...role, PolicyDocument: goodTrusts[1] }],
  ['DeleteRolePermissionsBoundary', role],
  ['PutRolePermissionsBoundary', { ...role, PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  [
    'CreatePolicy',
    {
      PolicyName: 'policy',
      Path: '/team/',
      PolicyDocument: document,
      Description: 'described',
      Tags: [{ Key: 'a', Value: '1' }],
    },
  ],
  ['GetPolicy', policy],
  ['GetPolicyVersion', { ...policy, VersionId: 'v1' }],
  ['AttachRolePolicy', { ...role, ...policy }],
  ['ListPolicies', { Scope: 'Local', OnlyAttached: true, PathPrefix: '/team/', MaxItems: 10 }],
  ['ListAttachedRolePolicies', { ...role, PathPrefix: '/team/', MaxItems: 10 }],
  ['DetachRolePolicy', { ...role, ...policy }],
  ['DeletePolicy', policy],
  ['PutRolePolicy', { ...role, PolicyName: 'inline', PolicyDocument: goodDocuments[2] }],
  ['GetRolePolicy', { ...role, PolicyName: 'inline' }],
  ['ListRolePolicies', { ...role, MaxItems: 10 }],
  ['DeleteRolePolicy', { ...role, PolicyName: 'inline' }],
  ['TagRole', { ...role, Tags: [{ Key: 'c', Value: 'é /=+-@' }] }],
  ['UntagRole', { ...role, TagKeys: ['a', 'b'] }],
  ['ListRoleTags', { ...role, MaxItems: 10 }],
  ['CreateInstanceProfile', { ...profile, Path: '/team/', Tags: [{ Key: 'a', Value: '1' }] }],
  ['AddRoleToInstanceProfile', { ...profile, ...role }],
  ['GetInstanceProfile', profile],
  ['ListInstanceProfiles', { PathPrefix: '/team/', MaxItems: 10 }],
  ['ListInstanceProfilesForRole', { ...role, MaxItems: 10 }],
  ['TagInstanceProfile', { ...profile, Tags: [{ Key: 'c', Value: '2' }] }],
  ['UntagInstanceProfile', { ...profile, TagKeys: ['a'] }],
  ['ListInstanceProfileTags', { ...profile, MaxItems: 10 }],
  ['CreateUser', { UserName: 'user', Path: '/team/' }],
  [
    'CreateOpenIDConnectProvider',
    {
      Url: 'https://token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
      Tags: [{ Key: 'a', Value: '1' }],
    },
  ],
  ['GetOpenIDConnectProvider', provider],
  ['DeleteOpenIDConnectProvider', provider],
  ['GetAccountSummary', {}],
  ['DeleteUser', { UserName: 'user' }],
];

const last: typeof iam = [
  ['RemoveRoleFromInstanceProfile', { ...profile, ...role }],
  ['DeleteInstanceProfile', profile],
  ['DeleteRole', role],
];

const rolesAnywhere: typeof iam = [
  [
    'CreateProfile',
    {
      name: 'nodes',
      roleArns: ['arn:aws:iam::123456789012:role/team/role'],
      managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      durationSeconds: 1800,
      sessionPolicy: document,
      enabled: true,
      tags: [{ key: 'a', value: '1' }],
    },
  ],
  ['GetProfile', anywhere],
  ['ListProfiles', { pageSize: 10 }],
  ['UpdateProfile', { ...anywhere, name: 'attic', durationSeconds: 900 }],
  ['DisableProfile', anywhere],
  ['EnableProfile', anywhere],
  ['TagResource', { resourceArn, tags: [{ key: 'b', value: '2' }] }],
  ['UntagResource', { resourceArn, tagKeys: ['a'] }],
  ['ListTagsForResource', { resourceArn }],
  ['DeleteProfile', anywhere],
];

const calls = (service: string, pairs: typeof iam): ClientCall[] =>
  pairs.map(([action, input]) => ({ service, action, input }));

export const oneOfEachCall: readonly ClientCall[] = [
  { service: 'sts', action: 'GetCallerIdentity', input: {} },
  ...calls('iam', iam),
  {
    service: 'ec2',
    action: 'RunInstances',
    refused: 'DryRunOperation',
    input: {
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      DryRun: true,
      IamInstanceProfile: { Name: 'profile' },
    },
  },
  ...calls('rolesanywhere', rolesAnywhere),
  ...calls('iam', last),
];
