/** `prune: roles`: a manifest removes the roles that it created and no longer lists, and no other role. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PolicyDocument } from '../../emulator/policy-document.ts';
import type { Emulator } from '../../emulator/server.ts';
import { runStep } from '../../scripts/run-action.ts';
import { emulated } from '../harness/emulated.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { plantRole, world, type World } from '../harness/world.ts';

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
function names(w: Pick<World, 'emulator'>): readonly [roles: readonly string[], profiles: readonly string[]] {
  const { roles = {}, instanceProfiles = {} } = w.emulator.snapshot() as {
    readonly roles?: object;
    readonly instanceProfiles?: object;
  };
  return [Object.keys(roles).sort(), Object.keys(instanceProfiles).sort()];
}

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
});

test('nothing is removed while another role fails', async () => {
  const w = await world();
  await step(w, { roles: ['a', 'b'] });
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
  ['an unknown item', { roles: ['a'], prune: 'role' }, 'one of policies, inline-policies, tags, roles'],
])('%s is refused before any call', async (_, manifest, words) => {
  const w = await world();
  expect((await step(w, manifest)).errors.join()).toContain(words);
  expect(w.emulator.calls).toEqual([]);
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
});

test('random sequences of two manifests under one path end exactly as the last ones', async () => {
  const subset = (letters: string): fc.Arbitrary<string[]> =>
    fc.subarray(letters.split(''), { minLength: 1 });
  const run = fc.oneof(
    subset('abcd').map((roles) => ({ file: 'roles.yml', roles })),
    subset('wxyz').map((roles) => ({ file: 'other.yml', roles })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 2, maxLength: 6 }), fc.nat(20), async (runs, cut) => {
      const w = await world();
      plantRole(w, 'by-hand', { Path: '/team/' });
      const last = new Map<string, readonly string[]>();
      for (const [index, each] of runs.entries()) {
        // One run in between fails at a random write; the next run finishes its work.
        if (index === 1) {
          let left = cut;
          const stop = w.emulator.beforeCall((call) => (call.write && left-- <= 0 ? 'drop' : undefined));
          await step(w, each, { 'timeout-seconds': '1', 'rollback-on-failure': 'false' });
          stop();
        }
        expect((await step(w, each)).errors).toEqual([]);
        last.set(each.file, each.roles);
      }
      const expected = [...last.values()].flat().sort();
      expect(names(w)).toEqual([[...expected, 'by-hand'].sort(), expected]);
    }),
    { numRuns: process.env['FAULTS'] === 'full' ? 100 : 6 },
  );
}, 600_000);
