import { trustOfServices } from '../../src/inputs/trust.ts';
import {
  canonicalText,
  sameDocument,
  type Json,
  type PolicyDocument,
} from '../../src/aws/policy-document.ts';
import { DENY_ALL } from '../../src/aws/trust-policy.ts';
import { changeKey, count, DEFAULT_LIMITS, type Change, type Limits } from '../../src/resources/resource.ts';
import { differencesOf } from '../../src/report/differences.ts';
import { policiesThatDecide, role as roleKind } from '../../src/resources/role.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { aRole } from '../harness/examples.ts';
import { through } from '../harness/states.ts';

const planRole = (target: Role | undefined, actual: Role | undefined, quotas: Limits): Change[] =>
  roleKind.plan({ role: target }, { role: actual }, quotas);
const role = (change: Partial<Role>): Role => ({ ...aRole, ...change });
/** Returns the lines of a plan, whose effects must lead to its target. */
const steps = (target: Role | undefined, actual: Role | undefined, quota = 10): string[] => {
  const changes = planRole(target, actual, { attachedPoliciesPerRole: quota });
  expect(access(through({ role: actual }, changes).at(-1)?.role)).toEqual(access(target));
  return changes.map((change) => `${change.summary}${change.broadens ? ' !' : ''}`);
};
const access = (of: Role | undefined): unknown =>
  of && {
    boundary: of.boundary,
    managed: [...of.managedPolicies].sort(),
    inline: [...of.inlinePolicies].map(([name, each]) => `${name} ${each ? canonicalText(each) : ''}`).sort(),
  };
const doc = (Effect: string, Action: string, more: PolicyDocument = {}): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*' }],
  ...more,
});
const both = (allowed: string, denied: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: allowed, Resource: '*' },
    { Effect: 'Deny', Action: denied, Resource: '*' },
  ],
});
const trust = (...AWS: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
});
const arns = (...names: string[]): Set<string> =>
  new Set(names.map((name) => `arn:aws:iam::aws:policy/${name}`));
const inline = (policies: Record<string, PolicyDocument | undefined>): Role['inlinePolicies'] =>
  new Map(Object.entries(policies));
const padded = (length: number): PolicyDocument => doc('Allow', 'a:b', { Id: 'x'.repeat(length) });

test('at the quota each detachment is sent once, and the boundary moves between revoking and granting', () => {
  const kept = Array.from({ length: 8 }, (_, index) => `K${index}`);
  const [before, after] = ['a', 'b'].map((name) => `arn:aws:iam::123456789012:policy/${name}`);
  const actual = role({ boundary: before, managedPolicies: arns('AWSDenyAll', 'Old', ...kept) });
  const target = role({ boundary: after, managedPolicies: arns('New1', 'New2', ...kept) });
  expect(steps(target, actual)).toEqual([
    'detach Old (first: the boundary changes with the grants)',
    `set the permissions boundary ${before} → ${after} !`,
    'attach New1 !',
    'detach AWSDenyAll (first: no room for both) !',
    'attach New2 !',
  ]);
});

test('an absent role needs no change', () => {
  expect(steps(undefined, undefined)).toEqual([]);
});

test('one call creates a role with all fields of CreateRole', () => {
  const target = role({
    path: '/team/',
    description: 'd',
    boundary: 'arn:b',
    maxSessionDuration: 7200,
    managedPolicies: arns('A'),
    inlinePolicies: inline({ i: doc('Allow', 'a:b') }),
  });
  const changes = planRole(target, undefined, DEFAULT_LIMITS);
  expect(changes.map(({ api }) => api)).toEqual(['CreateRole', 'AttachRolePolicy', 'PutRolePolicy']);
  expect(changes[0]?.input).toEqual({
    RoleName: 'demo',
    Path: '/team/',
    AssumeRolePolicyDocument: JSON.stringify(aRole.trust),
    MaxSessionDuration: 7200,
    Description: 'd',
    PermissionsBoundary: 'arn:b',
    Tags: [{ Key: 'aws-iam-instance-profile:owner', Value: 'octo-org/octo-repo' }],
  });
});

test('a role is created without its undefined fields', () => {
  const [create] = planRole(role({ tags: new Map() }), undefined, DEFAULT_LIMITS);
  expect(Object.keys(create?.input ?? {})).toEqual([
    'RoleName',
    'Path',
    'AssumeRolePolicyDocument',
    'MaxSessionDuration',
  ]);
});

test('a role that trusts itself is created first and trusts itself then', () => {
  const self = 'arn:aws:iam::111111111111:role/team/demo';
  const target = role({ path: '/team/', trust: trust(self, '222222222222') });
  const [create, update, ...rest] = planRole(target, undefined, DEFAULT_LIMITS);
  const sent = (change: Change | undefined, field: string): PolicyDocument =>
    JSON.parse((change?.input as unknown as Record<string, string>)[field] ?? '{}') as PolicyDocument;
  expect(sameDocument(sent(create, 'AssumeRolePolicyDocument'), trust('222222222222'))).toBe(true);
  expect(update?.api).toBe('UpdateAssumeRolePolicy');
  expect(sameDocument(sent(update, 'PolicyDocument'), target.trust)).toBe(true);
  expect(rest).toEqual([]);
});

