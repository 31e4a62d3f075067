import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Declaration, RoleDeclaration } from '../../src/resources/resource.ts';
import { declare, InputError } from '../../src/inputs/declare.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import { INPUT_NAMES } from '../../src/inputs/table.ts';

type Inputs = Readonly<Record<string, string>>;

let workspace: string;
let base: NodeJS.ProcessEnv;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'declare-'));
  base = { GITHUB_WORKSPACE: workspace, GITHUB_REPOSITORY: 'octo-org/octo-repo' };
  await writeFile(join(workspace, 'trust.json'), TRUST);
  await writeFile(join(workspace, 'grants.json'), GRANTS);
  await writeFile(
    join(workspace, 'public.yml'),
    'Version: 2012-10-17\nStatement: {Effect: Allow, Principal: "*", Action: "sts:AssumeRole"}\n',
  );
  await writeFile(join(workspace, 'broken.yml'), 'Version: 2012-10-17\nStatement: [\n');
  await writeFile(join(workspace, 'list.yml'), '- a\n');
  await writeFile(join(workspace, 'empty.yml'), '# nothing\n');
  await writeFile(join(workspace, 'event.json'), '{"pull_request":{"number":17}}');
  await writeFile(join(workspace, 'push.json'), '{"ref":"x"}');
  await writeFile(join(workspace, 'null.json'), 'null');
  await writeFile(join(workspace, 'odd.json'), '{"pull_request":{"number":"x\\ny"}}');
  await writeFile(join(workspace, 'broken.json'), '{');
});

afterAll(async () => {
  await rm(workspace, { recursive: true });
});

const statement = { Effect: 'Allow', Principal: { AWS: '012345678901' }, Action: 'sts:AssumeRole' };
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const grant = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const GRANTS = JSON.stringify({ Version: '2012-10-17', Statement: [grant] });

function environment(inputs: Inputs, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const given = Object.entries({ 'role-name': 'demo', ...inputs }).map(([name, text]) => [
    inputVariable(name),
    text,
  ]);
  return { ...base, ...(Object.fromEntries(given) as NodeJS.ProcessEnv), ...env };
}

async function declared(inputs: Inputs, env: NodeJS.ProcessEnv = {}): Promise<Declaration> {
  const { declarations } = await declare(environment(inputs, env));
  const [declaration] = declarations;
  if (declaration === undefined) throw new Error('nothing was declared');
  return declaration;
}

async function role(inputs: Inputs, env: NodeJS.ProcessEnv = {}): Promise<RoleDeclaration> {
  const declaration = await declared(inputs, env);
  if (declaration.role === undefined) throw new Error('no role was declared');
  return declaration.role;
}

/** Returns the problems as `input: problem`, in order. */
async function problems(inputs: Inputs, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  try {
    await declare(environment(inputs, env));
    return [];
  } catch (error) {
    if (error instanceof InputError)
      return error.problems.map(({ input, message }) => `${input}: ${message}`);
    throw error;
  }
}

test('a declaration with only a name has IAM’s defaults', async () => {
  await expect(declared({})).resolves.toEqual({
    roleName: 'demo',
    instanceProfileName: 'demo',
    owner: 'octo-org/octo-repo',
    adopt: false,
    role: {
      path: '/',
      description: '',
      trust: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      maxSessionDuration: 3600,
      boundary: undefined,
      policies: [],
      inlinePolicies: new Map(),
      tags: new Map(),
      instanceProfile: { path: '/', tags: new Map() },
      prune: new Set(['policies', 'inline-policies', 'tags']),
      pullRequest: undefined,
    },
  });
});

