import { encodeDocument } from '../../src/aws/policy-document.ts';
import { absentAsUndefined } from '../../src/aws/errors.ts';
import { oidcProvider } from '../../src/aws/arn.ts';
import { trustOfServices } from '../../src/inputs/trust.ts';
import { changeTable } from '../../src/report/change-report.ts';
import { diagram } from '../../src/report/diagram.ts';
import { driftLines } from '../../src/report/differences.ts';
import { plan } from '../../src/resources/index.ts';
import {
  InconsistentReadError,
  type Declaration,
  type RoleDeclaration,
  type State,
} from '../../src/resources/resource.ts';
import { role as roleKind } from '../../src/resources/role.ts';
import { observeRole, type Role } from '../../src/resources/role-state.ts';
import { aDeclaration, aProfile, aRole, aRoleDeclaration } from '../harness/examples.ts';
import { callError, fakeIam, type Answer } from '../harness/fake-iam.ts';

const document = { Version: '2012-10-17', Statement: [{ Sid: 'a+b %' }] };
const declaredWith = (...names: readonly string[]): Declaration => {
  const inlinePolicies = new Map(names.map((name) => [name, document]));
  return { ...aDeclaration, role: { ...aRoleDeclaration, inlinePolicies, prune: new Set() } };
};
const declared = declaredWith();
const removed: Declaration = { ...aDeclaration, role: undefined };
const encoded = encodeURIComponent(encodeDocument(document));
const role: Answer = () => ({
  Role: { RoleName: 'demo', RoleId: 'AROA', Arn: 'arn:r', AssumeRolePolicyDocument: encoded },
});
const none = { ListAttachedRolePolicies: () => ({}), ListRolePolicies: () => ({}) };
const documents: Answer = ({ PolicyName }) =>
  PolicyName === 'gone' ? fail('NoSuchEntity') : { PolicyDocument: encoded };

function fail(code: string): never {
  throw callError(code);
}

test('a role that no call sees is absent', async () => {
  await expect(observeRole(fakeIam({}), declared)).resolves.toBeUndefined();
});

test('a role is absent if only the list of its profiles succeeds, with no profile', async () => {
  const iam = fakeIam({ ListInstanceProfilesForRole: () => ({ InstanceProfiles: [] }) });
  await expect(observeRole(iam, removed)).resolves.toBeUndefined();
});

test.each(['ListAttachedRolePolicies', 'ListRolePolicies', 'ListInstanceProfilesForRole'] as const)(
  'a role that %s sees and GetRole does not is unsettled',
  async (list) => {
    const iam = fakeIam({ [list]: () => ({ InstanceProfiles: [{ InstanceProfileName: 'p' }] }) });
    await expect(observeRole(iam, removed)).rejects.toThrow(InconsistentReadError);
  },
);

test('a role has IAM’s defaults for missing fields', async () => {
  const iam = fakeIam({ ...none, GetRole: () => ({ Role: {} }) });
  await expect(observeRole(iam, declared)).resolves.toEqual({
    name: 'demo',
    path: '/',
    description: '',
    maxSessionDuration: 3600,
    trust: {},
    boundary: undefined,
    tags: new Map(),
    managedPolicies: new Set(),
    inlinePolicies: new Map(),
    instanceProfiles: new Set(),
    identity: { arn: '', id: '', created: undefined },
  });
});

test('a role is read with all its fields', async () => {
  const created = new Date(0);
  const iam = fakeIam({
    ...none,
    GetRole: () => ({
      Role: {
        RoleName: 'Demo',
        Path: '/team/',
        Description: 'd',
        MaxSessionDuration: 7200,
        RoleId: 'AROA',
        Arn: 'arn:r',
        CreateDate: created,
        AssumeRolePolicyDocument: encoded,
        PermissionsBoundary: { PermissionsBoundaryArn: 'arn:b' },
        Tags: [
          { Key: 'k', Value: 'v' },
          { Key: 'aws:x', Value: 'v' },
        ],
      },
    }),
  });
  await expect(observeRole(iam, declared)).resolves.toMatchObject({
    name: 'Demo',
    path: '/team/',
    description: 'd',
    maxSessionDuration: 7200,
    trust: document,
    boundary: 'arn:b',
    tags: new Map([['k', 'v']]),
    identity: { arn: 'arn:r', id: 'AROA', created },
  });
});

