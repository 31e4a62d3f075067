import { FULL } from '../harness/full.ts';
import { heldUntil } from '../harness/waves.ts';
import { plantRole, SSM_POLICY, world, type World } from '../harness/world.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { manifestStep, resultsOf, rolesAtOnce } from './steps.ts';

const AT_ONCE = 10;

/** Creates a manifest. Three of ten roles have a policy and a profile; the rest have none, to save calls. */
const manifestOf = (count: number): { roles: object[]; defaults: object } => ({
  defaults: { 'role-path': '/many/', tags: { project: 'demo' } },
  roles: [...Array(count).keys()].map((index) => ({
    'role-name': `role-${index}`,
    ...(index % 10 < 3
      ? { 'policy-arns': [SSM_POLICY] }
      : { 'instance-profile': false, 'trust-services': ['ecs-tasks'] }),
  })),
});

function spoil({ iam }: World, names: readonly string[]): void {
  for (const RoleName of names) iam.call('TagRole', { RoleName, Tags: [{ Key: 'project', Value: 'other' }] });
}

describe.each([3, FULL ? 100 : 30])('a manifest of %d roles', (count) => {
  const manifest = manifestOf(count);
  const profiles = manifest.roles.filter((role) => 'policy-arns' in role).length;

  test('is created, found unchanged, repaired after drift, and destroyed, never too many at once', async () => {
    const w = await world();
    /** Runs a step that ends only if it works on the maximum number of roles at once. */
    const atOnce = async (inputs: Readonly<Record<string, string>> = {}): Promise<StepInProcess> => {
      const stop = heldUntil(w.emulator, Math.min(count, AT_ONCE));
      const step = await manifestStep(w, manifest, inputs);
      stop();
      expect(rolesAtOnce(w.emulator.calls)).toBe(Math.min(count, AT_ONCE));
      return step;
    };

    const created = await atOnce();
    expect(created.ok).toBe(true);
    expect(created.outputs).toMatchObject({ status: 'created', changed: 'true' });
    expect(Object.keys(resultsOf(created))).toHaveLength(count);
    expect(resultsOf(created)['role-2']).toMatchObject({
      status: 'created',
      'role-arn': 'arn:aws:iam::123456789012:role/many/role-2',
      'instance-profile-name': 'role-2',
    });
    expect(Object.keys(w.emulator.snapshot().roles)).toHaveLength(count);
    expect(Object.keys(w.emulator.snapshot().instanceProfiles)).toHaveLength(profiles);
    // However many roles name a policy, IAM is asked for it once.
    expect(w.reads().filter((action) => action === 'GetPolicy')).toHaveLength(1);

    const again = await atOnce();
    expect(again.outputs).toMatchObject({ status: 'unchanged', changed: 'false', changes: '[]' });
    expect(w.writes()).toEqual([]);
    expect(w.reads()).toHaveLength(4 * count);

    const drifted = ['role-0', 'role-1', 'role-2'];
    spoil(w, drifted);
    const check = await manifestStep(w, manifest, { mode: 'check' });
    expect(check.ok).toBe(false);
    expect(check.errors).toHaveLength(1);
    expect(check.outputs).toMatchObject({ status: 'drifted', changed: 'false' });
    const mended = await manifestStep(w, manifest);
    expect(mended.outputs).toMatchObject({ status: 'updated', changed: 'true' });
    expect(
      w.emulator.writes.map(({ action, input }) => `${action} ${String(input['RoleName'])}`).sort(),
    ).toEqual(drifted.map((name) => `TagRole ${name}`));
    const statuses = Object.entries(resultsOf(mended)).filter(([, { status }]) => status === 'updated');
    expect(statuses.map(([name]) => name)).toEqual(drifted);
    expect((JSON.parse(mended.outputs['changes'] ?? '') as unknown[]).length).toBe(3);

    const destroyed = await atOnce({ mode: 'destroy' });
    expect(destroyed.outputs).toMatchObject({ status: 'destroyed', changed: 'true' });
    expect(w.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
    expect((await manifestStep(w, manifest, { mode: 'destroy' })).outputs['status']).toBe('absent');
  }, 600_000);
});

test('destroy takes a manifest backwards', async () => {
  const w = await world();
  await manifestStep(w, manifestOf(15));
  await manifestStep(w, manifestOf(15), { mode: 'destroy' });
  const names = w.emulator.calls.map(({ input }) => String(input['RoleName']));
  const firstGone = w.emulator.calls.findIndex(({ action }) => action === 'DeleteRole');
  expect(firstGone).toBeGreaterThan(0);
  for (const first of ['role-0', 'role-1', 'role-2', 'role-3', 'role-4']) {
    expect(names.slice(0, firstGone)).not.toContain(first);
  }
});

test('a manifest converges if IAM accepts only twenty calls a second', async () => {
  const w = await world({ faults: { throttle: { ratePerSecond: 20, burst: 2 } } });
  const step = await manifestStep(w, manifestOf(6));
  expect(step.errors).toEqual([]);
  expect(step.outputs['status']).toBe('created');
  expect(w.emulator.calls.some(({ code }) => code === 'Throttling')).toBe(true);
  w.emulator.setFaults({});
  expect((await manifestStep(w, manifestOf(6))).outputs['status']).toBe('unchanged');
});

test("one role's failure does not stop the other roles, and fails the step with one message", async () => {
  const w = await world();
  plantRole(w, 'role-1', { Path: '/many/', Tags: [] });
  const step = await manifestStep(w, manifestOf(3));
  expect(step.ok).toBe(false);
  expect(step.errors).toHaveLength(1);
  expect(step.errors[0]).toContain('role/role-1 exists and has no owner tag');
  expect(step.outputs).toMatchObject({ status: 'failed', changed: 'true' });
  expect(Object.entries(resultsOf(step)).map(([name, { status }]) => [name, status])).toEqual([
    ['role-0', 'created'],
    ['role-1', 'failed'],
    ['role-2', 'created'],
  ]);
  // Of the names only `results` speaks: there are several.
  expect(step.outputs).not.toHaveProperty('role-name');
});

test('one role in a manifest has the outputs of a step of its own, and results', async () => {
  const w = await world();
  const { outputs } = await manifestStep(w, manifestOf(1));
  const { results = '', ...own } = outputs;
  expect(own).toMatchObject({ status: 'created', 'role-name': 'role-0', 'instance-profile-name': 'role-0' });
  expect(JSON.parse(results)).toEqual({ 'role-0': own });
});

describe('expected-plan-digest with a manifest', () => {
  const reviewed = async (w: World, manifest: object): Promise<string> => {
    const plan = await manifestStep(w, manifest, { mode: 'plan' });
    expect(plan.outputs['plan-digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    return plan.outputs['plan-digest'] ?? '';
  };

  test('accepts reviewed roles, and roles without changes', async () => {
    const w = await world();
    const manifest = manifestOf(12);
    const digest = await reviewed(w, manifest);
    const applied = await manifestStep(w, manifest, { 'expected-plan-digest': digest });
    expect(applied.errors).toEqual([]);
    expect(applied.outputs).toMatchObject({ status: 'created', 'plan-digest': digest });
    const again = await manifestStep(w, manifest, { 'expected-plan-digest': digest });
    expect(again.outputs['status']).toBe('unchanged');
  });

  test('writes nothing to any role when one of them differs from its reviewed plan', async () => {
    const w = await world();
    const manifest = manifestOf(12);
    await manifestStep(w, manifest);
    spoil(w, ['role-3']);
    const digest = await reviewed(w, manifest);
    spoil(w, ['role-11']);
    const step = await manifestStep(w, manifest, { 'expected-plan-digest': digest });
    expect(step.ok).toBe(false);
    expect(w.writes()).toEqual([]);
    expect(step.errors).toHaveLength(1);
    expect(step.errors[0]).toMatch(
      /has changed since it was reviewed[^]*role\/role-3: set 1 tag[^]*role\/role-11: set 1 tag/,
    );
    expect(step.outputs).toMatchObject({ status: 'failed', changed: 'false' });
  });

  test('writes nothing to any role when one of them is refused', async () => {
    const w = await world();
    const manifest = manifestOf(3);
    const digest = await reviewed(w, manifest);
    plantRole(w, 'role-1', { Path: '/many/', Tags: [] });
    const step = await manifestStep(w, manifest, { 'expected-plan-digest': digest });
    expect(step.ok).toBe(false);
    expect(step.errors).toHaveLength(1);
    expect(step.errors[0]).toContain('role/role-1 exists and has no owner tag');
    expect(step.errors[0]).not.toContain('since it was reviewed');
    expect(w.writes()).toEqual([]);
  });

  test('compares each role with its plan also between planning all and sending', async () => {
    const w = await world();
    const manifest = manifestOf(2);
    await manifestStep(w, manifest);
    spoil(w, ['role-0', 'role-1']);
    const digest = await reviewed(w, manifest);
    // Four reads a role make the plans; then another user writes.
    let reads = 0;
    const stop = w.emulator.beforeCall(({ write }) => {
      if (!write && (reads += 1) === 9)
        w.iam.call('TagRole', { RoleName: 'role-1', Tags: [{ Key: 'more', Value: '1' }] });
    });
    const step = await manifestStep(w, manifest, { 'expected-plan-digest': digest });
    stop();
    expect(step.errors).toHaveLength(1);
    expect(step.errors[0]).toMatch(/role\/role-1 has changed since all roles were planned/);
    expect(w.emulator.writes.map(({ input }) => input['RoleName'])).toEqual(['role-0']);
  });
});