test('the declaration contains every input', async () => {
  const inputs = {
    'role-path': '/team/',
    'role-description': 'ü',
    'trust-policy': TRUST,
    'max-session-duration': '7200',
    'permissions-boundary': 'arn:aws:iam::111111111111:policy/b',
    'policy-arns': 'A\nB',
    'inline-policies': 'p: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "a:b", Resource: "*"}]}',
    tags: 'k=v',
    'instance-profile-name': 'web',
    'instance-profile-path': '/web/',
    prune: 'tags',
    owner: 'team a',
    adopt: 'true',
  };
  const declaration = await declared(inputs);
  expect(declaration).toMatchObject({ instanceProfileName: 'web', owner: 'team a', adopt: true });
  expect(declaration.role).toMatchObject({
    path: '/team/',
    description: 'ü',
    trust: JSON.parse(TRUST) as object,
    maxSessionDuration: 7200,
    boundary: 'arn:aws:iam::111111111111:policy/b',
    policies: ['A', 'B'],
    inlinePolicies: new Map([
      ['p', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*' }] }],
    ]),
    tags: new Map([['k', 'v']]),
    instanceProfile: { path: '/web/' },
    prune: new Set(['tags']),
  });
});

test('the settings of the run are those of the inputs', async () => {
  const { run } = await declare(
    environment({
      mode: 'check',
      'timeout-seconds': '7',
      'rollback-on-failure': 'False',
      'wait-for': 'ec2',
      'ec2-image-id': 'ami-0123456789abcdef0',
    }),
  );
  expect(run).toMatchObject({
    mode: 'check',
    'timeout-seconds': 7,
    'rollback-on-failure': false,
    'wait-for': 'ec2',
    'ec2-image-id': 'ami-0123456789abcdef0',
  });
});

describe('a trust policy', () => {
  test.each([
    ['JSON', TRUST],
    ['a file', 'trust.json'],
    ['a file by its absolute path', '$/trust.json'],
    [
      'YAML, where an account keeps its leading zero',
      'Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Principal: {AWS: 012345678901}\n    Action: sts:AssumeRole\n',
    ],
  ])('is read from %s', async (_, given) => {
    const { trust } = await role({ 'trust-policy': given.replace('$', workspace) });
    expect(trust).toMatchObject({ Statement: [{ Principal: { AWS: '012345678901' } }] });
  });

  test.each<[string, Inputs, RegExp]>([
    ['both trusts given', { 'trust-policy': TRUST, 'trust-services': 'ec2' }, /excludes trust-services/],
    ['a file that is missing', { 'trust-policy': 'missing.json' }, /there is no file/],
    ['a file outside', { 'trust-policy': '../trust.json' }, /outside the workspace/],
    ['a list', { 'trust-policy': '[]' }, /must be a policy document/],
    ['a map without Statement', { 'trust-policy': '{Version: 2012-10-17}' }, /has no Statement/],
    ['a Statement that is text', { 'trust-policy': '{Statement: x}' }, /"x" is not a statement/],
    ['null', { 'trust-policy': '~' }, /must be a policy document/],
    ['a file that holds a list', { 'trust-policy': 'list.yml' }, /not a policy document/],
    [
      'a document that holds itself',
      { 'trust-policy': '&a {Statement: [*a]}' },
      /alias \*a refers to its own ancestor/,
    ],
    ['one that anyone could use', { 'trust-policy': 'public.yml' }, /allow-public-trust: true/],
  ])('is refused: %s', async (_, inputs, words) => {
    const found = await problems(inputs);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^trust-policy: /);
    expect(found[0]).toMatch(words);
  });

  test('is refused with the line of its file', async () => {
    const broken = declare(environment({ 'trust-policy': 'broken.yml' }));
    await expect(broken).rejects.toMatchObject({ problems: [{ file: 'broken.yml', line: 3 }] });
  });

  test('may be a path in quotes, with any characters', async () => {
    await writeFile(join(workspace, 'a: b.json'), TRUST);
    const { trust } = await role({ 'trust-policy': '"a: b.json"' });
    expect(trust).toEqual(JSON.parse(TRUST));
  });

  test('for anyone passes with allow-public-trust', async () => {
    const inputs = { 'trust-policy': 'public.yml', 'allow-public-trust': 'true' };
    await expect(problems(inputs)).resolves.toEqual([]);
  });
});

