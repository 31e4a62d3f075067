/** `prune: roles`: a manifest removes the roles that it created and no longer lists, and no other role. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PolicyDocument } from '../../emulator/policy-statements.ts';
import type { Emulator } from '../../emulator/server.ts';
import { leastPolicy } from '../../scripts/policy-variants.ts';
import { runStep } from '../../scripts/run-action.ts';
import { emulated } from '../harness/emulated.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import type { CaseWorld } from '../harness/case-world.ts';
import { MotoWorlds } from '../conformance/moto-world.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { OWNER_TAGS, plantRole, world, type World } from '../harness/world.ts';
import { manifestStep, resultsOf } from './steps.ts';
import { FULL } from '../harness/full.ts';

const MANIFEST_TAG = 'aws-iam-instance-profile:manifest';
let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'prune-'));
});
afterEach(async () => {
  await rm(workspace, { recursive: true });
});

interface Manifest {
  readonly file?: string;
  readonly roles: readonly string[];
  readonly prune?: string;
  readonly path?: string;
}

async function step(
  w: World,
  { file = 'roles.yml', roles, prune = 'all, roles', path = '/team/' }: Manifest,
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepInProcess> {
  const lines = roles.map((name) => `  - role-name: ${name}\n`).join('');
  await writeFile(
    join(workspace, file),
    `defaults:\n  role-path: ${path}\n  prune: [${prune}]\nroles:\n${lines}`,
  );
  return w.step({ manifest: file, ...inputs }, { workspace });
}

/** Returns the names of roles and of profiles. */
function names(w: {
  readonly emulator: Pick<Emulator, 'snapshot'>;
}): readonly [roles: readonly string[], profiles: readonly string[]] {
  const { roles = {}, instanceProfiles = {} } = w.emulator.snapshot() as {
    readonly roles?: object;
    readonly instanceProfiles?: object;
  };
  return [Object.keys(roles).sort(), Object.keys(instanceProfiles).sort()];
}

test('a role leaves a profile that only a role without one names, and is removed', async () => {
  const w = await world();
  const manifest = (...roles: readonly string[]): object => ({
    defaults: { 'role-path': '/team/', prune: ['all', 'roles'], 'instance-profile': false },
    roles: roles.map((name) => ({
      'role-name': name,
      ...(name === 'b' && { 'instance-profile-name': 'shared' }),
    })),
  });
  expect((await manifestStep(w, manifest('a', 'b'))).errors).toEqual([]);
  w.iam.call('CreateInstanceProfile', { InstanceProfileName: 'shared' });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'shared', RoleName: 'a' });
  const step = await manifestStep(w, manifest('b'));
  expect([step.errors, names(w)]).toEqual([[], [['b'], ['shared']]]);
});

test('a role that is no longer listed is planned, drifts, and is removed last', async () => {
  const w = await world();
  expect((await step(w, { roles: ['a', 'b'] })).errors).toEqual([]);
  const planned = await step(w, { roles: ['a', 'c'] }, { mode: 'plan' });
  expect(planned.outputs['changes']).toContain('delete the role');
  expect(w.writes()).toEqual([]);
  expect((await step(w, { roles: ['a', 'c'] }, { mode: 'check' })).ok).toBe(false);
  const applied = await step(
    w,
    { roles: ['a', 'c'] },
    { 'expected-plan-digest': planned.outputs['plan-digest'] ?? '' },
  );
  expect(applied.errors).toEqual([]);
  expect(names(w)).toEqual([
    ['a', 'c'],
    ['a', 'c'],
  ]);
  const writes = w.writes();
  expect(writes.lastIndexOf('AddRoleToInstanceProfile')).toBeLessThan(writes.indexOf('DeleteRole'));
  expect((await step(w, { roles: ['a', 'c'] }, { mode: 'check' })).ok).toBe(true);
});

