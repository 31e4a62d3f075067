/** Checks the behaviour of a step, by the calls that reach IAM and by the state of IAM afterwards. */
import type { RecordedCall } from '../../emulator/handle-call.ts';
import { test, world, type CaseWorld as World } from '../harness/case-world.ts';
import { inWaves } from '../harness/waves.ts';
import {
  allowS3,
  EC2_TRUST,
  ECS_POLICY,
  OWNER,
  OWNER_KEY,
  plantRole,
  SSM_POLICY,
  TEN_POLICIES,
  WORKSHOP,
  WORKSHOP_ROLE,
} from '../harness/world.ts';

const READS = ['GetInstanceProfile', 'GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies'];
const AWS = 'arn:aws:iam::aws:policy/';

/** Returns the writes of one entity, in their order. */
function lane({ emulator }: World, entity: string): string[] {
  return emulator.writes.filter((call) => call.entity === entity).map(({ action }) => action);
}

function role({ emulator }: World, name: string) {
  return emulator.snapshot().roles[name];
}

function profile({ emulator }: World, name: string) {
  return emulator.snapshot().instanceProfiles[name];
}

function inputOf(calls: readonly RecordedCall[], action: string): Readonly<Record<string, unknown>> {
  const found = calls.find((call) => call.action === action);
  if (found === undefined) throw new Error(`there was no ${action}`);
  return found.input;
}

