/**
 * Tests every YAML block of the pages, and every example. A step of this Action runs through `dist/` against the emulator. A workflow
 * passes the linters. The jobs of the examples run in tests of their own: review, pr-setup, pr-environment and ecs-example.
 */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Emulator } from '../../emulator/server.ts';
import { pageWithTables, recipesWithNames, WORKFLOW_PAGES } from '../../scripts/docs.ts';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { INPUTS } from '../../src/inputs/table.ts';
import { emulated } from '../harness/emulated.ts';
import { fencesIn, PAGES } from '../harness/pages.ts';
import { oidc, startTokenService } from '../harness/token-service.ts';
import { allowS3, EC2_TRUST, plantRole } from '../harness/world.ts';
import { expand, type Job, type Step, type Workflow } from './job.ts';
import { lint } from './lint.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Block {
  readonly title: string;
  readonly text: string;
  readonly value: unknown;
}

const blocks: Block[] = [
  ...PAGES.flatMap((page) =>
    fencesIn(read(page))
      .filter(({ language }) => /^ya?ml$/i.test(language))
      .map(({ line, text }) => ({ title: `${page}:${line}`, text, value: parse(text) as unknown })),
  ),
  ...readdirSync(new URL('../../examples', import.meta.url)).map((name) => {
    const text = read(`examples/${name}`);
    return { title: `examples/${name}`, text, value: parse(text) as unknown };
  }),
];

const isSteps = ({ value }: Block): boolean => Array.isArray(value);
const has =
  (key: string) =>
  ({ value }: Block): boolean =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key);
const workflows = blocks.filter(has('jobs'));
const manifests = blocks.filter(has('roles'));
const steps = blocks.filter(isSteps);

test('every block is a list of steps, a workflow or a manifest', () => {
  const kinds = [steps, workflows, manifests];
  expect(
    blocks.filter((block) => !kinds.some((kind) => kind.includes(block))).map(({ title }) => title),
  ).toEqual([]);
  expect(steps.length).toBeGreaterThan(15);
  expect(workflows.length).toBeGreaterThan(5);
  expect(manifests.length).toBeGreaterThan(2);
});

/** Completes a fragment to a whole workflow. */
function whole(block: Block): string {
  if (!isSteps(block)) return has('on')(block) ? block.text : `on: push\n${block.text}`;
  const job = { 'runs-on': 'ubuntu-latest', steps: block.value };
  return stringify({ on: 'push', jobs: { job } });
}

test.each([...steps, ...workflows].map((block) => [block.title, block] as const))(
  '%s passes the linters',
  async (title, block) => {
    expect(await lint(whole(block), title)).toEqual([]);
  },
);

const namedJobsOf = (block: Block): Readonly<Record<string, Job>> =>
  (parse(whole(block)) as { readonly jobs: Readonly<Record<string, Job>> }).jobs;
const jobsOf = (block: Block): readonly Job[] => Object.values(namedJobsOf(block));

/** Returns the inputs of what a step or a job uses, if this repository has it; each with whether it is required. */
function inputsOf(uses = ''): Readonly<Record<string, boolean>> | undefined {
  const [, path] = /^OWNER\/aws-iam-instance-profile(?:\/(.*))?@v1$/.exec(uses) ?? [];
  if (path === undefined)
    return uses.startsWith('OWNER/aws-iam-instance-profile@')
      ? Object.fromEntries(Object.keys(INPUTS).map((name) => [name, false]))
      : undefined;
  const file = path.endsWith('.yml') ? (parse(read(path)) as Workflow) : undefined;
  const inputs =
    file?.on.workflow_call?.inputs ??
    (parse(read(`${path}/action.yml`)) as { inputs: Record<string, { required?: boolean }> }).inputs;
  return Object.fromEntries(Object.entries(inputs).map(([name, { required }]) => [name, required === true]));
}

test.each([...steps, ...workflows].map((block) => [block.title, block] as const))(
  '%s gives existing inputs, and all that are required',
  (_, block) => {
    const users = jobsOf(block).flatMap((job): (Step | Job)[] => [job, ...(job.steps ?? [])]);
    for (const { uses, with: given = {} } of users) {
      const inputs = inputsOf(uses);
      if (inputs === undefined) continue;
      const required = Object.keys(inputs).filter((name) => inputs[name]);
      expect([uses, Object.keys(inputs)]).toEqual([uses, expect.arrayContaining(Object.keys(given))]);
      expect([uses, Object.keys(given)]).toEqual([uses, expect.arrayContaining(required)]);
    }
  },
);

const workspaces: string[] = [];
afterEach(async () => {
  await Promise.all(workspaces.splice(0).map((path) => rm(path, { recursive: true })));
});

/** Files that the blocks name. */
const NAMED: Readonly<Record<string, string>> = {
  'policies/write-logs.json': JSON.stringify(allowS3('PutObject')),
  'policies/orders.json': JSON.stringify(allowS3('GetObject')),
  'ec2-trust.json': JSON.stringify(EC2_TRUST),
  'roles.yml': read('examples/roles.yml'),
  'examples/roles.yml': read('examples/roles.yml'),
};

