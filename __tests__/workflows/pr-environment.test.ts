/** The reusable workflow for pull requests, job by job, in an account that enforces the trust, policy and boundary of the example. */
import { OWNER_TAGS } from '../harness/workshop.ts';
import { OWNER, plantRole } from '../harness/world.ts';
import { expand, GITHUB_REPOSITORY_ID, holds, runJob, workflow } from './job.ts';
import { BOUNDARY, PATH, PrWorld, pullRequest, type GitHubEvent } from './pr-world.ts';

const opened = pullRequest('pull_request', 'opened');
const closed = pullRequest('pull_request_target', 'closed');
const schedule: GitHubEvent = { event_name: 'schedule', event: {} };
const dispatch: GitHubEvent = { event_name: 'workflow_dispatch', event: {} };

test('provisions when a request is opened, writes nothing when it is pushed to, and destroys when it is closed', async () => {
  const w = await PrWorld.start();
  const created = await w.job('provision', opened);
  expect([created.ran, created.ok, created.log]).toEqual([
    true,
    true,
    expect.not.stringContaining('::error'),
  ]);
  expect(created.log).not.toContain('::warning');
  expect(created.outputs).toEqual({
    'role-arn': 'arn:aws:iam::123456789012:role/pull-requests/preview-7',
    'role-name': 'preview-7',
    'instance-profile-arn': 'arn:aws:iam::123456789012:instance-profile/pull-requests/preview-7',
    'instance-profile-name': 'preview-7',
    'ready-for': 'ec2',
  });
  expect(w.emulator.snapshot().roles['preview-7']).toMatchObject({
    PermissionsBoundary: 'arn:aws:iam::123456789012:policy/pull-request-boundary',
    Tags: {
      'aws-iam-instance-profile:pull-request': '7',
      'aws-iam-instance-profile:repository-id': GITHUB_REPOSITORY_ID,
      stage: 'preview',
    },
  });
  const pushed = await w.job('provision', pullRequest('pull_request', 'synchronize'));
  expect([pushed.ok, w.emulator.writes]).toEqual([true, []]);
  w.github.pulls = { 7: 'closed' };
  const deleted = await w.job('destroy', closed);
  expect([deleted.ran, deleted.ok]).toEqual([true, true]);
  expect(deleted.log).toContain('role/preview-7: IAM shows no use in the last 400 days');
  expect([w.roles, w.emulator.snapshot().instanceProfiles]).toEqual([[], {}]);
  // Each run asked once, with the job's token.
  expect(new Set(w.github.asked.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer token-of-the-job']),
  );
});

test('changes everything that a push may declare', async () => {
  const w = await PrWorld.start();
  await w.job('provision', opened);
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  const changed = await w.job('provision', opened, {
    'policy-arns': 'CloudWatchAgentServerPolicy',
    'inline-policies': JSON.stringify({ s3: policy }),
    'trust-services': 'ec2\necs-tasks',
    tags: 'stage=other\nteam=web',
  });
  expect(changed.log).not.toContain('::error');
  expect(w.emulator.snapshot().roles['preview-7']).toMatchObject({
    AttachedPolicies: ['arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy'],
    InlinePolicies: { s3: policy },
    Tags: { stage: 'other', team: 'web' },
  });
  expect((await w.job('provision', opened)).ok).toBe(true);
});

test('a creation that fails is rolled back within the policy', async () => {
  const w = await PrWorld.start();
  w.emulator.setFaults({
    rules: [{ action: 'AttachRolePolicy', error: { code: 'LimitExceeded', status: 409 } }],
  });
  const job = await w.job('provision', opened);
  expect([job.ok, w.roles, w.emulator.snapshot().instanceProfiles]).toEqual([false, [], {}]);
  expect(job.log).not.toContain('AccessDenied');
});

test('skips pull requests that were closed or reopened while the run was waiting', async () => {
  const w = await PrWorld.start({ 7: 'closed' });
  const late = await w.job('provision', opened);
  expect([late.ok, late.steps, w.roles]).toEqual([true, ['request'], []]);
  expect(late.outputs['role-arn']).toBe('');
  w.github.pulls = { 7: 'open' };
  await w.job('provision', opened);
  const reopened = await w.job('destroy', closed);
  expect([reopened.ok, reopened.steps, w.roles]).toEqual([true, ['request'], ['preview-7']]);
});

test.each([404, 500])(
  'acts on nothing if GitHub answers %i, and the error names the remedy',
  async (status) => {
    const w = await PrWorld.start({ 7: status });
    for (const [job, github] of [
      ['provision', opened],
      ['destroy', closed],
    ] as const) {
      const failed = await w.job(job, github);
      expect([failed.ok, failed.steps]).toEqual([false, ['request']]);
      expect(failed.log).toContain(
        '::error::Pull request 7 cannot be read: see above. Give the job pull-requests: read',
      );
    }
  },
);

test('the sweep deletes roles of closed requests, and keeps those of open ones and young ones', async () => {
  const w = await PrWorld.start();
  await w.job('provision', opened);
  await w.job('provision', pullRequest('pull_request', 'opened', 8));
  w.github.pulls = { 7: 'closed', 8: 'open' };
  const young = await w.job('sweep', schedule);
  expect([young.ran, young.ok, w.roles]).toEqual([true, true, ['preview-7', 'preview-8']]);
  expect(young.log).toContain('role/preview-7 is kept: pull request #7: created ');
  w.age(7200);
  w.use('preview-7', 60);
  const used = await w.job('sweep', schedule);
  expect([used.ok, w.roles]).toEqual([true, ['preview-7', 'preview-8']]);
  expect(used.log).toMatch(/role\/preview-7 is kept: pull request #7: used \d+ s ago, .* in eu-central-1/);
  w.use('preview-7', 7200);
  const shown = await w.job('sweep', schedule, { 'dry-run': true });
  expect([shown.ok, shown.log]).toEqual([true, expect.not.stringContaining('::error')]);
  expect(w.roles).toEqual(['preview-7', 'preview-8']);
  const old = await w.job('sweep', dispatch);
  expect([old.ok, w.roles]).toEqual([true, ['preview-8']]);
});

test('a dry run of the clean-up only lists what it would delete, by event and by hand', async () => {
  const w = await PrWorld.start();
  await w.job('provision', opened);
  w.github.pulls = { 7: 'closed' };
  const dry = { 'dry-run': true };
  for (const [event, more] of [
    [closed, dry],
    [dispatch, { ...dry, 'pull-request': '7' }],
  ] as const) {
    const job = await w.job('destroy', event, more);
    expect([job.ok, w.roles]).toEqual([true, ['preview-7']]);
    expect(job.log).toContain('- role/preview-7: delete the role');
  }
  await w.job('destroy', closed);
  expect(w.roles).toEqual([]);
});

describe('by hand, for one request', () => {
  test('destroys its role if it is closed', async () => {
    const w = await PrWorld.start();
    await w.job('provision', opened);
    const kept = await w.job('destroy', dispatch, { 'pull-request': '7' });
    expect([kept.ok, w.roles]).toEqual([false, ['preview-7']]);
    expect(kept.log).toContain(
      '::error::The role of pull request 7 is kept: the request is open. Close it first.',
    );
    w.github.pulls = { 7: 'closed' };
    expect((await w.job('destroy', dispatch, { 'pull-request': '7' })).ok).toBe(true);
    expect(w.roles).toEqual([]);
  });

  test.each(['0', '-1', '7/../8', '7\n', 'seven', '12345678901'])('refuses the number %j', async (number) => {
    const w = await PrWorld.start();
    const job = await w.job('destroy', dispatch, { 'pull-request': number });
    expect([job.ok, job.steps, w.github.asked]).toEqual([false, ['request'], []]);
    expect(job.log).toContain('::error::pull-request is not valid');
  });

  test.each([
    ['more than the number', 'preview-{pr}-{branch}'],
    ['a template for more than 64 characters', `${'p'.repeat(63)}-{pr}`],
    ['a template that ends like a hash', 'preview-{pr}-0123456789abcdef'],
  ])('leaves a role that is named after %s to the sweep', async (_, template) => {
    const w = await PrWorld.start({ 7: 'closed' });
    const job = await w.job('destroy', dispatch, { 'pull-request': '7', 'role-name': template });
    expect([job.ok, job.steps]).toEqual([false, ['request']]);
    expect(job.log).toContain('::error::The role cannot be named without its event');
  });
});

const dependabot = { user: { login: 'dependabot[bot]' } };
const fork = { head: { repo: { full_name: 'somebody/fork' } } };

test.each<[Parameters<PrWorld['job']>[0], GitHubEvent, Readonly<Record<string, unknown>>]>([
  ['provision', pullRequest('pull_request', 'closed'), {}],
  ['provision', pullRequest('pull_request', 'opened', 7, fork), {}],
  ['provision', pullRequest('pull_request', 'opened', 7, dependabot), {}],
  ['provision', pullRequest('pull_request_target', 'opened'), {}],
  ['provision', dispatch, { 'pull-request': '7' }],
  ['destroy', pullRequest('pull_request_target', 'opened'), {}],
  ['destroy', pullRequest('pull_request', 'closed'), {}],
  ['destroy', pullRequest('pull_request_target', 'closed', 7, fork), {}],
  ['destroy', pullRequest('pull_request_target', 'closed', 7, dependabot), {}],
  ['destroy', dispatch, {}],
  ['destroy', schedule, { 'pull-request': '7' }],
  ['sweep', opened, {}],
  ['sweep', closed, {}],
  ['sweep', dispatch, { 'pull-request': '7' }],
])('%s does not run on %j with %j', async (job, github, more) => {
  const w = await PrWorld.start();
  expect((await w.job(job, github, more)).ran).toBe(false);
});

test("Dependabot's requests get a role if the caller asks for it", async () => {
  const w = await PrWorld.start();
  const job = await w.job('provision', pullRequest('pull_request', 'opened', 7, dependabot), {
    dependabot: true,
  });
  expect([job.ok, w.roles]).toEqual([true, ['preview-7']]);
});

test.each(['', ' ', 'none', 'unchanged', 'PowerUserAccess'])(
  'provisions nothing with the boundary %j',
  async (boundary) => {
    const w = await PrWorld.start();
    const job = await w.job('provision', opened, { 'permissions-boundary': boundary });
    expect([job.ok, job.steps, w.roles]).toEqual([false, ['request'], []]);
    expect(job.log).toContain('::error::permissions-boundary is not valid: it must be the ARN of a policy.');
  },
);

test.each<['provision' | 'destroy' | 'sweep', GitHubEvent]>([
  ['provision', opened],
  ['destroy', closed],
  ['sweep', schedule],
])('%s refuses an empty role-to-assume: the runner may have credentials of its own', async (name, event) => {
  const w = await PrWorld.start({ 7: name === 'destroy' ? 'closed' : 'open' });
  const job = await w.job(name, event, { 'role-to-assume': '' });
  expect([job.ok, job.steps.length, w.emulator.writes]).toEqual([false, 1, []]);
  expect(job.log).toContain('::error::role-to-assume is not valid: it must be the ARN of a role.');
});

describe('nothing is deployed after a provisioning that failed', () => {
  const deploys = async (outputs: Readonly<Record<string, string>>, result: string): Promise<boolean> => {
    const condition = (await workflow('examples/pr-environment.yml')).jobs['deploy']?.if;
    const needs = { environment: { outputs, result } };
    return holds(condition, { needs });
  };

  test('with the profile of another owner', async () => {
    const w = await PrWorld.start();
    const Tags = OWNER_TAGS.map((tag) => ({ ...tag, Value: 'octo-org/another' }));
    plantRole(w, 'preview-7', { Path: PATH, PermissionsBoundary: BOUNDARY, Tags });
    w.iam.call('CreateInstanceProfile', { InstanceProfileName: 'preview-7', Path: PATH, Tags });
    const { ok, log, outputs } = await w.job('provision', opened);
    expect([ok, log]).toEqual([false, expect.stringContaining('belongs to "octo-org/another"')]);
    expect(new Set(Object.values(outputs))).toEqual(new Set(['']));
    expect([await deploys(outputs, 'failure'), await deploys(outputs, 'success')]).toEqual([false, false]);
  });

  test('with an update that IAM refuses', async () => {
    const w = await PrWorld.start();
    const created = await w.job('provision', opened);
    expect(await deploys(created.outputs, 'success')).toBe(true);
    const missing = 'arn:aws:iam::123456789012:policy/missing';
    const { ok, outputs } = await w.job('provision', opened, { 'policy-arns': missing });
    expect([ok, new Set(Object.values(outputs))]).toEqual([false, new Set([''])]);
    // The example does not depend on the outputs alone.
    expect(await deploys(created.outputs, 'failure')).toBe(false);
  });
});

test.each([
  ['OPEN', true, 'Instances start with preview-7'],
  ['CLOSED', true, 'Nothing is deployed: request 7 is CLOSED'],
  ['an error of GitHub', false, ''],
])('the example deploys only if the request is still open: %s', async (state, ok, expected) => {
  const w = await PrWorld.start();
  const job = await runJob(await workflow('examples/pr-environment.yml'), 'deploy', {
    world: w,
    inputs: {},
    github: opened,
    needs: {
      environment: {
        result: 'success',
        outputs: { 'role-arn': 'arn', 'instance-profile-name': 'preview-7' },
      },
    },
    commands: { gh: `[ "$*" = "pr view 7 --json state --jq .state" ] && ${ok} && echo ${state}` },
  });
  expect([job.ran, job.ok, job.log.trim()]).toEqual([true, ok, expected]);
});

test.each([{ 'role-name': 'preview' }, { 'role-path': '/' }, { 'role-path': '' }])(
  'refuses %j, as the sweep could not find its roles',
  async (more) => {
    const w = await PrWorld.start();
    const job = await w.job('provision', opened, more);
    expect([job.ok, job.steps]).toEqual([false, ['request']]);
    expect(job.log).toContain('::error::The sweep could not find the role: role-name must hold {pr}');
  },
);

test('the example tears down first on closing, deploys after provisioning, and hands on the number of a dispatch', async () => {
  const { jobs } = await workflow('examples/pr-environment.yml');
  const runs = (name: string, github: GitHubEvent, needs: object = {}): boolean =>
    holds(jobs[name]?.if, {
      github: { ...github, repository: OWNER },
      needs,
    });
  const after = (result: string) => ({ teardown: { result } });
  for (const event of [opened, schedule, dispatch]) {
    expect(runs('teardown', event)).toBe(false);
    expect(runs('environment', event, after('skipped'))).toBe(true);
  }
  expect(runs('teardown', closed)).toBe(true);
  expect(runs('teardown', pullRequest('pull_request_target', 'closed', 7, fork))).toBe(false);
  expect([jobs['environment']?.needs, jobs['deploy']?.needs]).toEqual(['teardown', 'environment']);
  expect(runs('environment', closed, after('success'))).toBe(true);
  expect(runs('environment', closed, after('failure'))).toBe(false);
  // A job that runs out of time, or that waits when a newer one is queued.
  expect(runs('environment', closed, after('cancelled'))).toBe(false);
  const made = (arn: string) => ({ environment: { result: 'success', outputs: { 'role-arn': arn } } });
  expect([runs('deploy', opened, made('arn')), runs('deploy', closed, made(''))]).toEqual([true, false]);
  expect(expand(jobs['environment']?.with?.['pull-request'], { inputs: { 'pull-request': '7' } })).toBe('7');
});