test('all pages of all lists are read', async () => {
  const paged =
    (list: string, item: (name: string) => unknown): Answer =>
    ({ Marker }) =>
      Marker === undefined
        ? { [list]: [item('a')], IsTruncated: true, Marker: 'next' }
        : { [list]: [item('b')], IsTruncated: false };
  const iam = fakeIam({
    GetRole: role,
    ListAttachedRolePolicies: paged('AttachedPolicies', (PolicyArn) => ({ PolicyArn })),
    ListRolePolicies: paged('PolicyNames', (name) => name),
    ListInstanceProfilesForRole: paged('InstanceProfiles', (InstanceProfileName) => ({
      InstanceProfileName,
    })),
    GetRolePolicy: () => fail('AccessDenied'),
  });
  await expect(observeRole(iam, removed)).resolves.toMatchObject({
    managedPolicies: new Set(['a', 'b']),
    inlinePolicies: new Map([
      ['a', undefined],
      ['b', undefined],
    ]),
    instanceProfiles: new Set(['a', 'b']),
  });
});

test('lists whose items have no names have empty ones', async () => {
  const iam = fakeIam({
    GetRole: role,
    ListAttachedRolePolicies: () => ({ AttachedPolicies: [{}], IsTruncated: true }),
    ListRolePolicies: () => ({}),
    ListInstanceProfilesForRole: () => ({ InstanceProfiles: [{}] }),
  });
  const found = await observeRole(iam, removed);
  expect([found?.managedPolicies, found?.instanceProfiles]).toEqual([new Set(['']), new Set([''])]);
  const empty = fakeIam({ ...none, GetRole: role, ListInstanceProfilesForRole: () => ({}) });
  expect((await observeRole(empty, removed))?.instanceProfiles).toEqual(new Set());
});

describe('inline documents', () => {
  const answers = { ...none, GetRole: role, GetRolePolicy: documents };

  test('are read in the same wave if they are requested, even when the list does not contain them yet', async () => {
    const iam = fakeIam({ ...answers, ListRolePolicies: () => ({ PolicyNames: ['other'] }) });
    const found = await observeRole(iam, declaredWith('new', 'gone'));
    expect(found?.inlinePolicies).toEqual(
      new Map<string, unknown>([
        ['other', undefined],
        ['new', document],
      ]),
    );
  });

  test('of other names are read in a second wave if a rollback may need them', async () => {
    const iam = fakeIam({
      ...answers,
      ListRolePolicies: () => ({ PolicyNames: ['known', 'gone', 'other'] }),
    });
    const pruning = { ...aRoleDeclaration, inlinePolicies: new Map([['known', document]]) };
    const found = await observeRole(iam, { ...aDeclaration, role: pruning });
    expect(found?.inlinePolicies).toEqual(
      new Map([
        ['known', document],
        ['other', document],
      ]),
    );
    expect(iam.calls.filter((call) => call.startsWith('GetRolePolicy'))).toEqual([
      'GetRolePolicy demo known',
      'GetRolePolicy demo gone',
      'GetRolePolicy demo other',
    ]);
  });
});

test.each(['ListAttachedRolePolicies', 'ListRolePolicies', 'ListInstanceProfilesForRole'] as const)(
  'a role that GetRole sees and %s does not is unsettled',
  async (list) => {
    const iam = fakeIam({
      ...none,
      GetRole: role,
      ListInstanceProfilesForRole: () => ({}),
      [list]: () => fail('NoSuchEntity'),
    });
    await expect(observeRole(iam, removed)).rejects.toThrow(InconsistentReadError);
  },
);

test.each(['GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', 'GetRolePolicy'] as const)(
  'a refused %s does not mean absence',
  async (call) => {
    const iam = fakeIam({ ...none, GetRole: role, [call]: () => fail('AccessDenied') });
    await expect(observeRole(iam, declaredWith('a'))).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  },
);

test('only NoSuchEntity means absence', async () => {
  await expect(absentAsUndefined(Promise.resolve(1))).resolves.toBe(1);
  await expect(absentAsUndefined(Promise.reject(callError('NoSuchEntity')))).resolves.toBeUndefined();
  await expect(absentAsUndefined(Promise.reject(callError('Throttling')))).rejects.toMatchObject({
    code: 'Throttling',
  });
});

const declaring = (change: Partial<RoleDeclaration>) => ({
  ...aDeclaration,
  role: { ...aRoleDeclaration, ...change },
});
const DESTROY = { ...aDeclaration, role: undefined };