describe('inline policies', () => {
  test('are all checked, also with one whose name is wrong', async () => {
    const given = `{"a b": ${GRANTS}, "c": {"Statement": []}, "d": "missing.json", "e": "empty.yml"}`;
    await expect(problems({ 'inline-policies': given })).resolves.toEqual([
      expect.stringMatching(/key "a b" is not allowed/),
      expect.stringMatching(/policy "c": Statement: is empty/),
      expect.stringMatching(/policy "d": there is no file/),
      expect.stringMatching(/policy "e": an empty text is not a policy document/),
    ]);
  });

  test('come from the input and from files, under any name', async () => {
    const given = `{"a": ${GRANTS}, "__proto__": "grants.json"}`;
    const { inlinePolicies } = await role({ 'inline-policies': given });
    expect([...inlinePolicies.keys()]).toEqual(['a', '__proto__']);
    expect(inlinePolicies.get('__proto__')).toEqual(JSON.parse(GRANTS));
  });

  test('keep keys called __proto__ in a document', async () => {
    const condition = '"Condition": {"Bool": {"__proto__": "x"}}';
    const given = `{"a": {"Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": "*", ${condition}}]}}`;
    const { inlinePolicies } = await role({ 'inline-policies': given });
    expect(JSON.stringify(inlinePolicies.get('a'))).toContain('"__proto__":"x"');
  });

  test.each([
    ['a line', `s3=${GRANTS}`],
    ['a block in YAML', `s3: |\n  ${GRANTS.replaceAll(',', ',\n   ')}\n`],
    ['text in JSON', JSON.stringify({ s3: GRANTS })],
    ['YAML in YAML', `s3: |\n  Version: 2012-10-17\n  Statement: [${JSON.stringify(grant)}]\n`],
  ])('may be text: %s', async (_, given) => {
    const { inlinePolicies } = await role({ 'inline-policies': given });
    expect([...inlinePolicies]).toEqual([['s3', JSON.parse(GRANTS)]]);
  });

  test.each([
    ['text that is no YAML', 's3={"Statement": [', /^inline-policies: policy "s3": Flow /],
    ['text that is no document', 's3={"Version":"2012-10-17"}', /policy "s3": has no Statement/],
    ['text of a path that is not there', 's3="no.json"', /policy "s3": there is no file "no\.json"/],
  ])('are refused with their fault: %s', async (_, given, words) => {
    const found = await problems({ 'inline-policies': given });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });

  test.each<[string, Inputs, NodeJS.ProcessEnv, 'accepted' | 'refused']>([
    [
      "the input's, not the environment's",
      { 'aws-region': 'cn-north-1' },
      { AWS_REGION: 'eu-central-1' },
      'accepted',
    ],
    ['an empty input', { 'aws-region': ' ' }, { AWS_REGION: 'cn-north-1' }, 'accepted'],
    ['the default one', {}, { AWS_REGION: '', AWS_DEFAULT_REGION: 'cn-north-1' }, 'accepted'],
    ['unknown', {}, {}, 'accepted'],
    ['the environment’s', {}, { AWS_REGION: 'eu-central-1' }, 'refused'],
    ['another one of the input', { 'aws-region': 'eu-central-1' }, { AWS_REGION: 'cn-north-1' }, 'refused'],
  ])('may name the partition of the region: %s', async (_, inputs, env, expected) => {
    const policy = JSON.stringify({
      ...JSON.parse(GRANTS),
      Statement: [{ ...grant, Resource: 'arn:aws-cn:s3:::b/*' }],
    });
    const found = await problems({ ...inputs, 'inline-policies': `a=${policy}` }, env);
    expect(found).toEqual(expected === 'accepted' ? [] : [expect.stringContaining('in another partition')]);
  });

  test('are each refused by their name', async () => {
    const found = await problems({ 'inline-policies': 'a: missing.json\nb: {}\nc: grants.json' });
    expect(found.map((each) => each.slice(0, 36))).toEqual([
      'inline-policies: policy "a": there i',
      'inline-policies: policy "b": has no ',
    ]);
  });
});

