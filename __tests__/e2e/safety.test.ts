/** In a shared account the step leaves resources of other owners alone, and omission widens or loses nothing. */
import { test, world, type CaseWorld as World } from '../harness/case-world.ts';
import {
  allowS3,
  OWNER,
  OWNER_KEY,
  plantRole,
  SSM_POLICY,
  WORKSHOP,
  WORKSHOP_ROLE,
} from '../harness/world.ts';

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const THEIRS = [{ Key: OWNER_KEY, Value: 'others/repo' }];
const MODES = ['apply', 'plan', 'check', 'destroy'];

function plantProfile({ iam }: World, Tags: { Key: string; Value: string }[] = []): void {
  iam.call('CreateInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE, Tags });
}

describe('ownership', () => {
  const role = { 'role-name': WORKSHOP_ROLE };
  test.each(
    MODES.flatMap((mode) =>
      [
        ['no owner', [], 'has no owner tag'],
        ['another owner', THEIRS, `belongs to "others/repo", not to "${OWNER}"`],
      ].map(([what, tags, said]) => [mode, what, tags, said] as [string, string, typeof THEIRS, string]),
    ),
  )(
    '%s: a role with %s is refused, with its owner and both ways on, and nothing is written',
    async (mode, _, Tags, said) => {
      const w = await world();
      plantRole(w, WORKSHOP_ROLE, { Tags });
      const step = await w.step({ ...role, mode });
      expect(step).toMatchObject({ ok: false, outputs: { status: 'failed', changed: 'false' } });
      expect(step.errors).toHaveLength(1);
      for (const part of [`role/${WORKSHOP_ROLE}`, said, 'adopt: true', 'role-name']) {
        expect(step.errors[0]).toContain(part);
      }
      expect(w.writes()).toEqual([]);
    },
  );

  test.each(['apply', 'plan', 'check'])(
    '%s refuses a profile of another owner though the role has our owner tag',
    async (mode) => {
      const w = await world();
      plantRole(w, WORKSHOP_ROLE);
      plantProfile(w, THEIRS);
      const step = await w.step({ ...role, mode });
      expect(step.ok).toBe(false);
      for (const part of [
        `instance-profile/${WORKSHOP_ROLE}`,
        '"others/repo"',
        'adopt: true',
        'instance-profile-name',
      ]) {
        expect(step.errors[0]).toContain(part);
      }
      expect(step.errors[0]).not.toMatch(/^role\//m);
      expect(w.writes()).toEqual([]);
    },
  );

  test('names the role and the profile at once if both have another owner', async () => {
    const w = await world();
    plantRole(w, WORKSHOP_ROLE, { Tags: [] });
    plantProfile(w, THEIRS);
    const step = await w.step(role);
    expect(step.errors[0]).toContain(`instance-profile/${WORKSHOP_ROLE} exists`);
    expect(step.errors[0]).toMatch(new RegExp(`(?<!-profile/)role/${WORKSHOP_ROLE} exists`));
    expect(w.writes()).toEqual([]);
  });

  test('the owner input sets the owner', async () => {
    const w = await world();
    plantRole(w, WORKSHOP_ROLE, { Tags: THEIRS });
    expect(await w.step({ ...role, owner: 'others/repo' })).toMatchObject({ ok: true });
    expect(await w.step(role)).toMatchObject({ ok: false });
  });

  test('a role that another run creates at the same moment belongs to the owner in its tag and stays untouched', async () => {
    const w = await world();
    w.emulator.beforeCall((call) => {
      if (call.action === 'CreateRole') plantRole(w, WORKSHOP_ROLE, { Tags: THEIRS });
    });
    const step = await w.step(WORKSHOP);
    expect(step.ok).toBe(false);
    expect(step.errors[0]).toContain('"others/repo"');
    expect(w.emulator.snapshot()).toMatchObject({
      roles: { [WORKSHOP_ROLE]: { Tags: { [OWNER_KEY]: 'others/repo' }, AttachedPolicies: [] } },
      instanceProfiles: {},
    });
    expect(w.writes()).not.toContain('DeleteRole');
  });

  test('destroy leaves a profile of another owner but takes the role out of it', async () => {
    const w = await world();
    plantRole(w, WORKSHOP_ROLE);
    plantProfile(w, THEIRS);
    w.iam.call('AddRoleToInstanceProfile', {
      InstanceProfileName: WORKSHOP_ROLE,
      RoleName: WORKSHOP_ROLE,
    });
    expect(await w.step({ ...role, mode: 'destroy' })).toMatchObject({ ok: true });
    expect(w.emulator.snapshot()).toMatchObject({
      roles: {},
      instanceProfiles: { [WORKSHOP_ROLE]: { Roles: [], Tags: { [OWNER_KEY]: 'others/repo' } } },
    });
  });
});

describe('adopt', () => {
  test('writes the owner tag on both, and applies the declaration', async () => {
    const w = await world();
    plantRole(w, WORKSHOP_ROLE, { Tags: [{ Key: 'theirs', Value: '1' }] });
    w.iam.call('AttachRolePolicy', { RoleName: WORKSHOP_ROLE, PolicyArn: READ_ONLY });
    plantProfile(w, THEIRS);
    const step = await w.step({ ...WORKSHOP, adopt: 'true' });
    expect(step).toMatchObject({ ok: true, outputs: { status: 'updated' } });
    const tags = { project: 'demo', [OWNER_KEY]: OWNER };
    expect(w.emulator.snapshot()).toMatchObject({
      roles: { [WORKSHOP_ROLE]: { Tags: tags } },
      instanceProfiles: { [WORKSHOP_ROLE]: { Tags: tags, Roles: [WORKSHOP_ROLE] } },
    });
    expect(w.emulator.snapshot().roles[WORKSHOP_ROLE]?.Tags).toEqual(tags);
    expect(w.emulator.snapshot().roles[WORKSHOP_ROLE]?.AttachedPolicies).not.toContain(READ_ONLY);
    // From then on it has our owner tag, without adopt.
    expect(await w.step(WORKSHOP)).toMatchObject({ ok: true, outputs: { status: 'unchanged' } });
  });

  test('writes the owner tag before any grant', async () => {
    const w = await world();
    plantRole(w, WORKSHOP_ROLE, { Tags: [] });
    await w.step({ ...WORKSHOP, adopt: 'true' });
    const role = w.emulator.writes.filter(({ entity }) => entity === `role/${WORKSHOP_ROLE}`);
    expect(role[0]).toMatchObject({ action: 'TagRole' });
    expect(JSON.stringify(role[0]?.input)).toContain(OWNER_KEY);
  });

  test('keeps an undeclared boundary of the role', async () => {
    const w = await world();
    plantRole(w, WORKSHOP_ROLE, { Tags: [], PermissionsBoundary: READ_ONLY });
    expect(await w.step({ ...WORKSHOP, adopt: 'true' })).toMatchObject({ ok: true });
    expect(w.emulator.snapshot().roles[WORKSHOP_ROLE]?.PermissionsBoundary).toBe(READ_ONLY);
    expect(w.writes()).not.toContain('DeleteRolePermissionsBoundary');
    await w.step({ ...WORKSHOP, 'permissions-boundary': 'none' });
    expect(w.emulator.snapshot().roles[WORKSHOP_ROLE]?.PermissionsBoundary).toBeNull();
  });
});

describe('prune', () => {
  /** Plants something declared and something undeclared of each kind. */
  async function meddled(): Promise<World> {
    const w = await world();
    await w.step({ ...WORKSHOP, 'inline-policies': JSON.stringify({ ours: allowS3('GetObject') }) });
    w.iam.call('AttachRolePolicy', { RoleName: WORKSHOP_ROLE, PolicyArn: READ_ONLY });
    w.iam.call('PutRolePolicy', {
      RoleName: WORKSHOP_ROLE,
      PolicyName: 'theirs',
      PolicyDocument: JSON.stringify(allowS3('PutObject')),
    });
    for (const Key of ['theirs', 'theirs too']) {
      w.iam.call('TagRole', { RoleName: WORKSHOP_ROLE, Tags: [{ Key, Value: '1' }] });
    }
    w.iam.call('TagInstanceProfile', {
      InstanceProfileName: WORKSHOP_ROLE,
      Tags: [{ Key: 'theirs', Value: '1' }],
    });
    return w;
  }
  const inputs = { ...WORKSHOP, 'inline-policies': JSON.stringify({ ours: allowS3('GetObject') }) };
  const removing: Readonly<Record<string, readonly string[]>> = {
    policies: ['DetachRolePolicy'],
    'inline-policies': ['DeleteRolePolicy'],
    tags: ['UntagInstanceProfile', 'UntagRole'],
  };
  const kinds = Object.keys(removing);

  test.each([
    ['all', kinds],
    ['none', []],
    ['policies', ['policies']],
    ['inline-policies', ['inline-policies']],
    ['tags', ['tags']],
    ['policies\ntags', ['policies', 'tags']],
    ['policies\ninline-policies\ntags', kinds],
  ])('%j removes just that; the rest remains, with one notice each', async (prune, gone) => {
    const w = await meddled();
    const planned = await w.step({ ...inputs, prune, mode: 'plan' });
    expect(planned.ok).toBe(true);
    const notices = planned.notices.join('\n');
    const stays = (kind: string): boolean => !gone.includes(kind);
    expect(notices.includes('ReadOnlyAccess')).toBe(stays('policies'));
    expect(/inline policy theirs\b/.test(notices)).toBe(stays('inline-policies'));
    expect(/tag theirs\b/.test(notices)).toBe(stays('tags'));
    expect(new Set(planned.notices).size).toBe(planned.notices.length);

    expect(await w.step({ ...inputs, prune })).toMatchObject({ ok: true });
    expect(w.writes().sort()).toEqual(gone.flatMap((kind) => removing[kind] ?? []).sort());
    const { roles, instanceProfiles } = w.emulator.snapshot();
    const role = roles[WORKSHOP_ROLE];
    expect(role?.AttachedPolicies.includes(READ_ONLY)).toBe(stays('policies'));
    expect(role?.AttachedPolicies).toContain(SSM_POLICY);
    expect('theirs' in (role?.InlinePolicies ?? {})).toBe(stays('inline-policies'));
    expect(role?.InlinePolicies).toHaveProperty('ours');
    expect('theirs' in (role?.Tags ?? {})).toBe(stays('tags'));
    expect('theirs' in (instanceProfiles[WORKSHOP_ROLE]?.Tags ?? {})).toBe(stays('tags'));
    expect(role?.Tags).toMatchObject({ project: 'demo', [OWNER_KEY]: OWNER });

    expect(await w.step({ ...inputs, prune })).toMatchObject({ ok: true, outputs: { status: 'unchanged' } });
    expect(w.writes()).toEqual([]);
  });

  test.each(['all\nnone', 'policies, tags', 'true'])('%j is refused', async (prune) => {
    const w = await world();
    const step = await w.step({ ...inputs, prune });
    expect(step.ok).toBe(false);
    expect(step.errors[0]).toContain('prune');
    expect(w.emulator.calls).toEqual([]);
  });

  test('keeps reserved tags of AWS', async () => {
    const w = await world();
    await w.step(WORKSHOP);
    const Tags = [{ Key: 'aws:cloudformation:stack-name', Value: 'stack' }];
    w.iam.call('TagRole', { RoleName: WORKSHOP_ROLE, Tags }, 'aws');
    w.iam.call('TagInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE, Tags }, 'aws');
    expect(await w.step(WORKSHOP)).toMatchObject({ ok: true, outputs: { status: 'unchanged' } });
    await w.step({ ...WORKSHOP, tags: 'other=1' });
    const { roles, instanceProfiles } = w.emulator.snapshot();
    for (const { Tags: tags } of [roles[WORKSHOP_ROLE], instanceProfiles[WORKSHOP_ROLE]].flatMap(
      (each) => each ?? [],
    )) {
      expect(tags).toEqual({ 'aws:cloudformation:stack-name': 'stack', other: '1', [OWNER_KEY]: OWNER });
    }
  });
});

describe('roles that AWS keeps', () => {
  test.each(['/aws-service-role/ec2.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/'])(
    'under %s: refused before any write in every mode, adopted or not',
    async (Path) => {
      const w = await world();
      w.iam.call(
        'CreateRole',
        {
          RoleName: WORKSHOP_ROLE,
          Path,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          }),
        },
        'aws',
      );
      for (const mode of MODES) {
        for (const adopt of ['true', 'false']) {
          const step = await w.step({ 'role-name': WORKSHOP_ROLE, mode, adopt });
          expect(step.ok).toBe(false);
          expect(step.errors[0]).toContain(
            mode === 'destroy' && adopt === 'true' ? 'cannot be used with destroy' : Path,
          );
          expect(w.writes()).toEqual([]);
        }
      }
    },
  );

  test.each(['/aws-service-role/', '/aws-reserved/x/'])(
    'role-path: %s is refused before any call',
    async (path) => {
      const w = await world();
      const step = await w.step({ 'role-name': 'r', 'role-path': path });
      expect(step.ok).toBe(false);
      expect(step.errors[0]).toContain('role-path');
      expect(w.emulator.calls).toEqual([]);
    },
  );
});

describe('marks changes that broaden access', () => {
  const trustOf = (...Service: string[]) => Service.join('\n');
  test.each<[string, Record<string, string>, Record<string, string>, Record<string, boolean>]>([
    ['a managed policy attached', {}, { 'policy-arns': 'ReadOnlyAccess' }, { AttachRolePolicy: true }],
    ['a managed policy detached', { 'policy-arns': 'ReadOnlyAccess' }, {}, { DetachRolePolicy: false }],
    [
      'a new principal',
      { 'trust-services': trustOf('ec2') },
      { 'trust-services': trustOf('ec2', 'ssm') },
      { UpdateAssumeRolePolicy: true },
    ],
    [
      'a principal less',
      { 'trust-services': trustOf('ec2', 'ssm') },
      { 'trust-services': trustOf('ec2') },
      { UpdateAssumeRolePolicy: false },
    ],
    [
      'a boundary removed',
      { 'permissions-boundary': 'ReadOnlyAccess' },
      { 'permissions-boundary': 'none' },
      { DeleteRolePermissionsBoundary: true },
    ],
    [
      'a first boundary',
      {},
      { 'permissions-boundary': 'ReadOnlyAccess' },
      { PutRolePermissionsBoundary: false },
    ],
    [
      'a new Allow',
      {},
      { 'inline-policies': JSON.stringify({ p: allowS3('GetObject') }) },
      { PutRolePolicy: true },
    ],
    ['a tag', {}, { tags: 'a=1' }, { TagRole: false, TagInstanceProfile: false }],
  ])('%s', async (_, first, second, marks) => {
    const w = await world();
    await w.step({ 'role-name': 'r', ...first });
    const { outputs, lines } = await w.step({ 'role-name': 'r', ...second, mode: 'plan' });
    const changes = JSON.parse(outputs['changes'] ?? '') as { api: string; broadens: boolean }[];
    expect(Object.fromEntries(changes.map(({ api, broadens }) => [api, broadens]))).toEqual(marks);
    const wider = Object.values(marks).filter(Boolean).length;
    expect(lines.filter((line) => line.includes('[broadens access]'))).toHaveLength(wider);
  });
});

test.each([
  ['tests them', 'aws:PrincipalTag/team', false, true],
  ['tests something else', 'aws:PrincipalAccount', false, false],
  ['cannot be read', 'aws:PrincipalAccount', true, true],
])('tags may broaden access if a policy of your own that remains %s', async (_, key, denied, broadens) => {
  const denial = { action: 'GetPolicyVersion', error: { code: 'AccessDenied', status: 403 } };
  const w = await world({ faults: { rules: denied ? [denial] : [] } });
  const condition = {
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { [key]: 'x' } },
  };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: condition });
  w.iam.call('CreatePolicy', { PolicyName: 'own', PolicyDocument });
  const inputs = { 'role-name': 'r', 'policy-arns': 'arn:aws:iam::123456789012:policy/own' };
  await w.step(inputs);
  const { outputs } = await w.step({ ...inputs, tags: 'team=x', mode: 'plan' });
  expect(outputs['broadens']).toBe(String(broadens));
  // Tags that stay need no look at the policies.
  await w.step(inputs);
  expect(w.reads()).not.toContain('GetPolicyVersion');
});

