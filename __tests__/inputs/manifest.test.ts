import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { manifestSchemaFile } from '../../scripts/docs.ts';
import { repositoryFile } from '../../scripts/generated-text.ts';
import { manifestSchema } from '../../scripts/manifest-schema.ts';
import { declare, InputError, type StepRequest } from '../../src/inputs/declare.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import { ROLE_INPUTS } from '../../src/inputs/manifest.ts';
import type { InputProblem } from '../../src/inputs/problem.ts';
import { OWNER, OWNER_KEY } from '../harness/world.ts';

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'manifest-'));
  await writeFile(join(workspace, 'trust.json'), '{"Statement": ');
});
afterAll(() => rm(workspace, { recursive: true }));

async function asked(text: string, inputs: Readonly<Record<string, string>> = {}): Promise<StepRequest> {
  await writeFile(join(workspace, 'roles.yml'), text);
  const given = Object.entries({ manifest: 'roles.yml', ...inputs }).map(([name, value]) => [
    inputVariable(name),
    value,
  ]);
  return declare({
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: OWNER,
    GITHUB_REF: 'refs/heads/login',
    ...(Object.fromEntries(given) as Record<string, string>),
  });
}

async function problems(
  text: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<readonly InputProblem[]> {
  try {
    await asked(text, inputs);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

const TWELVE_MISTAKES = `default:
  adopt: true
defaults:
  role-name: shared
  max-session-duration: 60
  tags:
    team: platform
    aws:team: platform
roles:
  - role-name: web
    policy-arns:
      - AmazonSSMManagedInstanceCore
      - not a policy
    inline-policies:
      logs:
        Version: "2012-10-17"
  - role-name: WEB
    trust-services: [ec2]
    trust-policy: { Statement: { Effect: Deny, Principal: '*', Action: 'sts:*' } }
  - role-path: team
  - person
  - role-name: api
    polices: []
`;

const said = (found: readonly InputProblem[]): string[] =>
  found.map(({ input, message, file, line }) => `${file}:${line} ${input}: ${message.slice(0, 30)}`);

test('one run reports every problem of a manifest with twelve mistakes, each with its line', async () => {
  expect(said(await problems(TWELVE_MISTAKES)).sort()).toEqual(
    [
      'roles.yml:1 manifest: "default" is not a key of a ma',
      'roles.yml:4 manifest: "role-name" is not an input of',
      'roles.yml:5 max-session-duration: "60" is not allowed; it must b',
      'roles.yml:8 tags: key "aws:team" is not allowed;',
      'roles.yml:13 policy-arns: item 2, "not a policy", is not',
      'roles.yml:15 inline-policies: policy "logs": has no Statemen',
      'roles.yml:17 role-name: "WEB" is declared twice; each ',
      'roles.yml:19 trust-policy: excludes trust-services: keep ',
      'roles.yml:20 role-path: "team" is not allowed; it must',
      'roles.yml:20 role-name: is required',
      'roles.yml:21 manifest: "person" is not a map of input',
      'roles.yml:23 manifest: "polices" is not an input of o',
    ].sort(),
  );
});

test.each([
  ['roles: [{role-name: a}', 'Flow sequence in block collection', 1],
  ['roles:\n  - role-name: a\n    role-name: b\n', 'key "role-name" is declared twice; keep one', 3],
  [
    'defaults: &d\n  adopt: true\nroles:\n  - <<: *d\n    role-name: a',
    'YAML 1.2 has no merge key <<; write the entries out',
    4,
  ],
  ['roles:\n  - role-name: a\n---\nroles: []', 'multiple documents; keep one', 3],
  ['roles: []', 'it must be a map with a list of at least one role: `roles`', 1],
  ['- role-name: a', 'it must be a map with a list of at least one role: `roles`', 1],
  ['', 'it must be a map with a list of at least one role: `roles`', undefined],
])('%j is no manifest', async (text, message, line) => {
  const [first, ...more] = await problems(text);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    input: 'manifest',
    message: expect.stringContaining(message) as string,
    file: 'roles.yml',
  });
  expect(first?.line).toBe(line);
});

test('hundreds of roles may share one anchor', async () => {
  const [first, ...more] = Array.from(
    { length: 300 },
    (_, index) => `  - role-name: r${index}\n    policy-arns: `,
  );
  const text = `roles:\n${first ?? ''}&p [ReadOnlyAccess]\n${more.map((each) => `${each}*p\n`).join('')}`;
  expect(await problems(text)).toEqual([]);
});

test('a mistake in a file that the manifest names is reported at its own line, and the role has no other problem', async () => {
  const found = await problems('roles:\n  - role-name: a\n    trust-policy: trust.json\n');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ input: 'trust-policy', file: 'trust.json', line: 1 });
});