test('a new role trusts later roles last, and until then no principal if it denies one of them', () => {
  const [later, account] = ['arn:aws:iam::111111111111:role/team/b', '111111111111'];
  const denial = { Effect: 'Deny', Principal: { AWS: later }, Action: 'sts:AssumeRole' };
  const allowing = trust(account)['Statement'] as Json[];
  const limits = { ...DEFAULT_LIMITS, laterRoles: new Set(['role/team/b']) };
  const trusts = (document: PolicyDocument): unknown[] => {
    const changes = planRole(role({ trust: document }), undefined, limits);
    return through({}, changes).flatMap(({ role: each }) => (each ? [each.trust] : []));
  };
  const both = trust(later, account);
  expect(trusts(both)).toEqual([
    { ...both, Statement: [expect.objectContaining({ Principal: { AWS: [account] } })] },
    both,
  ]);
  const denying = { ...both, Statement: [...allowing, denial] };
  expect(trusts(denying)).toEqual([DENY_ALL, denying]);
});

test('the deletion of a role removes its policies first, the denying ones last', () => {
  const actual = role({
    boundary: 'arn:b',
    managedPolicies: arns('B', 'A'),
    inlinePolicies: inline({
      a: doc('Deny', 'x:*'),
      b: both('x:a', 'x:b'),
      c: doc('Allow', 'x:c'),
      d: undefined,
    }),
  });
  expect(steps(undefined, actual)).toEqual([
    'detach A',
    'detach B',
    'delete the inline policy c',
    'delete the inline policy b !',
    'delete the inline policy d',
    'delete the inline policy a',
    'delete the role',
  ]);
});

test('the creation of a role broadens access', () => {
  expect(steps(aRole, undefined)).toEqual(['create the role !']);
});

test('a deleted role loses inline policies of the same rank in the order of their names', () => {
  const actual = role({ inlinePolicies: inline({ b: doc('Allow', 'x:b'), a: doc('Allow', 'x:a') }) });
  expect(steps(undefined, actual).slice(0, 2)).toEqual([
    'delete the inline policy a',
    'delete the inline policy b',
  ]);
});

test('a deletion removes the role from every profile first', () => {
  const actual = role({ instanceProfiles: new Set(['b', 'a']) });
  const changes = planRole(undefined, actual, DEFAULT_LIMITS);
  expect(changes.map(({ summary, input }) => [summary, input])).toEqual([
    ['remove role/demo from the profile', { InstanceProfileName: 'a', RoleName: 'demo' }],
    ['remove role/demo from the profile', { InstanceProfileName: 'b', RoleName: 'demo' }],
    ['delete the role', { RoleName: 'demo' }],
  ]);
  expect(through({ role: actual }, changes).map((state) => state.role?.instanceProfiles.size)).toEqual([
    2,
    1,
    0,
    undefined,
  ]);
});

test('a deleted role keeps its policies until it is out of every profile', () => {
  const changes = planRole(undefined, role({ managedPolicies: arns('A') }), DEFAULT_LIMITS);
  expect(changes.map(({ api }) => api)).toEqual(['DetachRolePolicy', 'DeleteRole']);
  for (const { after } of changes)
    expect(after).toEqual(expect.arrayContaining(['RemoveRoleFromInstanceProfile', 'DeleteProfile']));
});