test.each<[string, unknown]>([
  ['*', '*'],
  ['{"AWS":"*"}', { AWS: '*' }],
  ['a list that holds *', { AWS: ['123456789012', '*'] }],
])('a trust that anyone could use (%s) is refused before any call, unless allowed', async (_, Principal) => {
  const w = await world();
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });
  const step = await w.step({ 'role-name': 'r', 'trust-policy': trust });
  expect(step.ok).toBe(false);
  expect(step.errors[0]).toContain('allow-public-trust');
  expect(w.emulator.calls).toEqual([]);
  expect(
    await w.step({ 'role-name': 'r', 'trust-policy': trust, 'allow-public-trust': 'true' }),
  ).toMatchObject({ ok: true });
});

describe('a foreign write to a role that this run created', () => {
  const made = { 'role-name': WORKSHOP_ROLE, 'policy-arns': SSM_POLICY, tags: 'project=x' };
  // The step restores its declared properties, and then owns all of them again. It leaves the rest alone.
  test.each<[string, boolean, (w: World) => void]>([
    [
      'a boundary',
      true,
      ({ iam }) => {
        iam.call('PutRolePermissionsBoundary', { RoleName: WORKSHOP_ROLE, PermissionsBoundary: READ_ONLY });
      },
    ],
    [
      'a description',
      false,
      ({ iam }) => {
        iam.call('UpdateRole', { RoleName: WORKSHOP_ROLE, Description: 'by others' });
      },
    ],
    [
      'the value of a tag that the step declares',
      false,
      ({ iam }) => {
        iam.call('TagRole', { RoleName: WORKSHOP_ROLE, Tags: [{ Key: 'project', Value: 'theirs' }] });
      },
    ],
  ])('%s: a run that then fails reports whether its work remains: %p', async (_, stands, write) => {
    const denied = { code: 'AccessDenied', message: 'no', status: 403 };
    const w = await world({
      faults: {
        rules: [
          { action: 'AttachRolePolicy', nth: 1, error: { code: 'ConcurrentModification', status: 409 } },
          { action: 'AttachRolePolicy', from: 2, error: denied },
        ],
      },
    });
    w.emulator.onCall(({ action, status }) => {
      if (action === 'CreateRole' && status === 200) write(w);
    });
    const step = await w.step(made);
    expect(Object.keys(w.emulator.snapshot().roles)).toEqual(stands ? [WORKSHOP_ROLE] : []);
    expect(step).toMatchObject({
      ok: false,
      outputs: stands
        ? { status: 'failed', changed: 'true', 'role-name': WORKSHOP_ROLE }
        : { status: 'rolled-back', changed: 'false' },
    });
    const said = stands
      ? 'Nothing was rolled back: another run or tool'
      : 'This run sent these changes and rolled them back';
    expect(step.errors[0]).toMatch(new RegExp(`AccessDenied[^]*${said}[^]*create the role`));
  });
});