describe('tags', () => {
  test.each<[string, string, RegExp]>([
    ['keys that differ by case', 'Team=a\nteam=b', /"Team" and "team" differ only by case/],
    ['the tag of the owner', 'aws-iam-instance-profile:owner=x', /reserved for the Action/],
    ['the tag of the pull request', 'AWS-IAM-Instance-Profile:pull-request=1', /reserved for the Action/],
  ])('are refused: %s', async (_, tags, words) => {
    const found = await problems({ tags });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });

  test('may be numbers and booleans in YAML, which stay as they are written', async () => {
    const { tags } = await role({ tags: 'a: 007\nb: True\nc: 1.50' });
    expect([...tags]).toEqual([
      ['a', '007'],
      ['b', 'True'],
      ['c', '1.50'],
    ]);
  });
});

describe('prune', () => {
  test.each([
    ['all', ['policies', 'inline-policies', 'tags']],
    ['none', []],
    ['inline-policies', ['inline-policies']],
    ['policies\ntags', ['policies', 'tags']],
  ])('%j', async (given, items) => {
    const { prune } = await role({ prune: given });
    expect([...prune]).toEqual(items);
  });

  test.each(['all\ntags', 'none\npolicies', 'all\nnone'])('%j is refused', async (given) => {
    await expect(problems({ prune: given })).resolves.toEqual([
      'prune: all and none exclude every other item but roles; remove the other items',
    ]);
  });
});

test("the session policy of a Roles Anywhere profile may be text, as a policy of the role's own", async () => {
  const session = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  const { rolesAnywhere } = await role({
    'trust-services': 'rolesanywhere',
    'roles-anywhere-profile': `session-policy=${JSON.stringify(session)}`,
  });
  expect(rolesAnywhere?.sessionPolicy).toEqual(session);
});

test('a wrong entry of a Roles Anywhere profile hides no problem of its session policy', async () => {
  const profile = { name: 'a/b', enabled: 'maybe', 'session-policy': { Statement: [] } };
  const found = await problems({
    'role-name': 'a+b',
    'trust-services': 'rolesanywhere',
    'roles-anywhere-profile': JSON.stringify(profile),
  });
  expect(found).toEqual([
    expect.stringMatching(/entry "name": "a\/b" is not allowed/),
    expect.stringMatching(/entry "enabled": "maybe" is not allowed/),
    'roles-anywhere-profile: session-policy: Statement: is empty; IAM needs at least one statement',
  ]);
});

test('a wrong tag hides no other problem of the tags', async () => {
  await expect(problems({ tags: 'aws:x=1\nteam=a\nTeam=b' })).resolves.toEqual([
    expect.stringMatching(/key "aws:x" is not allowed/),
    expect.stringMatching(/keys "team" and "Team" differ only by case/),
  ]);
});

test('no profile is declared with instance-profile: false', async () => {
  expect((await role({ 'instance-profile': 'false' })).instanceProfile).toBeUndefined();
});

test.each(['/aws-service-role/x/', '/aws-reserved/'])('the path %s is refused', async (path) => {
  await expect(problems({ 'role-path': path })).resolves.toEqual([
    `role-path: "${path}" is reserved for roles that AWS creates; choose another path`,
  ]);
});

test('a name and an owner are required', async () => {
  await expect(problems({ 'role-name': '' }, { GITHUB_REPOSITORY: undefined })).resolves.toEqual([
    'role-name: is required',
    'owner: is empty, and GITHUB_REPOSITORY, its default, is not set; set owner',
  ]);
});

