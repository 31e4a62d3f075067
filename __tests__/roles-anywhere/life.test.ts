/** A profile from its creation to its end, through the whole Action. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from '../../scripts/run-action.ts';
import { emulated } from '../harness/emulated.ts';
import { world, type World } from '../harness/world.ts';
import {
  allow,
  anywhereCalls,
  anywhereWrites,
  ARN,
  changesOf,
  nodes,
  NODES,
  OWNER,
  OWNER_KEY,
  plantProfile,
  profileOf,
  READ_ONLY,
  ROLE,
} from './nodes.ts';

test('creates the profile after its role, with every setting, and sets its outputs', async () => {
  const w = await world();
  const step = await w.step(
    nodes(
      {
        enabled: false,
        'duration-seconds': 900,
        'managed-policy-arns': ['AmazonS3ReadOnlyAccess'],
        'session-policy': allow('s3:GetObject'),
        'require-instance-properties': true,
        tags: { site: 'attic' },
      },
      { tags: 'project=demo' },
    ),
  );
  expect(step.errors).toEqual([]);
  const { id, arn, ...profile } = profileOf(w);
  expect(profile).toEqual({
    enabled: false,
    durationSeconds: 900,
    roleArns: [ARN],
    managedPolicyArns: [READ_ONLY],
    sessionPolicy: allow('s3:GetObject'),
    tags: { [OWNER_KEY]: OWNER, project: 'demo', site: 'attic' },
  });
  expect(step.outputs).toMatchObject({
    status: 'created',
    'roles-anywhere-profile-arn': arn,
    'roles-anywhere-profile-id': id,
  });
  const { writes } = w.emulator;
  const ended = writes.find(({ action }) => action === 'CreateRole')?.endedAt ?? Infinity;
  expect(writes.find(({ action }) => action === 'CreateProfile')?.startedAt).toBeGreaterThanOrEqual(ended);
  expect(anywhereWrites(w)).toEqual(['CreateProfile']);
  // No call reads the role's ARN: CreateRole's answer had it.
  expect(w.reads().filter((action) => action === 'GetRole')).toHaveLength(2);
  expect(w.emulator.calls.find(({ service }) => service === 'rolesanywhere')?.region).toBe('us-east-1');
});

test('a second run of the same step writes nothing, and asks Roles Anywhere twice', async () => {
  const w = await world();
  await w.step(nodes({ 'session-policy': allow('s3:*'), tags: { site: 'attic' } }));
  const step = await w.step(nodes({ 'session-policy': allow('s3:*'), tags: { site: 'attic' } }));
  expect(step.outputs).toMatchObject({ status: 'unchanged', changed: 'false', changes: '[]' });
  expect(w.writes()).toEqual([]);
  expect(anywhereCalls(w)).toEqual(['ListProfiles', 'ListTagsForResource']);
});

describe('each field, changed and changed back', () => {
  const policies = [READ_ONLY, 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'];
  test.each<[string, Record<string, unknown>, Record<string, unknown>, string[], boolean, boolean]>([
    // field, from, to, calls, broadens there, broadens back
    ['duration', {}, { 'duration-seconds': 43_200 }, ['UpdateProfile'], false, false],
    ['disabled', {}, { enabled: false }, ['DisableProfile'], false, true],
    ['a first managed policy', {}, { 'managed-policy-arns': [READ_ONLY] }, ['UpdateProfile'], false, true],
    [
      'one managed policy more',
      { 'managed-policy-arns': [READ_ONLY] },
      { 'managed-policy-arns': policies },
      ['UpdateProfile'],
      true,
      true,
    ],
    ['a session policy', {}, { 'session-policy': allow('s3:GetObject') }, ['UpdateProfile'], false, true],
    [
      'a wider session policy',
      { 'session-policy': allow('s3:GetObject') },
      { 'session-policy': allow('s3:*') },
      ['UpdateProfile'],
      true,
      false,
    ],
    ['a tag more', {}, { tags: { site: 'attic' } }, ['TagResource'], false, false],
    [
      'a tag of another value',
      { tags: { site: 'a' } },
      { tags: { site: 'b' } },
      ['TagResource'],
      false,
      false,
    ],
  ])('%s', async (_, from, to, calls, there, back) => {
    const w = await world();
    await w.step(nodes(from));
    const before = w.emulator.snapshot();
    for (const [settings, broadens] of [
      [to, there],
      [from, back],
    ] as const) {
      const step = await w.step(nodes(settings));
      expect(step.outputs['status']).toBe('updated');
      const expected = calls.map((call) =>
        settings === from
          ? ({ DisableProfile: 'EnableProfile', TagResource: from['tags'] ? call : 'UntagResource' }[call] ??
            call)
          : call,
      );
      expect(anywhereWrites(w)).toEqual(expected);
      expect(changesOf(step.outputs).map((change) => change.broadens)).toEqual([broadens]);
      const again = await w.step(nodes(settings));
      expect([again.outputs['status'], w.writes()]).toEqual(['unchanged', []]);
    }
    // A session policy cannot be taken off: the service keeps the one that means none.
    const isFirst = ['session-policy', 'managed-policy-arns'].some((key) => key in to && !(key in from));
    if (isFirst) expect(profileOf(w).sessionPolicy).toMatchObject({ Statement: [{ Action: '*' }] });
    else expect(w.emulator.snapshot()).toEqual(before);
  });
});

test('a session policy that is no longer declared leaves managed policies their effect', async () => {
  const w = await world();
  const managed = { 'managed-policy-arns': [READ_ONLY] };
  const none = (Action: string): object => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  await w.step(nodes({ ...managed, 'session-policy': allow('s3:GetObject') }));
  for (const [settings, policy] of [
    [managed, 'sts:GetCallerIdentity'],
    [{}, '*'],
    [managed, 'sts:GetCallerIdentity'],
  ] as const) {
    expect((await w.step(nodes(settings))).outputs['status']).toBe('updated');
    expect(profileOf(w).sessionPolicy).toMatchObject(none(policy));
    expect((await w.step(nodes(settings))).outputs['status']).toBe('unchanged');
  }
});

test('through the bundle: a profile that drops its session policy stays limited by its managed ones', async () => {
  const emulator = await emulated();
  const managed = { 'managed-policy-arns': [READ_ONLY] };
  for (const settings of [{ ...managed, 'session-policy': allow('s3:GetObject') }, managed]) {
    const step = await runStep(nodes(settings), { env: emulator.environment });
    expect([step.exitCode, step.log.match(/^::error.*/gm)]).toEqual([0, null]);
  }
  const none = { Statement: [{ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' }] };
  expect(profileOf({ emulator })).toMatchObject({ managedPolicyArns: [READ_ONLY], sessionPolicy: none });
});

test('a session policy for everything, added to managed policies, is drift, and apply repairs it', async () => {
  const w = await world();
  await w.step(NODES);
  plantProfile(w, { managedPolicyArns: [READ_ONLY], sessionPolicy: JSON.stringify(allow('*')) });
  const inputs = nodes({ 'managed-policy-arns': [READ_ONLY] });
  const checked = await w.step({ ...inputs, mode: 'check' });
  expect(checked.outputs['status']).toBe('drifted');
  const applied = await w.step(inputs);
  expect(changesOf(applied.outputs)).toMatchObject([
    { summary: 'remove the session policy', broadens: false },
  ]);
});

test('a session policy of the same meaning in other words is no change', async () => {
  const w = await world();
  await w.step(nodes({ 'session-policy': allow('s3:GetObject', 's3:PutObject') }));
  await w.step(nodes({ 'session-policy': allow('s3:PutObject', 's3:GetObject') }));
  expect(w.writes()).toEqual([]);
});

test('disabling precedes other changes, enabling follows them', async () => {
  const w = await world();
  await w.step(nodes({ 'session-policy': allow('s3:GetObject') }));
  await w.step(nodes({ enabled: false, 'session-policy': allow('s3:*') }));
  expect(anywhereWrites(w)).toEqual(['DisableProfile', 'UpdateProfile']);
  const step = await w.step(nodes({ 'session-policy': allow('s3:*', 'sqs:*') }));
  expect(anywhereWrites(w)).toEqual(['UpdateProfile', 'EnableProfile']);
  expect(changesOf(step.outputs).map(({ broadens }) => broadens)).toEqual([true, true]);
});

describe('the roles that it lists', () => {
  const other = 'arn:aws:iam::123456789012:role/other';

  test('the declared role replaces another role', async () => {
    const w = await world();
    await w.step(NODES);
    plantProfile(w, { roleArns: [other] });
    const step = await w.step(nodes());
    expect(profileOf(w).roleArns).toEqual([ARN]);
    expect(changesOf(step.outputs)).toMatchObject([
      { api: 'UpdateProfile', summary: 'add the role nodes; drop the role other', broadens: true },
    ]);
  });

  test('foreign roles remain if prune keeps policies, with a notice', async () => {
    const w = await world();
    await w.step(NODES);
    plantProfile(w, { roleArns: [ARN, other] });
    const kept = await w.step(nodes({}, { prune: 'tags' }));
    expect([kept.outputs['status'], profileOf(w).roleArns]).toEqual(['unchanged', [ARN, other]]);
    expect(kept.notices.join()).toContain(other);
    const pruned = await w.step(nodes());
    expect(changesOf(pruned.outputs)).toMatchObject([{ summary: 'drop the role other', broadens: false }]);
    expect(profileOf(w).roleArns).toEqual([ARN]);
  });

  test('of a path', async () => {
    const w = await world();
    await w.step(nodes({}, { 'role-path': '/edge/' }));
    expect(profileOf(w).roleArns).toEqual([`arn:aws:iam::123456789012:role/edge/${ROLE}`]);
    await w.step(nodes({}, { 'role-path': '/edge/' }));
    expect(w.writes()).toEqual([]);
  });

  test('a recreated role needs no call to the profile', async () => {
    const w = await world();
    await w.step(nodes({}, { 'instance-profile': 'false' }));
    w.iam.call('DeleteRole', { RoleName: ROLE });
    const step = await w.step(nodes({}, { 'instance-profile': 'false' }));
    expect(w.writes()).toEqual(['CreateRole']);
    expect(step.outputs['status']).toBe('created');
  });
});

describe('tags', () => {
  test('undeclared tags are removed, unless prune keeps them', async () => {
    const w = await world();
    await w.step(nodes());
    const resourceArn = profileOf(w).arn;
    w.emulator.rolesAnywhere.call('TagResource', { resourceArn, tags: [{ key: 'left', value: 'over' }] });
    const kept = await w.step(nodes({}, { prune: 'policies' }));
    expect([w.writes(), kept.notices.join()]).toEqual([[], expect.stringContaining('tag left')]);
    await w.step(nodes());
    expect(anywhereWrites(w)).toEqual(['UntagResource']);
    expect(profileOf(w).tags).toEqual({ [OWNER_KEY]: OWNER });
  });

  test('a key that is returned in another case', async () => {
    const w = await world();
    await w.step(nodes({ tags: { Site: 'attic' } }));
    await w.step(nodes({ tags: { site: 'attic' } }));
    expect(profileOf(w).tags).toEqual({ [OWNER_KEY]: OWNER, site: 'attic' });
  });

  test('its own value overrides the step’s', async () => {
    const w = await world();
    await w.step(nodes({ tags: { project: 'edge' } }, { tags: 'project=demo' }));
    expect(profileOf(w).tags).toEqual({ [OWNER_KEY]: OWNER, project: 'edge' });
  });
});

test('check fails on drift, plan lists the changes of apply, and neither writes', async () => {
  const w = await world();
  await w.step(nodes());
  w.emulator.rolesAnywhere.call('DisableProfile', { profileId: profileOf(w).id });
  const check = await w.step({ ...nodes(), mode: 'check' });
  expect([check.ok, check.outputs['status'], w.writes()]).toEqual([false, 'drifted', []]);
  expect(check.errors.join()).toContain('roles-anywhere-profile/nodes: enabled: found false, declared true');
  const plan = await w.step({ ...nodes(), mode: 'plan' });
  expect([plan.outputs['status'], w.writes()]).toEqual(['planned', []]);
  const apply = await w.step({ ...nodes(), 'expected-plan-digest': plan.outputs['plan-digest'] ?? '' });
  expect([apply.outputs['status'], profileOf(w).enabled]).toEqual(['updated', true]);
});

test('a plan reviewed while there is neither role nor profile is the plan that is applied', async () => {
  const w = await world();
  const plan = await w.step({ ...nodes(), mode: 'plan' });
  const apply = await w.step({ ...nodes(), 'expected-plan-digest': plan.outputs['plan-digest'] ?? '' });
  expect(apply.outputs).toMatchObject({ status: 'created', 'plan-digest': plan.outputs['plan-digest'] });
});

test('the digest differs if the current state differs', async () => {
  const w = await world();
  await w.step(nodes());
  const digest = async (): Promise<string | undefined> =>
    (await w.step({ ...nodes({ enabled: false }), mode: 'plan' })).outputs['plan-digest'];
  const before = await digest();
  w.emulator.rolesAnywhere.call('UpdateProfile', { profileId: profileOf(w).id, durationSeconds: 901 });
  w.emulator.rolesAnywhere.call('UpdateProfile', { profileId: profileOf(w).id, durationSeconds: 3600 });
  expect(await digest()).toBe(before);
  w.emulator.rolesAnywhere.call('TagResource', {
    resourceArn: profileOf(w).arn,
    tags: [{ key: 'a', value: 'b' }],
  });
  expect(await digest()).not.toBe(before);
});

describe('destroy', () => {
  const destroy = (profile: Record<string, unknown> = { name: 'nodes' }): Record<string, string> => ({
    mode: 'destroy',
    'role-name': ROLE,
    'roles-anywhere-profile': JSON.stringify(profile),
  });

  const slowly = (w: World): void => {
    w.emulator.beforeCall(async ({ action }) => {
      if (action === 'DeleteProfile') await new Promise((resolve) => setTimeout(resolve, 200));
    });
  };

  test('removes the profile before its role; again, it is absent', async () => {
    const w = await world();
    await w.step(nodes());
    slowly(w);
    const step = await w.step(destroy());
    expect(step.outputs['status']).toBe('destroyed');
    expect(w.emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
    const ended = w.emulator.writes.find(({ action }) => action === 'DeleteProfile')?.endedAt ?? Infinity;
    expect(w.emulator.writes.find(({ action }) => action === 'DeleteRole')?.startedAt).toBeGreaterThanOrEqual(
      ended,
    );
    const again = await w.step(destroy());
    expect([again.outputs['status'], w.writes()]).toEqual(['absent', []]);
  });

  test('reads only the name: an error elsewhere does not block it', async () => {
    const w = await world();
    await w.step(nodes());
    const step = await w.step(destroy({ name: 'nodes', 'duration-seconds': 5, nonsense: true }));
    expect([step.errors, step.outputs['status']]).toEqual([[], 'destroyed']);
  });

  test('keeps the role if the profile cannot be deleted', async () => {
    const w = await world({
      faults: { rules: [{ action: 'DeleteProfile', error: { code: 'AccessDenied' } }] },
    });
    await w.step(nodes());
    slowly(w);
    const step = await w.step(destroy());
    expect(step.ok).toBe(false);
    expect(step.errors.join()).toContain('"Action":["rolesanywhere:DeleteProfile"]');
    expect(w.writes()).not.toContain('DeleteRole');
  });

  test('leaves a profile of another owner, with a notice', async () => {
    const w = await world();
    await w.step(NODES);
    plantProfile(w, { tags: [] });
    const step = await w.step(destroy());
    expect([step.outputs['status'], anywhereWrites(w)]).toEqual(['destroyed', []]);
    expect(step.notices.join()).toContain('roles-anywhere-profile/nodes has another owner');
  });
});

describe('refused before anything is written', () => {
  const refused = async (w: World, inputs: Record<string, string>): Promise<string> => {
    const step = await w.step(inputs);
    expect([step.ok, w.writes()]).toEqual([false, []]);
    return step.errors.join('\n');
  };

  test.each(['apply', 'plan', 'check', 'destroy'])(
    'two profiles of that name, with their ids: %s',
    async (mode) => {
      const w = await world();
      const ids = [plantProfile(w), plantProfile(w)];
      const message = await refused(w, { ...nodes(), mode });
      for (const id of ids) expect(message).toContain(id);
    },
  );

  test('a profile without our owner tag, unless adopt is set', async () => {
    for (const tags of [[], [{ key: OWNER_KEY, value: 'them/theirs' }]]) {
      const w = await world();
      plantProfile(w, { tags });
      const message = await refused(w, nodes());
      expect(message).toContain(tags.length === 0 ? 'has no owner tag' : 'belongs to "them/theirs"');
      expect(message).toContain('adopt: true');
      const adopted = await w.step(nodes({}, { adopt: 'true' }));
      expect(adopted.ok).toBe(true);
      expect(profileOf(w).tags).toEqual({ [OWNER_KEY]: OWNER });
    }
  });

  test('require-instance-properties that differs, which no call can change', async () => {
    const w = await world();
    const id = plantProfile(w);
    const message = await refused(w, nodes({ 'require-instance-properties': true }));
    expect(message).toContain('require-instance-properties: false');
    expect(message).toContain(`aws rolesanywhere delete-profile --profile-id ${id}`);
  });

  test('a managed policy that does not exist', async () => {
    const w = await world();
    const message = await refused(w, nodes({ 'managed-policy-arns': ['NoSuchPolicy'] }));
    expect(message).toContain('roles-anywhere-profile: there is no managed policy "NoSuchPolicy"');
  });
});

test('profiles of other names, other regions and on later pages', async () => {
  const w = await world({ pageSize: 2 });
  for (const name of ['a', 'b', 'c', 'd', 'Nodes', 'nodes 2']) plantProfile(w, { name });
  w.emulator.rolesAnywhere.call('CreateProfile', { name: 'nodes', roleArns: [] }, 'eu-west-1');
  await w.step(nodes());
  expect(anywhereCalls(w).filter((call) => call === 'ListProfiles').length).toBeGreaterThanOrEqual(3);
  expect(w.emulator.rolesAnywhere.all().filter(({ name }) => name === 'nodes')).toHaveLength(2);
  await w.step(nodes());
  expect(w.writes()).toEqual([]);
});

test('the profile is of the region that the environment names', async () => {
  const w = await world();
  const step = await w.step(nodes(), { env: { AWS_REGION: 'eu-west-1' } });
  expect(step.outputs['roles-anywhere-profile-arn']).toMatch(
    /^arn:aws:rolesanywhere:eu-west-1:123456789012:profile\//,
  );
});

test('the tag of the pull request that created it remains', async () => {
  const w = await world();
  const event = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  writeFileSync(event, JSON.stringify({ pull_request: { number: 12 } }));
  await w.step(nodes(), { env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event } });
  await w.step(nodes());
  expect(w.writes()).toEqual([]);
  expect(profileOf(w).tags).toMatchObject({ 'aws-iam-instance-profile:pull-request': '12' });
});

test('many roles, each with a profile of its own name, from the defaults of a manifest', async () => {
  const w = await world();
  const workspace = mkdtempSync(join(tmpdir(), 'manifest-'));
  writeFileSync(
    `${workspace}/roles.yml`,
    [
      'defaults:',
      '  roles-anywhere-profile: { duration-seconds: 1800, enabled: false }',
      'roles:',
      '  - { role-name: edge-a, trust-services: [rolesanywhere] }',
      '  - { role-name: edge-b, trust-services: [rolesanywhere] }',
    ].join('\n'),
  );
  const step = await w.step({ manifest: 'roles.yml' }, { workspace });
  expect(step.errors).toEqual([]);
  for (const name of ['edge-a', 'edge-b']) {
    expect(profileOf(w, name)).toMatchObject({
      durationSeconds: 1800,
      enabled: false,
      roleArns: [`arn:aws:iam::123456789012:role/${name}`],
    });
  }
});