test('every call names its role, and contains its new values', () => {
  const document = doc('Allow', 'a:b');
  const target = role({
    description: 'd',
    trust: trustOfServices(['ec2', 'lambda']),
    tags: new Map([['b', '2']]),
    boundary: 'arn:b',
    managedPolicies: arns('B'),
    inlinePolicies: inline({ i: document }),
  });
  const actual = role({
    tags: new Map([['a', '1']]),
    managedPolicies: arns('A'),
    inlinePolicies: inline({ j: document }),
  });
  const RoleName = 'demo';
  const policy = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
  const changes = [
    ...planRole(target, actual, DEFAULT_LIMITS),
    ...planRole(undefined, aRole, DEFAULT_LIMITS),
  ];
  expect(changes.map(({ api, input }) => [api, input])).toEqual([
    ['UntagRole', { RoleName, TagKeys: ['a'] }],
    ['TagRole', { RoleName, Tags: [{ Key: 'b', Value: '2' }] }],
    ['UpdateRole', { RoleName, Description: 'd', MaxSessionDuration: 3600 }],
    ['PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: 'arn:b' }],
    ['AttachRolePolicy', { RoleName, PolicyArn: policy('B') }],
    ['PutRolePolicy', { RoleName, PolicyName: 'i', PolicyDocument: JSON.stringify(document) }],
    ['DetachRolePolicy', { RoleName, PolicyArn: policy('A') }],
    ['DeleteRolePolicy', { RoleName, PolicyName: 'j' }],
    ['UpdateAssumeRolePolicy', { RoleName, PolicyDocument: JSON.stringify(target.trust) }],
    ['DeleteRole', { RoleName }],
  ]);
  const attached = { adds: true, sets: { [`managedPolicies/${policy('B')}`]: true } };
  expect(changes.find(({ api }) => api === 'AttachRolePolicy')).toMatchObject(attached);
  const [unbound] = planRole(aRole, role({ boundary: 'arn:b' }), DEFAULT_LIMITS);
  expect(unbound).toMatchObject({ api: 'DeleteRolePermissionsBoundary', input: { RoleName } });
  const [created] = planRole(aRole, undefined, DEFAULT_LIMITS);
  for (const { resource } of [...changes, unbound, created].filter((each) => each !== undefined)) {
    expect(resource).toBe('role/demo');
  }
});

describe('one change', () => {
  test.each<[string, Partial<Role>, Partial<Role>, string[]]>([
    ['of the description', { description: 'b' }, { description: 'a' }, ['description "a" → "b"']],
    ['of the session', { maxSessionDuration: 3601 }, {}, ['max session duration 3600 s → 3601 s']],
    [
      'of both',
      { description: '', maxSessionDuration: 3601 },
      { description: 'a' },
      ['description "a" → ""; max session duration 3600 s → 3601 s'],
    ],
    ['from no boundary to one', { boundary: 'arn:a' }, {}, ['set the permissions boundary none → arn:a']],
    [
      'from one boundary to another',
      { boundary: 'arn:b' },
      { boundary: 'arn:a' },
      ['set the permissions boundary arn:a → arn:b !'],
    ],
    ['to no boundary', {}, { boundary: 'arn:a' }, ['remove the permissions boundary arn:a !']],
    ['to a wider trust', { trust: trust('1', '2') }, { trust: trust('1') }, ['update the trust policy !']],
    ['to a narrower trust', { trust: trust('1') }, { trust: trust('1', '2') }, ['narrow the trust policy']],
    [
      'of tags',
      { tags: new Map([['b', '2']]) },
      { tags: new Map([['a', '1']]) },
      ['remove 1 tag: a', 'set 1 tag: b=2'],
    ],
    [
      'of an inline policy to less',
      { inlinePolicies: inline({ i: doc('Allow', 'a:b') }) },
      { inlinePolicies: inline({ i: doc('Allow', 'a:*') }) },
      ['update the inline policy i'],
    ],
    [
      'of an inline policy to more',
      { inlinePolicies: inline({ i: doc('Allow', 'a:*') }) },
      { inlinePolicies: inline({ i: doc('Allow', 'a:b') }) },
      ['update the inline policy i !'],
    ],
    [
      'of an inline policy that was not read',
      { inlinePolicies: inline({ i: doc('Deny', 'a:*') }) },
      { inlinePolicies: inline({ i: undefined }) },
      ['update the inline policy i !'],
    ],
    [
      'to one inline policy less',
      {},
      { inlinePolicies: inline({ i: doc('Allow', 'a:*') }) },
      ['delete the inline policy i'],
    ],
    [
      'to one inline policy less, which denied',
      {},
      { inlinePolicies: inline({ i: doc('Deny', 'a:*') }) },
      ['delete the inline policy i !'],
    ],
    [
      'to one inline policy less, which was not read',
      {},
      { inlinePolicies: inline({ i: undefined }) },
      ['delete the inline policy i !'],
    ],
    [
      'to one inline policy more, which denies',
      { inlinePolicies: inline({ i: doc('Deny', 'a:*') }) },
      {},
      ['add the inline policy i'],
    ],
  ])('%s', (_, target, actual, expected) => {
    expect(steps(role(target), role(actual))).toEqual(expected);
  });

  test.each<[string, Partial<Role>, Partial<Role>]>([
    ['boundary', { boundary: 'arn:a' }, { boundary: 'arn:a' }],
    [
      'inline policy in other words',
      { inlinePolicies: inline({ i: doc('Allow', 'a:b') }) },
      { inlinePolicies: inline({ i: doc('ALLOW', 'a:b') }) },
    ],
  ])('none of the same %s', (_, target, actual) => {
    expect(steps(role(target), role(actual))).toEqual([]);
  });

  test('none of unread values that remain', () => {
    const unread = role({ inlinePolicies: inline({ i: undefined }) });
    expect(steps(unread, unread)).toEqual([]);
  });
});

describe('the order of', () => {
  test('attaching and detaching below the quota: nothing is missing in between', () => {
    const [target, actual] = [role({ managedPolicies: arns('B') }), role({ managedPolicies: arns('A') })];
    expect(steps(target, actual)).toEqual(['attach B !', 'detach A']);
  });

  test('attaching and detaching at the quota: as many detached first as must', () => {
    const target = role({ managedPolicies: arns('C', 'D', 'X') });
    const actual = role({ managedPolicies: arns('A', 'B', 'X') });
    expect(steps(target, actual, 4)).toEqual([
      'attach C !',
      'detach A (first: no room for both)',
      'attach D !',
      'detach B',
    ]);
  });

  test('added and removed policies: by name', () => {
    expect(steps(role({ managedPolicies: arns('B', 'A') }), aRole)).toEqual(['attach A !', 'attach B !']);
    expect(steps(aRole, role({ managedPolicies: arns('B', 'A') }))).toEqual(['detach A', 'detach B']);
  });

  test('attaching and detaching at the quota that IAM has by default: detached first', () => {
    const nine = Array.from({ length: 9 }, (_, n) => `N${n}`);
    const target = role({ managedPolicies: arns(...nine, 'B') });
    const changes = planRole(target, role({ managedPolicies: arns(...nine, 'A') }), DEFAULT_LIMITS);
    expect(changes.map(({ summary }) => summary)).toEqual(['detach A (first: no room for both)', 'attach B']);
  });

  test('attaching beyond the quota: left to IAM to refuse', () => {
    const actual = role({ managedPolicies: arns('A') });
    expect(steps(role({ managedPolicies: arns('A', 'B') }), actual, 1)).toEqual(['attach B !']);
  });

  test('denials and grants: denied first, no longer denied last', () => {
    const target = role({
      managedPolicies: arns('B'),
      inlinePolicies: inline({ new: doc('Deny', 'x:a'), kept: doc('Allow', 'x:a') }),
    });
    const actual = role({
      managedPolicies: arns('A'),
      inlinePolicies: inline({ old: doc('Deny', 'x:b'), kept: both('x:a', 'x:c') }),
    });
    expect(steps(target, actual)).toEqual([
      'add the inline policy new',
      'attach B !',
      'detach A',
      'delete the inline policy old !',
      'update the inline policy kept !',
    ]);
  });

  test('one denial for another while grants are added and removed: both in between', () => {
    const target = role({
      managedPolicies: arns('B', 'Kept'),
      inlinePolicies: inline({ guard: doc('Deny', 'x:b') }),
    });
    const actual = role({
      managedPolicies: arns('A', 'Kept'),
      inlinePolicies: inline({ guard: doc('Deny', 'x:a') }),
    });
    expect(steps(target, actual)).toEqual([
      'update the inline policy guard, for the transition',
      'attach B !',
      'detach A',
      'update the inline policy guard !',
    ]);
  });

  test('one denial for another while inline grants are added and removed: both in between', () => {
    const target = role({
      inlinePolicies: inline({
        guard: doc('Deny', 'x:b'),
        less: doc('Allow', 'x:a'),
        more: doc('Allow', 'x:*', { Id: 'longer' }),
      }),
    });
    const actual = role({
      inlinePolicies: inline({
        guard: doc('Deny', 'x:a'),
        less: doc('Allow', 'x:*'),
        more: doc('Allow', 'x:a'),
      }),
    });
    expect(steps(target, actual)).toEqual([
      'update the inline policy guard, for the transition',
      'update the inline policy more !',
      'update the inline policy less',
      'update the inline policy guard !',
    ]);
  });

  test('one denial for another while an inline policy is deleted and a managed one attached: both in between', () => {
    const target = role({
      managedPolicies: arns('A'),
      inlinePolicies: inline({ guard: doc('Deny', 'x:b') }),
    });
    const actual = role({
      inlinePolicies: inline({ guard: doc('Deny', 'x:a'), old: doc('Allow', 'x:a') }),
    });
    expect(steps(target, actual)).toEqual([
      'update the inline policy guard, for the transition',
      'attach A !',
      'delete the inline policy old',
      'update the inline policy guard !',
    ]);
  });

  test('one policy that changes alone: one call, whatever it grants and denies', () => {
    const target = role({ inlinePolicies: inline({ i: both('x:a', 'x:b') }) });
    const actual = role({ inlinePolicies: inline({ i: both('x:c', 'x:d') }) });
    expect(steps(target, actual)).toEqual(['update the inline policy i !']);
  });

  test.each<[string, string[], string[], string[]]>([
    ['a denying policy is attached', ['AWSDenyAll'], [], ['attach AWSDenyAll', 'TRANSITION', 'FINAL']],
    ['a denying policy is detached', [], ['AWSDenyAll'], ['TRANSITION', 'detach AWSDenyAll !', 'FINAL']],
    [
      'a policy is attached that grants and denies',
      ['AWSPrivateCAUser'],
      [],
      ['TRANSITION', 'attach AWSPrivateCAUser !', 'FINAL'],
    ],
  ])('one denial for another while %s: both in between', (_, after, before, expected) => {
    const target = role({
      managedPolicies: arns(...after),
      inlinePolicies: inline({ g: doc('Deny', 'x:b') }),
    });
    const actual = role({
      managedPolicies: arns(...before),
      inlinePolicies: inline({ g: doc('Deny', 'x:a') }),
    });
    const words = {
      TRANSITION: 'update the inline policy g, for the transition',
      FINAL: 'update the inline policy g !',
    };
    expect(steps(target, actual)).toEqual(
      expected.map((line) => (line === 'TRANSITION' || line === 'FINAL' ? words[line] : line)),
    );
  });

  describe('a policy that alone is revoked and no longer denied', () => {
    const actual = { inlinePolicies: inline({ p: both('a:*', 'c:d') }) };
    const target = { inlinePolicies: inline({ p: doc('Allow', 'a:b'), q: doc('Allow', 'q:q') }) };

    test('after the grants: both in one call', () => {
      expect(steps(role(target), role(actual))).toEqual([
        'add the inline policy q !',
        'update the inline policy p !',
      ]);
    });

    test('before the grants, because the boundary moves: its denial last', () => {
      const moving = steps(
        role({ ...target, boundary: 'arn:new' }),
        role({ ...actual, boundary: 'arn:old' }),
      );
      expect(moving).toEqual([
        'update the inline policy p, for the transition (first: the boundary changes with the grants)',
        'set the permissions boundary arn:old → arn:new !',
        'add the inline policy q !',
        'update the inline policy p !',
      ]);
    });
  });

  test('new denials: policies that only deny before those that allow too', () => {
    const target = role({
      inlinePolicies: inline({
        mixed: both('x:a', 'x:b'),
        guard: doc('Deny', 'x:c', { Id: 'x'.repeat(500) }),
        pure: doc('Deny', 'x:d', { Id: 'x'.repeat(900) }),
      }),
    });
    expect(steps(target, aRole)).toEqual([
      'add the inline policy guard',
      'add the inline policy pure',
      'add the inline policy mixed !',
    ]);
  });

  test('dropped denials: of policies that allow too before those that only deny', () => {
    const target = role({
      inlinePolicies: inline({ guard: doc('Deny', 'x:a'), mixed: doc('Allow', 'x:b') }),
    });
    const actual = role({
      inlinePolicies: inline({
        guard: doc('Deny', 'x:*', { Id: 'x'.repeat(500) }),
        mixed: both('x:b', 'x:c'),
      }),
    });
    expect(steps(target, actual)).toEqual([
      'update the inline policy guard !',
      'update the inline policy mixed !',
    ]);
  });

  test('one denial for another while grants are only added: once, and first', () => {
    const target = role({
      managedPolicies: arns('A', 'B'),
      inlinePolicies: inline({ guard: doc('Deny', 'x:b') }),
    });
    const actual = role({
      managedPolicies: arns('A'),
      inlinePolicies: inline({ guard: doc('Deny', 'x:a') }),
    });
    expect(steps(target, actual)).toEqual(['update the inline policy guard !', 'attach B !']);
  });

  test('one denial for another while grants are only removed: once, and last', () => {
    const target = role({ inlinePolicies: inline({ guard: doc('Deny', 'x:b') }) });
    const actual = role({
      managedPolicies: arns('A'),
      inlinePolicies: inline({ guard: doc('Deny', 'x:a') }),
    });
    expect(steps(target, actual)).toEqual(['detach A', 'update the inline policy guard !']);
  });

  test('one denial for another in a version that reads it otherwise: no step in between', () => {
    const variable = (Action: string, Version: string): PolicyDocument => ({
      Version,
      Statement: [{ Effect: 'Deny', Action, Resource: '${aws:username}' }],
    });
    const target = role({
      managedPolicies: arns('B'),
      inlinePolicies: inline({ guard: variable('x:b', '2012-10-17') }),
    });
    const actual = role({
      managedPolicies: arns('A'),
      inlinePolicies: inline({ guard: variable('x:a', '2008-10-17') }),
    });
    expect(steps(target, actual)).toEqual(['attach B !', 'detach A', 'update the inline policy guard !']);
  });

  test('a narrower trust and new grants: the trust first', () => {
    const target = role({ trust: trust('1'), managedPolicies: arns('A') });
    expect(steps(target, role({ trust: trust('1', '2') }))).toEqual([
      'narrow the trust policy',
      'attach A !',
    ]);
  });

  test('a wider trust and fewer grants: the trust last', () => {
    const actual = role({ trust: trust('1'), managedPolicies: arns('A') });
    expect(steps(role({ trust: trust('1', '2') }), actual)).toEqual([
      'detach A',
      'update the trust policy !',
    ]);
  });

  test('a narrower trust and fewer grants: the trust first', () => {
    const actual = role({ trust: trust('1', '2'), managedPolicies: arns('A') });
    expect(steps(role({ trust: trust('1') }), actual)).toEqual(['narrow the trust policy', 'detach A']);
  });

  test('a wider trust and new grants: the trust last', () => {
    const target = role({ trust: trust('1', '2'), managedPolicies: arns('A') });
    expect(steps(target, role({ trust: trust('1') }))).toEqual(['attach A !', 'update the trust policy !']);
  });

  test('other principals and a new inline policy: the trust first, in one step', () => {
    const target = role({ trust: trust('2'), inlinePolicies: inline({ i: doc('Allow', 'a:b') }) });
    expect(steps(target, role({ trust: trust('1') }))).toEqual([
      'update the trust policy !',
      'add the inline policy i !',
    ]);
  });

  test('other principals and other grants: only those of both in between', () => {
    const target = role({ trust: trust('2', '3'), managedPolicies: arns('B') });
    const actual = role({ trust: trust('1', '2'), managedPolicies: arns('A') });
    expect(steps(target, actual)).toEqual([
      'narrow the trust policy',
      'attach B !',
      'detach A',
      'update the trust policy !',
    ]);
  });

  test('other principals and only new grants: the trust first, in one step', () => {
    const target = role({ trust: trust('2'), managedPolicies: arns('A') });
    expect(steps(target, role({ trust: trust('1') }))).toEqual(['update the trust policy !', 'attach A !']);
  });

  test('other principals and only removed grants: the trust last, in one step', () => {
    const actual = role({ trust: trust('1'), managedPolicies: arns('A') });
    expect(steps(role({ trust: trust('2') }), actual)).toEqual(['detach A', 'update the trust policy !']);
  });

  test('inline documents at their quota: deletions, then shrinking ones, then growing ones', () => {
    const target = role({ inlinePolicies: inline({ a: padded(6_000), b: padded(100), d: padded(3_000) }) });
    const actual = role({ inlinePolicies: inline({ a: padded(100), b: padded(6_000), c: padded(3_000) }) });
    expect(steps(target, actual)).toEqual([
      'delete the inline policy c (first: no room for both)',
      'update the inline policy b',
      'add the inline policy d !',
      'update the inline policy a',
    ]);
  });

  test('inline documents below their quota: in the order of their growth', () => {
    const target = role({ inlinePolicies: inline({ a: padded(5_000), b: padded(100), d: padded(2_000) }) });
    const actual = role({ inlinePolicies: inline({ a: padded(4_000), b: padded(3_000) }) });
    expect(steps(target, actual)).toEqual([
      'update the inline policy b',
      'update the inline policy a',
      'add the inline policy d !',
    ]);
  });

  test.each([
    ['with just enough room: put first', 0, ['add the inline policy b !', 'delete the inline policy a']],
    [
      'of one character too many: deletes first',
      1,
      ['delete the inline policy a (first: no room for both)', 'add the inline policy b !'],
    ],
  ])('a new inline document %s', (_, over, expected) => {
    const empty = JSON.stringify(padded(0)).length;
    const target = role({ inlinePolicies: inline({ b: padded(10_240 - 2 * empty - 5_000 + over) }) });
    expect(steps(target, role({ inlinePolicies: inline({ a: padded(5_000) }) }))).toEqual(expected);
  });

  const long = (Effect: string, characters = 6_000): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [{ Effect, Action: 'x:a', Resource: 'r'.repeat(characters) }],
  });

  test.each<[string, Role['inlinePolicies'], string[]]>([
    [
      'another name',
      inline({ next: long('Deny') }),
      ['delete the inline policy guard (first: no room for both) !', 'add the inline policy next'],
    ],
    [
      'another name, and a new grant',
      inline({ next: long('Deny'), more: long('Allow', 100) }),
      [
        'delete the inline policy guard (first: no room for both) !',
        'add the inline policy next',
        'add the inline policy more !',
      ],
    ],
  ])('a denial without room for its replacement under %s: lifted first', (_, inlinePolicies, expected) => {
    const actual = role({ inlinePolicies: inline({ guard: long('Deny') }) });
    expect(steps(role({ inlinePolicies }), actual)).toEqual(expected);
  });

  test('two denials without room for both: revoked first, and replaced in one step before the grants', () => {
    const guard = (letter: string): Role['inlinePolicies'] =>
      inline({
        guard: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 'x:a', Resource: letter.repeat(6_000) }],
        },
      });
    const target = role({ managedPolicies: arns('B'), inlinePolicies: guard('b') });
    const actual = role({ managedPolicies: arns('A'), inlinePolicies: guard('a') });
    expect(steps(target, actual)).toEqual([
      'detach A (first: no room for both)',
      'update the inline policy guard (first: no room for both) !',
      'attach B !',
    ]);
  });

  test('a denial that is dropped from a growing document: it gets the room of earlier deletions', () => {
    const grown = doc('Allow', 'x:a', { Id: 'x'.repeat(6_000) });
    const target = role({ managedPolicies: arns('A'), inlinePolicies: inline({ guard: grown }) });
    const actual = role({ inlinePolicies: inline({ guard: both('x:a', 'x:b'), old: padded(6_000) }) });
    expect(steps(target, actual)).toEqual([
      'attach A !',
      'delete the inline policy old',
      'update the inline policy guard !',
    ]);
  });

  test('a new denial that has no room yet: shrinking documents first', () => {
    const target = role({
      inlinePolicies: inline({ big: padded(100), guard: doc('Deny', 'x:a', { Id: 'x'.repeat(500) }) }),
    });
    const actual = role({ inlinePolicies: inline({ big: padded(10_000) }) });
    expect(steps(target, actual)).toEqual(['update the inline policy big', 'add the inline policy guard']);
  });

  test('white space does not count', () => {
    const spaced = (letter: string): PolicyDocument =>
      doc('Allow', 'a:b', { Id: `${letter}${' '.repeat(6_000)}` });
    const [target, actual] = [
      role({ inlinePolicies: inline({ b: spaced('b') }) }),
      role({ inlinePolicies: inline({ a: spaced('a') }) }),
    ];
    expect(steps(target, actual)).toEqual(['add the inline policy b !', 'delete the inline policy a']);
  });
});