test('a problem in a document has the line of the wrong value, and in a text that of the document', async () => {
  const text = `defaults:
  inline-policies:
    logs:
      Version: 2012-10-17
      Statement:
        - Effect: Allow
          Action:
            - s3:GetObject
            - GetObject
          Resource: my-bucket
roles:
  - role-name: a
    roles-anywhere-profile:
      name: nodes
      session-policy:
        Statement: []
    trust-services: rolesanywhere
  - role-name: b
    inline-policies:
      text: |
        Statement: []
`;
  expect((await problems(text)).map(({ line, message }) => [line, message])).toEqual([
    [9, expect.stringMatching(/^policy "logs": Statement\[0\]\.Action\[1\]: "GetObject" has no service/)],
    [10, expect.stringMatching(/^policy "logs": Statement\[0\]\.Resource: "my-bucket" is neither/)],
    [16, 'session-policy: Statement: is empty; IAM needs at least one statement'],
    [20, 'policy "text": Statement: is empty; IAM needs at least one statement'],
  ]);
});

test("the region of the step's input decides the partition of the defaults and of each role", async () => {
  const grants = (name: string): string =>
    `  inline-policies: { ${name}: { Statement: { Effect: Allow, Action: 's3:*', Resource: 'arn:aws-cn:s3:::b' } } }\n`;
  const text = `defaults:\n${grants('a')}roles:\n  - role-name: a\n  ${grants('b')}`;
  expect(await problems(text, { 'aws-region': 'cn-north-1' })).toEqual([]);
  expect(await problems(text, { 'aws-region': 'eu-central-1' })).toMatchObject([{ line: 2 }, { line: 5 }]);
});

test('a problem of the step or of the defaults is reported once, not for each role', async () => {
  const roles = 'roles:\n  - role-name: a\n  - role-name: b\n';
  expect(said(await problems(`defaults:\n  prune: [all, tags]\n${roles}`))).toEqual([
    'roles.yml:2 prune: all and none exclude every oth',
  ]);
  expect(await problems(roles, { owner: '\u0000' })).toMatchObject([{ input: 'owner' }]);
  const noOwner = await declare({ INPUT_MANIFEST: 'roles.yml', GITHUB_WORKSPACE: workspace }).catch(
    (error: unknown) => error,
  );
  expect((noOwner as InputError).problems).toEqual([
    {
      input: 'owner',
      message: expect.stringContaining('GITHUB_REPOSITORY, its default, is not set') as string,
    },
  ]);
});

test('a manifest excludes the inputs that name one role', async () => {
  const found = await problems('roles: [{role-name: a}]', { 'role-name': 'b', 'instance-profile-name': 'b' });
  expect(found.map(({ input }) => input)).toEqual(['role-name', 'instance-profile-name']);
});

test('duplicate profiles are refused, as duplicate roles are', async () => {
  const found = await problems('roles:\n  - role-name: a\n  - role-name: b\n    instance-profile-name: A\n');
  expect(said(found)).toEqual(['roles.yml:4 instance-profile-name: "A" is declared twice; each ro']);
});

test('of two roles with the same names each name is reported once; Roles Anywhere distinguishes A from a', async () => {
  const anywhere = (name: string, profile: string): string =>
    `  - {role-name: ${name}, trust-services: [ec2, rolesanywhere], roles-anywhere-profile: {name: ${profile}}}\n`;
  const messages = async (...roles: readonly string[]): Promise<string[]> =>
    (await problems(`roles:\n${roles.join('')}`)).map(({ input, message }) => `${input}: ${message}`);
  expect(await messages(anywhere('a', 'x'), anywhere('b', 'X'))).toEqual([]);
  expect(await messages(anywhere('a', 'x'), anywhere('A', 'x'))).toEqual([
    'role-name: "A" is declared twice; each role needs its own, and IAM ignores case',
    'roles-anywhere-profile: "x" is declared twice; each role needs its own',
  ]);
});

