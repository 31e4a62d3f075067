/** A GitHub that fails in every way at each call: a comment costs one warning at most, and less than a minute. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pullRequestsOf } from '../../src/github/client.ts';
import { FULL } from '../harness/full.ts';
import { FakeGitHub, type Failure } from './fake-github.ts';
import { fakeTime, poster, type FakeTime, type Post } from './post.ts';

/** Those that GitHub or a proxy sends, and in a full run all that exist. */
const STATUSES = FULL
  ? Array.from({ length: 200 }, (_, index) => 400 + index)
  : [400, 401, 403, 404, 407, 409, 410, 422, 429, 451, 500, 502, 503, 504, 599];
const MARKER = '<!-- aws-iam-instance-profile: role/demo -->';
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json' };

const WAYS: readonly (readonly [string, Omit<Failure, 'on'>])[] = [
  ...STATUSES.map((status) => [`${status}`, { status }] as const),
  ['a rate limit without an end', { status: 429, headers: { 'retry-after': '0' } }],
  ['a rate limit of an hour', { status: 403, headers: { 'retry-after': '3600' } }],
  ['a hang', { kind: 'hang' }],
  ['a hang within the body', { kind: 'half' }],
  ['a hang within the body of an error', { kind: 'half', status: 500 }],
  ['a reset', { kind: 'reset' }],
  ['garbage', { body: '\u0000\ufffd{]', headers: JSON_TYPE }],
  ['null', { body: 'null', headers: JSON_TYPE }],
  ['a number', { body: '1', headers: JSON_TYPE }],
  ['a list of anything', { body: '[null,1,"x",[],{"id":"1"}]', headers: JSON_TYPE }],
  ['no body', { body: '', headers: JSON_TYPE }],
  ['a web page', { body: '<html>::error::x</html>', headers: HTML }],
  ['a content type that is none', { body: '[]', headers: { 'content-type': ';;;' } }],
  ['a redirect to itself', { status: 302, headers: { location: '' } }],
];

interface Call {
  readonly name: string;
  readonly on: RegExp;
  /** Ways after which the run continues without a warning. */
  readonly harmless?: RegExp;
  readonly prepare: (github: FakeGitHub) => void;
  /** The failures begin after this request. */
  readonly after?: RegExp;
}

const own = (github: FakeGitHub): void => {
  github.add(`${MARKER}\nfirst`);
  github.add(`${MARKER}\nsecond`);
};
// If the API does not name the user, the author of the comment does.
const FALLS_BACK =
  /^(?:4(?!29)\d\d|garbage|null|a number|a list of anything|no body|a web page|a content type that is none|a redirect to itself)$/;

const CALLS: readonly Call[] = [
  // A list of anything is a list without a comment of this Action.
  { name: 'the list', on: /GET .*comments/, prepare: own, harmless: /^a list of anything$/ },
  { name: 'GraphQL', on: /POST .*graphql/, prepare: own, harmless: FALLS_BACK },
  {
    name: 'the user',
    on: /GET \/user/,
    prepare: (github) => {
      own(github);
      github.viewer = 404;
    },
    harmless: FALLS_BACK,
  },
  { name: 'the creation', on: /POST .*comments/, prepare: () => undefined },
  {
    name: 'the list after the creation',
    on: /GET .*comments/,
    prepare: () => undefined,
    after: /POST .*comments/,
    harmless: /^a list of anything$/,
  },
  { name: 'the update', on: /PATCH/, prepare: own },
  // A deletion has no response to read.
  {
    name: 'a deletion',
    on: /DELETE/,
    prepare: own,
    harmless:
      /^(?:404|410|garbage|null|a number|a list of anything|no body|a web page|a content type that is none|a redirect to itself)$/,
  },
];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'event-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function struck(
  { on, prepare, after }: Call,
  failure: Omit<Failure, 'on'>,
): Promise<{ github: FakeGitHub; time: FakeTime & { post: Post } }> {
  const github = await new FakeGitHub().listen();
  prepare(github);
  const strike = (): void => {
    github.failures = [{ ...failure, on, times: Infinity }];
  };
  if (after === undefined) strike();
  else {
    let armed = false;
    github.before = (request) => {
      if (armed) strike();
      armed ||= after.test(request);
    };
  }
  return { github, time: poster(github, join(directory, 'event.json')) };
}

test.each(CALLS)(
  '$name fails in every way: one warning, and within a minute',
  async (call) => {
    const wrong: string[] = [];
    for (const [way, failure] of WAYS) {
      const { github, time } = await struck(call, failure);
      const warning = await time.post();
      const harmless = call.harmless?.test(way) === true;
      const said = warning?.startsWith('The comment on pull request #7 could not be made: ') === true;
      const remedied = warning?.endsWith(" The job's summary has all of it.") === true;
      if (said === harmless || (!harmless && !remedied)) wrong.push(`${way}: ${warning ?? 'no warning'}`);
      if (!github.requests.some((request) => call.on.test(request))) wrong.push(`${way}: was not asked`);
      if (time.clock.now() > 60_000) wrong.push(`${way}: took ${time.clock.now()} ms`);
      if (github.requests.length > 12) wrong.push(`${way}: ${github.requests.length} requests`);
      github.close();
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

test('an unreadable pull request never counts as closed, and takes at most a minute', async () => {
  const wrong: string[] = [];
  for (const [way, failure] of WAYS) {
    const github = await new FakeGitHub().listen();
    github.failures.push({ ...failure, on: /pulls/, times: Infinity });
    const time = fakeTime(github);
    const env = { GITHUB_API_URL: github.url };
    const ask = pullRequestsOf('octo-org/octo-repo', 't', {
      env,
      signal: new AbortController().signal,
      ...time,
    });
    const result = await ask('1').catch((error: unknown) => error as Error);
    const expected =
      way === '404'
        ? !(result instanceof Error) && result.state === 'missing'
        : result instanceof Error && result.message.startsWith('pull request #1 cannot be read: ');
    if (!expected) wrong.push(`${way}: ${JSON.stringify(result)}`);
    if (time.clock.now() > 60_000) wrong.push(`${way}: took ${time.clock.now()} ms`);
    github.close();
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('all calls together take at most 60 s, and the time between them does not count', async () => {
  const github = await new FakeGitHub().listen();
  github.pulls = { 99: 'closed' };
  const time = fakeTime(github);
  const env = { GITHUB_API_URL: github.url };
  const ask = pullRequestsOf('octo-org/octo-repo', 't', {
    env,
    signal: new AbortController().signal,
    ...time,
  });
  github.failures.push({ on: /pulls/, kind: 'hang', times: 5 });
  for (const number of [1, 2, 3, 4, 5]) await expect(ask(String(number))).rejects.toThrow('within 10 s');
  await time.clock.sleep(1_000_000, new AbortController().signal);
  await expect(ask('99')).resolves.toEqual({ state: 'closed' });
  github.failures.push({ on: /pulls/, kind: 'hang' });
  await expect(ask('6')).rejects.toThrow('within 10 s');
  const before = github.requests.length;
  await expect(ask('7')).rejects.toThrow('no response within 60 s (all calls together)');
  expect(github.requests).toHaveLength(before);
});
