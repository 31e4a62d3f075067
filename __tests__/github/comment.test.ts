import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../emulator/server.ts';
import { runRecorded, type Inputs, type Recorded } from '../../scripts/preview-runs.ts';
import type { Block } from '../../src/report/markdown.ts';
import { emulated } from '../harness/emulated.ts';
import { FakeGitHub, JOB_LOGIN as ME } from './fake-github.ts';
import { poster, type Post } from './post.ts';

const MARKER = '<!-- aws-iam-instance-profile: role/demo -->';
const block = (markdown: string): Block => ({ name: 'it', markdown });

let github: FakeGitHub;
let directory: string;
let post: Post;
let slept: number[];

beforeEach(async () => {
  github = await new FakeGitHub().listen();
  directory = await mkdtemp(join(tmpdir(), 'event-'));
  ({ post, slept } = poster(github, join(directory, 'event.json')));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

test('the step creates a comment, with the marker and a link to the run', async () => {
  expect(await post()).toBeUndefined();
  const [made] = github.comments;
  expect(github.comments).toHaveLength(1);
  expect(made?.body.startsWith(`${MARKER}\nhello\n`)).toBe(true);
  expect(made?.body).toContain('(https://ghe.example/octo-org/octo-repo/actions/runs/42)');
});

test('the second run updates the comment in place', async () => {
  await post();
  expect(await post({ blocks: [block('again')] })).toBeUndefined();
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('\nagain\n');
});

test('the step finds its comment on page 3', async () => {
  for (let index = 0; index < 250; index += 1) github.add(`comment ${index}`, 'somebody');
  const own = github.add(`${MARKER}\nold`);
  expect(await post()).toBeUndefined();
  expect(github.writes).toEqual([`PATCH /repos/octo-org/octo-repo/issues/comments/${own.id}`]);
  expect(own.body).toContain('\nhello\n');
});

test.each([
  ["another role's", '<!-- aws-iam-instance-profile: role/demo-2 -->\nx', ME],
  ['one of a longer name', '<!-- aws-iam-instance-profile: role/demo --> -->\nx', ME],
  ['one that quotes it', `> ${MARKER}\nx`, ME],
  ["another author's", `${MARKER}\nx`, 'mallory'],
  ['a namesake of the author', `${MARKER}\nx`, 'github-actions'],
])('%s is left alone', async (_, body, login) => {
  const other = github.add(body, login);
  expect(await post()).toBeUndefined();
  expect(other.body).toBe(body);
  expect(github.comments).toHaveLength(2);
});

test('the step finds its own comment behind a forged one', async () => {
  const forged = github.add(`${MARKER}\nforged`, 'mallory');
  const own = github.add(`${MARKER}\nold`);
  await post();
  expect([forged.body, own.body.split('\n')[1]]).toEqual([`${MARKER}\nforged`, 'hello']);
});

test('a run without changes creates no comment, and updates an existing one', async () => {
  expect(await post({ create: false })).toBeUndefined();
  expect(github.comments).toHaveLength(0);
  const own = github.add(`${MARKER}\nold`);
  expect(await post({ create: false, blocks: [block('No changes.')] })).toBeUndefined();
  expect(own.body).toContain('No changes.');
});

test('the step sends no request without a pull request', async () => {
  expect(await post({ event: { ref: 'refs/heads/main' } })).toBeUndefined();
  expect(await post({ event: { issue: { number: 7 } } })).toBeUndefined();
  expect(github.requests).toEqual([]);
});

test('an event of a comment on a pull request identifies the pull request', async () => {
  await post({ event: { issue: { number: 7, pull_request: {} } } });
  expect(github.comments).toHaveLength(1);
});

test.each([
  [403, /GET/],
  [404, /GET/],
  [403, /POST .*comments/],
  [404, /POST .*comments/],
])('%d on %s becomes a warning that names the permission', async (status, on) => {
  github.failures.push({ on, status });
  const warning = await post();
  expect(warning).toMatch(
    new RegExp(`^The comment on pull request #7 could not be made: ${status}: Resource not`),
  );
  expect(warning).toContain('the permission pull-requests: write');
  expect(warning).toContain("The job's summary has all of it.");
  expect(github.comments).toHaveLength(0);
});

test('a refused token, a missing one, and a failing server are warnings too', async () => {
  github.failures.push({ on: /GET/, status: 401, message: 'Bad credentials' });
  expect(await post()).toContain('GitHub does not accept the github-token');
  expect(await post({ token: undefined })).toContain('github-token is empty');
  github.failures.push({ on: /GET/, status: 500, message: 'oops', times: 2 });
  expect(await post()).toContain('oops');
});

const soon = String(Math.floor(Date.now() / 1000) + 20);

test.each<[string, number, Record<string, string>, number, number]>([
  ['retry-after', 429, { 'retry-after': '3' }, 3_000, 3_000],
  ['a used-up limit', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon }, 1_000, 22_000],
])('the step waits for %s', async (_, status, headers, least, most) => {
  github.failures.push({ on: /POST .*comments/, status, headers });
  expect(await post()).toBeUndefined();
  expect(slept).toHaveLength(1);
  expect(slept[0]).toBeGreaterThanOrEqual(least);
  expect(slept[0]).toBeLessThanOrEqual(most);
  expect(github.comments).toHaveLength(1);
});

test('the step reports a limit that lasts longer than a minute, and does not wait', async () => {
  github.failures.push({ on: /GET/, status: 403, headers: { 'retry-after': '61' } });
  expect(await post()).toMatch(/GitHub's rate limit is used up \(403/);
  expect([slept, github.writes]).toEqual([[], []]);
});

test('the step waits only once for a permanent limit', async () => {
  for (let index = 0; index < 9; index += 1)
    github.failures.push({ on: /GET/, status: 429, headers: { 'retry-after': '25' } });
  expect(await post()).toContain('rate limit');
  expect(slept).toEqual([25_000, 25_000]);
});

test.each<[string, number, Record<string, string>]>([
  ['Retry-After: 0', 429, { 'retry-after': '0' }],
  ['Retry-After: 0', 403, { 'retry-after': '0' }],
  ['an empty Retry-After', 429, { 'retry-after': '' }],
  ['an empty Retry-After', 403, { 'retry-after': '' }],
  ['a negative Retry-After', 429, { 'retry-after': '-5' }],
  ['a Retry-After that is no number', 429, { 'retry-after': 'soon' }],
  ['no header', 429, {}],
  ['X-RateLimit-Remaining: 0 without a reset', 403, { 'x-ratelimit-remaining': '0' }],
  [
    'X-RateLimit-Remaining: 0 with an empty reset',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '' },
  ],
])('%s of a %d is tried 5 times, at least a second apart', async (_, status, headers) => {
  github.failures.push({ on: /GET/, status, headers, times: Infinity });
  expect(await post()).toContain("GitHub's rate limit is used up");
  expect(github.requests).toHaveLength(5);
  expect(slept).toHaveLength(4);
  expect(Math.min(...slept)).toBeGreaterThanOrEqual(1_000);
});

test('an empty X-RateLimit-Remaining is no limit', async () => {
  github.failures.push({ on: /GET/, status: 403, headers: { 'x-ratelimit-remaining': '' } });
  expect(await post()).toContain('pull-requests: write');
  expect(slept).toEqual([]);
});

test.each(['reset', 502, 503] as const)('one %s is tried again after a second', async (kind) => {
  github.failures.push({ on: /GET/, ...(kind === 'reset' ? { kind } : { status: kind }) });
  expect(await post()).toBeUndefined();
  expect(slept).toEqual([1_000]);
  expect(github.comments).toHaveLength(1);
});

test('a POST that took effect although GitHub responded 502 leaves one comment', async () => {
  github.failures.push({ on: /POST .*comments/, status: 502 });
  github.before = (request) => {
    if (/POST .*comments/.test(request) && github.comments.length === 0) github.add(`${MARKER}\nhello`);
  };
  expect(await post()).toBeUndefined();
  expect(github.comments.map(({ id }) => id)).toEqual([100]);
});

describe('several comments with our marker', () => {
  test('two runs that create one at once leave the older, with the text of the later', async () => {
    let first = true;
    github.before = (request) => {
      if (!first || !/POST .*comments/.test(request)) return;
      first = false;
      github.add(`${MARKER}\nof the other run`);
    };
    expect(await post({ blocks: [block('mine')] })).toBeUndefined();
    expect(github.comments.map(({ id }) => id)).toEqual([100]);
    expect(github.comments[0]?.body).toContain('\nmine\n');
  });

  test('the run that created the older one deletes the younger', async () => {
    let created = false;
    github.before = (request) => {
      if (created && /GET .*comments/.test(request)) github.add(`${MARKER}\nof the other run`);
      created ||= /POST .*comments/.test(request);
    };
    expect(await post({ blocks: [block('mine')] })).toBeUndefined();
    expect(github.comments.map(({ id }) => id)).toEqual([100]);
    expect(github.comments[0]?.body).toContain('\nmine\n');
  });

  test('the next run repairs only the comments that an earlier run left', async () => {
    const own = github.add(`${MARKER}\nfirst`);
    const foreign = github.add(`${MARKER}\nforged`, 'mallory');
    github.add(`${MARKER}\nsecond`);
    github.add(`${MARKER}\nthird`);
    const other = github.add('<!-- aws-iam-instance-profile: role/demo-2 -->\nx');
    expect(await post()).toBeUndefined();
    expect(github.comments).toEqual([own, foreign, other]);
    expect(own.body).toContain('\nhello\n');
  });

  test('a comment that another run just deleted causes no failure', async () => {
    github.add(`${MARKER}\nfirst`);
    github.add(`${MARKER}\nsecond`);
    github.failures.push({ on: /DELETE/, status: 404 });
    expect(await post()).toBeUndefined();
  });
});

test.each([
  ['CRLF', `${MARKER}\r\nold\r\n`],
  ['words after it on its line', `${MARKER} edited\nold`],
  ['nothing else', MARKER],
  ['indentation', `  ${MARKER}\nold`],
])('the marker is found with %s', async (_, body) => {
  const own = github.add(body);
  expect(await post()).toBeUndefined();
  expect(github.comments).toEqual([own]);
  expect(own.body).toContain('\nhello\n');
});

test.each([
  ['in its title', `### Lint of "Fix ${MARKER}"\n3 problems`],
  ['in a code block', `A review:\n\n\`\`\`\n${MARKER}\nold\n\`\`\``],
  ['in a table', `| comment |\n| --- |\n| ${MARKER} |`],
  ['in a quotation', `> ${MARKER}\n> old\n\nI agree.`],
  ['after another comment', `<!-- review -->${MARKER}\nold`],
])('a comment by the same author with the marker %s stays as it is', async (_, body) => {
  const own = github.add(`${MARKER}\nold`);
  const other = github.add(body);
  expect(await post()).toBeUndefined();
  expect(github.comments).toEqual([own, other]);
  expect(own.body).toContain('\nhello\n');
  expect(other.body).toBe(body);
});

test("strangers' comments that are full of markers do not hold the run up", async () => {
  const k = 1_150;
  const body = `${'<!-- aws-iam-instance-profile: '.repeat(k)}${' -->'.repeat(6 * k)}x-->`;
  for (let count = 0; count < 3; count += 1) github.add(body, 'stranger');
  const own = github.add(MARKER);
  expect(await post()).toBeUndefined();
  expect(own.body).toContain('\nhello\n');
});

test('a manifest whose path ends an HTML comment has one comment', async () => {
  const subject = 'a --> b\n.yml';
  await post({ subject });
  await post({ subject, blocks: [block('again')] });
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body.split('\n')[0]).toBe('<!-- aws-iam-instance-profile: a --%3E b%0A.yml -->');
  expect(github.comments[0]?.body).toContain('\nagain\n');
});