test('roles of other manifests, of other owners and of no manifest stay, and the last are named', async () => {
  const w = await world();
  plantRole(w, 'by-hand', { Path: '/team/' });
  plantRole(w, 'foreign', {
    Path: '/team/',
    Tags: [
      { Key: 'aws-iam-instance-profile:owner', Value: 'octo-org/other' },
      { Key: MANIFEST_TAG, Value: 'roles.yml' },
    ],
  });
  await step(w, { file: 'other.yml', roles: ['x'] });
  const { commands } = await step(w, { roles: ['a'] });
  expect(names(w)[0]).toEqual(['a', 'by-hand', 'foreign', 'x']);
  const warnings = commands.filter(({ name }) => name === 'warning').map(({ data }) => data);
  expect(warnings.join('\n')).toContain(
    'role/by-hand under /team/ is not in the manifest and stays: no manifest created it.',
  );
  expect(warnings.join('\n')).toContain(
    'role/x under /team/ is not in the manifest and stays: it bears the tag of the manifest other.yml.',
  );
  expect(warnings.join('\n')).not.toContain('foreign');
});

test('of a renamed manifest the roles that it no longer lists stay, and are named', async () => {
  const w = await world();
  await step(w, { file: 'old.yml', roles: ['a', 'b'] });
  const { commands } = await step(w, { roles: ['a'] });
  expect(names(w)[0]).toEqual(['a', 'b']);
  expect(commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    'role/b under /team/ is not in the manifest and stays: it bears the tag of the manifest old.yml.',
  ]);
});

test('a manifest has one path in the tag, also if the workspace is a link and the input names the file behind it', async () => {
  const w = await world();
  expect((await step(w, { roles: ['a', 'b'] })).errors).toEqual([]);
  const link = join(workspace, 'link');
  await symlink(workspace, link);
  for (const folder of [workspace, link]) {
    const manifest = join(folder, 'roles.yml');
    const inputs = { manifest, mode: 'check' };
    expect((await w.step(inputs, { workspace: link })).errors).toEqual([]);
  }
});

test('a role that another step took over stays, even if that step prunes no tags', async () => {
  const w = await world();
  await step(w, { roles: ['a', 'db'] });
  const moved = await w.step({
    'role-name': 'db',
    'role-path': '/team/',
    prune: 'policies\ninline-policies',
  });
  expect(moved.errors).toEqual([]);
  await step(w, { roles: ['a'] });
  expect(names(w)).toEqual([
    ['a', 'db'],
    ['a', 'db'],
  ]);
});

