/** `role-arns` and `accept-role-session-name` of a Roles Anywhere profile. */
import { plantRole, world, type World } from '../harness/world.ts';

const PREFIX = 'arn:aws:iam::123456789012:role/';

interface Change {
  readonly api: string;
  readonly summary: string;
  readonly broadens: boolean;
}

async function apply(
  w: World,
  profile: object,
  inputs: Readonly<Record<string, string>> = {},
): Promise<readonly Change[]> {
  const step = await w.step({
    'role-name': 'nodes',
    'role-path': '/edge/',
    'trust-services': 'rolesanywhere',
    'instance-profile': 'false',
    'roles-anywhere-profile': JSON.stringify(profile),
    ...inputs,
  });
  expect(step.errors).toEqual([]);
  return JSON.parse(step.outputs['changes'] ?? '[]') as Change[];
}

function listed(w: World): string[] {
  return [...(w.emulator.rolesAnywhere.all()[0]?.roleArns ?? [])].sort();
}

test('the profile lists further roles and its own one, which may be among them', async () => {
  const w = await world();
  for (const name of ['one', 'two']) plantRole(w, name);
  const both = { 'role-arns': [`${PREFIX}one`, `${PREFIX}two`, `${PREFIX}edge/nodes`] };
  await apply(w, both);
  expect(listed(w)).toEqual([`${PREFIX}edge/nodes`, `${PREFIX}one`, `${PREFIX}two`]);
  expect(await apply(w, both)).toEqual([]);

  // An undeclared one remains if prune excludes policies, and else is removed.
  const one = { 'role-arns': [`${PREFIX}one`] };
  expect(await apply(w, one, { prune: 'tags' })).toEqual([]);
  expect(await apply(w, one)).toMatchObject([{ api: 'UpdateProfile', broadens: false }]);
  expect(listed(w)).toEqual([`${PREFIX}edge/nodes`, `${PREFIX}one`]);
  expect(await apply(w, both)).toMatchObject([{ summary: 'add the role two', broadens: true }]);
});

test('names of sessions are accepted only if that is declared', async () => {
  const w = await world();
  const accepts = (): boolean | undefined => w.emulator.rolesAnywhere.all()[0]?.acceptRoleSessionName;
  await apply(w, { 'accept-role-session-name': true });
  expect(accepts()).toBe(true);
  expect(await apply(w, { 'accept-role-session-name': 'true' })).toEqual([]);
  expect(await apply(w, {})).toMatchObject([{ summary: 'refuse session names', broadens: false }]);
  expect(accepts()).toBe(false);
  expect(await apply(w, { 'accept-role-session-name': true })).toMatchObject([
    { summary: 'accept session names', broadens: true },
  ]);
  expect(accepts()).toBe(true);
});

describe('a destroy, through its preview too,', () => {
  const destroy = {
    mode: 'destroy',
    'role-name': 'nodes',
    'instance-profile': 'false',
    'roles-anywhere-profile': 'name=nodes',
  };
  const given = async (roleArns: readonly string[]): Promise<World> => {
    const w = await world();
    plantRole(w, 'one');
    await apply(w, { name: 'nodes', 'role-arns': [`${PREFIX}one`] });
    const [profile] = w.emulator.rolesAnywhere.all();
    w.emulator.rolesAnywhere.call('UpdateProfile', {
      profileId: profile?.profileId ?? '',
      roleArns: [...roleArns],
    });
    return w;
  };
  test.each([
    [
      'names the roles that a deleted profile also lists',
      ['edge/nodes', 'one'],
      'also lists role/one: servers',
      0,
    ],
    [
      'leaves a profile to the roles that it lists',
      ['one'],
      'lists role/one, not role/nodes, and remains',
      1,
    ],
  ])('%s', async (_, names, notice, left) => {
    const w = await given(names.map((name) => PREFIX + name));
    for (const dryRun of ['true', 'false']) {
      const step = await w.step({ ...destroy, 'dry-run': dryRun });
      expect(step.errors).toEqual([]);
      expect(step.summary).toContain(`roles-anywhere-profile/nodes ${notice}`);
    }
    expect(w.emulator.rolesAnywhere.all()).toHaveLength(left);
    expect(Object.keys(w.emulator.snapshot().roles)).toEqual(['one']);
  });
});