describe("the workshop's case", () => {
  test('creates everything with exactly five writes, in parallel if possible', async () => {
    const w = await world();
    // Observe, look policies up by two paths, create, attach and add, attach, observe.
    const waves = inWaves(w.emulator, [4, 2, 2, 2, 2, 1, 4]);
    const step = await w.step(WORKSHOP);
    expect(step).toMatchObject({
      ok: true,
      outputs: { status: 'created', changed: 'true', 'ready-for': 'iam' },
    });
    expect(lane(w, `role/${WORKSHOP_ROLE}`)).toEqual(['CreateRole', 'AttachRolePolicy', 'AttachRolePolicy']);
    expect(lane(w, `instance-profile/${WORKSHOP_ROLE}`)).toEqual([
      'CreateInstanceProfile',
      'AddRoleToInstanceProfile',
    ]);
    expect(w.writes()).toHaveLength(5);
    expect(waves.map((wave) => wave.sort())).toEqual([
      READS,
      ['GetPolicy', 'GetPolicy'],
      ['GetPolicy', 'GetPolicy'],
      ['CreateInstanceProfile', 'CreateRole'],
      ['AddRoleToInstanceProfile', 'AttachRolePolicy'],
      ['AttachRolePolicy'],
      READS,
      [],
    ]);
  });

  test('creates the declared state, with every field of creation', async () => {
    const w = await world();
    const { outputs } = await w.step(WORKSHOP);
    const tags = { [OWNER_KEY]: OWNER, project: 'demo' };
    expect(w.emulator.snapshot()).toEqual({
      roles: {
        [WORKSHOP_ROLE]: {
          Path: '/',
          Description: '',
          MaxSessionDuration: 3600,
          AssumeRolePolicyDocument: EC2_TRUST,
          PermissionsBoundary: null,
          Tags: tags,
          AttachedPolicies: [SSM_POLICY, ECS_POLICY],
          InlinePolicies: {},
        },
      },
      instanceProfiles: { [WORKSHOP_ROLE]: { Path: '/', Tags: tags, Roles: [WORKSHOP_ROLE] } },
      policies: {},
    });
    const { InstanceProfile } = w.iam.call('GetInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE });
    const { Role } = w.iam.call('GetRole', { RoleName: WORKSHOP_ROLE });
    expect(outputs).toMatchObject({
      'instance-profile-arn': InstanceProfile.Arn,
      'instance-profile-id': InstanceProfile.InstanceProfileId,
      'instance-profile-name': WORKSHOP_ROLE,
      'role-arn': Role.Arn,
      'role-id': Role.RoleId,
      'role-name': WORKSHOP_ROLE,
    });
  });

  test('sends four reads in one wave and no write in the second run', async () => {
    const w = await world();
    const first = await w.step(WORKSHOP);
    const waves = inWaves(w.emulator, [4]);
    const second = await w.step(WORKSHOP);
    expect(second).toMatchObject({
      ok: true,
      outputs: { status: 'unchanged', changed: 'false', changes: '[]' },
    });
    expect(second.outputs['instance-profile-arn']).toBe(first.outputs['instance-profile-arn']);
    expect(w.writes()).toEqual([]);
    expect(waves.map((wave) => wave.sort())).toEqual([READS, []]);
  });

  test('plan writes nothing, and returns the changes that apply then sends', async () => {
    const w = await world();
    const planned = await w.step({ ...WORKSHOP, mode: 'plan' });
    expect(planned).toMatchObject({ ok: true, outputs: { status: 'planned', changed: 'false' } });
    expect(w.writes()).toEqual([]);
    const applied = await w.step(WORKSHOP);
    expect(JSON.parse(planned.outputs['changes'] ?? '')).toHaveLength(5);
    expect(planned.outputs['changes']).toBe(applied.outputs['changes']);
    expect(planned.outputs['plan-digest']).toBe(applied.outputs['plan-digest']);
    const apis = (JSON.parse(planned.outputs['changes'] ?? '') as { api: string }[]).map(({ api }) => api);
    expect(apis.sort()).toEqual(w.writes().sort());
  });

  test('check fails before the first apply and names the missing resources; it passes afterwards', async () => {
    const w = await world();
    const drifted = await w.step({ ...WORKSHOP, mode: 'check' });
    expect(drifted).toMatchObject({ ok: false, outputs: { status: 'drifted', changed: 'false' } });
    expect(drifted.errors.join()).toContain('role/demo-ecs-instance-role: missing');
    expect(w.writes()).toEqual([]);
    await w.step(WORKSHOP);
    expect(await w.step({ ...WORKSHOP, mode: 'check' })).toMatchObject({
      ok: true,
      outputs: { status: 'unchanged' },
    });
    expect(w.reads().sort()).toEqual(READS);
  });
});

/** Every input that describes a role or its profile. */
const EVERYTHING = {
  'role-name': 'whole',
  'role-path': '/team/a/',
  'role-description': 'Grüße, 100% + more',
  'trust-policy': JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Both',
        Effect: 'Allow',
        Principal: { Service: ['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'], AWS: '123456789012' },
        Action: ['sts:AssumeRole'],
        Condition: { StringEquals: { 'aws:SourceAccount': 123456789012 } },
      },
    ],
  }),
  'max-session-duration': '7200',
  'permissions-boundary': 'PowerUserAccess',
  'policy-arns': 'AmazonS3ReadOnlyAccess\nservice-role/AmazonEC2ContainerServiceforEC2Role',
  'inline-policies': JSON.stringify({ read: allowS3('GetObject'), list: allowS3('ListBucket') }),
  tags: 'a=1\nempty=\nunicode=Grüße',
  'instance-profile': 'true',
  'instance-profile-name': 'whole-profile',
  'instance-profile-path': '/profiles/',
  prune: 'all',
  owner: 'somebody',
  'timeout-seconds': '60',
} as const;

