/** Roles of one manifest that trust other new roles of it. */
import { plantRole, world, type World } from '../harness/world.ts';
import { manifestStep, resultsOf } from './steps.ts';

const arn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

/** A role without a profile that trusts other roles, or EC2. */
function roleTrusting(name: string, ...trusted: string[]): object {
  const Principal = trusted.length === 0 ? { Service: 'ec2.amazonaws.com' } : { AWS: trusted.map(arn) };
  return {
    'role-name': name,
    'instance-profile': false,
    'trust-policy': {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
    },
  };
}

const TIMEOUT = { 'timeout-seconds': '60' };
const spokes = [...Array(12).keys()].map((index) => `spoke-${index}`);

function principalsIn(w: World): Record<string, unknown> {
  const { roles } = w.emulator.snapshot();
  return Object.fromEntries(
    Object.entries(roles).map(([name, { AssumeRolePolicyDocument }]) => {
      const { Statement } = AssumeRolePolicyDocument as { Statement: { Principal: { AWS?: unknown } }[] };
      return [name, Statement.flatMap(({ Principal }) => Principal.AWS ?? []).sort()];
    }),
  );
}

function written(w: World): string[] {
  const effective = w.emulator.writes.filter((call) => call.effective);
  return effective.map(({ action, input }) => `${action} ${String(input['RoleName'])}`);
}

test('twelve roles trust the last one of the manifest, and each is created in one call', async () => {
  const w = await world();
  const manifest = { roles: [...spokes.map((name) => roleTrusting(name, 'hub')), roleTrusting('hub')] };
  const step = await manifestStep(w, manifest, TIMEOUT);
  expect(step.errors).toEqual([]);
  expect(step.outputs['status']).toBe('created');
  expect(Object.keys(resultsOf(step))).toEqual([...spokes, 'hub']);
  expect(written(w).sort()).toEqual([...spokes, 'hub'].map((name) => `CreateRole ${name}`).sort());
});

test('a role waits for the roles of a chain of trust', async () => {
  const w = await world();
  const chain = spokes.map((name, index) => roleTrusting(name, ...spokes.slice(index + 1, index + 2)));
  const step = await manifestStep(w, { roles: chain }, TIMEOUT);
  expect(step.errors).toEqual([]);
  expect(written(w)).toEqual(spokes.map((name) => `CreateRole ${name}`).reverse());
});

describe('two roles that trust each other', () => {
  const manifest = { roles: [roleTrusting('a', 'b'), roleTrusting('b', 'a')] };
  const trusted = { a: [arn('b')], b: [arn('a')] };

  test('are created by the reviewed plan, in three calls', async () => {
    const w = await world();
    const plan = await manifestStep(w, manifest, { mode: 'plan' });
    const digest = { 'expected-plan-digest': plan.outputs['plan-digest'] ?? '' };
    const step = await manifestStep(w, manifest, { ...TIMEOUT, ...digest });
    expect(step.errors).toEqual([]);
    expect(step.outputs['status']).toBe('created');
    expect(step.outputs['changes']).toBe(plan.outputs['changes']);
    expect(written(w)).toEqual(['CreateRole b', 'CreateRole a', 'UpdateAssumeRolePolicy b']);
    expect(principalsIn(w)).toEqual(trusted);
    expect((await manifestStep(w, manifest, { mode: 'check' })).outputs['status']).toBe('unchanged');
    expect((await manifestStep(w, manifest, { mode: 'destroy' })).outputs['status']).toBe('destroyed');
  });

  test.each(['a', 'b'])('are complete if only %s existed', async (missing) => {
    const w = await world();
    await manifestStep(w, { roles: [roleTrusting('a'), roleTrusting('b')] });
    w.iam.call('DeleteRole', { RoleName: missing });
    const step = await manifestStep(w, manifest, TIMEOUT);
    expect(step.errors).toEqual([]);
    expect(principalsIn(w)).toEqual(trusted);
  });

  test('do not need each other’s success: the trusted role of another owner exists', async () => {
    const w = await world();
    plantRole(w, 'a', { Tags: [] });
    const step = await manifestStep(w, manifest, TIMEOUT);
    expect(Object.values(resultsOf(step)).map(({ status }) => status)).toEqual(['failed', 'created']);
    expect(principalsIn(w)).toEqual({ a: [], b: trusted.b });
  });

  test('remain absent if one of them cannot be created', async () => {
    const w = await world();
    const roles = [{ ...roleTrusting('a', 'b'), 'policy-arns': ['NoSuchPolicy'] }, roleTrusting('b', 'a')];
    const step = await manifestStep(w, { roles }, { 'timeout-seconds': '3' });
    expect(Object.values(resultsOf(step)).map(({ status }) => status)).toEqual(['failed', 'rolled-back']);
    expect(written(w)).toEqual(['CreateRole b', 'DeleteRole b']);
    expect(step.errors[0]).toContain('a principal that IAM does not know');
  });
});

test('of roles that trust each other, each waits for those of another path, too', async () => {
  const w = await world();
  const moved = { ...roleTrusting('a', 'b'), 'role-path': '/team/' };
  const step = await manifestStep(w, { roles: [roleTrusting('b', 'team/a'), moved] }, TIMEOUT);
  expect(step.errors).toEqual([]);
  expect(principalsIn(w)).toEqual({ a: [arn('b')], b: [arn('team/a')] });
});

test('twelve roles and a hub trust each other', async () => {
  const w = await world();
  const manifest = {
    roles: [roleTrusting('hub', ...spokes), ...spokes.map((name) => roleTrusting(name, 'hub'))],
  };
  const step = await manifestStep(w, manifest, TIMEOUT);
  expect(step.errors).toEqual([]);
  expect(principalsIn(w)).toEqual({
    hub: spokes.map(arn).sort(),
    ...Object.fromEntries(spokes.map((name) => [name, [arn('hub')]])),
  });
});