describe('a declared role is read', () => {
  const answers = {
    ...none,
    GetRole: role,
    GetRolePolicy: documents,
    ListRolePolicies: () => ({ PolicyNames: ['declared', 'other'] }),
    ListInstanceProfilesForRole: () => ({
      InstanceProfiles: [{ InstanceProfileName: 'demo' }, { InstanceProfileName: 'Kept' }],
    }),
  };
  const inlinePolicies = new Map([['declared', document]]);
  const prune = new Set(['policies', 'tags'] as const);

  test('with the documents of all inline policies that may be deleted', async () => {
    const found = await roleKind.observe(fakeIam(answers), declaring({ inlinePolicies }));
    expect(found?.inlinePolicies).toEqual(
      new Map([
        ['declared', document],
        ['other', document],
      ]),
    );
    expect(found?.instanceProfiles).toEqual(new Set());
  });

  test('with no undeclared document if `prune` excludes inline policies', async () => {
    const found = await roleKind.observe(fakeIam(answers), declaring({ inlinePolicies, prune }));
    expect(found?.inlinePolicies).toEqual(
      new Map<string, unknown>([
        ['declared', document],
        ['other', undefined],
      ]),
    );
  });

  test('with its profiles before it is destroyed, except those that the step keeps', async () => {
    const iam = fakeIam(answers);
    const found = await roleKind.observe(iam, { ...DESTROY, keptProfiles: new Set(['kept']) });
    expect(found?.instanceProfiles).toEqual(new Set(['demo']));
    expect(found?.inlinePolicies.get('other')).toEqual(document);
    expect(iam.calls.filter((call) => call.startsWith('GetRolePolicy '))).toEqual([
      'GetRolePolicy demo declared',
      'GetRolePolicy demo other',
    ]);
  });
});

describe('the declaration of a role', () => {
  test('names its managed policies with their inputs', () => {
    const inputs = (change: Partial<RoleDeclaration>): unknown => roleKind.policies?.(declaring(change));
    const attached = { input: 'policy-arns', reference: 'A' };
    expect(inputs({ policies: ['A'] })).toEqual([attached]);
    expect(inputs({ policies: ['A'], boundary: 'none' })).toEqual([attached]);
    expect(inputs({ policies: ['A'], boundary: 'B' })).toEqual([
      attached,
      { input: 'permissions-boundary', reference: 'B' },
    ]);
    expect(roleKind.policies?.(DESTROY)).toEqual([]);
  });

  test('keeps the ARN of a policy that needed no look-up', () => {
    const desired = roleKind.desired(declaring({ policies: ['arn:a'], boundary: 'arn:b' }), {}, new Map());
    expect(desired).toMatchObject({ managedPolicies: new Set(['arn:a']), boundary: 'arn:b' });
  });

  test.each<[Partial<RoleDeclaration>, readonly string[]]>([
    [
      {},
      [
        'PutRolePermissionsBoundary',
        'DeleteRolePermissionsBoundary',
        'GetOpenIDConnectProvider',
        'ListRoles',
      ],
    ],
    [{ boundary: 'none' }, ['GetOpenIDConnectProvider', 'ListRoles']],
    [
      { oidcIssuer: 'token.actions.githubusercontent.com' },
      ['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary', 'ListRoles'],
    ],
    [{ boundary: 'arn:b', oidcIssuer: 'token.actions.githubusercontent.com', manifest: 'roles.yml' }, []],
  ])('like %j excludes the calls %j, also with declarations that lack it', (declared, calls) => {
    const others = [aDeclaration, { ...aDeclaration, role: undefined }];
    const all = [...others, { ...aDeclaration, role: { ...aRoleDeclaration, ...declared } }];
    expect(roleKind.neverSent?.(all)).toEqual(calls);
  });

  test('has the ARN of the OIDC provider once the account is known', () => {
    const Principal = { Federated: oidcProvider('gitlab.com') };
    const trust = { Statement: [{ Effect: 'Allow', Principal }] };
    const resolved = new Map([[oidcProvider('gitlab.com'), 'arn:provider']]);
    const desired = roleKind.desired(declaring({ trust, oidcIssuer: 'gitlab.com' }), {}, resolved);
    expect(desired?.trust).toEqual({
      Statement: [{ Effect: 'Allow', Principal: { Federated: 'arn:provider' } }],
    });
  });
});