test('the second run with every input writes nothing, and reads each declared document in the same wave', async () => {
  const w = await world();
  expect(await w.step(EVERYTHING)).toMatchObject({ ok: true, outputs: { status: 'created' } });
  const before = w.emulator.snapshot({ ids: true });
  expect(before.roles['whole']).toMatchObject({
    Path: '/team/a/',
    Description: 'Grüße, 100% + more',
    MaxSessionDuration: 7200,
    PermissionsBoundary: `${AWS}PowerUserAccess`,
    Tags: { a: '1', empty: '', unicode: 'Grüße', [OWNER_KEY]: 'somebody' },
    AttachedPolicies: [`${AWS}AmazonS3ReadOnlyAccess`, ECS_POLICY],
    InlinePolicies: { read: allowS3('GetObject'), list: allowS3('ListBucket') },
  });
  expect(before.instanceProfiles).toMatchObject({
    'whole-profile': { Path: '/profiles/', Roles: ['whole'], Tags: { a: '1' } },
  });
  const waves = inWaves(w.emulator, [6]);
  expect(await w.step(EVERYTHING)).toMatchObject({ ok: true, outputs: { status: 'unchanged' } });
  expect(w.writes()).toEqual([]);
  expect(waves.map((wave) => wave.sort())).toEqual([[...READS, 'GetRolePolicy', 'GetRolePolicy'].sort(), []]);
  expect(w.emulator.snapshot({ ids: true })).toEqual(before);
});

test('a role without a profile does not wait for a profile of its name that has another owner', async () => {
  const w = await world();
  w.iam.call('CreateInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE });
  const { ok, outputs } = await w.step({ ...WORKSHOP, 'instance-profile': 'false', 'wait-for': 'ec2' });
  expect(ok).toBe(true);
  expect(outputs).not.toHaveProperty('ready-for');
});

test('a role without a profile creates no profile, and outputs none', async () => {
  const w = await world();
  const { ok, outputs } = await w.step({ ...WORKSHOP, 'instance-profile': 'false' });
  expect(ok).toBe(true);
  expect(w.emulator.snapshot().instanceProfiles).toEqual({});
  expect(outputs).not.toHaveProperty('instance-profile-arn');
  expect(outputs).not.toHaveProperty('ready-for');
  await w.step({ ...WORKSHOP, 'instance-profile': 'false' });
  expect(w.writes()).toEqual([]);
});

test('instance-profile: false removes the profile with our owner tag, and leaves the role', async () => {
  const w = await world();
  await w.step(WORKSHOP);
  expect(await w.step({ ...WORKSHOP, 'instance-profile': 'false' })).toMatchObject({ ok: true });
  expect(w.writes()).toEqual(['RemoveRoleFromInstanceProfile', 'DeleteInstanceProfile']);
  expect(w.emulator.snapshot().instanceProfiles).toEqual({});
  expect(role(w, WORKSHOP_ROLE)).toBeDefined();
});

test('the step reports every wrong input at once, before any call', async () => {
  const w = await world();
  const step = await w.step({
    'role-name': 'r'.repeat(65),
    'role-path': 'no/slash',
    'max-session-duration': '3599',
    tags: ['Team=a', 'team=b', 'aws:x=1', ...Array.from({ length: 48 }, (_, n) => `k${n}=v`)].join('\n'),
    'inline-policies': '{"p": {"Statement": [}',
    'trust-services': 'ec2',
    'trust-policy': JSON.stringify(EC2_TRUST),
    adopt: 'yes',
  });
  expect(step).toMatchObject({ ok: false, outputs: { status: 'failed', changed: 'false' } });
  expect(step.errors).toHaveLength(1);
  for (const input of [
    'role-name',
    'role-path',
    'max-session-duration',
    'tags',
    'inline-policies',
    'trust-policy',
    'adopt',
  ]) {
    expect(step.errors[0]).toMatch(new RegExp(`^- ${input}`, 'm'));
  }
  expect(w.emulator.calls).toEqual([]);
});

test.each([
  ['two tags that differ by case', { tags: 'Team=a\nteam=b' }, /differ only by case/],
  ['a tag of AWS', { tags: 'aws:x=1' }, /aws:/],
  ['51 tags', { tags: Array.from({ length: 51 }, (_, n) => `k${n}=v`).join('\n') }, /47/],
  ['both trusts', { 'trust-services': 'ec2', 'trust-policy': JSON.stringify(EC2_TRUST) }, /trust-services/],
  ['no role-name', { 'role-name': '' }, /role-name.*required/],
])('%s: refused before any call', async (_, inputs, message) => {
  const w = await world();
  const step = await w.step({ ...WORKSHOP, ...inputs });
  expect(step.ok).toBe(false);
  expect(step.errors.join()).toMatch(message);
  expect(w.emulator.calls).toEqual([]);
});

describe('trust', () => {
  const statement = (Principal: unknown, more: object = {}) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }],
  });
  const narrowed = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } };
  test.each([
    [
      'principals in another order',
      statement({
        Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'],
        AWS: ['123456789012', '210987654321'],
      }),
      statement({
        AWS: ['210987654321', '123456789012'],
        Service: ['ssm.amazonaws.com', 'ec2.amazonaws.com'],
      }),
    ],
    [
      'a scalar for a list',
      statement({ Service: ['ec2.amazonaws.com'] }, { Action: ['sts:AssumeRole'] }),
      {
        ...statement({ Service: 'ec2.amazonaws.com' }),
        Statement: statement({ Service: 'ec2.amazonaws.com' }).Statement[0],
      },
    ],
    [
      'an account for its root',
      statement({ AWS: 'arn:aws:iam::210987654321:root' }),
      statement({ AWS: '210987654321' }),
    ],
    ['"*" for {"AWS": "*"}', statement('*', narrowed), statement({ AWS: '*' }, narrowed)],
  ])('%s: no change', async (_, first, second) => {
    const w = await world();
    const declared = (trust: object) => ({ 'role-name': 'r', 'trust-policy': JSON.stringify(trust) });
    expect(await w.step(declared(first))).toMatchObject({ ok: true });
    expect(await w.step(declared(second))).toMatchObject({ ok: true, outputs: { status: 'unchanged' } });
    expect(w.writes()).toEqual([]);
  });

  test('a narrower trust than "*" is a change', async () => {
    const w = await world();
    const declared = (trust: object) => ({
      'role-name': 'r',
      'trust-policy': JSON.stringify(trust),
      'allow-public-trust': 'true',
    });
    await w.step(declared(statement('*')));
    const step = await w.step(declared(statement({ AWS: '123456789012' })));
    expect(w.writes()).toEqual(['UpdateAssumeRolePolicy']);
    expect(JSON.parse(step.outputs['changes'] ?? '')).toMatchObject([{ broadens: false }]);
  });
});