test('a wrong name is not reported as missing too', async () => {
  const found = await problems({ 'role-name': 'a b', owner: '#' });
  expect(found.map((each) => each.split(':')[0])).toEqual(['role-name', 'owner']);
});

test('declare reports every problem at once', async () => {
  const found = await problems({
    'role-name': 'r'.repeat(65),
    'role-path': 'team',
    'max-session-duration': '3599',
    'trust-policy': '{"Statement": [}',
    'trust-services': 'ec2',
    'inline-policies': 'p: missing.json',
    tags: 'aws:x=1',
    prune: 'all\ntags',
    adopt: 'yes',
  });
  expect(new Set(found.map((each) => each.split(':')[0]))).toEqual(
    new Set([
      'role-name',
      'role-path',
      'max-session-duration',
      'trust-policy',
      'inline-policies',
      'tags',
      'prune',
      'adopt',
    ]),
  );
});

describe('destroy', () => {
  const mistakes = {
    'role-path': 'wrong',
    tags: 'wrong',
    'trust-policy': '[',
    prune: 'wrong',
    'policy-arns': '[',
  };

  test('looks only at the inputs that it uses', async () => {
    const declaration = await declared(
      { mode: 'destroy', ...mistakes, 'instance-profile-name': 'web' },
      { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: 'missing' },
    );
    expect(declaration).toEqual({
      roleName: 'demo',
      instanceProfileName: 'web',
      owner: 'octo-org/octo-repo',
      adopt: false,
      role: undefined,
    });
  });

  test('refuses errors in those inputs', async () => {
    const found = await problems({ mode: 'destroy', ...mistakes, 'timeout-seconds': '0', adopt: 'maybe' });
    expect(found.map((each) => each.split(':')[0]).sort()).toEqual(['adopt', 'timeout-seconds']);
  });
});

describe('the number of the pull request', () => {
  const on = (file: string, name = 'pull_request'): NodeJS.ProcessEnv => ({
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: join(workspace, file),
  });

  test.each([
    ['a pull request', 'event.json', 'pull_request', '17'],
    ['a pull request, for its target', 'event.json', 'pull_request_target', '17'],
    ['another event', 'event.json', 'push', undefined],
    ['an event without one', 'push.json', 'pull_request', undefined],
    ['an event of nothing', 'null.json', 'pull_request', undefined],
    ['an event whose number is none', 'odd.json', 'pull_request', undefined],
  ])('on %s', async (_, file, name, number) => {
    expect((await role({}, on(file, name))).pullRequest).toBe(number);
  });

  test('is missing without an event', async () => {
    expect((await role({}, { GITHUB_EVENT_NAME: 'pull_request' })).pullRequest).toBeUndefined();
  });

  test.each(['missing.json', 'broken.json'])('of an unreadable event is one problem: %s', async (file) => {
    const found = await problems({ 'role-name': 'demo-{pr}' }, on(file));
    expect(
      found.filter((each) => each.startsWith('GITHUB_EVENT_PATH: the event could not be read')),
    ).toHaveLength(1);
  });

  test('of an unreadable event is no branch, either', async () => {
    const found = await problems({ 'role-name': '{pr}-{branch}' }, on('missing.json'));
    expect(found.filter((each) => each.startsWith('GITHUB_EVENT_PATH'))).toHaveLength(1);
    expect(found.join()).toContain('{branch} has no value here');
  });
});

test('any texts at all give a declaration or an InputError', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'{}[]:,-#&*!|>\'"%@/\n =abn01'.split('')), maxLength: 20 }),
    fc.json(),
    fc.constantFrom(TRUST, 'trust.json', 'a: trust.json', 'all', 'true', 'plan', '&a {Statement: [*a]}'),
  );
  const given = fc.dictionary(fc.constantFrom(...INPUT_NAMES), text, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(given, async (inputs) => {
      try {
        const { declarations } = await declare(environment(inputs));
        expect(declarations).toHaveLength(1);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: 500 },
  );
});
