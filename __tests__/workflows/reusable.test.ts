/** The reusable workflows, run job by job: their conditions, their scripts, the Action in them, and what they hand on. */
import { world, type World } from '../harness/world.ts';
import { runJob, workflow, type JobResult } from './job.ts';

const onPush = { event_name: 'push', event: {} };

/** The part of the workflow before its first call of AWS. The rest runs against moto, in `ecs-*.test.ts`. */
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
      commands: { aws: 'echo "An error occurred (AccessDenied): no" >&2; exit 254' },
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
    expect(job.log).toContain('::error::ecs:DescribeClusters on cluster/demo failed: ');
    expect(job.log).toContain('Allow ecs:DescribeClusters and every action that the message names');
    expect(job.calls).toHaveLength(1);
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
              ArnLike: { 'aws:SourceArn': 'arn:aws-us-gov:ecs:eu-central-1:123456789012:*' },
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

describe('pr-environment', () => {
  const inputs = {
    'role-name': 'preview-{pr}',
    'aws-region': 'eu-central-1',
    'role-to-assume': 'arn:aws:iam::123456789012:role/previews',
    'policy-arns': 'AmazonSSMManagedInstanceCore',
    tags: 'stage=preview',
  };
  const event = (event_name: string, action: string, repository = 'octo-org/octo-repo') => ({
    event_name,
    event: { action, pull_request: { number: 7, head: { repo: { full_name: repository } } } },
  });
  const opened = event('pull_request', 'opened');
  const closed = event('pull_request_target', 'closed');

  const run = async (
    w: World,
    name: string,
    github: { event_name: string; event: object },
    state = 'open',
    more = {},
  ): Promise<JobResult> =>
    runJob(await workflow('.github/workflows/pr-environment.yml'), name, {
      world: w,
      inputs: { ...inputs, ...more },
      github,
      commands: {
        gh: `[ "$GH_TOKEN" = token-of-the-job ] && [ "$*" = 'api repos/octo-org/octo-repo/pulls/7 --jq .state' ] && echo ${state}`,
      },
    });
  const rolesIn = (w: World): string[] => Object.keys(w.emulator.snapshot().roles);

  test('provisions when a request is opened, and destroys when it is closed', async () => {
    const w = await world();
    const made = await run(w, 'provision', opened);
    expect([made.ran, made.ok]).toEqual([true, true]);
    expect(made.outputs).toEqual({
      'role-arn': 'arn:aws:iam::123456789012:role/pull-requests/preview-7',
      'role-name': 'preview-7',
      'instance-profile-arn': 'arn:aws:iam::123456789012:instance-profile/pull-requests/preview-7',
      'instance-profile-name': 'preview-7',
    });
    expect(w.emulator.snapshot().roles['preview-7']?.Tags).toMatchObject({
      'aws-iam-instance-profile:pull-request': '7',
      stage: 'preview',
    });
    const gone = await run(w, 'destroy', closed, 'closed');
    expect([gone.ran, gone.ok]).toEqual([true, true]);
    expect(w.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });

  test('the run leaves pull requests alone that were closed or reopened while it was waiting', async () => {
    const w = await world();
    const late = await run(w, 'provision', opened, 'closed');
    expect([late.ok, late.steps, rolesIn(w)]).toEqual([true, ['request'], []]);
    expect(late.outputs['role-arn']).toBe('');
    await run(w, 'provision', opened);
    const reopened = await run(w, 'destroy', closed, 'open');
    expect([reopened.ok, reopened.steps, rolesIn(w)]).toEqual([true, ['request'], ['preview-7']]);
  });

  test('neither acts if GitHub does not answer', async () => {
    const w = await world();
    for (const [job, github] of [
      ['provision', opened],
      ['destroy', closed],
    ] as const) {
      const failed = await run(w, job, github, '; exit 1');
      expect([failed.ok, failed.steps]).toEqual([false, ['request']]);
    }
    expect(w.emulator.calls).toEqual([]);
  });

  test('the sweep searches the path of provisioned roles, and keeps young ones', async () => {
    const w = await world();
    await run(w, 'provision', opened);
    const schedule = { event_name: 'schedule', event: {} };
    const young = await run(w, 'sweep', schedule);
    expect([young.ran, young.ok, rolesIn(w)]).toEqual([true, true, ['preview-7']]);
    expect(young.log).toContain('role/preview-7 is kept: it was created');
  });

  test.each([
    ['provision', event('pull_request', 'closed')],
    ['provision', event('pull_request', 'opened', 'somebody/fork')],
    ['provision', event('pull_request_target', 'opened')],
    ['destroy', event('pull_request_target', 'opened')],
    ['destroy', event('pull_request', 'closed')],
    ['destroy', event('pull_request_target', 'closed', 'somebody/fork')],
    ['sweep', opened],
    ['sweep', closed],
  ])('%s does not run on %j', async (job, github) => {
    const w = await world();
    expect((await run(w, job, github)).ran).toBe(false);
  });

  test.each([{ 'role-name': 'preview' }, { 'role-path': '/' }])(
    'refuses %j, as the sweep could not find its roles',
    async (more) => {
      const w = await world();
      const job = await run(w, 'provision', opened, 'open', more);
      expect([job.ok, job.steps]).toEqual([false, ['request']]);
      expect(job.log).toContain('::error::role-name must hold {pr}');
    },
  );
});
