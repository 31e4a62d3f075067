/** The examples on ECS against moto: bootstrap, task definition, task, destroy, with the inputs and scripts of the files. */
import { hasMoto } from '../harness/moto.ts';
import { EcsWorld, LONG } from './ecs-world.ts';
import { runJob, workflow, type JobResult, type Workflow } from './job.ts';
import { FULL } from '../harness/full.ts';

const describeWithMoto = hasMoto('the examples on ECS against moto') ? describe : describe.skip;

if (!FULL) console.log('Left out: the example on Fargate. `npm run test:conformance` runs it.');

const EXAMPLES = ['examples/ecs-cluster.yml', ...(FULL ? ['examples/ecs-fargate.yml'] : [])];
describeWithMoto.each(EXAMPLES)('%s', (path) => {
  const w = EcsWorld.forTests({ managedPolicies: true });

  /** Starts an instance and lets it join the cluster, as Auto Scaling and the agent of ECS would. */
  async function join(): Promise<void> {
    const instance = (await w.aws(
      ...'ec2 run-instances --image-id ami-12c6146b --instance-type t3.small'.split(' '),
    )) as { Instances: [{ InstanceId: string }] };
    const document = JSON.stringify({ instanceId: instance.Instances[0].InstanceId });
    await w.aws(
      ...'ecs register-container-instance --cluster demo --instance-identity-document'.split(' '),
      document,
    );
  }

  test(
    'runs its task, and leaves nothing behind',
    async () => {
      // The file's subnets and groups are placeholders, which moto would not find.
      const { 'subnet-ids': subnets = '', 'security-group-ids': groups = '' } = w.ec2;
      const [first = '', second = ''] = subnets.split('\n');
      const text = JSON.stringify(await workflow(path))
        .replaceAll('subnet-0a1b2c3d', first)
        .replaceAll('subnet-4e5f6a7b', second)
        .replaceAll('sg-0a1b2c3d', groups.split('\n')[0] ?? '');
      const file = JSON.parse(text) as Workflow;
      const { jobs } = file;
      const region = { 'aws-region': 'us-east-1' };
      const given = { ...jobs['bootstrap']?.with, ...region };
      const bootstrap = await w.bootstrap(given);
      expect([bootstrap.ok, bootstrap.log]).toEqual([true, expect.not.stringContaining('::error')]);
      if ('capacity' in given) await join();
      // moto has no exit code, and counts a task as running until StopTask: as if the task ended first.
      const real = 'PATH="${PATH#*:}" aws "$@"';
      const run = (exitCode: number): Promise<JobResult> =>
        runJob(file, 'task', {
          ...w.jobOptions(),
          inputs: {},
          needs: { bootstrap: { outputs: bootstrap.outputs } },
          commands: {
            aws: `if [ "$2" = describe-tasks ]; then echo '["Essential container in task exited", ${exitCode}]'; else ${real}; fi`,
          },
        });
      const failed = await run(1);
      expect([failed.ok, w.proxy.writes.at(-1)]).toEqual([false, 'ecs:StopTask']);
      const task = await run(0);
      expect([task.ok, task.log]).toEqual([true, expect.not.stringContaining('error')]);
      const started = w.proxy.calls.find(({ name }) => name === 'ecs:RunTask');
      expect(started?.parameters).toMatchObject(
        'capacity' in given
          ? { capacityProviderStrategy: [{ capacityProvider: 'ec2-demo' }] }
          : { launchType: 'FARGATE' },
      );
      const { taskDefinition } = (await w.aws(
        ...'ecs describe-task-definition --task-definition demo-hello'.split(' '),
      )) as { taskDefinition: object };
      expect(taskDefinition).toMatchObject({
        executionRoleArn: bootstrap.outputs['execution-role-arn'],
        taskRoleArn: bootstrap.outputs['task-role-arn'],
      });

      const destroy = await w.bootstrap({ ...jobs['destroy']?.with, ...region });
      expect([destroy.ok, destroy.log]).toEqual([true, expect.not.stringContaining('::error')]);
      expect(await w.state()).toMatchObject({
        clusters: [],
        providers: [],
        groups: [],
        templates: [],
        roles: {},
        profiles: {},
      });
    },
    LONG,
  );
});
