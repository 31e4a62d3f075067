/** GitHub as the bundle meets it: through proxies, under a private CA, and broken in many ways. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../emulator/server.ts';
import { runStep, type StepOptions, type StepResult } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { emulated } from '../harness/emulated.ts';
import { selection } from '../harness/full.ts';
import { OWNER, OWNER_KEY, plantRole, WORKSHOP } from '../harness/world.ts';
import { FakeGitHub, gitHub, type Failure } from './fake-github.ts';
import {
  certificate,
  GITHUB_HOST,
  IAM_HOST,
  RESOLVE_LOCALLY,
  startProxy,
  tlsFront,
  type Proxy,
} from './proxy.ts';

const TIMEOUT = 180_000;
const BUNDLE = process.env['BUNDLE'];
const COMMENT = { ...WORKSHOP, mode: 'plan', 'pr-comment': 'always', 'github-token': 't0ken' };
const APPLY = { ...COMMENT, mode: 'apply' };
const SWEEP = { mode: 'sweep', 'role-path': '/pr/', 'sweep-after': '0', 'github-token': 't0ken' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'event-'));
  await writeFile(join(directory, 'event.json'), '{"pull_request":{"number":7}}');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function run(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
  started?: StepOptions['started'],
): Promise<StepResult> {
  return runStep(inputs, {
    ...(started === undefined ? {} : { started }),
    ...(BUNDLE === undefined ? {} : { bundle: BUNDLE }),
    env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: join(directory, 'event.json'), ...env },
  });
}

function said(level: 'warning' | 'error', { log }: StepResult): string[] {
  return parseLog(log)
    .commands.filter(({ name }) => name === level)
    .map(({ data }) => data);
}

function plant(emulator: Emulator, name: string): void {
  const tag = { Key: 'aws-iam-instance-profile:pull-request', Value: '1' };
  plantRole(emulator, name, { Path: '/pr/', Tags: [{ Key: OWNER_KEY, Value: OWNER }, tag] });
}

interface Network {
  readonly emulator: Emulator;
  readonly github: FakeGitHub;
  readonly proxy: Proxy;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts IAM and GitHub, each by HTTP or HTTPS, in a network that only a proxy leads to. */
async function network(iam: 'http' | 'https', github: 'http' | 'https'): Promise<Network> {
  const tls = await certificate();
  const emulator = await emulated();
  const server = await new FakeGitHub().listen(github === 'https' ? tls : undefined);
  server.pulls = { 1: 'closed' };
  const iamPorts = { http: Number(new URL(emulator.url).port), https: await tlsFront(emulator.url, tls) };
  const proxy = await startProxy({ [IAM_HOST]: iamPorts, [GITHUB_HOST]: { [github]: server.port } });
  const env = {
    ...emulator.environment,
    AWS_ENDPOINT_URL: `${iam}://${IAM_HOST}`,
    GITHUB_API_URL: `${github}://${GITHUB_HOST}`,
    HTTP_PROXY: proxy.url,
    HTTPS_PROXY: proxy.url,
    NODE_EXTRA_CA_CERTS: tls.file,
  };
  return { emulator, github: server, proxy, env };
}

const SCHEMES = ['http', 'https'] as const;

test.each(SCHEMES.flatMap((iam) => SCHEMES.map((github) => [iam, github] as const)))(
  'IAM by %s and GitHub by %s through a proxy with a password: comment created, updated, role swept',
  async (iam, github) => {
    const net = await network(iam, github);
    const by = (host: string): string[] => net.proxy.log.filter((line) => line.includes(host));
    const created = await run(COMMENT, net.env);
    expect(said('warning', created)).toEqual([]);
    expect(created).toMatchObject({ exitCode: 0, outputs: { status: 'planned' } });
    expect(net.github.comments).toHaveLength(1);
    const updated = await run({ ...COMMENT, tags: 'project=other' }, net.env);
    expect(said('warning', updated)).toEqual([]);
    expect(net.github.comments).toHaveLength(1);
    expect(net.github.writes.map((request) => request.split(' ')[0])).toEqual(['POST', 'PATCH']);
    plant(net.emulator, 'preview');
    const before = by(GITHUB_HOST).length;
    const swept = await run(SWEEP, net.env);
    expect(said('error', swept)).toEqual([]);
    expect(net.emulator.snapshot().roles).toEqual({});
    expect(by(GITHUB_HOST).length).toBeGreaterThan(before);
    expect(new Set(by(IAM_HOST))).toEqual(
      new Set([iam === 'https' ? `CONNECT ${IAM_HOST}:443` : `POST http://${IAM_HOST}/`]),
    );
    const seen = github === 'https' ? [`CONNECT ${GITHUB_HOST}:443`] : net.github.requests;
    expect(
      new Set(by(GITHUB_HOST).map((line) => line.replace(`http://${GITHUB_HOST}`, '').replace(/\?.*/, ''))),
    ).toEqual(new Set(seen));
    expect(created.log + created.summary + swept.log).not.toContain('p%3Ass');
  },
  TIMEOUT,
);