test("each owner's roles under one path are removed when they are no longer listed", async () => {
  const w = await world();
  const run = async (roles: string): Promise<StepInProcess> => {
    const text = `defaults: { role-path: /team/, prune: [all, roles] }\nroles: [${roles}]\n`;
    await writeFile(join(workspace, 'roles.yml'), text);
    return w.step({ manifest: 'roles.yml' }, { workspace });
  };
  const kept = '{ role-name: a, owner: one }, { role-name: b, owner: two }';
  await run(`${kept}, { role-name: c, owner: one }, { role-name: d, owner: two }`);
  expect((await run(kept)).errors).toEqual([]);
  expect(names(w)).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('a role is removed with all its profiles of the same owner, with the reviewed plan', async () => {
  const w = await world();
  await step(w, { roles: ['a', 'b'] });
  const RoleName = 'b';
  for (const InstanceProfileName of ['earlier', 'foreign']) {
    const Tags = InstanceProfileName === 'earlier' ? OWNER_TAGS : [];
    w.iam.call('CreateInstanceProfile', { InstanceProfileName, Tags });
    w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
  }
  const planned = await step(w, { roles: ['a'] }, { mode: 'plan' });
  expect(planned.outputs['caller-policy']).toContain(':instance-profile/earlier"');
  expect(planned.notices).toEqual([expect.stringContaining('instance-profile/foreign is not part of')]);
  const state = JSON.parse(resultsOf(planned)['b']?.['state'] ?? '') as object;
  expect(state).toMatchObject({ instanceProfile: { name: 'b', duplicates: [{ name: 'earlier' }] } });
  const digest = planned.outputs['plan-digest'] ?? '';
  const removed = await step(w, { roles: ['a'] }, { 'expected-plan-digest': digest });
  expect(removed.errors).toEqual([]);
  expect(names(w)).toEqual([['a'], ['a', 'foreign']]);
  expect(JSON.parse(removed.outputs['results'] ?? '')).toMatchObject({ b: { status: 'destroyed' } });
  expect((await step(w, { roles: ['a'] }, { mode: 'check' })).ok).toBe(true);
});

test('a profile that may not be deleted fails the removal at once', async () => {
  const Resource = '*';
  const w = await world({
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource },
        {
          Effect: 'Deny',
          Action: ['iam:RemoveRoleFromInstanceProfile', 'iam:DeleteInstanceProfile'],
          Resource: '*:instance-profile/earlier',
        },
      ],
    },
  });
  await step(w, { roles: ['a', 'b'] });
  const profile = { InstanceProfileName: 'earlier', Tags: OWNER_TAGS };
  w.iam.call('CreateInstanceProfile', profile);
  w.iam.call('AddRoleToInstanceProfile', { ...profile, RoleName: 'b' });
  const { errors } = await step(w, { roles: ['a'] }, { 'timeout-seconds': '3' });
  expect(errors.join()).toContain('AccessDenied');
  expect(errors.join()).not.toContain('within 3 s');
});

test("a removal leaves the profile of the role's name alone if it contains another role", async () => {
  const w = await world();
  await step(w, { roles: ['a', 'b'] });
  plantRole(w, 'other');
  const InstanceProfileName = 'b';
  w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: 'b' });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'other' });
  expect((await step(w, { roles: ['a'] })).errors).toEqual([]);
  expect(names(w)).toEqual([
    ['a', 'other'],
    ['a', 'b'],
  ]);
});

test('nothing is removed while another role fails', async () => {
  const w = await world();
  await step(w, { roles: ['a', 'b'] });
  const profile = { InstanceProfileName: 'earlier', Tags: OWNER_TAGS };
  w.iam.call('CreateInstanceProfile', profile);
  w.iam.call('AddRoleToInstanceProfile', { ...profile, RoleName: 'b' });
  w.emulator.setFaults({ rules: [{ action: 'CreateRole', error: { code: 'LimitExceeded' }, times: 9 }] });
  const { ok, commands } = await step(w, { roles: ['a', 'renamed'] });
  expect(ok).toBe(false);
  expect(commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    'role/b is no longer listed, and stays because another role failed.',
  ]);
  expect(names(w)[0]).toEqual(['a', 'b']);
});

test('without roles in prune no role is removed, and none bears the tag', async () => {
  const w = await world();
  await step(w, { roles: ['a', 'b'], prune: 'all' });
  expect((await step(w, { roles: ['a'], prune: 'all' })).errors).toEqual([]);
  expect(names(w)[0]).toEqual(['a', 'b']);
  expect(JSON.stringify(w.emulator.snapshot())).not.toContain(MANIFEST_TAG);
});

test.each<[string, Manifest, string]>([
  ['the path /', { roles: ['a'], path: '/' }, 'must be a path of its own'],
  [
    'a pull request in a name',
    { roles: ['a', '"x-{pr}"'] },
    'role-name (roles.yml:6): may not hold {pr} if prune has roles',
  ],
  [
    'a branch in a name',
    { roles: ['a', '"{repo}-{branch}"'] },
    'role-name (roles.yml:6): may not hold {branch} if prune has roles',
  ],
  ['an unknown item', { roles: ['a'], prune: 'role' }, 'one of policies, inline-policies, tags, roles'],
])('%s is refused before any call', async (_, manifest, words) => {
  const w = await world();
  expect((await step(w, manifest)).errors.join()).toContain(words);
  expect(w.emulator.calls).toEqual([]);
});