describe('accounts', () => {
  const [A, B] = ['123456789012', '210987654321'];
  const marker = (account: string): string =>
    `<!-- aws-iam-instance-profile: role/demo account=${account} -->`;
  const firstLines = (): string[] => github.comments.map(({ body }) => body.split('\n')[0] ?? '');

  test('two accounts with one role name have a comment each', async () => {
    for (const account of [A, B, A, B])
      expect(await post({ account, blocks: [block(account)] })).toBeUndefined();
    expect(firstLines()).toEqual([marker(A), marker(B)]);
    expect(github.comments.map(({ body }) => body.split('\n')[1])).toEqual([A, B]);
  });

  test('two accounts whose hashes are equal have a comment each', async () => {
    for (const account of [A, '210000072420']) await post({ account });
    expect(firstLines()).toEqual([marker(A), marker('210000072420')]);
  });

  test('the next run of any account replaces a comment without an account', async () => {
    github.add(`${MARKER}\nold`);
    await post({ account: A });
    expect(firstLines()).toEqual([marker(A)]);
    github.add(`${MARKER}\nold`);
    await post({ account: B });
    expect(firstLines()).toEqual([marker(A), marker(B)]);
    github.add(`${MARKER}\nold`);
    await post({ account: A });
    expect(firstLines()).toEqual([marker(A), marker(B)]);
  });

  test('accounts that replace a comment without an account at the same moment have a comment each', async () => {
    await post({ blocks: [block('failed early')] });
    await Promise.all([A, B].map((account) => post({ account, create: false })));
    expect(firstLines().sort()).toEqual([marker(A), marker(B)].sort());
  });

  test('a run that does not know its account takes the only comment there is, and leaves its account in it', async () => {
    await post({ account: A });
    await post({ blocks: [block('failed')] });
    expect(firstLines()).toEqual([marker(A)]);
    expect(github.comments[0]?.body).toContain('\nfailed\n');
    await post({ account: B });
    await post({ blocks: [block('failed again')] });
    expect(firstLines()).toEqual([marker(A), marker(B), MARKER]);
    await post({ blocks: [block('failed in the other account too')] });
    expect(firstLines()).toEqual([marker(A), marker(B), MARKER]);
  });

  test('a hidden account is hidden in the subject too, and the comment is found by both forms', async () => {
    const subject = `role/deploy-${A}-20261128010203`;
    for (const hideAccount of [true, true, false, true])
      await post({ subject, account: A, hideAccount, blocks: [block('same')] });
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).not.toMatch(/\d{12}/);
    await post({ subject: `role/deploy-${B}-20261128010203`, account: A, hideAccount: true });
    expect(github.comments).toHaveLength(2);
    await post({ subject, account: A });
    expect(firstLines()[0]).toContain(subject);
  });

  test('a hidden account is a hash in the marker, and the comment is found by both forms', async () => {
    await post({ account: A });
    await post({ account: A, hideAccount: true });
    await post({ account: B, hideAccount: true });
    expect(github.comments).toHaveLength(2);
    expect(github.comments.map(({ body }) => body).join()).not.toMatch(/\d{12}/);
    await post({ account: A });
    expect(firstLines()[0]).toBe(marker(A));
    expect(github.comments).toHaveLength(2);
  });

  test('a run that does not know its account and must hide it hides the one in the comment', async () => {
    await post({ account: A });
    await post({ hideAccount: true });
    expect(github.comments).toHaveLength(1);
    expect(firstLines()[0]).not.toContain(A);
  });
});