describe('other principals are trusted', () => {
  const [both, later] = [trust('1', '2'), trust('2', '3')];
  const narrowed = 'narrow the trust policy';
  const updated = 'update the trust policy !';
  const allowed = inline({ i: doc('Allow', 'x:a') });
  test.each<[string, Partial<Role>, Partial<Role>, string[]]>([
    [
      'first if a denial is lifted',
      {},
      { managedPolicies: arns('AWSDenyAll') },
      [updated, 'detach AWSDenyAll !'],
    ],
    [
      'last if a denial is added',
      { managedPolicies: arns('AWSDenyAll') },
      {},
      ['attach AWSDenyAll', updated],
    ],
    [
      'first if an inline denial is lifted',
      {},
      { inlinePolicies: inline({ i: doc('Deny', 'x:a') }) },
      [updated, 'delete the inline policy i !'],
    ],
    [
      'last if an inline policy is deleted',
      {},
      { inlinePolicies: allowed },
      ['delete the inline policy i', updated],
    ],
    [
      'in two steps if an inline policy is deleted that was not read',
      {},
      { inlinePolicies: inline({ i: undefined }) },
      [narrowed, 'delete the inline policy i !', updated],
    ],
    [
      'in one step if an inline policy remains that was not read',
      { inlinePolicies: inline({ i: undefined }) },
      { inlinePolicies: inline({ i: undefined }) },
      [updated],
    ],
    [
      'last if an unread inline policy remains and another one is deleted',
      { inlinePolicies: inline({ i: undefined }) },
      { inlinePolicies: inline({ i: undefined, j: doc('Allow', 'x:a') }) },
      ['delete the inline policy j', updated],
    ],
    [
      'first if an unread inline policy remains and another one is added',
      { inlinePolicies: inline({ i: undefined, j: doc('Allow', 'x:a') }) },
      { inlinePolicies: inline({ i: undefined }) },
      [updated, 'add the inline policy j !'],
    ],
  ])('%s', (_, target, actual, expected) => {
    expect(steps(role({ ...target, trust: later }), role({ ...actual, trust: both }))).toEqual(expected);
  });
});

