/** Inputs as workflows really have them: what the words of an event, of YAML and of a mistake become. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INPUTS, INPUT_NAMES, type InputSpec, type JsonSchema } from '../../src/inputs/table.ts';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { emulated } from '../harness/emulated.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'inputs-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function step(
  inputs: Readonly<Record<string, string>>,
  options: {
    readonly event?: readonly [name: string, payload: unknown];
    readonly env?: Record<string, string>;
  } = {},
): Promise<StepResult> {
  const { environment } = await emulated();
  const [name, payload] = options.event ?? ['push', {}];
  const file = join(directory, 'event.json');
  await writeFile(file, JSON.stringify(payload));
  const env = { ...environment, GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file, ...options.env };
  return runStep({ mode: 'plan', ...inputs }, { env, workspace: directory });
}

function annotations(result: StepResult, level: string): string[] {
  return parseLog(result.log)
    .commands.filter(({ name }) => name === level)
    .map(({ data }) => data);
}

test.each<[event: string, payload: unknown]>([
  ['pull_request', { pull_request: { number: 12 } }],
  ['pull_request_target', { pull_request: { number: 12 } }],
  ['pull_request_review', { pull_request: { number: 12 } }],
  ['issue_comment', { issue: { number: 12, pull_request: { url: 'x' } }, comment: {} }],
])('{pr} on %s is the number of the pull request', async (name, payload) => {
  const result = await step({ 'role-name': 'web-{pr}', mode: 'apply' }, { event: [name, payload] });
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created', 'role-name': 'web-12' } });
});

test.each<[event: string, payload: unknown]>([
  ['issue_comment', { issue: { number: 12 }, comment: {} }],
  ['issues', { issue: { number: 12, pull_request: {} } }],
  ['issue_comment', { issue: { number: '12; rm -rf', pull_request: {} } }],
  ['issue_comment', null],
])('{pr} on %s of %j has no value', async (name, payload) => {
  const result = await step({ 'role-name': 'web-{pr}' }, { event: [name, payload] });
  expect(annotations(result, 'error')).toEqual([expect.stringContaining('{pr} has no value here')]);
});

test("a destroy on the deletion of a branch leaves the default branch's role alone", async () => {
  const emulator = await emulated();
  const file = join(directory, 'event.json');
  await writeFile(file, '{"ref":"topic","ref_type":"branch"}');
  const main = { ...emulator.environment, GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main' };
  const inputs = { 'role-name': 'app-{branch}' };
  await runStep(inputs, { env: { ...main, GITHUB_EVENT_NAME: 'push' } });
  const env = { ...main, GITHUB_EVENT_NAME: 'delete', GITHUB_EVENT_PATH: file };
  const { outputs } = await runStep({ ...inputs, mode: 'destroy' }, { env });
  expect(outputs).toMatchObject({ status: 'absent' });
  expect(emulator.snapshot()).toMatchObject({ roles: { 'app-main': {} } });
});

test('a role that a comment on a pull request creates belongs to that pull request', async () => {
  const emulator = await emulated();
  const file = join(directory, 'event.json');
  await writeFile(file, '{"issue":{"number":12,"pull_request":{}}}');
  const env = { ...emulator.environment, GITHUB_EVENT_NAME: 'issue_comment', GITHUB_EVENT_PATH: file };
  await runStep({ 'role-name': 'web-{pr}' }, { env });
  const { Tags } = emulator.iam.call('ListRoleTags', { RoleName: 'web-12' });
  expect(Tags).toContainEqual({ Key: 'aws-iam-instance-profile:pull-request', Value: '12' });
});

test.each([
  ['octo-org/octo-repo', /^ci-octo-repo$/],
  ['octo-org/Octo-Repo', /^ci-Octo-Repo-[0-9a-f]{16}$/],
  ['octo-org/.github', /^ci-\.github$/],
])("{repo} of %s is the repository's own name", async (repository, name) => {
  const result = await step(
    { 'role-name': 'ci-{repo}', mode: 'apply' },
    { env: { GITHUB_REPOSITORY: repository } },
  );
  expect(result.outputs['role-name']).toMatch(name);
});

describe('text that a YAML `>` block has folded', () => {
  test('tags: the step continues with one tag, and warns', async () => {
    const result = await step({ 'role-name': 'r', tags: 'team=web env=prod\n' });
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'planned' } });
    expect(annotations(result, 'warning')).toEqual([
      expect.stringMatching(/^tags: .*the value of "team".*write `\|` for the YAML block's `>`/),
    ]);
  });

  test('tags of a manifest: the warning has the line', async () => {
    await writeFile(
      join(directory, 'roles.yml'),
      'roles:\n  - role-name: r\n    tags: >\n      team=web\n      env=prod\n',
    );
    const result = await step({ manifest: 'roles.yml' });
    expect(result.exitCode).toBe(0);
    expect(annotations(result, 'warning')).toEqual([
      expect.stringMatching(/^tags \(roles\.yml:3\): .*"team"/),
    ]);
  });

  test.each([
    ['policy-arns', 'AmazonS3ReadOnlyAccess CloudWatchAgentServerPolicy'],
    ['trust-services', 'ec2 ecs-tasks'],
    ['prune', 'policies tags'],
  ])('%s: the error has the hint', async (input, text) => {
    const result = await step({ 'role-name': 'r', [input]: text });
    expect(annotations(result, 'error')).toEqual([
      expect.stringMatching(/item 1, .* is not allowed[^]*a line is read as one item[^]*write `\|`/),
    ]);
  });

  test.each(['team=web', 'note=a b c', 'a=b\nc=d e=f', 'note: "a=1 b=2"', '{"note": "x=1 y=2"}'])(
    'tags: %j is no folded text',
    async (tags) => {
      const result = await step({ 'role-name': 'r', tags });
      expect(result.exitCode).toBe(0);
      expect(annotations(result, 'warning')).toEqual([]);
    },
  );
});

test.each([
  [
    'tags',
    'Env:',
    /entry "Env": has no value \(null in YAML\); it must be text .* write "" for an empty value/,
  ],
  ['tags', 'Env: ~\nteam: web', /entry "Env": has no value/],
  ['policy-arns', '- ReadOnlyAccess\n-', /item 2 has no value \(null in YAML\); it must be the ARN/],
  ['inline-policies', 'read:', /entry "read": has no value \(null in YAML\); it must be a policy document/],
  ['roles-anywhere-profile', 'enabled:', /entry "enabled": has no value .* it must be true or false/],
])('a YAML null in %s is no value', async (input, text, message) => {
  const result = await step({ 'role-name': 'r', [input]: text });
  expect(annotations(result, 'error')).toEqual([expect.stringMatching(message)]);
  expect(result.log).not.toContain('"null"');
});

/** Yields every text that follows "it must be". */
function* rules(): Generator<[string, string]> {
  const parts = (name: string, { description, ...schema }: JsonSchema): [string, string][] => [
    ...(description === undefined ? [] : [[name, description] as [string, string]]),
    ...[
      schema.items,
      schema.propertyNames,
      schema.additionalProperties,
      ...Object.values(schema.properties ?? {}),
    ]
      .filter((part): part is JsonSchema => part !== undefined && part !== false)
      .flatMap((part) => parts(name, part)),
  ];
  for (const name of INPUT_NAMES) {
    const spec: InputSpec = INPUTS[name];
    yield [name, spec.constraint];
    yield* parts(name, spec.schema);
  }
}

test.each([...rules()])('the rule of %s reads after "it must be": %s', (_, rule) => {
  expect(rule).toMatch(/^(?:an? |the |at most |one of |all, none|true or false$|1 to |text of |\d)/);
});

test.each([
  ['role-path', 'team', '"team" is not allowed; it must be a path that starts and ends with "/"'],
  ['instance-profile-path', '/a b/', '"/a b/" is not allowed; it must be a path that starts and ends'],
  ['trust-services', 'A!', 'item 1, "A!", is not allowed; it must be the name of a service, such as ec2'],
  [
    'prune',
    'x',
    'item 1, "x", is not allowed; it must be one of policies, inline-policies, tags, roles, all, none',
  ],
  ['tags', 'aws:x=y', 'key "aws:x" is not allowed; it must be 1 to 128 letters'],
  ['inline-policies', 'a b=p.json', 'key "a b" is not allowed; it must be 1 to 128 characters'],
  ['roles-anywhere-profile', 'x=y', 'entry "x" is not allowed; it must be one of name, enabled'],
])('a mistake in %s fails with the rule of the input', async (input, text, message) => {
  const result = await step({ 'role-name': 'r', [input]: text });
  expect(annotations(result, 'error')).toEqual([expect.stringContaining(message)]);
});