describe('a server without GraphQL', () => {
  beforeEach(() => {
    github.viewer = 404;
  });

  test('is asked for the user', async () => {
    github.user = 'deploy-bot';
    github.author = 'deploy-bot';
    await post();
    expect(await post({ blocks: [block('again')] })).toBeUndefined();
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('\nagain\n');
    expect(github.requests).toContain('GET /user');
  });

  test.each([
    [ME, 403],
    ['gitea-actions', 401],
    ['octocat', 404],
  ])('does not know the user either: the step updates the comment by %s', async (author, status) => {
    github.user = status;
    const own = github.add(`${MARKER}\nold`, author);
    const forged = github.add(`${MARKER}\nforged`, 'mallory');
    expect(await post({ env: { GITHUB_ACTOR: 'octocat' } })).toBeUndefined();
    expect(github.comments).toEqual([own, forged]);
    expect(own.body).toContain('\nhello\n');
    expect(forged.body).toContain('forged');
  });

  test('and the author are unknown: the step warns and creates no further comment', async () => {
    github.add(`${MARKER}\nold`, 'deploy-bot');
    const warning = await post({ env: { GITHUB_ACTOR: 'octocat' } });
    expect(warning).toMatch(/does not identify the owner of github-token.*octocat\. Pass a github-token/);
    expect(warning).not.toContain('permissions');
    expect(github.writes).toEqual([]);
  });
});

