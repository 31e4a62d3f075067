/** The reusable workflow for pull requests against hostile inputs, texts of the request, and responses. */
import { readFileSync } from 'node:fs';
import { gitHub } from '../github/fake-github.ts';
import { HOSTILE } from '../harness/hostile.ts';
import { BOUNDARY, PrWorld, pullRequest } from './pr-world.ts';

const opened = pullRequest('pull_request', 'opened');
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** The rows of the page that these tests prove. */
const ROWS = [
  ['Poisoned titles, branch names and logins', 'no text of the request reaches a script or a name'],
  ['A caller gives no boundary, or another one', 'policy: `iam:PermissionsBoundary`'],
  ['A caller gives another path', 'policy: path'],
  ['A caller makes `{pr}` the number of another request: `preview-1{pr}`', 'the step checks its inputs'],
  ['Line breaks in `role-name` write outputs of the step', 'the step checks its inputs'],
  ["Line breaks in GitHub's response write outputs of the step", 'the step checks the response'],
  ['A pull request from a fork', "the jobs' conditions; a fork's token can't assume the role"],
] as const;

test('the page has these rows', () => {
  const page = readFileSync(new URL('../../docs/pull-requests.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].map(([, attack, stop]) => [attack, stop]);
  for (const row of ROWS) expect(rows).toContainEqual(row);
});

const POISONS = [
  ...HOSTILE.filter((text) => /set-env|ghadelimiter|\$\(id\)|secrets\.|passwd/.test(text)),
  '$(touch owned)',
  '"; touch owned; "',
];

test.each(POISONS)('%j as a title, branch name and login changes nothing', async (text) => {
  const w = await PrWorld.start();
  const poisoned = {
    title: text,
    body: text,
    user: { login: text },
    head: { ref: text, label: text, sha: text, repo: { full_name: 'octo-org/octo-repo', description: text } },
  };
  const job = await w.job('provision', pullRequest('pull_request', 'opened', 7, poisoned));
  expect([job.ok, w.roles]).toEqual([true, ['preview-7']]);
  expect(job.outputs['role-name']).toBe('preview-7');
  expect(job.log).not.toContain(text);
  w.github.pulls = { 7: 'closed' };
  const gone = await w.job('destroy', pullRequest('pull_request_target', 'closed', 7, poisoned));
  expect([gone.ok, w.roles]).toEqual([true, []]);
});

test.each([
  { 'permissions-boundary': ADMINISTRATOR },
  { 'role-path': '/team/' },
  { 'role-path': '/pull-requests-2/' },
])('IAM refuses %j, and nothing is left', async (more) => {
  const w = await PrWorld.start();
  const job = await w.job('provision', opened, more);
  expect([job.ok, w.roles, w.emulator.snapshot().instanceProfiles]).toEqual([false, [], {}]);
  expect(job.log).toContain('AccessDenied');
});

test.each(['', 'none', 'unchanged'])('a boundary %j is refused before any call', async (boundary) => {
  const w = await PrWorld.start();
  w.emulator.clearCalls();
  const job = await w.job('provision', opened, { 'permissions-boundary': boundary });
  expect([job.ok, w.roles, w.emulator.calls]).toEqual([false, [], []]);
  expect(job.log).toContain('permissions-boundary is not valid');
});

test('any policy can be attached, and the boundary is there', async () => {
  const w = await PrWorld.start();
  const job = await w.job('provision', opened, { 'policy-arns': ADMINISTRATOR });
  expect(job.ok).toBe(true);
  expect(w.emulator.snapshot().roles['preview-7']).toMatchObject({ PermissionsBoundary: BOUNDARY });
});

test.each([
  'preview-1{pr}',
  '{pr}0',
  'preview-{branch}{pr}',
  'preview-{pr}\nstate=open',
  'preview-{pr}\r',
  'preview-{pr}$(id)',
  '{pr} {pr}',
  '../{pr}',
])('the role name %j is refused before anything is asked', async (name) => {
  const w = await PrWorld.start();
  for (const [job, event] of [
    ['provision', opened],
    ['destroy', pullRequest('pull_request_target', 'closed')],
  ] as const) {
    const result = await w.job(job, event, { 'role-name': name });
    expect([result.ok, result.steps, w.github.asked]).toEqual([false, ['request'], []]);
  }
});

test.each([
  '{"state": "open\\nstate=closed"}',
  '{"state": "merged"}',
  '{"message": "hello"}',
  '<html>sign in</html>',
  '',
])("GitHub's response %j is no state", async (body) => {
  const w = await PrWorld.start();
  w.github.failures = [{ on: /pulls\/7/, body, times: 9 }];
  const job = await w.job('provision', opened);
  expect([job.ok, job.steps]).toEqual([false, ['request']]);
  expect(job.log).toContain('::error::Pull request 7 cannot be read');
});

test('a repository that was renamed while the job waited is found, and no other host gets the token', async () => {
  const w = await PrWorld.start();
  const moved = { on: /octo-repo\/pulls\/7$/, status: 301 };
  w.github.failures = [{ ...moved, headers: { location: '/repos/octo-org/renamed/pulls/7' } }];
  const job = await w.job('provision', opened);
  expect([job.ok, w.roles]).toEqual([true, ['preview-7']]);
  w.github.pulls = { 7: 'closed' };
  w.github.failures = [{ ...moved, headers: { location: '/repos/octo-org/renamed/pulls/7' } }];
  const gone = await w.job('destroy', pullRequest('pull_request_target', 'closed'));
  expect([gone.ok, w.roles]).toEqual([true, []]);
  const other = await gitHub({ 7: 'closed' });
  const location = `http://localhost:${other.port}/repos/octo-org/octo-repo/pulls/7`;
  w.github.failures = [{ ...moved, headers: { location } }];
  await w.job('destroy', pullRequest('pull_request_target', 'closed'));
  expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
});
