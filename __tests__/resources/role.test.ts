import { encodeDocument } from '../../src/aws/policy-document.ts';
import { absentAsUndefined } from '../../src/aws/errors.ts';
import { observeRole, type RoleReadOptions } from '../../src/resources/role-state.ts';
import { InconsistentReadError } from '../../src/resources/resource.ts';
import { callError, fakeIam, type Answer } from '../harness/fake-iam.ts';

const view: RoleReadOptions = { name: 'demo', documents: [], allDocuments: false, deleting: false };
const document = { Version: '2012-10-17', Statement: [{ Sid: 'a+b %' }] };
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
  await expect(observeRole(fakeIam({}), view)).resolves.toBeUndefined();
});

test('a role is absent if only the list of its profiles succeeds, with no profile', async () => {
  const iam = fakeIam({ ListInstanceProfilesForRole: () => ({ InstanceProfiles: [] }) });
  await expect(observeRole(iam, { ...view, deleting: true })).resolves.toBeUndefined();
});

test.each(['ListAttachedRolePolicies', 'ListRolePolicies', 'ListInstanceProfilesForRole'] as const)(
  'a role that %s sees and GetRole does not is unsettled',
  async (list) => {
    const iam = fakeIam({ [list]: () => ({ InstanceProfiles: [{ InstanceProfileName: 'p' }] }) });
    await expect(observeRole(iam, { ...view, deleting: true })).rejects.toThrow(InconsistentReadError);
  },
);

test('a role has IAM’s defaults for missing fields', async () => {
  const iam = fakeIam({ ...none, GetRole: () => ({ Role: {} }) });
  await expect(observeRole(iam, view)).resolves.toEqual({
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
  await expect(observeRole(iam, view)).resolves.toMatchObject({
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
  });
  await expect(observeRole(iam, { ...view, deleting: true })).resolves.toMatchObject({
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
  const found = await observeRole(iam, { ...view, deleting: true });
  expect([found?.managedPolicies, found?.instanceProfiles]).toEqual([new Set(['']), new Set([''])]);
  const empty = fakeIam({ ...none, GetRole: role, ListInstanceProfilesForRole: () => ({}) });
  expect((await observeRole(empty, { ...view, deleting: true }))?.instanceProfiles).toEqual(new Set());
});

describe('inline documents', () => {
  const answers = { ...none, GetRole: role, GetRolePolicy: documents };

  test('are read in the same wave if they are requested, even when the list does not contain them yet', async () => {
    const iam = fakeIam({ ...answers, ListRolePolicies: () => ({ PolicyNames: ['other'] }) });
    const found = await observeRole(iam, { ...view, documents: ['new', 'gone'] });
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
    const found = await observeRole(iam, { ...view, documents: ['known'], allDocuments: true });
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
    await expect(observeRole(iam, { ...view, deleting: true })).rejects.toThrow(InconsistentReadError);
  },
);

test.each(['GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', 'GetRolePolicy'] as const)(
  'a refused %s does not mean absence',
  async (call) => {
    const iam = fakeIam({ ...none, GetRole: role, [call]: () => fail('AccessDenied') });
    await expect(observeRole(iam, { ...view, documents: ['a'] })).rejects.toMatchObject({
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