test.each([
  ['Unable to create comment because issue is locked.', 'Unlock the conversation'],
  ['You have triggered an abuse detection mechanism.', "GitHub's rate limit is used up"],
  ['You have exceeded a secondary rate limit.', "GitHub's rate limit is used up"],
])('%s: the advice fits, and is not about permissions', async (message, advice) => {
  github.failures.push({ on: /POST .*comments/, status: 403, message, times: Infinity });
  const warning = await post();
  expect(warning).toContain(advice);
  expect(warning).not.toContain('permissions');
});

test('a long page of another server is cut', async () => {
  const body = `<html>${'x'.repeat(100_000)}`;
  github.failures.push({ on: /GET/, status: 404, body, headers: { 'content-type': 'text/html' } });
  expect((await post())?.length).toBeLessThan(1_000);
});

test('a redirect within the host is followed, and the token goes to no other host', async () => {
  const on = /GET/;
  const path = '/api/v3/repos/octo-org/octo-repo/issues/7/comments';
  github.failures.push({ on, status: 301, headers: { location: path } });
  expect(await post()).toBeUndefined();
  expect(github.comments).toHaveLength(1);
  const other = await new FakeGitHub().listen();
  github.failures.push({ on, status: 301, headers: { location: `${other.url}${path}` } });
  expect(await post()).toContain('unexpected response (301');
  expect(other.requests).toEqual([]);
});