describe('with facts of the account,', () => {
  const planned = (
    target: Partial<Role>,
    actual: Partial<Role> | undefined,
    limits: Partial<Limits>,
  ): string[] =>
    planRole(role(target), actual && role(actual), { ...DEFAULT_LIMITS, ...limits }).map(
      ({ summary, broadens }) => `${summary}${broadens ? ' !' : ''}`,
    );
  const own = (name: string): string => `arn:aws:iam::123456789012:policy/${name}`;

  test.each([
    ['enough', 0, ['add the inline policy b !', 'delete the inline policy a']],
    ['not enough', 1, ['delete the inline policy a (first: no room for both)', 'add the inline policy b !']],
  ])('inline policies that remain unread leave %s room', (_, over, expected) => {
    const room = 2 * JSON.stringify(padded(1_000)).length;
    const [target, actual] = ['b', 'a'].map((name) => ({
      inlinePolicies: inline({ [name]: padded(1_000) }),
    }));
    expect(planned(target ?? {}, actual ?? {}, { keptInlineSize: 10_240 - room + over })).toEqual(expected);
  });

  test('a policy whose document only denies is attached first and detached last', () => {
    const documents = new Map([
      [own('Guard'), doc('Deny', 'x:a')],
      [own('Grant'), doc('Allow', 'x:b')],
    ]);
    const [guarded, open] = [
      { managedPolicies: new Set([own('Guard'), own('Grant')]) },
      { managedPolicies: new Set<string>() },
    ];
    expect(planned(guarded, open, { documents })).toEqual(['attach Guard', 'attach Grant !']);
    expect(planned(open, guarded, { documents })).toEqual(['detach Grant', 'detach Guard !']);
    expect(planned(guarded, open, {})).toEqual(['attach Grant !', 'attach Guard !']);
    expect(planned(open, guarded, {})).toEqual(['detach Grant !', 'detach Guard !']);
  });

  test('a deleted role shows no denial as lifted after its last grant', () => {
    const documents = new Map([
      [own('Guard'), doc('Deny', 'x:a')],
      [own('Grant'), doc('Allow', 'x:b')],
    ]);
    const removed = (managedPolicies: Role['managedPolicies'], known: typeof documents): string[] =>
      planRole(undefined, role({ managedPolicies }), { ...DEFAULT_LIMITS, documents: known }).map(
        ({ summary, broadens }) => `${summary}${broadens ? ' !' : ''}`,
      );
    const policies = new Set([own('Guard'), own('Grant')]);
    expect(removed(policies, documents)).toEqual(['detach Grant', 'detach Guard', 'delete the role']);
    expect(removed(policies, new Map())).toEqual(['detach Grant !', 'detach Guard', 'delete the role']);
  });
});