test("the nearer counts: the role's own over the defaults over the step's, input by input; of trust the whole", async () => {
  const { declarations } = await asked(
    `defaults:
  role-path: /defaults/
  trust-services: [ssm]
  tags: { from: defaults }
roles:
  - role-name: plain
  - role-name: own
    role-path: /own/
    tags: { number: 007, yes: true }
    trust-policy:
      Statement: [{ Effect: Allow, Principal: { AWS: 012345678901 }, Action: "sts:AssumeRole" }]
  - role-name: env-{branch}
`,
    { 'role-path': '/step/', 'max-session-duration': '7200', tags: 'from=step' },
  );
  expect(declarations.map(({ roleName }) => roleName)).toEqual(['plain', 'own', 'env-login']);
  const [plain, own] = declarations.map(({ role }) => role);
  expect(plain).toMatchObject({ path: '/defaults/', maxSessionDuration: 7200 });
  expect([...(plain?.tags ?? [])]).toEqual([['from', 'defaults']]);
  expect(JSON.stringify(plain?.trust)).toContain('ssm.amazonaws.com');
  expect(own?.path).toBe('/own/');
  // As written: a number in a tag or a document is text to IAM.
  expect([...(own?.tags ?? [])]).toEqual([
    ['from', 'defaults'],
    ['number', '007'],
    ['yes', 'true'],
  ]);
  expect(JSON.stringify(own?.trust)).toContain('"012345678901"');
});

test('maps of the defaults and of a role merge key by key; lists replace', async () => {
  const { declarations } = await asked(
    `defaults:
  tags: { team: web, Stage: test, from: defaults }
  instance-profile-tags: [{ Key: team, Value: servers }]
  policy-arns: [ReadOnlyAccess]
  inline-policies:
    read: { Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] }
    write: { Statement: [{ Effect: Allow, Action: "s3:PutObject", Resource: "*" }] }
roles:
  - role-name: own
    tags:
      - { Key: stage, Value: production }
      - { Key: from, Value: role }
    policy-arns: [PowerUserAccess]
    inline-policies:
      write: { Statement: [{ Effect: Deny, Action: "s3:PutObject", Resource: "*" }] }
  - role-name: plain
`,
  );
  const [own, plain] = declarations.map(({ role }) => role);
  // IAM ignores the case of keys, so the nearer one replaces the other.
  expect(Object.fromEntries(own?.tags ?? [])).toEqual({ team: 'web', stage: 'production', from: 'role' });
  expect(Object.fromEntries(plain?.tags ?? [])).toEqual({ team: 'web', Stage: 'test', from: 'defaults' });
  expect(own?.instanceProfile?.tags?.get('team')).toBe('servers');
  expect(own?.instanceProfile?.tags?.get('stage')).toBe('production');
  expect(own?.policies).toEqual(['PowerUserAccess']);
  expect([...(own?.inlinePolicies.keys() ?? [])]).toEqual(['read', 'write']);
  expect(JSON.stringify(own?.inlinePolicies.get('write'))).toContain('Deny');
  expect(JSON.stringify(plain?.inlinePolicies.get('write'))).toContain('Allow');
});

test('merged tags are counted together', async () => {
  const many = (prefix: string): string =>
    JSON.stringify(Object.fromEntries([...Array(30).keys()].map((key) => [`${prefix}${key}`, ''])));
  const found = await problems(
    `defaults:\n  tags: ${many('a')}\nroles:\n  - role-name: x\n    tags: ${many('b')}\n`,
  );
  expect(said(found)).toEqual(["roles.yml:5 tags: 60 tags, the step's included, "]);
});

const TRUST_TEXT = `      Version: 2012-10-17
      Statement:
        - Effect: Allow
          Principal: { AWS: 012345678901 }
          Action: sts:AssumeRole
`;

