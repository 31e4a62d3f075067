/** The reusable workflows, run job by job: their conditions, their scripts, the Action in them, and what they hand on. */
import { world, type World } from '../harness/world.ts';
import { runJob, workflow, type JobResult } from './job.ts';

/** An ECS with one cluster at most, whose container insights are the contents of a file. */
const AWS = `
cluster="$STAND_IN/cluster"
case "$1 $2 $*" in
  'sts get-caller-identity'*) echo arn:aws-us-gov:sts::123456789012:assumed-role/bootstrap/session ;;
  *describe-clusters*clusterArn*) [ -e "$cluster" ] && echo arn:aws:ecs:eu-central-1:123456789012:cluster/demo || echo None ;;
  *describe-clusters*status*) [ -e "$cluster" ] && echo ACTIVE || echo None ;;
  *describe-clusters*settings*) cat "$cluster" ;;
  *create-cluster*) echo "\${*##*value=}" >"$cluster" ;;
  *update-cluster-settings*) echo "\${*##*value=}" >"$cluster" ;;
  *) echo "unexpected: $*" >&2; exit 2 ;;
esac`;

const onPush = { event_name: 'push', event: {} };

describe('ecs-cluster-bootstrap', () => {
  const inputs = {
    'cluster-name': 'demo',
    'aws-region': 'eu-central-1',
    'role-to-assume': 'arn:aws:iam::123456789012:role/bootstrap',
  };
  const bootstrap = async (w: World, more: object = {}, aws = AWS): Promise<JobResult> =>
    runJob(await workflow('.github/workflows/ecs-cluster-bootstrap.yml'), 'bootstrap', {
      world: w,
      inputs: { ...inputs, ...more },
      github: onPush,
      commands: { aws },
    });
  const ecsCalls = ({ calls }: JobResult): string[] =>
    calls
      .filter((call) => call.startsWith('aws ecs') && !call.includes('describe'))
      .map((call) => call.split(' ')[2] ?? '');

  test('creates the roles and the cluster, and outputs all ARNs', async () => {
    const w = await world();
    const job = await bootstrap(w, {
      'infrastructure-role': true,
      'task-policies': 'AmazonDynamoDBReadOnlyAccess\n',
    });
    expect([job.ok, job.log]).toEqual([true, expect.anything()]);
    const role = (name: string): string => `arn:aws:iam::123456789012:role/demo-${name}`;
    expect(job.outputs).toEqual({
      'cluster-arn': 'arn:aws:ecs:eu-central-1:123456789012:cluster/demo',
      'instance-role-arn': role('instance'),
      'instance-profile-arn': 'arn:aws:iam::123456789012:instance-profile/demo-instance',
      'instance-profile-name': 'demo-instance',
      'execution-role-arn': role('execution'),
      'task-role-arn': role('task'),
      'infrastructure-role-arn': role('infrastructure'),
    });
    expect(ecsCalls(job)).toEqual(['create-cluster']);
    const { roles, instanceProfiles } = w.emulator.snapshot();
    expect(Object.keys(instanceProfiles)).toEqual(['demo-instance']);
    expect(roles['demo-task']).toMatchObject({
      AttachedPolicies: ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess'],
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'ecs-tasks.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '123456789012' },
              // The partition is the caller's.
              ArnLike: { 'aws:SourceArn': 'arn:aws-us-gov:ecs:eu-central-1:123456789012:*' },
            },
          },
        ],
      },
    });
    expect(roles['demo-instance']?.AttachedPolicies).toHaveLength(2);

    const again = await bootstrap(w, {
      'infrastructure-role': true,
      'task-policies': 'AmazonDynamoDBReadOnlyAccess\n',
    });
    expect(again.ok).toBe(true);
    expect(w.writes()).toEqual([]);
  });

  test('creates no instance role or profile for Fargate, and leaves their outputs empty', async () => {
    const w = await world();
    const job = await bootstrap(w, { 'instance-role': false, 'name-prefix': 'app', 'role-path': '/ecs/' });
    expect(job.ok).toBe(true);
    expect(Object.keys(w.emulator.snapshot().roles).sort()).toEqual(['app-execution', 'app-task']);
    expect(job.outputs).toMatchObject({
      'instance-role-arn': '',
      'instance-profile-name': '',
      'infrastructure-role-arn': '',
      'task-role-arn': 'arn:aws:iam::123456789012:role/ecs/app-task',
    });
  });

  test('an existing cluster remains unchanged, or only its settings are repaired', async () => {
    const w = await world();
    const there = `[ -e "$STAND_IN/cluster" ] || echo enabled >"$STAND_IN/cluster"${AWS}`;
    expect(ecsCalls(await bootstrap(w, {}, there))).toEqual([]);
    expect(ecsCalls(await bootstrap(w, { 'container-insights': 'enhanced' }, there))).toEqual([
      'update-cluster-settings',
    ]);
  });

  const failing = (message: string, times: number): string =>
    `if [ "$2" = create-cluster ] && [ "$(grep -c create-cluster "$STAND_IN/calls")" -le ${times} ]; then echo '${message}' >&2; exit 254; fi${AWS}`;

  test("waits for the service-linked role of an account's first cluster, and for nothing else", async () => {
    const w = await world();
    const first = await bootstrap(w, {}, failing('Unable to assume the service linked role.', 2));
    expect(first.ok).toBe(true);
    expect(ecsCalls(first)).toHaveLength(3);
    const denied = await bootstrap(w, {}, failing('AccessDeniedException', 99));
    expect(denied.ok).toBe(false);
    expect(ecsCalls(denied)).toHaveLength(1);
    expect(denied.log).toContain('AccessDeniedException');
    const never = await bootstrap(w, {}, failing('Unable to assume the service linked role.', 99));
    expect(never.ok).toBe(false);
    expect(ecsCalls(never)).toHaveLength(5);
  });

  test.each(['$(touch /tmp/owned)', '--debug', 'a b', '', 'x'.repeat(256)])(
    'refuses a cluster named %j before any call',
    async (name) => {
      const w = await world();
      const job = await bootstrap(w, { 'cluster-name': name });
      expect(job.ok).toBe(false);
      expect(job.calls).toEqual([]);
      expect(job.log).toContain('::error::cluster-name must be');
    },
  );

  test('hostile text in the other inputs stays text', async () => {
    const w = await world();
    const job = await bootstrap(w, {
      'task-policies': '"}],"x":[{"\n$(touch owned)`id`',
      'role-path': '/"$(id)"/',
    });
    expect(job.ok).toBe(false);
    expect(job.log).toContain('item 2, \\"$(touch owned)`id`\\", is not allowed'.replaceAll('\\', ''));
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