describe('the boundary moves', () => {
  const documents = new Map([
    ['arn:wide', doc('Allow', '*')],
    ['arn:narrow', doc('Allow', 's3:*')],
    ['arn:reworded', doc('ALLOW', 's3:*')],
    ['arn:other', doc('Allow', 'ec2:*')],
  ]);
  const moved = (target: Partial<Role>, actual: Partial<Role>): string[] =>
    planRole(role(target), role(actual), { ...DEFAULT_LIMITS, documents }).map(
      ({ summary, broadens }) =>
        `${summary.replace('set the permissions boundary ', '').replaceAll('arn:', '')}${broadens ? ' !' : ''}`,
    );
  const [A, B] = [{ managedPolicies: arns('A') }, { managedPolicies: arns('B') }];
  const [one, two] = [{ trust: trust('1') }, { trust: trust('2') }];
  const at = (name: string): Partial<Role> => ({ boundary: `arn:${name}` });

  test.each<[string, Partial<Role>, Partial<Role>, string[]]>([
    [
      'first if it only narrows',
      { ...at('narrow'), ...B },
      { ...at('wide'), ...A },
      ['wide → narrow', 'attach B !', 'detach A'],
    ],
    [
      'first if it is the first one',
      { ...at('narrow'), ...B },
      A,
      ['none → narrow', 'attach B !', 'detach A'],
    ],
    [
      'last if it only widens',
      { ...at('wide'), ...B },
      { ...at('narrow'), ...A },
      ['attach B !', 'detach A', 'narrow → wide !'],
    ],
    [
      'last if it is removed',
      B,
      { ...at('narrow'), ...A },
      ['attach B !', 'detach A', 'remove the permissions boundary narrow !'],
    ],
    [
      'first if it has only other words',
      { ...at('reworded'), ...B },
      { ...at('narrow'), ...A },
      ['narrow → reworded', 'attach B !', 'detach A'],
    ],
    [
      'between revoking and granting if it does both',
      { ...at('other'), ...B },
      { ...at('narrow'), ...A },
      ['detach A (first: the boundary changes with the grants)', 'narrow → other !', 'attach B !'],
    ],
    [
      'between revoking and granting if its document was not read',
      { ...at('unread'), ...B },
      { ...at('narrow'), ...A },
      ['detach A (first: the boundary changes with the grants)', 'narrow → unread !', 'attach B !'],
    ],
    [
      'between revoking and granting if the document before it was not read',
      { ...at('narrow'), ...B },
      { ...at('unread'), ...A },
      ['detach A (first: the boundary changes with the grants)', 'unread → narrow !', 'attach B !'],
    ],
    [
      'after new denials if it does both',
      { ...at('other'), inlinePolicies: inline({ guard: both('x:b', 'x:c') }) },
      { ...at('narrow'), inlinePolicies: inline({ guard: doc('Allow', 'x:a') }) },
      [
        'delete the inline policy guard (first: the boundary changes with the grants)',
        'add the inline policy guard, for the transition',
        'narrow → other !',
        'update the inline policy guard !',
      ],
    ],
    [
      'before other principals if it narrows',
      { ...at('narrow'), ...two },
      one,
      ['none → narrow', 'update the trust policy !'],
    ],
    [
      'after other principals if it widens',
      two,
      { ...at('narrow'), ...one },
      ['update the trust policy !', 'remove the permissions boundary narrow !'],
    ],
    [
      'while only the principals of both are trusted if it does both',
      { ...at('other'), trust: trust('2', '3') },
      { ...at('narrow'), trust: trust('1', '2') },
      ['narrow the trust policy', 'narrow → other !', 'update the trust policy !'],
    ],
    [
      'before more principals',
      { ...at('narrow'), trust: trust('1', '2') },
      one,
      ['none → narrow', 'update the trust policy !'],
    ],
    [
      'after fewer principals',
      one,
      { ...at('narrow'), trust: trust('1', '2') },
      ['narrow the trust policy', 'remove the permissions boundary narrow !'],
    ],
  ])('%s', (_, target, actual, expected) => {
    expect(moved(target, actual)).toEqual(expected);
  });
});

