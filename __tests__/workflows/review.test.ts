/** The examples that plan, review and apply, and the one that looks for drift: their jobs, and the results that they hand on. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER, SSM_POLICY, world, type World } from '../harness/world.ts';
import {
  evaluate,
  expand,
  GITHUB_REPOSITORY_ID,
  runJob,
  workflow,
  type JobOptions,
  type JobResult,
  type Workflow,
} from './job.ts';

const MANIFEST = readFileSync(new URL('../../examples/roles.yml', import.meta.url), 'utf8');
const push = { event_name: 'push', event: {} };
const request = (repository = OWNER) => ({
  event_name: 'pull_request',
  event: { pull_request: { number: 7, head: { sha: 'a'.repeat(40), repo: { full_name: repository } } } },
});

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'gh-'));
});
afterEach(() => {
  rmSync(state, { recursive: true });
});

/** Runs jobs of one example against one account. The checkout brings the manifest. */
class Example {
  manifest = MANIFEST;
  readonly file: Workflow;
  readonly w: World;

  private constructor(file: Workflow, w: World) {
    this.file = file;
    this.w = w;
  }

  static async of(path: string): Promise<Example> {
    return new Example(await workflow(`examples/${path}`), await world());
  }

  async job(name: string, options: Pick<JobOptions, 'github' | 'needs' | 'commands'>): Promise<JobResult> {
    return runJob(this.file, name, {
      inputs: {},
      vars: { AWS_ROLES_READER: 'reader', AWS_ROLES_WRITER: 'writer' },
      env: { GITHUB_SHA: 'b'.repeat(40), STATE: state },
      world: {
        step: (inputs, step) => {
          mkdirSync(join(step.workspace, 'examples'), { recursive: true });
          writeFileSync(join(step.workspace, 'examples/roles.yml'), this.manifest);
          // documents.test.ts runs the step with its role.
          const { 'role-to-assume': _, ...own } = inputs;
          return this.w.step({ ...own, 'pr-comment': 'off' }, step);
        },
      },
      ...options,
    });
  }

  get roles(): string[] {
    return Object.keys(this.w.emulator.snapshot().roles);
  }
}

const SHOP = ['shop-execution', 'shop-instance', 'shop-task'];
const withTag = MANIFEST.replace('project: shop', 'project: store');

describe('many-roles.yml', () => {
  const PATH = 'many-roles.yml';

  /** Plans on a push, and returns the environment and the needs of the job that applies. */
  async function plan(example: Example) {
    const planned = await example.job('plan', { github: push });
    expect([planned.ok, planned.log]).toEqual([true, expect.not.stringContaining('::error')]);
    const needs = { plan: { outputs: planned.outputs } };
    return { needs, environment: expand(example.file.jobs['apply']?.environment, { needs }) };
  }

  test('asks for approval if the plan broadens or removes, and applies just that plan', async () => {
    const example = await Example.of(PATH);
    const first = await plan(example);
    expect(first.environment).toBe('roles-approval');
    expect(example.w.writes()).toEqual([]);
    const applied = await example.job('apply', { github: push, needs: first.needs });
    expect([applied.ok, example.roles]).toEqual([true, SHOP]);
    expect(applied.log).toContain('Tasks run as arn:aws:iam::123456789012:role/shop/shop-task');

    // Nothing to do, and a tag alone, need no approval.
    const second = await plan(example);
    expect(second.environment).toBe('roles');
    expect((await example.job('apply', { github: push, needs: second.needs })).ok).toBe(true);
    example.manifest = withTag;
    const third = await plan(example);
    expect(third.environment).toBe('roles');
    expect((await example.job('apply', { github: push, needs: third.needs })).ok).toBe(true);

    example.manifest = withTag.replace('      - AmazonSSMManagedInstanceCore\n', '');
    expect((await plan(example)).environment).toBe('roles-approval');
  });

  test('applies nothing if IAM changed after the approval', async () => {
    const example = await Example.of(PATH);
    await example.job('apply', { github: push, needs: (await plan(example)).needs });
    example.manifest = withTag;
    const { needs } = await plan(example);
    example.w.iam.call('DetachRolePolicy', { RoleName: 'shop-instance', PolicyArn: SSM_POLICY });
    const applied = await example.job('apply', { github: push, needs });
    expect([applied.ok, example.w.writes()]).toEqual([false, []]);
    expect(applied.log).toContain('The plan has changed since it was reviewed');
  });

  test('applies on pushes only, and never without a digest', async () => {
    const example = await Example.of(PATH);
    const { needs } = await plan(example);
    expect((await example.job('apply', { github: request(), needs })).ran).toBe(false);
    const none = { plan: { outputs: { ...needs.plan.outputs, digest: '' } } };
    expect((await example.job('apply', { github: push, needs: none })).ran).toBe(false);
    expect((await example.job('plan', { github: request() })).ran).toBe(true);
    expect((await example.job('plan', { github: request('somebody/fork') })).ran).toBe(false);
  });

  test('without the list of changes no environment is chosen, so nothing is applied', async () => {
    const { file } = await Example.of(PATH);
    const needs = { plan: { outputs: { changes: '', digest: 'a' } } };
    const expression = String(file.jobs['apply']?.environment).replace(/^\$\{\{|\}\}$/g, '');
    expect(() => evaluate(expression, { needs })).toThrow();
  });
});