const GRANTS = '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
const DENIAL = '{"Statement":{"Effect":"Deny","Principal":"*","Action":"sts:*"}}';

test("a manifest accepts the text of a step's inputs", async () => {
  const { declarations } = await asked(`roles:
  - role-name: a
    trust-services: |
      # comment
      ec2
      ssm
    policy-arns: service-role/X
    inline-policies: |
      s3=${GRANTS}
    tags: |
      team=core
      number=007
    instance-profile: "False"
    max-session-duration: "7200"
    prune: none
  - role-name: b
    trust-policy: |
${TRUST_TEXT}    prune: |
      policies
      tags
    inline-policies: { s3: '${GRANTS}' }
    roles-anywhere-profile:
  - role-name: c
    trust-services: rolesanywhere
    adopt: TRUE
    roles-anywhere-profile: { enabled: "false", duration-seconds: "900", managed-policy-arns: X }
`);
  const [a, b, c] = declarations.map(({ role }) => role);
  expect(JSON.stringify(a?.trust)).toMatch(/ec2\.amazonaws\.com.*ssm\.amazonaws\.com/);
  expect(a).toMatchObject({
    policies: ['service-role/X'],
    instanceProfile: undefined,
    maxSessionDuration: 7200,
    prune: new Set([]),
  });
  expect([...(a?.inlinePolicies ?? [])]).toEqual([['s3', JSON.parse(GRANTS)]]);
  expect([...(a?.tags ?? [])]).toEqual([
    ['team', 'core'],
    ['number', '007'],
  ]);
  expect(b).toMatchObject({
    trust: { Statement: [{ Principal: { AWS: '012345678901' } }] },
    prune: new Set(['policies', 'tags']),
  });
  expect([...(b?.inlinePolicies ?? [])]).toEqual([['s3', JSON.parse(GRANTS)]]);
  expect(b?.rolesAnywhere).toBeUndefined();
  expect(declarations[2]?.adopt).toBe(true);
  expect(c?.rolesAnywhere).toMatchObject({ enabled: false, durationSeconds: 900, policies: ['X'] });
});

test('an empty input in a manifest is omitted, so the next layer applies', async () => {
  const { declarations } = await asked(
    `defaults:
  role-path: /defaults/
  trust-policy:
  tags:
roles:
  - role-name: a
    role-path:
    trust-services: ~
    max-session-duration: " "
    trust-policy: ${DENIAL}
`,
    { tags: 'from=step', 'max-session-duration': '7200' },
  );
  expect(declarations[0]?.role).toMatchObject({
    path: '/defaults/',
    trust: JSON.parse(DENIAL) as object,
    tags: new Map([['from', 'step']]),
    maxSessionDuration: 7200,
    prune: new Set(['policies', 'inline-policies', 'tags']),
  });
  expect(await problems('defaults:\nroles:\n  - role-name: a\n')).toEqual([]);
  // Except that it may not lift a limit.
  for (const guard of [
    'prune: ""',
    'adopt:',
    'permissions-boundary: ""',
    'owner: ~',
    'owner: " "',
    'allow-public-trust: " "',
  ])
    expect(await problems(`defaults:\n  ${guard}\nroles:\n  - role-name: a\n`)).toMatchObject([
      { line: 2, message: expect.stringContaining('is empty') as unknown },
    ]);
});

test('a number or a boolean in place of text asks for quotes', async () => {
  const text = `roles:
  - role-name: 20240101
    role-description: true
    trust-services:
      - ec2
      - 5
    roles-anywhere-profile: { name: 7 }
`;
  const bare = (what: string): string => `${what} in YAML; put it in quotes to make it text`;
  const found = await problems(text);
  expect(found.map(({ message, line }) => [line, message])).toEqual([
    [2, bare('20240101 is a number')],
    [3, bare('true is a boolean')],
    [6, bare('item 2: 5 is a number')],
    [7, bare('entry "name": 7 is a number')],
  ]);
});