test('a failed run outputs ARNs and ids of what remains, even if no read showed it', async () => {
  const w = await world({
    faults: {
      rules: [{ action: 'AttachRolePolicy', error: { code: 'AccessDenied', message: 'no', status: 403 } }],
    },
  });
  const inputs = { 'role-name': WORKSHOP_ROLE, 'policy-arns': SSM_POLICY, 'rollback-on-failure': 'false' };
  const step = await w.step(inputs);
  const { Role } = w.iam.call('GetRole', { RoleName: WORKSHOP_ROLE });
  const { InstanceProfile } = w.iam.call('GetInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE });
  expect(step).toMatchObject({
    ok: false,
    outputs: {
      status: 'failed',
      changed: 'true',
      'role-arn': Role.Arn,
      'role-id': Role.RoleId,
      'instance-profile-arn': InstanceProfile.Arn,
      'instance-profile-id': InstanceProfile.InstanceProfileId,
    },
  });
});

test('the error names a role whose name differs only by case', async () => {
  const w = await world();
  plantRole(w, WORKSHOP_ROLE.toUpperCase());
  const step = await w.step({ 'role-name': WORKSHOP_ROLE, 'timeout-seconds': '1' });
  expect(step).toMatchObject({ ok: false });
  expect(step.errors[0]).toMatch(/The name is taken[^]*Choose another name/);
  expect(Object.keys(w.emulator.snapshot().roles)).toEqual([WORKSHOP_ROLE.toUpperCase()]);
});