test.each([
  ['of its own name', 'a', '{ role-name: b, instance-profile-name: a }'],
  ['of another name', 'a, instance-profile-name: p', '{ role-name: b, instance-profile-name: p }'],
])('a renamed role hands on its profile %s, with the reviewed plan', async (_, before, after) => {
  for (const reviewed of [true, false]) {
    const w = await world();
    const run = async (
      role: string,
      inputs: Readonly<Record<string, string>> = {},
    ): Promise<StepInProcess> => {
      const text = `defaults: { role-path: /team/, prune: [all, roles] }\nroles: [${role}]\n`;
      await writeFile(join(workspace, 'roles.yml'), text);
      return w.step({ manifest: 'roles.yml', ...inputs }, { workspace });
    };
    await run(`{ role-name: ${before} }`);
    const [, profiles] = names(w);
    const { outputs } = await run(after, { mode: 'plan' });
    expect(outputs['changes']).not.toContain('delete the instance profile');
    const digest = reviewed ? { 'expected-plan-digest': outputs['plan-digest'] ?? '' } : {};
    expect((await run(after, digest)).errors).toEqual([]);
    expect(names(w)).toEqual([['b'], profiles]);
    expect((await run(after, { mode: 'check' })).ok).toBe(true);
  }
});

test.each(['roles (1).yml', 'a,b.yml', `${'x'.repeat(250)}.yaml`.slice(0, 255)])(
  'the file %j is refused before any call if no tag can hold its path',
  async (file) => {
    const w = await world();
    const folder = file.length > 200 ? `${'y'.repeat(10)}/` : '';
    await mkdir(join(workspace, folder), { recursive: true });
    expect((await step(w, { file: `${folder}${file}`, roles: ['a', 'b'] })).errors.join()).toContain(
      'cannot be the value of a tag',
    );
    expect(w.emulator.calls).toEqual([]);
  },
);

test('the tag of the manifest counts: with the other three, 47 are too many on the event of a pull request', async () => {
  await writeFile(join(workspace, 'event.json'), '{ "pull_request": { "number": 7 } }');
  const env = {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(workspace, 'event.json'),
    GITHUB_REPOSITORY_ID: '5',
  };
  for (const [count, input, words] of [
    [46, 'tags', undefined],
    [47, 'tags', '51 tags, with those of the Action, are too many for a new role'],
    [46, 'instance-profile-tags', undefined],
    [
      47,
      'instance-profile-tags',
      '51 tags, with those of the Action, are too many for a new instance profile',
    ],
  ] as const) {
    const tags = Array.from({ length: count }, (_, index) => `t${index}: x`).join(', ');
    const text = `defaults: { role-path: /team/, prune: [all, roles], ${input}: { ${tags} } }\nroles: [{ role-name: a }]\n`;
    await writeFile(join(workspace, 'roles.yml'), text);
    const w = await world();
    const inputs = { manifest: 'roles.yml', owner: 'octo-org/octo-repo' };
    const { errors } = await w.step(inputs, {
      workspace,
      env: { GITHUB_REPOSITORY: 'octo-org/octo-repo', ...env },
    });
    expect(errors.join()).toEqual(
      words === undefined ? '' : expect.stringContaining(`- ${input} (roles.yml:1): ${words};`),
    );
    if (words !== undefined) expect(w.emulator.calls).toEqual([]);
  }
});

test('the name of the repository may be in a name', async () => {
  const w = await world();
  await step(w, { roles: ['a', '"{repo}-b"'] });
  expect((await step(w, { roles: ['a'] })).errors).toEqual([]);
  expect(names(w)[0]).toEqual(['a']);
});

