/** The reusable workflow for ECS, run as a job: its conditions, its scripts, the Action in it, and its outputs. */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { world, type World } from '../harness/world.ts';
import { runComposite, runJob, workflow, type JobResult } from './job.ts';

/** Replaces the AWS CLI: the account has no cluster, and the caller may only read. */
const EMPTY_ACCOUNT = `case "$2" in
  describe-*) echo null ;;
  get-role) echo 'An error occurred (NoSuchEntity): no' >&2; exit 254 ;;
  *) echo 'An error occurred (AccessDenied): no' >&2; exit 254 ;;
esac`;
const onPush = { event_name: 'push', event: {} };

/** The part of the workflow before its first write. The rest runs against moto, in `ecs-*.test.ts`. */
describe('ecs-cluster-bootstrap', () => {
  const inputs = {
    'cluster-name': 'demo',
    'aws-region': 'eu-central-1',
    'role-to-assume': 'arn:aws-us-gov:iam::123456789012:role/bootstrap',
  };
  const bootstrap = async (w: World, more: object = {}): Promise<JobResult> =>
    runJob(await workflow('.github/workflows/ecs-cluster-bootstrap.yml'), 'bootstrap', {
      world: w,
      inputs: { ...inputs, ...more },
      github: onPush,
      commands: { aws: EMPTY_ACCOUNT },
    });
  const ec2 = { capacity: 'ec2', 'subnet-ids': 'subnet-0a', 'security-group-ids': 'sg-0a' };

  test('declares the roles of the inputs, and gives their ARNs to the job even if the cluster then fails', async () => {
    const w = await world();
    const job = await bootstrap(w, {
      'name-prefix': 'app',
      'role-path': '/ecs/',
      'task-policies': 'AmazonDynamoDBReadOnlyAccess\n',
      tags: '{"team": "web"}',
    });
    expect(job.ok).toBe(false);
    expect(job.log).toContain('::error::ecs:CreateCluster on cluster/demo failed: ');
    expect(job.log).toContain('Allow ecs:CreateCluster and every action that the message names');
    expect(job.outputs).toMatchObject({
      'instance-role-arn': '',
      'infrastructure-role-arn': '',
      'task-role-arn': 'arn:aws:iam::123456789012:role/ecs/app-task',
    });
    const { roles, instanceProfiles } = w.emulator.snapshot();
    expect([Object.keys(roles).sort(), instanceProfiles]).toEqual([['app-execution', 'app-task'], {}]);
    expect(roles['app-task']).toMatchObject({
      AttachedPolicies: ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess'],
      Tags: { team: 'web', 'ecs-cluster': 'demo' },
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'ecs-tasks.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '123456789012' },
              // The partition is that of the role.
              ArnLike: { 'aws:SourceArn': 'arn:aws-us-gov:ecs:*:123456789012:*' },
            },
          },
        ],
      },
    });
  });

  test('reports every problem of the inputs at once, before it calls anything', async () => {
    const w = await world();
    const job = await bootstrap(w, {
      ...ec2,
      mode: 'plan',
      'cluster-name': '--debug',
      'subnet-ids': 'subnet-0a, subnet-0b',
      'min-size': 3,
      'target-capacity': 101,
      'role-to-assume': 'bootstrap',
    });
    expect([job.ok, job.calls, w.emulator.calls]).toEqual([false, [], []]);
    const message = /^::error::(.*)$/m.exec(job.log)?.[1]?.split('%0A');
    expect(message).toEqual([
      'mode is not valid: it must be apply or destroy. Correct it.',
      'cluster-name is not valid: it must be 1 to 255 letters, digits, hyphens and underscores. Correct it.',
      'role-to-assume is not valid: it must be the ARN of a role. Correct it.',
    ]);
    const second = await bootstrap(w, {
      ...ec2,
      'subnet-ids': 'subnet-0a, subnet-0b',
      'min-size': 3,
      'target-capacity': 101,
      'container-insights': 'on',
      tags: 'team',
    });
    expect(/^::error::(.*)$/m.exec(second.log)?.[1]?.split('%0A')).toEqual([
      'container-insights is not valid: it must be enabled, enhanced or disabled. Correct it.',
      'tags: "team" is not key=value. Correct it.',
      'subnet-ids is not valid: it must be ids of subnets, one a line, at least one. Correct it.',
      'target-capacity is not valid: it must be a whole number from 1 to 100. Correct it.',
      'min-size is greater than max-size. Lower it.',
    ]);
  });

  test.each([
    [54, false, true],
    [55, false, false],
    [49, true, true],
    [50, true, false],
  ])(
    'a prefix of %i characters, infrastructure role %s: accepted %s',
    async (length, infrastructure, accepted) => {
      const w = await world();
      const prefix = 'p'.repeat(length);
      const job = await bootstrap(w, { 'name-prefix': prefix, 'infrastructure-role': infrastructure });
      expect(job.log.includes('name-prefix is too long')).toBe(!accepted);
      expect(Object.keys(w.emulator.snapshot().roles).length > 0).toBe(accepted);
      if (!accepted) expect(job.log).toContain(`Set name-prefix to at most ${length - 1} characters.`);
    },
  );

  test.each(['$(touch /tmp/owned)', '--debug', 'a b', '', 'x'.repeat(256), 'a\n::warning::b'])(
    'a cluster named %j is refused before anything is called',
    async (name) => {
      const w = await world();
      const job = await bootstrap(w, { 'cluster-name': name });
      expect([job.ok, job.calls]).toEqual([false, []]);
      expect(job.log).toContain('::error::cluster-name is not valid');
      expect(job.log).not.toMatch(/^::warning/m);
    },
  );

  test.each([
    ['permissions-boundary', '', 'permissions-boundary is not valid'],
    ['permissions-boundary', ' ', 'permissions-boundary is not valid'],
    ['permissions-boundary', 'a b', 'permissions-boundary is not valid'],
    ['prune', '', 'prune is not valid'],
    ['prune', '[all', 'prune is not valid'],
    ['prune', 'all\nroles', 'prune must not hold roles'],
    ['prune', '[all, roles]', 'prune must not hold roles'],
    ['adopt', '', 'adopt is not valid'],
    ['mode', '', 'mode is not valid'],
  ])('%s: %j, as of a mistyped expression, lifts no limit', async (input, value, words) => {
    const w = await world();
    const job = await bootstrap(w, { [input]: value });
    expect([job.ok, job.calls, w.emulator.calls]).toEqual([false, [], []]);
    expect(job.log).toContain(words);
  });

  test('a destroy needs no tags, so a wrong one does not stop it', async () => {
    const w = await world();
    const job = await bootstrap(w, { mode: 'destroy', tags: 'team' });
    expect(job.log).not.toContain('is not key=value');
    expect(job.ok).toBe(true);
  });

  test('the boundary is that of the input, and unchanged without one', async () => {
    const w = await world();
    const boundary = (): unknown => w.emulator.snapshot().roles['demo-task']?.PermissionsBoundary;
    const bounded = { 'permissions-boundary': 'PowerUserAccess' };
    await bootstrap(w);
    expect(boundary()).toBeNull();
    await bootstrap(w, bounded);
    await bootstrap(w);
    expect(boundary()).toBe('arn:aws:iam::aws:policy/PowerUserAccess');
    await bootstrap(w, { 'permissions-boundary': 'none' });
    expect(boundary()).toBeNull();
  });

  test('hostile text in the other inputs stays text', async () => {
    const w = await world();
    const job = await bootstrap(w, {
      'task-policies': '"}],"x":[{"\n$(touch owned)`id`',
      'role-path': '/"$(id)"/',
    });
    expect(job.ok).toBe(false);
    expect(job.log).toContain('item 2, "$(touch owned)`id`", is not allowed');
    expect(w.emulator.calls).toEqual([]);
  });
});

