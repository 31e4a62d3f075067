/** Every YAML block of the README, the docs and the examples is run against the emulator, or linted where it is a workflow. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { pageWithTables, recipesWithNames, WORKFLOW_PAGES } from '../../scripts/docs.ts';
import { INPUTS } from '../../src/inputs/table.ts';
import { allowS3, EC2_TRUST, plantRole, world, type World } from '../harness/world.ts';
import { expand, type Step } from './job.ts';
import { lint } from './lint.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Block {
  readonly title: string;
  readonly text: string;
  readonly value: unknown;
}

const FILES = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync(new URL('../../docs', import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const blocks: Block[] = [
  ...FILES.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(/^( *)```ya?ml\n(.*?)\n\1```$/gms)].map((match) => {
      const indent = match[1] ?? '';
      const block = (match[2] ?? '').replaceAll(`\n${indent}`, '\n').slice(indent.length);
      return {
        title: `${file}:${text.slice(0, match.index).split('\n').length + 1}`,
        text: block,
        value: parse(block) as unknown,
      };
    });
  }),
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
  // None is written in a way that this test does not see.
  const fences = FILES.flatMap((file) => [...read(file).matchAll(/^ *(?:```|~~~)+ *ya?ml/gim)]);
  expect(fences).toHaveLength(blocks.filter(({ title }) => !title.startsWith('examples/')).length);
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

test.each([...steps, ...workflows].map((block) => [block.title, block] as const))(
  '%s names existing inputs',
  (_, block) => {
    const uses = (parse(whole(block)) as { jobs: Record<string, { steps?: Step[] }> }).jobs;
    for (const step of Object.values(uses).flatMap((job) => job.steps ?? [])) {
      if (step.uses?.startsWith('OWNER/aws-iam-instance-profile@') !== true) continue;
      expect(Object.keys(INPUTS)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
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
};

async function run(
  w: World,
  inputs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
) {
  const workspace = await mkdtemp(join(tmpdir(), 'block-'));
  workspaces.push(workspace);
  for (const [path, text] of Object.entries({
    ...NAMED,
    ...files,
    'event.json': '{"pull_request":{"number":7}}',
  })) {
    await mkdir(join(workspace, dirname(path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const env = {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(workspace, 'event.json'),
    GITHUB_HEAD_REF: 'login',
  };
  return w.step(inputs, { workspace, env });
}

/** Creates the account that the blocks assume. */
async function account(): Promise<World> {
  const w = await world();
  w.iam.call('CreatePolicy', { PolicyName: 'developers', PolicyDocument: JSON.stringify(allowS3('*')) });
  plantRole(w, 'legacy-web', { Tags: [] });
  w.iam.call('CreateOpenIDConnectProvider', {
    Url: 'https://token.actions.githubusercontent.com',
    ClientIDList: ['sts.amazonaws.com'],
  });
  return w;
}

/** By the words of the block around: everything else is planned. */
const ALREADY_SAID = ['check', 'read', 'destroy', 'sweep'];

test.each(steps.map((block) => [block.title, block] as const))('%s runs', async (_, block) => {
  const w = await account();
  const outputs: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  let ran = 0;
  for (const step of block.value as readonly Step[]) {
    if (step.uses?.startsWith('OWNER/aws-iam-instance-profile@') !== true) continue;
    const given = Object.entries(step.with ?? {}).map(
      ([name, value]) => [name, expand(value, { steps: outputs })] as const,
    );
    const inputs: Record<string, string> = Object.fromEntries(given);
    const plans =
      !ALREADY_SAID.includes(inputs['mode'] ?? '') && inputs['expected-plan-digest'] === undefined;
    const result = await run(w, { ...inputs, ...(plans ? { mode: 'plan' } : {}) });
    const refused = inputs['role-name'] === 'legacy-web' && inputs['mode'] !== 'read';
    expect(result.errors).toEqual(
      refused
        ? [expect.stringContaining('has no owner tag')]
        : inputs['mode'] === 'check'
          ? [expect.stringContaining('has drifted')]
          : [],
    );
    if (plans && !refused) expect(result.outputs['status']).toBe('planned');
    if (step.id !== undefined) outputs[step.id] = { outputs: result.outputs };
    ran += 1;
  }
  expect(ran).toBeGreaterThan(0);
});

test.each(manifests.map((block) => [block.title, block] as const))('plan accepts %s', async (_, block) => {
  const w = await account();
  const result = await run(w, { mode: 'plan', manifest: 'block.yml' }, { 'block.yml': block.text });
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

test('links inside the documents have targets', () => {
  const anchors = (text: string): string[] =>
    [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replace(/ /g, '-'),
    );
  for (const file of FILES) {
    for (const [, target = ''] of read(file).matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
      const [path = '', anchor] = target.split('#');
      const to = path === '' ? file : join(dirname(file), path);
      expect([file, to, existsSync(new URL(`../../${to}`, import.meta.url))]).toEqual([file, to, true]);
      if (anchor !== undefined)
        expect([file, to, anchors(read(to))]).toEqual([file, to, expect.arrayContaining([anchor])]);
    }
  }
});