test('a single role has no list to prune by', async () => {
  const w = await world();
  const { errors } = await w.step({ 'role-name': 'a', prune: 'roles' });
  expect(errors.join()).toContain('prune: roles needs a manifest');
  expect(w.emulator.calls).toEqual([]);
});

test('through the bundle: the caller needs no more than the caller-policy of the plan', async () => {
  const run = async (
    { environment: env }: Emulator,
    listed: string,
    mode = 'apply',
  ): ReturnType<typeof runStep> => {
    const text = `defaults: { role-path: /team/, prune: [all, roles] }\nroles: [${listed}]\n`;
    await writeFile(join(workspace, 'roles.yml'), text);
    return runStep({ mode, manifest: 'roles.yml' }, { env, workspace });
  };
  const both = '{ role-name: a }, { role-name: b }';
  const planned = await run(await emulated(), both, 'plan');
  const policy = JSON.parse(planned.outputs['caller-policy'] ?? '') as PolicyDocument;
  const emulator = await emulated({ policy });
  expect(await run(emulator, both)).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(await run(emulator, '{ role-name: a }')).toMatchObject({ exitCode: 0 });
  expect(names({ emulator })).toEqual([['a'], ['a']]);

  const reads = { ...policy, Statement: { Effect: 'Allow', Action: 'iam:Get*', Resource: '*' } };
  const refused = await run(await emulated({ policy: reads }), both);
  expect(refused.outputs).toEqual({
    status: 'failed',
    changed: 'false',
    changes: '[]',
    results: '{}',
    'caller-policy': planned.outputs['caller-policy'],
  });
  expect(refused.summary).toContain('The IAM policy that the caller of this step needs');
});

/** The actions that docs/permissions.md adds to the policy of `plan` and `check` for a manifest with `prune: roles`. */
const ADDED = ['iam:ListRoles', 'iam:ListInstanceProfilesForRole'];

test.each([undefined, ...ADDED])(
  'a caller that only reads needs both actions; left out: %s',
  async (left) => {
    const { Version, Statement } = leastPolicy('plan', {
      partition: 'aws',
      account: '123456789012',
      role: ['team/*', 'a'],
      instanceProfile: '*',
    });
    const more = { Effect: 'Allow', Action: ADDED.filter((action) => action !== left), Resource: '*' };
    const w = await world({ policy: { Version, Statement: [...Statement, more] } as never });
    plantRole(w, 'left', {
      Path: '/team/',
      Tags: [...OWNER_TAGS, { Key: MANIFEST_TAG, Value: 'roles.yml' }],
    });
    expect((await step(w, { roles: ['a'] }, { mode: 'plan' })).outputs['status']).toBe(
      left ? 'failed' : 'planned',
    );
  },
);

test.each(['left', 'other'])(
  'the output caller-policy lets it remove a role in the profile %s',
  async (name) => {
    const plant = (w: World): void => {
      plantRole(w, 'left', {
        Path: '/team/',
        Tags: [...OWNER_TAGS, { Key: MANIFEST_TAG, Value: 'roles.yml' }],
      });
      w.iam.call('CreateInstanceProfile', { InstanceProfileName: name, Path: '/team/', Tags: OWNER_TAGS });
      w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: 'left' });
    };
    const first = await world();
    plant(first);
    const { outputs } = await step(first, { roles: ['a'] }, { mode: 'plan' });
    const w = await world({ policy: JSON.parse(outputs['caller-policy'] ?? '') as never });
    plant(w);
    expect((await step(w, { roles: ['a'] })).errors).toEqual([]);
    expect(w.writes()).toContain('DeleteInstanceProfile');
  },
);

/** A role of a manifest: its letter and the team whose path it is under. IAM cannot move a role, so a move has a new name. */
interface Listed {
  readonly letter: string;
  readonly path: string;
}
interface Run {
  readonly file: string;
  readonly listed: readonly Listed[];
  /** Number of writes before the runner dies; undefined: it lives. */
  readonly killedAfter: number | undefined;
}