describe('a notice', () => {
  const DELETED = 'AROAABCDEFGHIJKLMNOPQ';
  const trustOf = (AWS: string) => ({ Statement: [{ Effect: 'Allow', Principal: { AWS } }] });
  const notices = (declaration: typeof DESTROY | ReturnType<typeof declaring>, actual: State): unknown =>
    roleKind.notices?.(declaration, actual);

  test('names a principal of the trust policy that was deleted', () => {
    const orphaned = { ...aRole, trust: trustOf(DELETED) };
    expect(notices(declaring({}), { role: orphaned })).toEqual([
      `role/demo: the trust policy names ${DELETED}, a principal that was deleted`,
    ]);
    expect(notices(DESTROY, { role: orphaned })).toEqual([]);
    expect(roleKind.undecided?.(orphaned)).toContain('trust');
    expect(roleKind.undecided?.(aRole)).not.toContain('trust');
  });

  test('names a subject of GitHub that is accepted by name only', () => {
    const trust = {
      Statement: [
        {
          Effect: 'Allow',
          Condition: {
            StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:octo-org/octo-repo:*' },
          },
        },
      ],
    };
    expect(notices(declaring({ trust }), {})).toEqual([
      expect.stringMatching(
        /^role\/demo: the trust policy accepts "repo:octo-org\/octo-repo:\*" by name only\. .*\. Use trust-github/,
      ),
    ]);
    expect(notices(declaring({}), {})).toEqual([]);
  });

  test('names each profile that remains when the role is deleted, and why', () => {
    const inProfiles = { ...aRole, instanceProfiles: new Set(['other', 'demo']) };
    const removed = 'role/demo is removed from it, and it remains';
    expect(notices(DESTROY, { role: inProfiles })).toEqual([
      `instance-profile/demo has another owner: ${removed}`,
      `instance-profile/other is not part of this step: ${removed}. If an earlier step created it, delete it with mode: destroy and instance-profile-name: other`,
    ]);
    expect(notices(DESTROY, { role: inProfiles, instanceProfile: aProfile })).toHaveLength(1);
    expect(notices(DESTROY, {})).toEqual([]);
  });
});

describe('a report has, in words,', () => {
  const bounded: Role = {
    ...aRole,
    path: '/team/',
    description: 'd',
    maxSessionDuration: 7200,
    boundary: 'arn:aws:iam::aws:policy/Bound',
    managedPolicies: new Set(['arn:aws:iam::aws:policy/A']),
    inlinePolicies: new Map([['i', { Statement: [] }]]),
    tags: new Map([...aRole.tags, ['team', 'a']]),
  };
  const rows = (start: State, target: State): string[][] =>
    changeTable(plan(target, start), start, target)
      .split('\n')
      .slice(2)
      .map((row) => row.split('|').map((cell) => cell.trim()));

  test('the values of a new role, without IAM’s defaults', () => {
    const created = (role: Role): string | undefined => rows({}, { role })[0]?.[3];
    expect(created(bounded)).toMatch(
      /^create<br>trusts [^<]+<br>path [^<]+<br>bounded by [^<]+<br>sessions of 7200 s$/,
    );
    expect(created(aRole)).toMatch(/^create<br>trusts [^<]+$/);
  });

  test('each changed property', () => {
    const target = { ...bounded, path: '/', trust: trustOfServices(['lambda']) };
    const labels = rows({ role: aRole }, { role: target }).map((row) => row[2]?.replace(/ \W.*/, ''));
    expect(labels.sort()).toEqual([
      'description',
      'inline policy',
      'managed policy',
      'permissions boundary',
      'session duration',
      'tags of role',
      'trust policy',
    ]);
  });

  test('an undeclared policy, and one that is missing', () => {
    const [start, target] = [
      { role: { ...aRole, managedPolicies: bounded.managedPolicies } },
      { role: aRole },
    ];
    const lines = driftLines({ plan: plan(target, start), drift: plan(start, target), start, target });
    expect(lines).toEqual(['⚠️ role/demo: managed policy A: attached, not declared']);
  });

  test('the lines of the diagram', () => {
    const drawn = diagram({}, { role: bounded }) ?? '';
    for (const text of ['role<br/>demo', 'may assume<br/>ec2', 'managed policy<br/>A', 'inline policy<br/>i'])
      expect(drawn).toContain(`"${text}`);
    expect(drawn.match(/==>\|.*\|/g)?.join(' ')).toBe(
      '==>|"new"| ==>|"new"| ==>|"new"| ==>|"new, bounded by"|',
    );
  });

  test('the profiles that a deleted role leaves', () => {
    const inProfile = { role: { ...aRole, instanceProfiles: new Set(['p']) } };
    expect(rows(inProfile, {}).map((row) => row[2]?.replaceAll('`', ''))).toEqual([
      'instance profile p',
      'role demo',
    ]);
  });
});
