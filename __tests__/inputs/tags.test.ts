/** Tags of the role and of its profile: their notations, and the path that the profile shares with the role. */
import { declare, InputError } from '../../src/inputs/declare.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import type { RoleDeclaration } from '../../src/resources/resource.ts';

async function declared(inputs: Readonly<Record<string, string>>): Promise<RoleDeclaration> {
  const variables = Object.entries({ 'role-name': 'demo', ...inputs }).map(([name, value]) => [
    inputVariable(name),
    value,
  ]);
  const env = { GITHUB_REPOSITORY: 'octo-org/octo-repo', ...(Object.fromEntries(variables) as object) };
  const [declaration] = (await declare(env)).declarations;
  if (declaration?.role === undefined) throw new Error('no role');
  return declaration.role;
}

async function problem(inputs: Readonly<Record<string, string>>): Promise<string> {
  return declared(inputs).then(
    () => '',
    (error: unknown) => {
      if (error instanceof InputError) return error.message;
      throw error;
    },
  );
}

test.each([
  ['lines', 'team=web\nCost Center=42'],
  ['YAML', 'team: web\nCost Center: 42'],
  ['JSON', '{"team": "web", "Cost Center": "42"}'],
  ["AWS's JSON", '[{"Key": "team", "Value": "web"}, {"Key": "Cost Center", "Value": "42"}]'],
  [
    "AWS's JSON over lines",
    '[\n  {"Key": "team", "Value": "web"},\n  {"Key": "Cost Center", "Value": "42"}\n]',
  ],
  ["AWS's list as YAML", '- Key: team\n  Value: web\n- Key: Cost Center\n  Value: 42'],
])('tags as %s', async (_, tags) => {
  const expected = { team: 'web', 'Cost Center': '42' };
  expect(Object.fromEntries((await declared({ tags })).tags)).toEqual(expected);
  const { instanceProfile } = await declared({ 'instance-profile-tags': tags });
  expect(Object.fromEntries(instanceProfile?.tags ?? [])).toEqual(expected);
  const anywhere = {
    'trust-services': 'rolesanywhere',
    'roles-anywhere-profile': JSON.stringify({ tags: [{ Key: 'team', Value: 'web' }] }),
  };
  expect(Object.fromEntries((await declared(anywhere)).rolesAnywhere?.tags ?? [])).toEqual({ team: 'web' });
});

test.each([
  [
    'an item without a value',
    '[{"Key": "a"}]',
    /is a list with an item that is not \{"Key": …, "Value": …\}/,
  ],
  ['an item with more', '[{"Key": "a", "Value": "b", "More": 1}]', /is a list with an item/],
  ['text', '["a"]', /is a list with an item/],
  ['a key twice', '[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]', /key "a" is declared twice/],
  [
    'keys that differ by case',
    '[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]',
    /differ only by case/,
  ],
  ['a key of the Action', 'aws-iam-instance-profile:repository-id=1', /is reserved for the Action/],
])('%s is refused', async (_, tags, message) => {
  expect(await problem({ tags })).toMatch(message);
  expect(await problem({ 'instance-profile-tags': tags })).toMatch(/^instance-profile-tags: /);
});

test('other maps take no list', async () => {
  expect(await problem({ 'inline-policies': '[{"Key": "a", "Value": "b"}]' })).toMatch(
    /^inline-policies: .* must be a map/,
  );
});

test("the profile's tags go over those of the step, whatever their case", async () => {
  const role = await declared({
    tags: 'team=web\nstage=test',
    'instance-profile-tags': 'Team=servers\nonly=here',
  });
  expect(Object.fromEntries(role.tags)).toEqual({ team: 'web', stage: 'test' });
  expect(Object.fromEntries(role.instanceProfile?.tags ?? [])).toEqual({
    stage: 'test',
    Team: 'servers',
    only: 'here',
  });
});

test('together they fit with the tags of the Action', async () => {
  const many = (prefix: string): string => [...Array(30).keys()].map((key) => `${prefix}${key}=`).join('\n');
  expect(await problem({ tags: many('a'), 'instance-profile-tags': many('b') })).toMatch(
    /^instance-profile-tags: 60 tags, the step's included, are too many; at most 47/,
  );
});

test("the profile has the role's path unless it has its own", async () => {
  expect((await declared({ 'role-path': '/team/' })).instanceProfile?.path).toBe('/team/');
  const own = { 'role-path': '/team/', 'instance-profile-path': '/' };
  expect((await declared(own)).instanceProfile?.path).toBe('/');
});