const PATHS = ['/team/', '/team/web/'];
const nameOf = ({ letter, path }: Listed): string => `${letter}${path === '/team/' ? '' : '-web'}`;

/** Random contents of a manifest, whose first role stays under each path: a run looks only under the paths that it names. */
const runs = (file: string, letters: string): fc.Arbitrary<Run> =>
  fc
    .tuple(
      fc.tuple(...letters.split('').map(() => fc.constantFrom(undefined, ...PATHS))),
      fc.option(fc.nat(12), { freq: 1, nil: undefined }),
    )
    .map(([paths, killedAfter]) => ({
      file,
      listed: [
        ...PATHS.map((path) => ({ letter: `${file[0] ?? ''}0`, path })),
        ...paths.flatMap((path, index) =>
          path === undefined ? [] : [{ letter: letters[index] ?? '', path }],
        ),
      ],
      killedAfter,
    }));

/** Runs the sequence; each run that is killed is run again. Returns the names that remain, and those of the last manifests. */
async function ended(
  w: Pick<CaseWorld, 'step' | 'emulator' | 'iam'>,
  sequence: readonly Run[],
): Promise<{ readonly actual: ReturnType<typeof names>; readonly expected: ReturnType<typeof names> }> {
  plantRole(w, 'by-hand', { Path: '/team/' });
  const last = new Map<string, readonly string[]>();
  for (const { file, listed, killedAfter } of sequence) {
    const roles = listed.map((each) => `  - role-name: ${nameOf(each)}\n    role-path: ${each.path}\n`);
    await writeFile(join(workspace, file), `defaults:\n  prune: [all, roles]\nroles:\n${roles.join('')}`);
    const inputs = { manifest: file };
    if (killedAfter !== undefined) {
      let left = killedAfter;
      const stop = w.emulator.beforeCall(({ write }) =>
        left < 0 || (write && left-- <= 0) ? 'drop' : undefined,
      );
      const options = { 'timeout-seconds': '1', 'rollback-on-failure': 'false' };
      await w.step({ ...inputs, ...options }, { workspace, env: { AWS_MAX_ATTEMPTS: '1' } });
      stop();
    }
    expect((await w.step(inputs, { workspace })).errors).toEqual([]);
    last.set(file, listed.map(nameOf));
  }
  const expected = [...last.values()].flat().sort();
  return { actual: names(w), expected: [[...expected, 'by-hand'].sort(), expected] };
}

const sequences = fc.array(fc.oneof(runs('roles.yml', 'abc'), runs('other.yml', 'xyz')), {
  minLength: 2,
  maxLength: 5,
});

describe('random sequences of two manifests that add, remove, rename and move roles end exactly as the last ones', () => {
  test('in the emulator', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const { actual, expected } = await ended(await world(), sequence);
        expect(actual).toEqual(expected);
      }),
      { numRuns: FULL ? 100 : 3 },
    );
  }, 900_000);

  (hasMoto('random manifests against moto') ? test : test.skip)(
    'in moto',
    async () => {
      const worlds = new MotoWorlds(await startMoto());
      try {
        await fc.assert(
          fc.asyncProperty(sequences, async (sequence) => {
            const { actual, expected } = await ended(await worlds.open(), sequence);
            expect(actual).toEqual(expected);
          }),
          { numRuns: FULL ? 100 : 1 },
        );
      } finally {
        await worlds.close();
      }
    },
    1_800_000,
  );
});

test('a listed role under another path is refused, and no role is removed', async () => {
  const w = await world();
  await step(w, { roles: ['a', 'b'] });
  const moved = await step(w, { roles: ['a'], path: '/crew/' });
  expect(moved.errors.join()).toContain('role/a exists under the path /team/, and IAM cannot move it');
  expect([names(w)[0], w.writes()]).toEqual([['a', 'b'], []]);
});