describe('inline policies', () => {
  const odd = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::demo/100%25+a%2Fb é ÿ "quoted" ${aws:username}/*',
      },
    ],
  };

  test('the second run with %, + and unicode writes nothing', async () => {
    const w = await world();
    const inputs = { 'role-name': 'r', 'inline-policies': JSON.stringify({ odd }) };
    await w.step(inputs);
    expect(role(w, 'r')?.InlinePolicies).toEqual({ odd });
    await w.step(inputs);
    expect(w.writes()).toEqual([]);
  });

  test('content changed: one PutRolePolicy over the old one, no delete', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r', 'inline-policies': JSON.stringify({ p: allowS3('GetObject') }) });
    await w.step({ 'role-name': 'r', 'inline-policies': JSON.stringify({ p: allowS3('PutObject') }) });
    expect(w.writes()).toEqual(['PutRolePolicy']);
    expect(role(w, 'r')?.InlinePolicies).toEqual({ p: allowS3('PutObject') });
  });
});

describe('managed policies', () => {
  const declared = (names: readonly string[]) => ({ 'role-name': 'r', 'policy-arns': names.join('\n') });

  test('replaces one of ten policies at the quota: detaches first', async () => {
    const w = await world();
    await w.step(declared(TEN_POLICIES));
    expect(await w.step(declared([...TEN_POLICIES.slice(1), 'ReadOnlyAccess']))).toMatchObject({ ok: true });
    expect(w.writes()).toEqual(['DetachRolePolicy', 'AttachRolePolicy']);
    expect(w.reads()).toContain('GetAccountSummary');
  });

  test('replaces one of nine policies: attaches first, and does not ask for the quota', async () => {
    const w = await world();
    await w.step(declared(TEN_POLICIES.slice(1)));
    expect(await w.step(declared([...TEN_POLICIES.slice(2), 'ReadOnlyAccess']))).toMatchObject({ ok: true });
    expect(w.writes()).toEqual(['AttachRolePolicy', 'DetachRolePolicy']);
    expect(w.reads()).not.toContain('GetAccountSummary');
  });

  test('uses a higher quota of the account', async () => {
    const w = await world({ attachedPoliciesPerRole: 12 });
    await w.step(declared(TEN_POLICIES));
    await w.step(declared([...TEN_POLICIES.slice(1), 'ReadOnlyAccess']));
    expect(w.writes()).toEqual(['AttachRolePolicy', 'DetachRolePolicy']);
  });

  test('does not read the quota if more than ten policies are attached and converged, or in a destroy', async () => {
    const w = await world({ attachedPoliciesPerRole: 12 });
    await w.step(declared([...TEN_POLICIES, 'ReadOnlyAccess']));
    await w.step(declared([...TEN_POLICIES, 'ReadOnlyAccess']));
    expect(w.reads().sort()).toEqual(READS);
    await w.step({ mode: 'destroy', 'role-name': 'r' });
    expect(w.reads()).not.toContain('GetAccountSummary');
  });

  test('reads attachments and inline names of several pages', async () => {
    const w = await world({ pageSize: 2 });
    const inline = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, allowS3('GetObject')]));
    const inputs = { ...declared(TEN_POLICIES.slice(0, 7)), 'inline-policies': JSON.stringify(inline) };
    await w.step(inputs);
    expect(await w.step(inputs)).toMatchObject({ outputs: { status: 'unchanged' } });
    expect(w.writes()).toEqual([]);
    await w.step(declared([]));
    expect(w.writes().sort()).toEqual([
      ...Array<string>(5).fill('DeleteRolePolicy'),
      ...Array<string>(7).fill('DetachRolePolicy'),
    ]);
  });

  test('the step refuses all missing policies before any write', async () => {
    const w = await world();
    const step = await w.step({
      ...declared(['AmazonS3ReadOnlyAccess', 'NoSuchOne', 'arn:aws:iam::123456789012:policy/nor-this']),
      'permissions-boundary': 'NorThat',
    });
    expect(step).toMatchObject({ ok: false, outputs: { status: 'failed', changed: 'false' } });
    for (const name of ['NoSuchOne', 'nor-this', 'NorThat']) expect(step.errors.join()).toContain(name);
    expect(w.writes()).toEqual([]);
  });
});

describe('description and session duration', () => {
  test('removes the description', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r', 'role-description': 'before' });
    await w.step({ 'role-name': 'r' });
    expect(w.writes()).toEqual(['UpdateRole']);
    expect(role(w, 'r')).toMatchObject({ Description: '', MaxSessionDuration: 3600 });
    await w.step({ 'role-name': 'r' });
    expect(w.writes()).toEqual([]);
  });

  test('keeps a description of several lines in Latin-1', async () => {
    const w = await world();
    const inputs = { 'role-name': 'r', 'role-description': 'Zeile 1: Öl\n\tZeile 2: 5 % + ¡ÿ!' };
    await w.step(inputs);
    expect(role(w, 'r')?.Description).toBe(inputs['role-description']);
    await w.step(inputs);
    expect(w.writes()).toEqual([]);
  });

  test.each([true, false])(
    '3700 to 3701 keeps the description, whatever UpdateRole does with a field left out (%s)',
    async (updateRoleResetsDuration) => {
      const w = await world({ updateRoleResetsDuration });
      await w.step({ 'role-name': 'r', 'role-description': 'kept', 'max-session-duration': '3700' });
      await w.step({ 'role-name': 'r', 'role-description': 'kept', 'max-session-duration': '3701' });
      expect(w.writes()).toEqual(['UpdateRole']);
      expect(role(w, 'r')).toMatchObject({ Description: 'kept', MaxSessionDuration: 3701 });
      await w.step({ 'role-name': 'r', 'role-description': 'other', 'max-session-duration': '3701' });
      expect(role(w, 'r')).toMatchObject({ Description: 'other', MaxSessionDuration: 3701 });
    },
  );
});

test('boundary: none, A, B, left out, none again; it is set before the policies that it bounds', async () => {
  const w = await world();
  const at = (boundary: string, ...policies: string[]) =>
    w.step({
      'role-name': 'r',
      'permissions-boundary': boundary,
      'policy-arns': policies.join('\n'),
    });
  await at('unchanged');
  await at('PowerUserAccess', 'AmazonS3FullAccess');
  expect(w.writes()).toEqual(['PutRolePermissionsBoundary', 'AttachRolePolicy']);
  await at('ReadOnlyAccess', 'AmazonS3FullAccess', 'AmazonSQSFullAccess');
  expect(w.writes()).toEqual(['PutRolePermissionsBoundary', 'AttachRolePolicy']);
  expect(role(w, 'r')?.PermissionsBoundary).toBe(`${AWS}ReadOnlyAccess`);
  await at('unchanged', 'AmazonS3FullAccess', 'AmazonSQSFullAccess');
  expect(w.writes()).toEqual([]);
  await at('none', 'AmazonS3FullAccess');
  expect(w.writes()).toEqual(['DetachRolePolicy', 'DeleteRolePermissionsBoundary']);
  expect(role(w, 'r')?.PermissionsBoundary).toBeNull();
  await at('none', 'AmazonS3FullAccess');
  expect(w.writes()).toEqual([]);
});

describe('tags', () => {
  test('a value changed: there at every moment, on role and profile', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r', tags: 'team=a\nold=1' });
    const seen: (string | undefined)[] = [];
    w.emulator.onCall(() => {
      seen.push(role(w, 'r')?.Tags['team'], profile(w, 'r')?.Tags['team']);
    });
    await w.step({ 'role-name': 'r', tags: 'team=b\nnew=1' });
    expect(w.writes().sort()).toEqual(['TagInstanceProfile', 'TagRole', 'UntagInstanceProfile', 'UntagRole']);
    expect(seen).not.toContain(undefined);
    const tags = { team: 'b', new: '1', [OWNER_KEY]: OWNER };
    expect(role(w, 'r')?.Tags).toEqual(tags);
    expect(profile(w, 'r')?.Tags).toEqual(tags);
  });

  test.each(['all', 'none'])(
    'the case of a key changed: exactly one key, also under prune: %s',
    async (prune) => {
      const w = await world();
      await w.step({ 'role-name': 'r', tags: 'team=a' });
      await w.step({ 'role-name': 'r', tags: 'Team=a', prune });
      expect(role(w, 'r')?.Tags).toEqual({ Team: 'a', [OWNER_KEY]: OWNER });
      expect(profile(w, 'r')?.Tags).toEqual({ Team: 'a', [OWNER_KEY]: OWNER });
      await w.step({ 'role-name': 'r', tags: 'Team=a', prune });
      expect(w.writes()).toEqual([]);
    },
  );
});

describe('the profile', () => {
  test('is recreated if it was deleted', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r' });
    w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'r', RoleName: 'r' });
    w.iam.call('DeleteInstanceProfile', { InstanceProfileName: 'r' });
    expect(await w.step({ 'role-name': 'r' })).toMatchObject({ ok: true, outputs: { status: 'updated' } });
    expect(w.writes()).toEqual(['CreateInstanceProfile', 'AddRoleToInstanceProfile']);
  });

  test('gets the role if it is empty', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r' });
    w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'r', RoleName: 'r' });
    await w.step({ 'role-name': 'r' });
    expect(w.writes()).toEqual(['AddRoleToInstanceProfile']);
    expect(inputOf(w.emulator.calls, 'AddRoleToInstanceProfile')).toEqual({
      InstanceProfileName: 'r',
      RoleName: 'r',
    });
  });

  test('loses another role and gets the declared role', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r' });
    plantRole(w, 'other');
    w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'r', RoleName: 'r' });
    w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'r', RoleName: 'other' });
    await w.step({ 'role-name': 'r' });
    expect(w.writes()).toEqual(['RemoveRoleFromInstanceProfile', 'AddRoleToInstanceProfile']);
    expect(inputOf(w.emulator.calls, 'RemoveRoleFromInstanceProfile')).toMatchObject({ RoleName: 'other' });
    expect(profile(w, 'r')?.Roles).toEqual(['r']);
    expect(role(w, 'other')).toBeDefined();
  });

  test('gets the recreated role if its former role was deleted', async () => {
    const w = await world();
    await w.step(WORKSHOP);
    const named = { InstanceProfileName: WORKSHOP_ROLE, RoleName: WORKSHOP_ROLE };
    w.iam.call('RemoveRoleFromInstanceProfile', named);
    for (const PolicyArn of [ECS_POLICY, SSM_POLICY]) w.iam.call('DetachRolePolicy', { ...named, PolicyArn });
    w.iam.call('DeleteRole', { RoleName: WORKSHOP_ROLE });
    plantRole(w, WORKSHOP_ROLE);
    expect(await w.step(WORKSHOP)).toMatchObject({ ok: true, outputs: { status: 'updated' } });
    expect(w.writes().sort()).toEqual([
      'AddRoleToInstanceProfile',
      'AttachRolePolicy',
      'AttachRolePolicy',
      'TagRole',
    ]);
  });

  test('replaces a role of the same name and another id', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r' });
    const { roles } = w.iam.account ?? {};
    const old = roles?.find('r');
    if (roles === undefined || old === undefined) throw new Error('no role');
    roles.put({ ...old, RoleId: 'AROAMADEAGAINMADEAGAI' });
    const [held] = w.iam.call('GetInstanceProfile', { InstanceProfileName: 'r' }).InstanceProfile.Roles;
    expect(held?.RoleId).toBe(old.RoleId);
    expect(await w.step({ 'role-name': 'r' })).toMatchObject({ ok: true });
    expect(w.writes()).toEqual(['RemoveRoleFromInstanceProfile', 'AddRoleToInstanceProfile']);
    await w.step({ 'role-name': 'r' });
    expect(w.writes()).toEqual([]);
  });
});

describe('another path', () => {
  test.each([
    ['role-path', 'role/r'],
    ['instance-profile-path', 'instance-profile/r'],
  ])('%s of an existing entity: refused with the two remedies', async (input, resource) => {
    const w = await world();
    await w.step({ 'role-name': 'r', [input]: '/here/' });
    for (const mode of ['apply', 'plan', 'check']) {
      const step = await w.step({ 'role-name': 'r', [input]: '/there/', mode });
      expect(step).toMatchObject({ ok: false, outputs: { status: 'failed', changed: 'false' } });
      expect(step.errors.join()).toContain(resource);
      expect(step.errors.join()).toContain(`${input}: /here/`);
      expect(step.errors.join()).toContain('mode: destroy');
      expect(w.writes()).toEqual([]);
    }
  });
});

describe('destroy', () => {
  const destroy = { mode: 'destroy', 'role-name': WORKSHOP_ROLE };

  test('deletes everything, in an order that IAM accepts; a second run reports absent and writes nothing', async () => {
    const w = await world();
    await w.step({ ...WORKSHOP, 'inline-policies': JSON.stringify({ p: allowS3('GetObject') }) });
    expect(await w.step(destroy)).toMatchObject({
      ok: true,
      outputs: { status: 'destroyed', changed: 'true' },
    });
    expect(w.writes().sort()).toEqual([
      'DeleteInstanceProfile',
      'DeleteRole',
      'DeleteRolePolicy',
      'DetachRolePolicy',
      'DetachRolePolicy',
      'RemoveRoleFromInstanceProfile',
    ]);
    expect(w.emulator.calls.every(({ code }) => code === undefined || code === 'NoSuchEntity')).toBe(true);
    expect(w.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
    expect(await w.step(destroy)).toMatchObject({
      ok: true,
      outputs: { status: 'absent', changed: 'false' },
    });
    expect(w.writes()).toEqual([]);
  });

  test('removes foreign policies and a boundary with the role, the boundary not before it', async () => {
    const w = await world();
    await w.step({ ...WORKSHOP, 'permissions-boundary': 'PowerUserAccess' });
    w.iam.call('AttachRolePolicy', { RoleName: WORKSHOP_ROLE, PolicyArn: `${AWS}ReadOnlyAccess` });
    expect(await w.step(destroy)).toMatchObject({ ok: true });
    expect(w.writes()).not.toContain('DeleteRolePermissionsBoundary');
    expect(w.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });

  test('removes the role from a profile of another owner, which remains', async () => {
    const w = await world();
    await w.step({ ...WORKSHOP, 'instance-profile': 'false' });
    for (const InstanceProfileName of ['theirs', WORKSHOP_ROLE]) {
      w.iam.call('CreateInstanceProfile', { InstanceProfileName });
      w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: WORKSHOP_ROLE });
    }
    const step = await w.step(destroy);
    expect(step).toMatchObject({ ok: true, outputs: { status: 'destroyed' } });
    for (const name of ['theirs', WORKSHOP_ROLE]) {
      const remains = `role/${WORKSHOP_ROLE} is removed from it, and it remains`;
      const owner = name === WORKSHOP_ROLE ? 'has another owner' : 'is not part of this step';
      expect(step.notices).toContainEqual(
        expect.stringContaining(`instance-profile/${name} ${owner}: ${remains}`),
      );
    }
    expect(w.emulator.snapshot()).toMatchObject({
      roles: {},
      instanceProfiles: { theirs: { Roles: [] }, [WORKSHOP_ROLE]: { Roles: [] } },
    });
  });

  test.each([
    [
      'the profile gone',
      ({ iam }: World) => {
        iam.call('RemoveRoleFromInstanceProfile', {
          InstanceProfileName: WORKSHOP_ROLE,
          RoleName: WORKSHOP_ROLE,
        });
        iam.call('DeleteInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE });
      },
    ],
    [
      'the role gone',
      ({ iam }: World) => {
        iam.call('RemoveRoleFromInstanceProfile', {
          InstanceProfileName: WORKSHOP_ROLE,
          RoleName: WORKSHOP_ROLE,
        });
        for (const PolicyArn of [ECS_POLICY, SSM_POLICY]) {
          iam.call('DetachRolePolicy', { RoleName: WORKSHOP_ROLE, PolicyArn });
        }
        iam.call('DeleteRole', { RoleName: WORKSHOP_ROLE });
      },
    ],
  ])('finishes a partial deletion (%s)', async (_, meddle) => {
    const w = await world();
    await w.step(WORKSHOP);
    meddle(w);
    expect(await w.step(destroy)).toMatchObject({ ok: true, outputs: { status: 'destroyed' } });
    expect(w.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });

  test('looks only at the inputs it uses', async () => {
    const w = await world();
    await w.step(WORKSHOP);
    const wrong = { 'max-session-duration': 'x', 'inline-policies': '{', 'role-path': 'no' };
    expect(await w.step({ ...destroy, ...wrong })).toMatchObject({ ok: true });
  });
});