describe('the Action ecs-cluster alone', () => {
  const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ecs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs it up to its first call. */
  const run = async (inputs: Readonly<Record<string, string>>) => {
    await writeFile(join(folder, 'aws'), '#!/bin/sh\necho called >&2\nexit 1\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    return runComposite('ecs-cluster', { 'cluster-name': 'demo', ...inputs }, env);
  };

  test.each([
    ['', '[]', '[all', 'all]', '[[all]]', '[tags] all', '[,tags]', '- [tags]', '"tags'],
    ['tagz', '[all, tagz]', 'policies, tags', 'policies tags', 'tags\n- policies'],
    ['none\ntags', '[none, tags]', '- all\n- none', 'all\ntags'],
  ])('prune is refused before the first call: %j, %j, …', async (...values) => {
    for (const prune of values)
      expect([prune, await run({ prune })]).toMatchObject([
        prune,
        {
          ok: false,
          log: '::error::prune is not valid: it must be all, none, or a list of policies, inline-policies and tags, one a line or as a YAML list. Correct it.\n',
        },
      ]);
  });

  test('prune accepts one kind a line and both forms of a YAML list, and a destroy does not need it', async () => {
    const lines = ['all', ' none\n', 'policies\r\ntags', '- tags', '# kinds\n- policies\n\n- "tags"\n'];
    const lists = ['[all]', "['policies', inline-policies]", '[\n  policies,\n  # and\n  "tags",\n]'];
    for (const inputs of [...lines, ...lists].map((prune) => ({ prune })))
      expect([inputs, (await run(inputs)).log]).toEqual([inputs, expect.stringContaining('called')]);
    expect((await run({ mode: 'destroy', prune: '[all' })).log).toContain('called');
  });

  test.each([
    [
      { 'name-prefix': '-x' },
      /^::error::name-prefix is not valid: .* not begin with a hyphen\. Correct it\.\n$/,
    ],
    [{ tags: '{"a": {"b": 1}}' }, /^::error::tags: the value of "a" is not text\. Correct it\.\n$/],
    [{ tags: '{"a": []}' }, /^::error::tags: the value of "a" is not text\. Correct it\.\n$/],
    [{ tags: '{"a": null}' }, /^::error::tags: the value of "a" is not text\. Correct it\.\n$/],
    [{ tags: '{"a": ' }, /^::error::tags is not valid JSON\. Correct it\.\n$/],
    [{ tags: '{"a": 1, "b": false, "c": ""}' }, /called/],
  ])('%j leads to %s', async (inputs, log) => {
    expect((await run(inputs)).log).toMatch(log);
  });

  test.each([[['aws']], [['jq']], [['aws', 'jq']]])('a runner without %j gets one error', (absent) => {
    const lookup = `command() { [[ " ${absent.join(' ')} " != *" $2 "* ]]; }`;
    const script = `${lookup}; here=${REPOSITORY}ecs-cluster CLUSTER=demo PREFIX=; source "$here/inputs.sh"`;
    const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([
      1,
      `::error::This Action needs the AWS CLI and jq, and the runner lacks: ${absent.join(' ')}. Install that in an earlier step, or use GitHub's own runners.\n`,
    ]);
  });

  test('every script that a runner starts stops on a bash older than 4.4, as of macOS, with one error', async () => {
    await cp(join(REPOSITORY, 'ecs-cluster'), folder, { recursive: true });
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      const old = text.replace('BASH_VERSINFO[0]', '3').replace('BASH_VERSINFO[1]', '2');
      await writeFile(join(folder, name), old);
    }
    const workflows = (await readdir(join(REPOSITORY, '.github/workflows'))).map(
      (name) => `.github/workflows/${name}`,
    );
    const starts = ['ecs-cluster/action.yml', ...workflows].map(async (path) =>
      (await readFile(join(REPOSITORY, path), 'utf8')).matchAll(/run: bash .*?([\w-]+\.sh)/g),
    );
    const scripts = (await Promise.all(starts)).flatMap((found) => [...found].map(([, name = '']) => name));
    expect(scripts.sort()).toEqual(['ecs-cluster.sh', 'roles.sh']);
    for (const script of scripts) {
      // Without inputs, so that a script that continues fails.
      const ended = spawnSync('bash', [join(folder, script)], { encoding: 'utf8', env: {} });
      expect([script, ended.status, ended.stderr, ended.stdout]).toEqual([
        script,
        1,
        '',
        expect.stringMatching(/^::error::This Action needs bash 4\.4 or newer, .*use a Linux runner\.\n$/),
      ]);
    }
  });
});
