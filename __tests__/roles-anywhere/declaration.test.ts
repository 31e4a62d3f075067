/** Checks the permitted declarations and their spellings. */
import { declare, InputError } from '../../src/inputs/declare.ts';
import type { RolesAnywhereDeclaration } from '../../src/resources/roles-anywhere-state.ts';
import { inputVariable } from '../../src/inputs/read.ts';

const SERVICE = 'rolesanywhere.amazonaws.com';

function env(inputs: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const all = { 'role-name': 'nodes', 'trust-services': 'rolesanywhere', ...inputs };
  const given = Object.entries(all).map(([name, value]) => [inputVariable(name), value]);
  return { GITHUB_REPOSITORY: 'octo-org/octo-repo', ...Object.fromEntries(given) } as NodeJS.ProcessEnv;
}

async function declared(
  profile: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ name: string | undefined; settings: RolesAnywhereDeclaration | undefined }> {
  const { declarations } = await declare(env({ 'roles-anywhere-profile': profile, ...more }));
  return { name: declarations[0]?.rolesAnywhereName, settings: declarations[0]?.role?.rolesAnywhere };
}

async function problems(profile: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  try {
    await declared(profile, more);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ input, message }) => `${input}: ${message}`);
  }
}

const DEFAULTS = {
  enabled: true,
  durationSeconds: 3600,
  policies: [],
  sessionPolicy: undefined,
  requireInstanceProperties: false,
  acceptRoleSessionName: false,
  roleArns: [],
  tags: new Map(),
};

test('an omitted input declares nothing', async () => {
  expect(await declared('')).toEqual({ name: undefined, settings: undefined });
});

test.each([
  ['a line', 'name=nodes'],
  ['YAML', 'name: nodes'],
  ['JSON', '{"name":"nodes"}'],
  ['the role’s own name', '{}'],
])('%s sets the name, and the rest is by default', async (_, text) => {
  expect(await declared(text)).toEqual({ name: 'nodes', settings: DEFAULTS });
});

test.each([
  ['lines', 'name=edge nodes\nenabled=False\nduration-seconds=900\nmanaged-policy-arns=ReadOnlyAccess'],
  ['YAML', 'name: edge nodes\nenabled: False\nduration-seconds: 900\nmanaged-policy-arns: [ReadOnlyAccess]'],
  [
    'JSON',
    '{"name":"edge nodes","enabled":false,"duration-seconds":900,"managed-policy-arns":["ReadOnlyAccess"]}',
  ],
])('values have their types, written as %s', async (_, text) => {
  expect(await declared(text)).toEqual({
    name: 'edge nodes',
    settings: { ...DEFAULTS, enabled: false, durationSeconds: 900, policies: ['ReadOnlyAccess'] },
  });
});

test('a session policy that allows everything counts as none', async () => {
  const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: ['*'], Resource: '*' } };
  const { settings } = await declared(JSON.stringify({ 'session-policy': everything }));
  expect(settings?.sessionPolicy).toBeUndefined();
});

test.each<[string, unknown, RegExp]>([
  ['name', 'no/slash', /"name": "no\/slash" is not allowed; it must be 1 to 255/],
  ['name', '', /"name"/],
  ['enabled', 'yes', /"enabled": "yes" is not allowed; it must be true or false/],
  [
    'duration-seconds',
    899,
    /"duration-seconds": "899" is not allowed; it must be a whole number of seconds from 900/,
  ],
  ['duration-seconds', 43_201, /"duration-seconds"/],
  ['duration-seconds', '15m', /"duration-seconds": "15m"/],
  ['managed-policy-arns', ['a policy'], /"managed-policy-arns"/],
  ['managed-policy-arns', Array(51).fill('ReadOnlyAccess'), /"managed-policy-arns".*at most 50/],
  ['require-instance-properties', 1, /"require-instance-properties"/],
  ['tags', { 'aws:x': 'y' }, /"tags"/],
  ['role-arns', ['demo'], /"role-arns".* must be a list of at most 249 ARNs of roles/],
  [
    'accept-role-session-name',
    'yes',
    /"accept-role-session-name": "yes" is not allowed; it must be true or false/,
  ],
  ['trust-anchor', [], /"trust-anchor" is not allowed; it must be one of name, enabled/],
  ['session-policy', { Version: '2012-10-17' }, /session-policy: has no Statement/],
  ['session-policy', 'no/such/file.json', /session-policy/],
])('refuses %s: %j', async (key, value, message) => {
  const found = await problems(JSON.stringify({ name: 'nodes', [key]: value }));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^roles-anywhere-profile: /);
  expect(found[0]).toMatch(message);
});