describe('roles-after-merge.yml', () => {
  const PATH = 'roles-after-merge.yml';
  /** Keeps commit statuses in files, and knows one merged request. */
  const gh = `
    case "$*" in
      *statuses/*) [ -n "$GH_TOKEN" ] && printf '%s' "\${@: -1}" | sed 's/^description=//' >"$STATE/$(basename "$2")" ;;
      *commits/${'b'.repeat(40)}/pulls*) echo ${'a'.repeat(40)} ;;
      *commits/*/status?per_page=100*) cat "$STATE/$(basename "$(dirname "$2")")" 2>/dev/null || true ;;
      *) exit 1 ;;
    esac`;

  test('applies the plan of the merged request', async () => {
    const example = await Example.of(PATH);
    const planned = await example.job('plan', { github: request(), commands: { gh } });
    expect([planned.ok, planned.log]).toEqual([true, expect.not.stringContaining('::error')]);
    expect(example.roles).toEqual([]);
    const applied = await example.job('apply', { github: push, commands: { gh } });
    expect([applied.ok, example.roles]).toEqual([true, SHOP]);
  });

  test('waits until GitHub knows the request of a commit that was just merged', async () => {
    const example = await Example.of(PATH);
    await example.job('plan', { github: request(), commands: { gh } });
    const late = `if [[ "$*" == *"/pulls"* && ! -f "$STATE/asked" ]]; then touch "$STATE/asked"; exit 0; fi${gh}`;
    const applied = await example.job('apply', { github: push, commands: { gh: late } });
    expect([applied.ok, example.roles]).toEqual([true, SHOP]);
  });

  test('applies nothing if the request had no plan, or another one', async () => {
    const example = await Example.of(PATH);
    const without = await example.job('apply', { github: push, commands: { gh } });
    expect([without.ok, without.steps]).toEqual([false, ['reviewed']]);
    expect(without.log).toContain('::error::Nothing was applied: the merged commit has no reviewed plan.');
    await example.job('plan', { github: request(), commands: { gh } });
    example.manifest = withTag;
    const other = await example.job('apply', { github: push, commands: { gh } });
    expect([other.ok, example.roles]).toEqual([false, []]);
    expect(other.log).toContain('The plan has changed since it was reviewed');
  });

  test('plans on requests of the repository, and applies on pushes', async () => {
    const example = await Example.of(PATH);
    for (const [job, github] of [
      ['plan', push],
      ['plan', request('somebody/fork')],
      ['apply', request()],
    ] as const)
      expect((await example.job(job, { github, commands: { gh } })).ran).toBe(false);
  });
});

describe('drift.yml', () => {
  /** Keeps one issue in a file. */
  const gh = `
    case "$1 $2" in
      'issue list') if [ -f "$STATE/open" ]; then echo 5; fi ;;
      'issue create') [ "\${@: -2:1}" = --body-file ] && cp "\${@: -1}" "$STATE/open" ;;
      'issue edit') [ "$3" = 5 ] && cp "\${@: -1}" "$STATE/open" ;;
      'issue close') [ "$3" = 5 ] && rm "$STATE/open" ;;
      'label create') ;;
      *) exit 1 ;;
    esac`;
  const body = (): string => readFileSync(join(state, 'open'), 'utf8');

  test('opens one issue, updates it, and closes it', async () => {
    const example = await Example.of('drift.yml');
    const look = async () => {
      const job = await example.job('drift', {
        github: { event_name: 'schedule', event: {} },
        commands: { gh },
      });
      return [job.ok, job.calls.map((line) => line.split(' ').slice(0, 3).join(' '))];
    };
    expect(await look()).toEqual([false, ['gh issue list', 'gh label create', 'gh issue create']]);
    expect(body()).toContain('    role/shop-task: create the role');
    expect(await look()).toEqual([false, ['gh issue list', 'gh issue edit']]);

    const env = { GITHUB_REPOSITORY_ID };
    await example.w.step({ manifest: 'roles.yml' }, { workspace: manifestFolder(), env });
    expect(await look()).toEqual([true, ['gh issue list', 'gh issue close']]);
    expect(await look()).toEqual([true, ['gh issue list']]);

    example.w.iam.call('DetachRolePolicy', { RoleName: 'shop-instance', PolicyArn: SSM_POLICY });
    expect(await look()).toEqual([false, ['gh issue list', 'gh label create', 'gh issue create']]);
    expect(body()).toMatch(/^ {4}role\/shop-instance: attach AmazonSSMManagedInstanceCore$/m);
  });

  test('opens no second issue if the first one cannot be edited', async () => {
    const example = await Example.of('drift.yml');
    writeFileSync(join(state, 'open'), '');
    const failing = `if [ "$2" = edit ]; then echo 'HTTP 502' >&2; exit 1; fi${gh}`;
    const job = await example.job('drift', { github: push, commands: { gh: failing } });
    expect(job.calls.filter((line) => line.startsWith('gh issue create'))).toEqual([]);
  });

  test('leaves the issue alone if the check itself fails', async () => {
    const example = await Example.of('drift.yml');
    example.manifest = 'roles: [';
    const job = await example.job('drift', { github: push, commands: { gh } });
    expect([job.ok, job.calls]).toEqual([false, []]);
  });

  /** Returns a folder with the manifest. */
  function manifestFolder(): string {
    writeFileSync(join(state, 'roles.yml'), MANIFEST);
    return state;
  }
});