describe('the policies whose documents decide the order', () => {
  const own = (name: string): string => `arn:aws:iam::123456789012:policy/${name}`;
  const having = (names: readonly string[], boundary?: string): Role =>
    role({ managedPolicies: new Set(names), boundary });

  test.each([
    [
      'of the account that move',
      having([own('a'), own('c')]),
      having([own('b'), own('c')]),
      [own('a'), own('b')],
    ],
    ['of a new role', having([own('a')]), undefined, [own('a')]],
    ['of a deleted role', undefined, having([own('a')]), [own('a')]],
    ['none of AWS', having([...arns('A')]), having([...arns('B')]), []],
    ['both boundaries', having([], 'arn:b'), having([], 'arn:a'), ['arn:b', 'arn:a']],
    ['no boundary that stays', having([], 'arn:a'), having([], 'arn:a'), []],
    ['no boundary that is new', having([], 'arn:a'), having([]), []],
    ['each once', having([own('a')], own('a')), having([], own('b')), [own('a'), own('b')]],
  ])('%s', (_, target, actual, expected) => {
    expect(policiesThatDecide(target, actual)).toEqual(expected);
  });
});

test('a call and its input identify a change', () => {
  const [first, second] = planRole(role({ managedPolicies: arns('A', 'B') }), aRole, DEFAULT_LIMITS);
  if (first === undefined || second === undefined) throw new Error('two changes are expected');
  expect(changeKey(first)).toBe(changeKey({ ...first, summary: 'x' }));
  expect(changeKey(first)).not.toBe(changeKey(second));
});