test('a role’s name that cannot be a profile’s asks for one', async () => {
  expect(await problems('{}', { 'role-name': 'a.b', 'instance-profile': 'false' })).toEqual([
    expect.stringContaining('needs a name of its own: "a.b"'),
  ]);
  expect(await problems('name=ab', { 'role-name': 'a.b' })).toEqual([]);
});

describe('tags', () => {
  test('are the step’s and its own, its own in place of the step’s', async () => {
    const { settings } = await declared('tags: { Team: edge, site: attic }', {
      tags: 'team=core\nproject=demo',
    });
    expect(settings?.tags).toEqual(
      new Map([
        ['project', 'demo'],
        ['Team', 'edge'],
        ['site', 'attic'],
      ]),
    );
  });

  test('of the step may have letters that Roles Anywhere refuses', async () => {
    expect(await problems('name=nodes', { tags: 'ort=Zürich' })).toEqual([
      expect.stringContaining('"ort=Zürich"'),
    ]);
  });

  test('are counted together', async () => {
    const many = (prefix: string): string =>
      Array.from({ length: 25 }, (_, index) => `${prefix}${index}=x`).join('\n');
    const own = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`own${index}`, 'x']));
    expect(await problems(JSON.stringify({ tags: own }), { tags: many('step') })).toEqual([
      expect.stringContaining("49 tags, the step's included, are too many; at most 47"),
    ]);
  });
});

describe('the trust policy must admit the service', () => {
  const trust = (statement: object): Record<string, string> => ({
    'trust-services': '',
    'trust-policy': JSON.stringify({ Version: '2012-10-17', Statement: statement }),
  });
  const all = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  const by = (Action: unknown, more: object = {}): object => ({
    Effect: 'Allow',
    Principal: { Service: SERVICE },
    Action,
    ...more,
  });

  test.each([
    ['the three actions', by(all)],
    ['in statements of their own', all.map((action) => by(action))],
    ['by wildcards, in any case', by(['STS:assume*', 'sts:Set*', 'sts:TagSessio?'])],
    ['by one asterisk', by('sts:*')],
    ['beside others', by(all, { Principal: { Service: ['ec2.amazonaws.com', SERVICE] } })],
    [
      'from one trust anchor alone',
      by(all, { Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:rolesanywhere:::trust-anchor/x' } } }),
    ],
  ])('%s', async (_, statement) => {
    expect(await problems('name=nodes', trust(statement))).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['one is missing', by(all.slice(0, 2)), 'sts:TagSession'],
    ['another service', by(all, { Principal: { Service: 'ec2.amazonaws.com' } }), all.join(', ')],
    ['a Deny', by(all, { Effect: 'Deny' }), all.join(', ')],
    ['a longer action', by(['sts:AssumeRoleWithSAML', ...all.slice(1)]), 'sts:AssumeRole'],
  ])('%s: refused with the statement to add', async (_, statement, missing) => {
    const found = await problems('name=nodes', trust(statement));
    expect(found).toEqual([expect.stringContaining(`does not let ${SERVICE} in with ${missing}:`)]);
    expect(found[0]).toContain('add rolesanywhere to trust-services');
    expect(found[0]).toContain('"sts:SetSourceIdentity"');
  });

  test('by default it admits only EC2', async () => {
    expect(await problems('name=nodes', { 'trust-services': '' })).toHaveLength(1);
  });
});