/** The schema cannot check the text of a value of another kind. */
test.each([
  ['trust-services: EC2', 3, /^item 1, "EC2", is not allowed/],
  ['policy-arns: |\n      X\n      a b', 3, /^item 2, "a b", is not allowed/],
  ['policy-arns: "[a"', 3, /; it must be a list, each item the ARN of a managed policy/],
  ['tags: team', 3, /^"team" line "team" is not "key=value"; it must be a map of at most 47 tags/],
  ['tags: |\n      aws:x=y', 3, /^key "aws:x" is not allowed/],
  ['max-session-duration: "60"', 3, /^"60" is not allowed; it must be a whole number of seconds from 3600/],
  ['instance-profile: "no"', 3, /^"no" is not a boolean; it must be true or false/],
  ['prune: everything', 3, /^item 1, "everything", is not allowed/],
  ['prune: |\n      all\n      tags', 3, /^all and none exclude every other item/],
  ['max-session-duration: [.nan]', 3, /\[null\]. is not allowed; it must be a whole number/],
  ['roles-anywhere-profile: x', 3, /is not "key=value"/],
  ['roles-anywhere-profile: { duration-seconds: "1" }', 3, /^entry "duration-seconds": "1" is not allowed/],
  ['trust-policy: |\n      {"Statement": [', 3, /^"\{\\"Statement\\": \[" Flow /],
  ['trust-policy: |\n      Version: 2012-10-17', 3, /: has no Statement$/],
  ['inline-policies:\n      s3: |\n        {"Statement": [', 4, /^policy "s3": Flow /],
])('an error in a text has the words of a step, at its input: %j', async (input, line, words) => {
  const found = await problems(`roles:\n  - role-name: a\n    ${input}\n`);
  expect(found).toEqual([
    expect.objectContaining({
      input: input.replace(/:.*/s, ''),
      file: 'roles.yml',
      line,
      message: expect.stringMatching(words) as string,
    }),
  ]);
});

test('destroy ignores unknown inputs, but not the ones it needs', async () => {
  const typo = 'defaults:\n  polices: []\n  role-name: x\nroles:\n  - role-name: a\n    tag: b\n';
  expect(await problems(typo)).toHaveLength(3);
  expect((await asked(typo, { mode: 'destroy' })).declarations).toMatchObject([{ roleName: 'a' }]);
  const wrong = 'default: {}\nroles:\n  - rolename: a\n  - x\n  - role-name: b c\n';
  expect(said(await problems(wrong, { mode: 'destroy' })).sort()).toEqual([
    'roles.yml:1 manifest: "default" is not a key of a ma',
    'roles.yml:3 role-name: is required',
    'roles.yml:4 manifest: "x" is not a map of inputs',
    'roles.yml:5 role-name: "b c" is not allowed; it must ',
  ]);
});

test('destroy reads only the names', async () => {
  const text = 'roles:\n  - role-name: a\n    policy-arns: [not a policy]\n    tags: 5\n';
  expect(await problems(text)).toHaveLength(2);
  expect((await asked(text, { mode: 'destroy' })).declarations).toMatchObject([
    { roleName: 'a', role: undefined },
  ]);
});