test.each([
  [1, '1 tag'],
  [2, '2 tags'],
  [0, '0 tags'],
])('%d of them: %s', (n, words) => {
  expect(count(n, 'tag')).toBe(words);
});

test.each([
  ['a policy that tests them', inline({ p: doc('Allow', 'a:b', { Id: '${aws:principaltag/team}' }) }), true],
  ['a policy that was not read', inline({ p: undefined }), true],
  ['any other policy', inline({ p: doc('Allow', 'a:b') }), false],
])('new tags may broaden access with %s', (_, inlinePolicies, broadens) => {
  const [actual, target] = ['a', 'b'].map((team) =>
    role({ inlinePolicies, tags: new Map([['team', team]]) }),
  );
  expect(planRole(target, actual, DEFAULT_LIMITS).map((each) => [each.api, each.broadens])).toEqual([
    ['TagRole', broadens],
  ]);
});

test.each(['aws:ResourceTag/team', 'iam:ResourceTag/team'])(
  'new tags may broaden a trust policy that tests %s',
  (key) => {
    const trust = doc('Allow', 'sts:AssumeRole', { Id: key });
    const [actual, target] = ['a', 'b'].map((team) => role({ trust, tags: new Map([['team', team]]) }));
    expect(planRole(target, actual, DEFAULT_LIMITS).map((each) => [each.api, each.broadens])).toEqual([
      ['TagRole', true],
    ]);
  },
);

test('new tags may broaden access under a boundary that tests them or was not read', () => {
  const [boundary, documents] = [
    'arn:b',
    new Map([['arn:b', doc('Allow', '*', { Id: 'aws:PrincipalTag/team' })]]),
  ];
  const [actual, target] = ['a', 'b'].map((team) => role({ boundary, tags: new Map([['team', team]]) }));
  const broadens = (limits: Limits): boolean[] =>
    planRole(target, actual, limits).map((each) => each.broadens);
  expect(broadens({ ...DEFAULT_LIMITS, documents })).toEqual([true]);
  expect(broadens({ ...DEFAULT_LIMITS, documents: new Map([['arn:b', doc('Allow', '*')]]) })).toEqual([
    false,
  ]);
  expect(broadens(DEFAULT_LIMITS)).toEqual([true]);
});

test('a tag whose key changes only its case is removed and set, and shown as both', () => {
  const [actual, target] = ['Team', 'team'].map((key) => role({ tags: new Map([[key, 'a']]) }));
  const differences = differencesOf(
    planRole(target, actual, DEFAULT_LIMITS),
    { role: actual },
    { role: target },
  );
  expect(differences.map(({ entry, before, after }) => [entry, before, after])).toEqual([
    ['Team', 'a', undefined],
    ['team', undefined, 'a'],
  ]);
});