test.each(SCHEMES)(
  'a proxy that answers 407 for GitHub by %s: one warning, and a sweep that fails',
  async (scheme) => {
    const net = await network('http', scheme);
    net.proxy.refused.add(GITHUB_HOST);
    const step = await run(COMMENT, net.env);
    expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'planned' } });
    expect(said('warning', step)).toHaveLength(1);
    expect(said('warning', step)[0]).toMatch(
      /#7 could not be made: the proxy refused the credentials \(407.*HTTPS_PROXY/,
    );
    plant(net.emulator, 'preview');
    const sweep = await run(SWEEP, net.env);
    expect(sweep).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
    expect(said('error', sweep)).toHaveLength(1);
    expect(said('error', sweep)[0]).toMatch(
      /^role\/preview is kept.*the proxy refused the credentials \(407/,
    );
    expect(Object.keys(net.emulator.snapshot().roles)).toEqual(['preview']);
    expect(net.github.requests).toEqual([]);
    expect(net.proxy.log.filter((line) => line.includes(GITHUB_HOST))).toHaveLength(2);
  },
  TIMEOUT,
);

test.each(SCHEMES)(
  'NO_PROXY exempts GitHub by %s, also by its domain',
  async (scheme) => {
    const net = await network('http', scheme);
    for (const exempt of [GITHUB_HOST, '.example.test', 'EXAMPLE.test']) {
      const step = await run(COMMENT, {
        ...net.env,
        AWS_ENDPOINT_URL: net.emulator.url,
        NO_PROXY: `127.0.0.1, ${exempt}`,
        GITHUB_API_URL: `${scheme}://${GITHUB_HOST}:${net.github.port}`,
        NODE_OPTIONS: RESOLVE_LOCALLY,
      });
      expect(said('warning', step)).toEqual([]);
      expect(step.exitCode).toBe(0);
    }
    expect(net.github.comments).toHaveLength(1);
    expect(net.proxy.log).toEqual([]);
  },
  TIMEOUT,
);

