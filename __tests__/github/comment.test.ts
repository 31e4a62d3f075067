import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../emulator/server.ts';
import { runRecorded, type Recorded } from '../../scripts/preview-runs.ts';
import type { Block } from '../../src/report/blocks.ts';
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

test('a comment is made, with the marker and a link to the run', async () => {
  expect(await post()).toBeUndefined();
  const [made] = github.comments;
  expect(github.comments).toHaveLength(1);
  expect(made?.body.startsWith(`${MARKER}\nhello\n`)).toBe(true);
  expect(made?.body).toContain('(https://ghe.example/octo-org/octo-repo/actions/runs/42)');
});

test('the second run changes it in place', async () => {
  await post();
  expect(await post({ blocks: [block('again')] })).toBeUndefined();
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('\nagain\n');
});

test('it is found on page 3', async () => {
  for (let index = 0; index < 250; index += 1) github.add(`comment ${index}`, 'somebody');
  const own = github.add(`${MARKER}\nold`);
  expect(await post()).toBeUndefined();
  expect(github.writes).toEqual([`PATCH /repos/octo-org/octo-repo/issues/comments/${own.id}`]);
  expect(own.body).toContain('\nhello\n');
});

test.each([
  ["another role's", '<!-- aws-iam-instance-profile: role/demo-2 -->\nx', ME],
  ['one whose name goes on', '<!-- aws-iam-instance-profile: role/demo --> -->\nx', ME],
  ['one that quotes it', `> ${MARKER}\nx`, ME],
  ["another author's", `${MARKER}\nx`, 'mallory'],
  ['a namesake of the author', `${MARKER}\nx`, 'github-actions'],
])('%s is left alone', async (_, body, login) => {
  const other = github.add(body, login);
  expect(await post()).toBeUndefined();
  expect(other.body).toBe(body);
  expect(github.comments).toHaveLength(2);
});

test('our own is found behind a forged one', async () => {
  const forged = github.add(`${MARKER}\nforged`, 'mallory');
  const own = github.add(`${MARKER}\nold`);
  await post();
  expect([forged.body, own.body.split('\n')[1]]).toEqual([`${MARKER}\nforged`, 'hello']);
});

test('without changes none is made, and one that is there is brought up to date', async () => {
  expect(await post({ create: false })).toBeUndefined();
  expect(github.comments).toHaveLength(0);
  const own = github.add(`${MARKER}\nold`);
  expect(await post({ create: false, blocks: [block('No changes.')] })).toBeUndefined();
  expect(own.body).toContain('No changes.');
});

test('nothing is asked where there is no pull request', async () => {
  expect(await post({ event: { ref: 'refs/heads/main' } })).toBeUndefined();
  expect(await post({ event: { issue: { number: 7 } } })).toBeUndefined();
  expect(github.requests).toEqual([]);
});

test('a comment on a pull request says which one it is, too', async () => {
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
  expect(warning).toContain('`permissions: pull-requests: write`');
  expect(warning).toContain("The job's summary has all of it.");
  expect(github.comments).toHaveLength(0);
});

test('a token that is not accepted, none at all, and a server that fails are warnings too', async () => {
  github.failures.push({ on: /GET/, status: 401, message: 'Bad credentials' });
  expect(await post()).toContain('GitHub does not accept the github-token');
  expect(await post({ token: undefined })).toContain('github-token is empty');
  github.failures.push({ on: /GET/, status: 500, message: 'oops' });
  expect(await post()).toContain('oops');
});

const soon = String(Math.floor(Date.now() / 1000) + 20);

test.each<[string, number, Record<string, string>, number, number]>([
  ['retry-after', 429, { 'retry-after': '3' }, 3_000, 3_000],
  ['a used-up limit', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon }, 1_000, 22_000],
])('%s is waited for', async (_, status, headers, least, most) => {
  github.failures.push({ on: /POST .*comments/, status, headers });
  expect(await post()).toBeUndefined();
  expect(slept).toHaveLength(1);
  expect(slept[0]).toBeGreaterThanOrEqual(least);
  expect(slept[0]).toBeLessThanOrEqual(most);
  expect(github.comments).toHaveLength(1);
});

test('a limit that lasts longer than a minute is not waited for, but said', async () => {
  github.failures.push({ on: /GET/, status: 403, headers: { 'retry-after': '61' } });
  expect(await post()).toMatch(/GitHub's rate limit is used up \(403/);
  expect([slept, github.writes]).toEqual([[], []]);
});

test('a limit that goes on and on is waited for once in all', async () => {
  for (let index = 0; index < 9; index += 1)
    github.failures.push({ on: /GET/, status: 429, headers: { 'retry-after': '25' } });
  expect(await post()).toContain('rate limit');
  expect(slept).toEqual([25_000, 25_000]);
});

test('what is too long loses whole parts, says which, and where they are', async () => {
  const blocks = Array.from({ length: 10 }, (_, index) => ({
    name: `part ${index}`,
    markdown: 'x'.repeat(9_000),
  }));
  expect(await post({ blocks: [{ ...block('# head'), essential: true }, ...blocks] })).toBeUndefined();
  const body = github.comments[0]?.body ?? '';
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body.length).toBeGreaterThan(60_000);
  expect(body).toContain("left out: part 7, part 8, part 9.** [The run's summary](https://ghe.example/");
});

describe('a run that fails before it comes to any role', () => {
  const DEMO = { 'role-name': 'demo', 'pr-comment': 'changes', 'github-token': 't0ken' };

  /** Two runs: the comment as the first left it and as the second did. */
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
      'a wrong input beside a template',
      { ...DEMO, 'role-name': '{repo}' },
      { ...DEMO, 'role-name': '{repo}', tags: 'x' },
    ],
    [
      'a wrong input beside a manifest',
      { ...DEMO, 'role-name': '', manifest: 'roles.yml' },
      { ...DEMO, 'role-name': '', manifest: 'roles.yml', 'pr-comment': 'always', tags: 'x' },
    ],
  ])('for %s: the comment says so, in the same words', async (_, first, second) => {
    const { bodies, failed } = await comments(first, second);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('planned');
    expect(failed.succeeded).toBe(false);
    expect(bodies[1]).not.toContain('planned');
    const [firstLine = '', ...rest] = (failed.annotations[0]?.text ?? '').split('\n');
    expect(bodies[1]).toContain(firstLine);
    expect(failed.summary).toContain(firstLine);
    expect(rest.length).toBeGreaterThan(0);
    expect(bodies[1]?.split('\n')[0]).toBe(bodies[0]?.split('\n')[0]);
    expect(failed.annotations.filter(({ level }) => level === 'warning')).toEqual([]);
  });

  test('for want of a region: the comment says so, and which role it is about', async () => {
    const { bodies } = await comments(DEMO, DEMO, { AWS_REGION: '', AWS_DEFAULT_REGION: '' });
    expect(bodies[1]).toContain('### ❌ `role/demo`: failed\n\nNo AWS region is set');
  });

  test.each([
    ['the name is not known', { ...DEMO, 'role-name': '' }],
    ['pr-comment itself is wrong', { ...DEMO, 'pr-comment': 'sometimes' }],
    ['none is asked for', { ...DEMO, 'pr-comment': 'off', tags: 'x' }],
  ])('where %s nothing is guessed', async (_, second) => {
    const { bodies, failed } = await comments(DEMO, second);
    expect(failed.succeeded).toBe(false);
    expect(bodies[1]).toBe(bodies[0]);
  });
});