/** A branch of the repository. */
const LOGIN = { ref: 'login', repo: { id: 456789 } };

/** Runs a step of the Action as GitHub does, on the event of a pull request. */
async function run(
  { environment }: Emulator,
  inputs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<StepResult & { readonly errors: readonly string[] }> {
  const workspace = await mkdtemp(join(tmpdir(), 'block-'));
  workspaces.push(workspace);
  for (const [path, text] of Object.entries({
    ...NAMED,
    ...files,
    'event.json': JSON.stringify({ pull_request: { number: 7, head: LOGIN, base: LOGIN } }),
  })) {
    await mkdir(join(workspace, dirname(path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const tokens = await startTokenService();
  const env = {
    ...environment,
    ...oidc(tokens),
    AWS_ENDPOINT_URL_STS: tokens.url,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(workspace, 'event.json'),
    GITHUB_REPOSITORY_ID: '456789',
    GITHUB_REPOSITORY_OWNER_ID: '123456',
  };
  const result = await runStep(inputs, { workspace, env });
  const errors = parseLog(result.log)
    .commands.filter(({ name }) => name === 'error')
    .map(({ data }) => data);
  return { ...result, errors };
}

/** Creates the account that the blocks assume. */
async function account(): Promise<Emulator> {
  const emulator = await emulated();
  const { iam } = emulator;
  iam.call('CreatePolicy', { PolicyName: 'developers', PolicyDocument: JSON.stringify(allowS3('*')) });
  plantRole({ iam }, 'legacy-web', { Tags: [] });
  iam.call('CreateOpenIDConnectProvider', {
    Url: 'https://token.actions.githubusercontent.com',
    ClientIDList: ['sts.amazonaws.com'],
  });
  return emulator;
}

/** The repository's variables. */
const VARIABLES = {
  AWS_ROLES_READER: 'arn:aws:iam::123456789012:role/reader',
  AWS_ACCOUNT_ID: '123456789012',
};

/** Returns the values of a matrix for its first job. */
const firstOf = ({ strategy }: Job): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(strategy?.matrix ?? {}).map(([name, values]) => [name, values[0]]));

/** These modes run as the block has them: every other step is planned. */
const AS_WRITTEN = ['check', 'read', 'destroy', 'sweep'];
const isStepOfAction = ({ uses }: Step): boolean =>
  uses?.startsWith('OWNER/aws-iam-instance-profile@') === true;
/** The blocks of pages with steps of this Action, in a workflow or alone, and the example that no other test runs. */
const runnable = [...steps, ...workflows].filter(
  (block) =>
    (!block.title.startsWith('examples/') || block.title.endsWith('/drift.yml')) &&
    jobsOf(block).some(({ steps: all = [] }) => all.some(isStepOfAction)),
);

test('every list of steps has a step that runs', () => {
  expect(steps.filter((block) => !runnable.includes(block)).map(({ title }) => title)).toEqual([]);
});

test.each(runnable.map((block) => [block.title, block] as const))('%s runs', async (_, block) => {
  const emulator = await account();
  const needs: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  for (const [name, job] of Object.entries(namedJobsOf(block))) {
    const outputs: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
    for (const step of (job.steps ?? []).filter(isStepOfAction)) {
      const given = Object.entries(step.with ?? {}).map(
        ([name, value]) =>
          [name, expand(value, { steps: outputs, needs, vars: VARIABLES, matrix: firstOf(job) })] as const,
      );
      const inputs: Record<string, string> = Object.fromEntries(given);
      const plans =
        !AS_WRITTEN.includes(inputs['mode'] ?? '') && inputs['expected-plan-digest'] === undefined;
      const result = await run(emulator, { ...inputs, ...(plans ? { mode: 'plan' } : {}) });
      expect(result.errors).toEqual(
        inputs['mode'] === 'check' ? [expect.stringContaining('has drifted')] : [],
      );
      if (plans) expect(result.outputs['status']).toBe('planned');
      if (step.id !== undefined) outputs[step.id] = { outputs: result.outputs };
    }
    const exported = Object.entries(job.outputs ?? {}).map(
      ([output, value]) => [output, expand(value, { steps: outputs })] as const,
    );
    needs[name] = { outputs: Object.fromEntries(exported) };
  }
});

test.each(manifests.map((block) => [block.title, block] as const))('plan accepts %s', async (_, block) => {
  const emulator = await account();
  const result = await run(emulator, { mode: 'plan', manifest: 'block.yml' }, { 'block.yml': block.text });
  expect(result.errors).toEqual([]);
  expect(result.outputs['status']).toBe('planned');
  // And an editor finds the schema.
  expect(block.text).toMatch(
    /(?:# yaml-language-server: \$schema=|"\$schema": ")https:\/\/\S+\/schema\/manifest\.schema\.json/,
  );
});

test('the names of templates are those of the code (npm run docs)', async () => {
  expect(read('docs/recipes.md')).toBe(await recipesWithNames(read('docs/recipes.md')));
});

test.each(WORKFLOW_PAGES)(
  'the tables of %s are those of the workflow (npm run docs)',
  async (page, name, path) => {
    expect(read(page)).toBe(await pageWithTables(read(page), name, path));
  },
);