test(
  'a certificate of an unknown CA: the advice is NODE_EXTRA_CA_CERTS',
  async () => {
    const net = await network('http', 'https');
    const step = await run(COMMENT, { ...net.env, NODE_EXTRA_CA_CERTS: undefined });
    expect(step.exitCode).toBe(0);
    expect(said('warning', step)).toHaveLength(1);
    expect(said('warning', step)[0]).toMatch(/certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
    expect(said('warning', step)[0]).not.toContain("Check the runner's network");
  },
  TIMEOUT,
);

const HTML = { 'content-type': 'text/html' };
const WAYS: readonly (readonly [string, Omit<Failure, 'on'>, RegExp])[] = [
  ['401', { status: 401 }, /does not accept the github-token/],
  ['403', { status: 403 }, /403: Resource not accessible.*permission pull-requests/],
  ['418', { status: 418 }, /418: Resource/],
  ['500', { status: 500 }, /500: Resource/],
  ['503', { status: 503, body: '<html>', headers: HTML }, /503: <html>/],
  ['a rate limit without an end', { status: 429, headers: { 'retry-after': '0' } }, /rate limit is used up/],
  [
    'a rate limit without a reset',
    { status: 403, headers: { 'x-ratelimit-remaining': '0' } },
    /rate limit is used up/,
  ],
  ['an empty Retry-After', { status: 403, headers: { 'retry-after': '' } }, /rate limit is used up/],
  ['a hang', { kind: 'hang' }, /no response within 10 s/],
  ['a hang within the body', { kind: 'half' }, /no response within 10 s/],
  ['a reset', { kind: 'reset' }, /Check the runner's network/],
  ['garbage', { body: '{]' }, /unexpected response \(200, application\/json\)/],
  ['a web page', { body: '<html>', headers: HTML }, /unexpected response \(200, text\/html\)/],
  [
    'a locked conversation',
    { status: 403, message: 'Unable to create comment because issue is locked.' },
    /issue is locked\. Unlock the conversation/,
  ],
  [
    'abuse detection',
    { status: 403, message: 'You have triggered an abuse detection mechanism.' },
    /rate limit is used up/,
  ],
];

test(
  'a GitHub that fails in many ways: the step ends by its result in IAM, with one warning; a sweep fails and keeps the role',
  async () => {
    // github/hostile.test.ts tries more of them, on the client alone.
    const ways = selection(WAYS, 5);
    // All at once, for most of them wait.
    const ended = await Promise.all(
      ways.map(async ([way, failure, reason]) => {
        const failing = async (): Promise<FakeGitHub> => {
          const github = await gitHub({ 1: 'closed' });
          github.failures.push({ ...failure, on: /^/, times: Infinity });
          return github;
        };
        const [github, other, emulator] = [await failing(), await failing(), await emulated()];
        plant(emulator, 'preview');
        const [comment, sweep] = await Promise.all([
          run(APPLY, { ...emulator.environment, GITHUB_API_URL: github.url }),
          run(SWEEP, { ...emulator.environment, GITHUB_API_URL: other.url }),
        ]);
        const [warning = '', ...more] = said('warning', comment);
        const [error = '', ...others] = said('error', sweep);
        return {
          way,
          comment: [comment.exitCode, comment.outputs['status'], reason.test(warning), more],
          sweep: [sweep.exitCode, reason.test(error), error.startsWith('role/preview is kept'), others],
          left: Object.keys(emulator.snapshot().roles).includes('preview'),
          bounded: github.requests.length <= 5 && other.requests.length <= 5,
        };
      }),
    );
    expect(ended).toEqual(
      ways.map(([way]) => ({
        way,
        comment: [0, 'created', true, []],
        sweep: [1, true, true, []],
        left: true,
        bounded: true,
      })),
    );
  },
  TIMEOUT,
);

test.each([
  [
    'the ids of a repository are read',
    { 'role-name': 'demo', 'trust-github': 'other/repo@main', 'github-token': 't0ken' },
  ],
  ['a sweep reads a pull request', SWEEP],
])(
  'a run that is cancelled while %s reports that it was cancelled, and nothing else',
  async (_, inputs) => {
    const github = await gitHub({ 1: 'closed' });
    github.failures.push({ on: /^/, kind: 'hang', times: Infinity });
    const emulator = await emulated();
    plant(emulator, 'preview');
    const step = await run(inputs, { ...emulator.environment, GITHUB_API_URL: github.url }, (child) => {
      github.hanging = () => child.kill('SIGINT');
    });
    expect(step).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
    expect(said('error', step)).toEqual(['The run was cancelled.']);
  },
  TIMEOUT,
);

test(
  'a proxy that never responds costs 10 s',
  async () => {
    const nets = await Promise.all(SCHEMES.map((scheme) => network('http', scheme)));
    const steps = await Promise.all(
      nets.map(({ proxy, env }) => {
        proxy.silent.add(GITHUB_HOST);
        return run(COMMENT, env);
      }),
    );
    for (const step of steps) {
      expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'planned' } });
      expect(said('warning', step)).toEqual([expect.stringContaining('no response within 10 s')]);
    }
  },
  TIMEOUT,
);

test(
  "strangers' comments that are full of markers do not hold the run up",
  async () => {
    const github = await gitHub({});
    const k = 1_150;
    const body = `${'<!-- aws-iam-instance-profile: '.repeat(k)}${' -->'.repeat(6 * k)}x-->`;
    for (let count = 0; count < 3; count += 1) github.add(body, 'stranger');
    const { environment } = await emulated();
    const step = await run(COMMENT, { ...environment, GITHUB_API_URL: github.url });
    expect(said('warning', step)).toEqual([]);
    expect(github.comments.at(-1)?.body).toContain('planned 5 changes');
  },
  TIMEOUT,
);

test(
  'a comment and a summary with mask-account-id show no part of the id, wherever a value is cut',
  async () => {
    const github = await gitHub({});
    const { environment } = await emulated();
    const inputs = { ...COMMENT, 'mask-account-id': 'true', tags: `note=${'x '.repeat(94)}123456789012 yy` };
    const step = await run(inputs, { ...environment, GITHUB_API_URL: github.url });
    expect(step.exitCode).toBe(0);
    for (const text of [github.comments[0]?.body, step.summary]) {
      expect(text).toContain('x x x');
      expect(text).not.toContain('12345');
    }
  },
  TIMEOUT,
);

