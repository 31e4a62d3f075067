import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { INPUTS } from '../../src/inputs/table.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';
import type { Workflow } from './job.ts';
import { lint, lintAction } from './lint.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(`../../${folder}`, import.meta.url)).map((name) => `${folder}${name}`);
const ours = filesIn('.github/workflows/');
const examples = filesIn('examples/').filter((path) => /^jobs:/m.test(read(path)));
const reusable = ours.filter((path) => (parse(read(path)) as Workflow).on.workflow_call !== undefined);

test('workflows and examples exist', () => {
  expect(reusable).toHaveLength(2);
  expect(examples).toHaveLength(7);
});

test('the checkers find errors', async () => {
  const wrong =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.at.all }}\n      - uses: x\n        run: y\n';
  const found = await lint(wrong, 'x.yml');
  expect(found.join('\n')).toMatch(/x\.yml:6: undefined variable "nothing"/);
  expect(found.join('\n')).toMatch(/x\.yml: \/jobs\/a/);
});

test.each([...ours, ...examples])('%s passes actionlint and the schema of workflows', async (path) => {
  expect(await lint(read(path), path)).toEqual([]);
});

test.each([...ours, ...examples])('%s pins every third-party Action by commit, with its version', (path) => {
  const uses = [...read(path).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map((match) => match[1] ?? '');
  for (const use of uses)
    expect(use).toMatch(
      /^(?:[\w/.-]+@[0-9a-f]{40} # v\d+(?:\.\d+)+|\.\/(?:\.aws-iam-instance-profile(?:\/ecs-cluster)?)?|OWNER\/aws-iam-instance-profile(?:\/\S+)?@v1)$/,
    );
});

test.each([...ours, ...examples])(
  '%s gives no permission to all jobs, and puts no expression into a script',
  (path) => {
    const { permissions, jobs } = parse(read(path)) as Workflow;
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      for (const { run = '' } of job.steps ?? []) expect(run).not.toContain('${{');
    }
  },
);

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
if (!hasShellcheck)
  console.log('Left out: shellcheck. Install it (`apt-get install shellcheck`) to have the scripts checked.');

describe('ecs-cluster', () => {
  const folder = fileURLToPath(new URL('../../ecs-cluster/', import.meta.url));
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'));
  const shellcheck = (script: string, input?: string) =>
    spawnSync('shellcheck', ['--external-sources', `--source-path=${folder}`, '--shell=bash', script], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    });

  test('passes the schema of Actions, and passes each input to its script', () => {
    const text = read('ecs-cluster/action.yml');
    expect(lintAction(text, 'action.yml')).toEqual([]);
    const { inputs } = parse(text) as { inputs: object };
    for (const name of Object.keys(inputs)) expect(text).toContain(`\${{ inputs.${name} }}`);
  });

  (hasShellcheck ? test : test.skip).each(scripts)('shellcheck accepts %s', (name) => {
    expect(shellcheck(`ecs-cluster/${name}`).stdout).toBe('');
  });

  (hasShellcheck ? test : test.skip)('shellcheck finds what is wrong', () => {
    expect(shellcheck('-', 'rm $1\n').stdout).toContain('SC2086');
  });
});

describe.each(reusable)('%s', (path) => {
  const file = parse(read(path)) as Workflow;
  const { inputs = {}, outputs = {} } = file.on.workflow_call ?? {};

  test('asks for no more than a token for AWS and to read pull requests, and checks out its own commit at most', () => {
    for (const { permissions = {}, steps = [] } of Object.values(file.jobs)) {
      expect([{ 'id-token': 'write' }, { 'id-token': 'write', 'pull-requests': 'read' }]).toContainEqual(
        permissions,
      );
      for (const step of steps.filter(({ uses = '' }) => uses.includes('checkout'))) {
        expect(step.with).toEqual({
          repository: '${{ job.workflow_repository }}',
          ref: '${{ job.workflow_sha }}',
          path: '.aws-iam-instance-profile',
          'persist-credentials': false,
        });
      }
    }
  });

  test('no run waits for itself or for another account: every job has a group, and none cancels another run', () => {
    for (const [name, { concurrency }] of Object.entries(file.jobs)) {
      // A sweep that is dropped is made up for by the newer one that waits.
      if (name !== 'sweep') expect(concurrency?.queue).toBe('max');
      expect(concurrency?.group).toMatch(/^[\w-]+-\$\{\{ inputs\.role-to-assume \}\}-\$\{\{/);
      expect(concurrency?.['cancel-in-progress']).toBe(false);
    }
  });

  test('uses each of its inputs, and only existing inputs of the Action', () => {
    const text = read(path);
    for (const name of Object.keys(inputs)) expect(text).toContain(`inputs.${name}`);
    for (const { steps = [] } of Object.values(file.jobs)) {
      for (const step of steps) {
        const folder = /^(?:OWNER\/|\.\/\.)aws-iam-instance-profile(?:\/([\w-]+))?(?:@v1)?$/.exec(
          step.uses ?? '',
        );
        if (folder === null) continue;
        const action =
          folder[1] === undefined
            ? { inputs: INPUTS, outputs: OUTPUTS }
            : (parse(read(`${folder[1]}/action.yml`)) as { inputs: object; outputs: object });
        for (const name of Object.keys(step.with ?? {})) expect(Object.keys(action.inputs)).toContain(name);
        for (const [, output = ''] of text.matchAll(
          new RegExp(`steps\\.${step.id ?? '-'}\\.outputs\\.([\\w-]+)`, 'g'),
        )) {
          expect(Object.keys(action.outputs)).toContain(output);
        }
      }
    }
    for (const { value } of Object.values(outputs)) {
      const [, job = '', output = ''] = /jobs\.([\w-]+)\.outputs\.([\w-]+)/.exec(value) ?? [];
      expect(Object.keys(file.jobs[job]?.outputs ?? {})).toContain(output);
    }
  });

  test('its examples call it with what it takes, and may do what it does', () => {
    const name = path.split('/').at(-1) ?? '';
    const callers = examples.flatMap((example) =>
      Object.values((parse(read(example)) as Workflow).jobs).filter(({ uses = '' }) =>
        uses.includes(`/${name}@`),
      ),
    );
    expect(callers.length).toBeGreaterThan(0);
    for (const caller of callers) {
      const given = Object.keys(caller.with ?? {});
      for (const each of given) expect(Object.keys(inputs)).toContain(each);
      for (const [input, { required }] of Object.entries(inputs))
        if (required === true) expect(given).toContain(input);
      for (const { permissions } of Object.values(file.jobs))
        expect(caller.permissions).toMatchObject({ ...permissions });
    }
  });
});
