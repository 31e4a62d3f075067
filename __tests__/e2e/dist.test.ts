/** The committed bundle, as the runner runs it: a process of its own under Node 24. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runStep } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { emulated } from '../harness/emulated.ts';
import { allowS3, WORKSHOP, WORKSHOP_ROLE } from '../harness/workshop.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

test('tests and steps run under Node 24, the version that action.yml asks for', () => {
  expect(process.versions.node).toMatch(/^24\./);
});

test('create, again, check a drift, destroy: exit codes, outputs, summary and log', async () => {
  const emulator = await emulated();
  const { iam } = emulator;
  const env = emulator.environment;
  const created = await runStep(WORKSHOP, { env });
  expect(created).toMatchObject({
    exitCode: 0,
    signal: null,
    outputs: { status: 'created', changed: 'true' },
  });
  expect(emulator.writes).toHaveLength(5);
  const { InstanceProfile } = iam.call('GetInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE });
  expect(created.outputs['instance-profile-arn']).toBe(InstanceProfile.Arn);
  expect(created.summary).toContain(WORKSHOP_ROLE);
  const names = parseLog(created.log).commands.map(({ name }) => name);
  expect(names.filter((name) => name === 'group').length).toBe(
    names.filter((name) => name === 'endgroup').length,
  );
  expect(names).not.toContain('error');

  emulator.clearCalls();
  expect(await runStep(WORKSHOP, { env })).toMatchObject({ exitCode: 0, outputs: { status: 'unchanged' } });
  expect(emulator.calls).toHaveLength(4);
  expect(emulator.writes).toEqual([]);

  iam.call('TagRole', { RoleName: WORKSHOP_ROLE, Tags: [{ Key: 'project', Value: 'other' }] });
  const drifted = await runStep({ ...WORKSHOP, mode: 'check' }, { env });
  expect(drifted).toMatchObject({ exitCode: 1, outputs: { status: 'drifted', changed: 'false' } });
  expect(parseLog(drifted.log).commands.filter(({ name }) => name === 'error')).toHaveLength(1);
  expect(drifted.summary).toContain('drifted');

  const destroyed = await runStep({ mode: 'destroy', 'role-name': WORKSHOP_ROLE }, { env });
  expect(destroyed).toMatchObject({ exitCode: 0, outputs: { status: 'destroyed' } });
  expect(emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
});

test('wrong inputs: exit code 1, one message, no call', async () => {
  const emulator = await emulated();
  const step = await runStep({ 'role-name': 'a b', adopt: 'yes' }, { env: emulator.environment });
  expect(step).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'false' } });
  const errors = parseLog(step.log).commands.filter(({ name }) => name === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]?.data).toMatch(/role-name[\s\S]*adopt/);
  expect(emulator.calls).toEqual([]);
});

test.each([
  ['no region', { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }, /AWS_REGION/],
  [
    'a region that is none',
    { AWS_REGION: 'us_east_1' },
    /AWS_REGION: the variable is no region, such as eu-central-1/,
  ],
  [
    'a proxy that is no URL',
    { HTTPS_PROXY: 'http://user:se%cret@proxy:8080' },
    /HTTPS_PROXY: the variable is no URL such as http:\/\/proxy\.example\.com:3128/,
  ],
  ['no credentials', { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }, /credentials/],
])('%s: exit code 1 and a remedy', async (_, missing, message) => {
  const emulator = await emulated();
  const step = await runStep(WORKSHOP, { env: { ...emulator.environment, ...missing } });
  expect(step.exitCode).toBe(1);
  expect(parseLog(step.log).commands.find(({ name }) => name === 'error')?.data).toMatch(message);
  expect(step.outputs).toMatchObject({ status: 'failed', changed: 'false' });
  expect(step.log).not.toContain('se%cret');
  expect(emulator.writes).toEqual([]);
});

test('an empty variable counts as unset', async () => {
  const emulator = await emulated();
  const { AWS_ENDPOINT_URL: url, ...environment } = emulator.environment;
  const env = {
    ...environment,
    AWS_REGION: '',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_EC2: '',
    HTTPS_PROXY: '',
    AWS_PROFILE: '',
  };
  const step = await runStep({ ...WORKSHOP, 'wait-for': 'ec2' }, { env });
  expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'created', 'ready-for': 'ec2' } });
});

test('the endpoint of the shared configuration counts for every service', async () => {
  const emulator = await emulated();
  const directory = await mkdtemp(join(tmpdir(), 'config-'));
  try {
    const AWS_CONFIG_FILE = join(directory, 'config');
    await writeFile(AWS_CONFIG_FILE, `[default]\nendpoint_url = ${emulator.url}\n`);
    const env = { ...emulator.environment, AWS_ENDPOINT_URL: undefined, AWS_CONFIG_FILE };
    const step = await runStep({ ...WORKSHOP, 'wait-for': 'ec2' }, { env });
    expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'created', 'ready-for': 'ec2' } });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('the step works without the files of a runner', async () => {
  const emulator = await emulated();
  const env = { ...emulator.environment, GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined };
  expect(await runStep(WORKSHOP, { env })).toMatchObject({ exitCode: 0, outputs: {}, summary: '' });
});

test('the bundle contains every lazily loaded file, and runs without node_modules', async () => {
  const emulator = await emulated();
  const directory = await mkdtemp(join(tmpdir(), 'dist-'));
  try {
    await cp(DIST, join(directory, 'dist'), { recursive: true });
    const bundle = join(directory, 'dist', 'index.js');
    const source = await readFile(bundle, 'utf8');
    const chunks = (await readdir(DIST)).filter((file) => /^\d+\.index\.js$/.test(file));
    expect(chunks.length).toBeGreaterThan(0);
    await writeFile(
      join(directory, 'trust.yml'),
      'Version: 2012-10-17\nStatement:\n  Effect: Allow\n  Action: sts:AssumeRole\n  Principal: { Service: ec2.amazonaws.com }\n',
    );
    // YAML in inputs and in a file: the parser is a chunk of its own.
    const inputs = {
      'role-name': 'r',
      'trust-policy': 'trust.yml',
      'inline-policies': JSON.stringify({ p: allowS3('GetObject') }),
    };
    const step = await runStep(inputs, { env: emulator.environment, bundle, workspace: directory });
    expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
    expect(source.length).toBeGreaterThan(0);
    // Every chunk that the bundle names is there, and is a module.
    for (const chunk of chunks) {
      await promisify(execFile)(process.execPath, ['--check', join(directory, 'dist', chunk)]);
    }
    const named = [
      ...source.matchAll(/__nccwpck_require__\.e\(\/\*[^*]*\*\/ ?(\d+)\)|__nccwpck_require__\.e\((\d+)\)/g),
    ];
    for (const match of named) expect(chunks).toContain(`${match[1] ?? match[2] ?? ''}.index.js`);
    expect(named.length).toBeGreaterThan(0);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('the comment on a pull request, by the client of GitHub that is in the bundle', async () => {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''} ${incoming.headers.authorization ?? ''}`);
      const made = incoming.method === 'POST';
      if (made) asked.push((JSON.parse(body) as { body: string }).body);
      outgoing.writeHead(made ? 201 : 200, { 'content-type': 'application/json' });
      outgoing.end(made ? '{"id":1}' : '[]');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const emulator = await emulated();
  const directory = await mkdtemp(join(tmpdir(), 'event-'));
  try {
    const event = join(directory, 'event.json');
    await writeFile(event, '{"pull_request":{"number":7}}');
    const step = await runStep(
      { ...WORKSHOP, mode: 'plan', 'pr-comment': 'changes', 'github-token': 'a-token' },
      {
        env: {
          ...emulator.environment,
          GITHUB_EVENT_NAME: 'pull_request',
          GITHUB_EVENT_PATH: event,
          GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        },
      },
    );
    expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'planned' } });
    expect(step.log).not.toContain('::warning');
    const comments = '/repos/octo-org/octo-repo/issues/7/comments';
    expect(asked).toEqual([
      `GET ${comments}?per_page=100&page=1 token a-token`,
      `POST ${comments} token a-token`,
      expect.stringMatching(/planned 5 changes[^]*📝 Not applied yet\. Planned by/),
    ]);
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(directory, { recursive: true });
  }
});

test('a log that is read late, through a pipe that a preload has made non-blocking, is whole', async () => {
  const emulator = await emulated();
  const directory = await mkdtemp(join(tmpdir(), 'late-'));
  try {
    const name = 'a-long-name-of-a-role-that-makes-the-lines-of-the-log-long';
    const roles = Array.from({ length: 200 }, (_, index) => ({ 'role-name': `${name}-${index}` }));
    await writeFile(join(directory, 'roles.json'), JSON.stringify({ roles }));
    await writeFile(join(directory, 'output'), '');
    const env = {
      PATH: process.env['PATH'],
      ...emulator.environment,
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      GITHUB_WORKSPACE: directory,
      GITHUB_OUTPUT: join(directory, 'output'),
      NODE_OPTIONS: '--import=data:text/javascript,process.stdout',
      INPUT_MODE: 'plan',
      INPUT_MANIFEST: 'roles.json',
      NODE: process.execPath,
      BUNDLE: join(DIST, 'index.js'),
    };
    // More than a pipe holds, so that it is full before the first byte is read.
    const { stdout } = await promisify(execFile)('sh', ['-c', '"$NODE" "$BUNDLE" | (sleep 1; cat)'], {
      env,
      maxBuffer: 1e7,
    });
    expect(stdout.length).toBeGreaterThan(100_000);
    expect(stdout.match(/^role\/[\w-]+: planned \(3 changes/gm)).toHaveLength(200);
    expect(await readFile(join(directory, 'output'), 'utf8')).toMatch(/^status<<(\S+)\nplanned\n\1$/m);
  } finally {
    await rm(directory, { recursive: true });
  }
});