test(
  'a comment by another tool that quotes the marker stays as it is',
  async () => {
    const github = await gitHub({});
    const body =
      'Lint of "<!-- aws-iam-instance-profile: role/demo-ecs-instance-role account=123456789012 -->"';
    const other = github.add(body);
    const { environment } = await emulated();
    const step = await run(COMMENT, { ...environment, GITHUB_API_URL: github.url });
    expect(said('warning', step)).toEqual([]);
    expect(github.comments).toHaveLength(2);
    expect(other.body).toBe(body);
  },
  TIMEOUT,
);

test(
  'two runs that create a comment at once leave one',
  async () => {
    const github = await gitHub({});
    const marker = '<!-- aws-iam-instance-profile: role/demo-ecs-instance-role account=123456789012 -->';
    github.before = (request) => {
      if (/POST .*comments/.test(request) && github.comments.length === 0) github.add(`${marker}\nother run`);
    };
    const { environment } = await emulated();
    const step = await run(COMMENT, { ...environment, GITHUB_API_URL: github.url });
    expect(said('warning', step)).toEqual([]);
    expect(github.comments.map(({ id }) => id)).toEqual([100]);
    expect(github.comments[0]?.body).toContain('planned 5 changes');
  },
  TIMEOUT,
);

test.each([
  ['apply', APPLY],
  ['plan', COMMENT],
])(
  'two accounts with one role name have a comment each: %s',
  async (_, inputs) => {
    const github = await gitHub({});
    const accounts = [await emulated(), await emulated({ accountId: '210987654321' })];
    for (const { environment } of [...accounts, ...accounts]) {
      const step = await run(inputs, { ...environment, GITHUB_API_URL: github.url });
      expect(said('warning', step)).toEqual([]);
    }
    expect(github.comments.map(({ body }) => /account=(\d+)/.exec(body)?.[1])).toEqual([
      '123456789012',
      '210987654321',
    ]);
  },
  TIMEOUT,
);

test.each<[string, number | string, string]>([
  ['GET /user names the author', 'deploy-bot', 'deploy-bot'],
  ['only the comment names its author', 403, 'gitea-actions'],
])(
  'a server without GraphQL, edited in the browser, has one comment that is updated: %s',
  async (_, user, author) => {
    const github = await gitHub({});
    Object.assign(github, { viewer: 404, user, author });
    const { environment } = await emulated();
    const env = { ...environment, GITHUB_API_URL: github.url };
    expect(said('warning', await run(COMMENT, env))).toEqual([]);
    const [comment] = github.comments;
    if (comment !== undefined) comment.body = `${comment.body.replaceAll('\n', '\r\n')}\r\nPlease look`;
    expect(said('warning', await run(COMMENT, env))).toEqual([]);
    expect(github.comments).toHaveLength(1);
    expect(comment?.body).not.toContain('Please look');
  },
  TIMEOUT,
);

test(
  'the comment and a sweep wait for one 502 and one rate limit',
  async () => {
    const github = await gitHub({ 1: 'closed' });
    const emulator = await emulated();
    plant(emulator, 'preview');
    const env = { ...emulator.environment, GITHUB_API_URL: github.url };
    const fail = (): void => {
      const limit = { on: /^/, status: 403, headers: { 'retry-after': '' } };
      github.failures.push({ on: /^/, status: 502 }, limit);
    };
    fail();
    expect(said('warning', await run(COMMENT, env))).toEqual([]);
    expect(github.comments).toHaveLength(1);
    fail();
    expect(await run(SWEEP, env)).toMatchObject({ exitCode: 0, outputs: { status: 'destroyed' } });
    expect(emulator.snapshot().roles).toEqual({});
  },
  TIMEOUT,
);

test(
  'sweep-after: 0 removes a role that was created in this very second',
  async () => {
    const emulator = await emulated();
    const github = await gitHub({ 1: 'closed' });
    plant(emulator, 'preview');
    const role = emulator.iam.account.roles.find('preview');
    // IAM's clock may be ahead.
    if (role !== undefined)
      emulator.iam.account.roles.put({ ...role, CreateDate: new Date(Date.now() + 60_000) });
    const step = await run(SWEEP, { ...emulator.environment, GITHUB_API_URL: github.url });
    expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'destroyed' } });
    expect(emulator.snapshot().roles).toEqual({});
  },
  TIMEOUT,
);