test('a server that ignores the page and always announces a next one ends the search', async () => {
  github.failures.push({
    on: /GET/,
    body: '[{"id":1,"body":"x"}]',
    headers: { link: '<x>; rel="next"' },
    times: Infinity,
  });
  expect(await post()).toBeUndefined();
  expect(github.requests.filter((request) => request.startsWith('GET'))).toHaveLength(4);
});

test('a comment that is too long loses whole parts, and lists them with their location', async () => {
  const blocks = Array.from({ length: 10 }, (_, index) => ({
    name: `part ${index}`,
    markdown: 'x'.repeat(8_700),
  }));
  expect(await post({ blocks: [{ ...block('# head'), essential: true }, ...blocks] })).toBeUndefined();
  const body = github.comments[0]?.body ?? '';
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body.length).toBeGreaterThan(60_000);
  expect(body).toContain("left out: part 7, part 8, part 9.** [The run's summary](https://ghe.example/");
});

describe('runs in two accounts', () => {
  const [A, B] = ['123456789012', '210987654321'];
  const PLAN = { mode: 'plan', 'role-name': 'demo', 'pr-comment': 'always', 'github-token': 't0ken' };
  const WRONG = { ...PLAN, 'max-session-duration': '1' };
  const accounts = (): (string | undefined)[] =>
    github.comments.map(({ body }) => / account=(\d+) -->/.exec(body)?.[1]);

  let emulators: readonly Emulator[];
  let on: NodeJS.ProcessEnv;
  const step = async (index: number, inputs: Inputs, env: NodeJS.ProcessEnv = {}): Promise<Recorded> =>
    runRecorded(emulators[index] ?? (await emulated()), inputs, { ...on, ...env });
  beforeEach(async () => {
    emulators = [await emulated({ accountId: A }), await emulated({ accountId: B })];
    const event = join(directory, 'event.json');
    await writeFile(event, JSON.stringify({ pull_request: { number: 7 } }));
    on = { GITHUB_API_URL: `${github.url}/api/v3`, GITHUB_EVENT_PATH: event };
  });

  test('plans of a new role have a comment each, which names the account', async () => {
    for (const _ of ['first', 'second'])
      for (const [index, policy] of ['SecurityAudit', 'AdministratorAccess'].entries())
        await step(index, { ...PLAN, 'policy-arns': policy });
    expect(accounts()).toEqual([A, B]);
    const [first = '', second = ''] = github.comments.map(({ body }) => body);
    expect(first).toContain(`account \`${A}\``);
    expect([first, second].map((body) => body.includes('AdministratorAccess'))).toEqual([false, true]);
  });

  test('a wrong input is shown once more, until the next run in any account', async () => {
    for (const index of [0, 1]) await step(index, PLAN);
    for (const index of [0, 1]) expect((await step(index, WRONG)).succeeded).toBe(false);
    expect(accounts()).toEqual([A, B, undefined]);
    for (const index of [0, 1]) await step(index, PLAN);
    expect(accounts()).toEqual([A, B]);
    expect(github.comments.map(({ body }) => body).join()).not.toContain('failed');
  });

  test('the first run with a wrong input has a comment, which the next run replaces', async () => {
    await step(0, WRONG);
    expect(accounts()).toEqual([undefined]);
    for (const index of [0, 1]) await step(index, PLAN);
    expect(accounts()).toEqual([A, B]);
  });

  test('the ARN of role-to-assume has the account even if an input is wrong', async () => {
    for (const index of [0, 1]) await step(index, PLAN);
    await step(1, { ...WRONG, 'role-to-assume': `arn:aws:iam::${B}:role/deploy` });
    expect(accounts()).toEqual([A, B]);
    expect(github.comments.map(({ body }) => body.includes('failed'))).toEqual([false, true]);
  });

  const asksSts = (): boolean =>
    emulators.some(({ calls }) => calls.some(({ action }) => action === 'GetCallerIdentity'));

  test('a run without a comment does not ask STS', async () => {
    await step(0, { ...PLAN, 'pr-comment': 'off' });
    await writeFile(String(on['GITHUB_EVENT_PATH']), '{}');
    await step(0, PLAN);
    expect(asksSts()).toBe(false);
  });

  test('a run whose STS refuses comments without the account, and warns of nothing', async () => {
    emulators[0]?.setFaults({
      rules: [{ action: 'GetCallerIdentity', error: { code: 'AccessDenied', status: 403 } }],
    });
    const { annotations, outputs } = await step(0, { ...PLAN, mode: 'apply' });
    expect(asksSts()).toBe(true);
    expect(annotations).toEqual([]);
    // The refusal would add the policy that the caller needs.
    expect(Object.keys(outputs)).not.toContain('caller-policy');
    expect(accounts()).toEqual([A]);
    await step(1, PLAN);
    expect(accounts()).toEqual([A, B]);
  });
});