describe('the JSON Schema', () => {
  const validate = new Ajv2020({ strict: false }).compile(manifestSchema());

  test('is fresh (npm run docs)', async () => {
    expect(readFileSync(repositoryFile('schema/manifest.schema.json'), 'utf8')).toBe(
      await manifestSchemaFile(),
    );
  });

  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const trusts = [{ Statement: [statement] }, { Version: '2012-10-17', Statement: statement }];
  const documents = [
    JSON.parse(GRANTS) as object,
    { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
  ];
  const noDocuments = [{}, { Statement: [] }, { Statement: 'x' }, { Statement: null }, [], null, 5, ''];
  /** Values that come near the edge of what each input takes, on either side of it. */
  const VALUES: Readonly<Record<string, readonly unknown[]>> = {
    'role-name': ['a', 'A b', '', 'x'.repeat(64), 'x'.repeat(65), '{nobody}', '{branch}-x', 5, null],
    'role-path': [
      '/',
      null,
      '/a/',
      '/a',
      '',
      '/aws-service-role/x/',
      '/aws-reserved/',
      '/é/',
      `/${'x'.repeat(510)}/`,
      `/${'x'.repeat(511)}/`,
    ],
    'role-description': ['', 'x', 'é', '€', 'x'.repeat(1000), 'x'.repeat(1001), false, null],
    'trust-services': [['ec2'], [], 'ec2', ['EC2'], ['ec2.amazonaws.com'], [null], null, ' ', 5],
    'trust-github': [
      ['octo-org/octo-repo@main'],
      [],
      'octo-org/octo-repo:*',
      ['octo-org/octo-repo'],
      ['octo-org@1/octo-repo@2:environment:my prod'],
      ['octo-org/octo-repo@${x}'],
      [null],
      null,
      ' ',
      5,
    ],
    'trust-policy': [...trusts, ...noDocuments, JSON.stringify(trusts[0]), stringify(trusts[1])],
    'allow-public-trust': [true, 'true', null, ' FALSE\n', 'no', '', 5],
    'max-session-duration': [3600, 3599, 43_200, 43_201, 3600.5, '3600', ' 3600 ', '1h', '', true, null],
    'permissions-boundary': [
      'none',
      'PowerUserAccess',
      'arn:aws:iam::123456789012:policy/x',
      'arn:aws:s3:::x',
      'a b',
      '',
      null,
    ],
    'policy-arns': [[], ['x'], 'x', 'x\ny\n', ['service-role/x', '/x'], ['a b'], [5], null],
    'inline-policies': [
      {},
      ...documents.map((a) => ({ a })),
      ...noDocuments.map((a) => ({ a })),
      ...documents.map((a) => ({ a: JSON.stringify(a) })),
      `a=${JSON.stringify(documents[0])}`,
      { 'a b': documents[0] },
      [],
      null,
    ],
    tags: [
      {},
      null,
      '',
      'a=b\nc=d',
      'a: b',
      [],
      { a: 'b' },
      { a: 5, b: true },
      { a: null },
      { a: [] },
      { 'aws:x': 'y' },
      { 'AWS:x': 'y' },
      { [OWNER_KEY]: 'x' },
      { [OWNER_KEY.toUpperCase()]: 'x' },
      { 'aws-iam-instance-profile:repository-id': '1' },
      [{ Key: 'a', Value: 'b' }],
      [{ Key: 'a', Value: 5 }],
      [{ Key: 'a', Value: null }],
      [{ Key: 5, Value: 'b' }],
      [{ Key: 'aws:a', Value: 'b' }],
      [{ Key: OWNER_KEY, Value: 'b' }],
      [{ Key: 'a', Value: 'b', More: 'c' }],
      [{ key: 'a', value: 'b' }],
      [{ Key: 'a', Value: 'b!' }],
      [null],
      { 'aws-iam-instance-profile:Pull-Request': '1' },
      { 'a!': '' },
      { a: 'b!' },
      { a: 'x'.repeat(257) },
      Object.fromEntries([...Array(49).keys()].map((key) => [`k${key}`, ''])),
    ],
    'instance-profile-tags': [
      {},
      [{ Key: 'a', Value: 'b' }],
      [{ Key: 'a' }],
      ['a'],
      { 'aws:x': 'y' },
      { [OWNER_KEY]: 'x' },
      null,
      'a=b',
    ],
    'instance-profile': [true, false, 'false', 'fAlse', null],
    'instance-profile-name': ['x'.repeat(128), 'x'.repeat(129), 'a/b', '', null],
    'instance-profile-path': ['/', '/a/', 'a', null],
    prune: [
      ['all'],
      ['none'],
      ['policies', 'tags'],
      ['all', 'tags'],
      ['none', 'tags'],
      [],
      'all',
      'policies\ntags',
      ['other'],
      null,
      true,
    ],
    owner: ['me', '', 'x!', 5, null],
    adopt: [true, 'yes', 'True'],
    'roles-anywhere-profile': [
      {},
      { name: 'a b', enabled: false, 'duration-seconds': 900 },
      { 'duration-seconds': 899 },
      { 'duration-seconds': '900' },
      { 'duration-seconds': ' 900' },
      { enabled: 'true' },
      { enabled: '' },
      { name: 'a/b' },
      { name: 5 },
      { 'managed-policy-arns': ['x'] },
      { 'managed-policy-arns': 'x' },
      { 'managed-policy-arns': 'a b' },
      { 'session-policy': JSON.stringify(documents[0]) },
      ...documents.map((each) => ({ 'session-policy': each })),
      ...noDocuments.map((each) => ({ 'session-policy': each })),
      { 'role-arns': ['arn:aws:iam::123456789012:role/x'] },
      { 'role-arns': 'arn:aws:iam::123456789012:role/x' },
      { 'role-arns': ['x'] },
      { 'accept-role-session-name': 'true' },
      { 'accept-role-session-name': 1 },
      { tags: [{ Key: 'a', Value: 'b' }] },
      { tags: [{ Key: 'a' }] },
      { tags: { a: 5, b: 'c' } },
      { tags: { 'aws:x': 'y' } },
      { tags: { [OWNER_KEY]: 'x' } },
      { other: 1 },
      { name: null },
      'name=x',
      null,
    ],
  };

  test('covers every input that a role may have', () => {
    expect(Object.keys(VALUES).sort()).toEqual([...ROLE_INPUTS].sort());
  });

  const input = fc
    .constantFrom(...Object.entries(VALUES))
    .chain(([name, values]) =>
      fc.tuple(
        fc.constant(name),
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(values[0]) },
          { weight: 1, arbitrary: fc.constantFrom(...values) },
        ),
      ),
    );
  const rarely = <T>(value: T): fc.Arbitrary<T | undefined> =>
    fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(value) });
  const layer = fc
    .record({
      inputs: fc.array(input, { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
      other: rarely({ polices: [] }),
    })
    .map(({ inputs, other }) => ({ ...inputs, ...other }));
  const manifest = fc
    .record({
      // In the file no two names meet, which no schema could see.
      roles: fc.array(
        fc.oneof(
          { weight: 30, arbitrary: fc.tuple(layer, fc.integer({ min: 0, max: 9 })) },
          { weight: 1, arbitrary: fc.constantFrom(null, 'x') },
        ),
        { minLength: 0, maxLength: 3 },
      ),
      defaults: fc.oneof(fc.constant(undefined), layer, rarely(null)),
      more: rarely({ role: [] }),
      schema: rarely({ $schema: 'x' }),
    })
    .map(({ roles, defaults, more, schema }) => ({
      ...schema,
      ...more,
      ...(defaults === undefined ? {} : { defaults }),
      roles: roles.map((role, index) => {
        if (!Array.isArray(role)) return role;
        const [inputs, named] = role;
        return { ...(named > 0 ? { 'role-name': `role-${index}` } : {}), ...inputs };
      }),
    }));

  /** Reports whether no schema can express the problem. */
  const isBeyond = ({ message }: InputProblem): boolean =>
    /is declared twice|does not let rolesanywhere/.test(message);

  async function agree(value: unknown, text: string): Promise<boolean> {
    const wrong = (await problems(text, { 'role-name': '' })).filter((problem) => !isBeyond(problem));
    expect({ text, accepted: validate(value), wrong: [] }).toEqual({
      text,
      accepted: wrong.length === 0,
      wrong: validate(value) ? wrong : [],
    });
    return wrong.length === 0;
  }

  test('accepts and refuses the same values of every input as the code', async () => {
    for (const [name, values] of Object.entries(VALUES)) {
      for (const value of values) {
        const role = { 'role-name': 'a', [name]: value };
        await agree({ roles: [role] }, JSON.stringify({ roles: [role] }));
      }
    }
  });

  test('accepts and refuses the same generated manifests as the code', async () => {
    let accepted = 0;
    const runs = 600;
    await fc.assert(
      fc.asyncProperty(manifest, fc.boolean(), async (value, yaml) => {
        if (await agree(value, yaml ? stringify(value) : JSON.stringify(value))) accepted += 1;
      }),
      { numRuns: runs },
    );
    // Neither side of the edge is left out.
    expect(accepted).toBeGreaterThan(runs / 10);
    expect(accepted).toBeLessThan((runs * 9) / 10);
  });
});