describe('a run that fails before any role', () => {
  const DEMO = { 'role-name': 'demo', 'pr-comment': 'changes', 'github-token': 't0ken' };

  /** Runs two steps, and returns the comment after each. */
  async function comments(
    first: Readonly<Record<string, string>>,
    second: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ readonly bodies: string[]; readonly failed: Recorded }> {
    const event = join(directory, 'event.json');
    await writeFile(event, JSON.stringify({ pull_request: { number: 7 } }));
    await writeFile(join(directory, 'roles.yml'), 'roles: [{ role-name: demo }]');
    const on = {
      GITHUB_API_URL: `${github.url}/api/v3`,
      GITHUB_EVENT_PATH: event,
      GITHUB_WORKSPACE: directory,
    };
    const emulator = await emulated();
    await runRecorded(emulator, { mode: 'plan', ...first }, on);
    const before = github.comments.map(({ body }) => body);
    const changed = { environment: { ...emulator.environment, ...environment } } as unknown as Emulator;
    const failed = await runRecorded(changed, { mode: 'plan', ...second }, on);
    return { bodies: [...before, ...github.comments.map(({ body }) => body)], failed };
  }

  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['a wrong input', DEMO, { ...DEMO, 'max-session-duration': '1' }],
    ['a wrong mode', DEMO, { ...DEMO, mode: 'plann' }],
    [
      'a wrong input with a template',
      { ...DEMO, 'role-name': '{repo}' },
      { ...DEMO, 'role-name': '{repo}', tags: 'x' },
    ],
    [
      'a wrong input with a manifest',
      { ...DEMO, 'role-name': '', manifest: 'roles.yml' },
      { ...DEMO, 'role-name': '', manifest: 'roles.yml', 'pr-comment': 'always', tags: 'x' },
    ],
  ])('for %s: the comment repeats the error message', async (_, first, second) => {
    const { bodies, failed } = await comments(first, second);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('planned ');
    expect(failed.succeeded).toBe(false);
    expect(bodies[1]).not.toContain('planned ');
    const [firstLine = '', ...rest] = (failed.annotations[0]?.text ?? '').split('\n');
    expect(bodies[1]).toContain(firstLine);
    expect(failed.summary).toContain(firstLine);
    expect(rest.length).toBeGreaterThan(0);
    expect(bodies[1]?.split('\n')[0]).toBe(bodies[0]?.split('\n')[0]);
    expect(failed.annotations.filter(({ level }) => level === 'warning')).toEqual([]);
  });

  test('for want of a region: the comment reports it, with the role', async () => {
    const { bodies } = await comments(DEMO, DEMO, { AWS_REGION: '', AWS_DEFAULT_REGION: '' });
    expect(bodies[1]).toContain('### ❌ `role/demo`: failed, nothing was changed\n\n> No AWS region is set');
  });

  test.each([
    ['the name is not known', { ...DEMO, 'role-name': '' }],
    ['pr-comment itself is wrong', { ...DEMO, 'pr-comment': 'sometimes' }],
    ['none is asked for', { ...DEMO, 'pr-comment': 'off', tags: 'x' }],
  ])('the step guesses nothing if %s', async (_, second) => {
    const { bodies, failed } = await comments(DEMO, second);
    expect(failed.succeeded).toBe(false);
    expect(bodies[1]).toBe(bodies[0]);
  });
});
