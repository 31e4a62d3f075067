/** The ECS workflow against moto, with the real AWS CLI: from nothing to linked resources, no write twice, repairs, destroy. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FULL } from '../harness/full.ts';
import { hasMoto } from '../harness/moto.ts';
import { EcsWorld, LONG, OWNED, type EcsState } from './ecs-world.ts';

const describeWithMoto = hasMoto('the ECS workflow against moto') ? describe : describe.skip;

describeWithMoto('ecs-cluster-bootstrap', () => {
  const w = EcsWorld.forTests({ managedPolicies: true });
  beforeEach(() => w.reset(), LONG);

  test(
    'creates and links everything from nothing, writes nothing twice, and destroys all of it, twice',
    async () => {
      const policy = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }],
      };
      const inputs = {
        ...w.ec2,
        'infrastructure-role': true,
        'permissions-boundary': 'PowerUserAccess',
        'execution-inline-policies': JSON.stringify({ logs: policy }),
        'task-inline-policies': 'orders: {"Version":"2012-10-17","Statement":[]}'.replace(
          '[]',
          JSON.stringify(policy.Statement),
        ),
        tags: 'team=web\n# a comment\nstage = test',
      };
      const created = await w.bootstrap(inputs);
      expect([created.ok, created.log]).toEqual([true, expect.not.stringContaining('::error')]);
      const state = await w.state();
      const tags = { ...OWNED, team: 'web', stage: 'test' };
      const [template] = state.templates;
      expect(created.outputs).toEqual({
        'cluster-arn': state.clusters[0]?.['clusterArn'],
        'capacity-provider-name': 'ec2-demo',
        'auto-scaling-group-name': 'ec2-demo',
        'launch-template-id': template?.LaunchTemplateId,
        'instance-role-arn': state.roles['demo-instance']?.arn,
        'instance-profile-arn': state.profiles['demo-instance']?.arn,
        'instance-profile-name': 'demo-instance',
        'execution-role-arn': state.roles['demo-execution']?.arn,
        'task-role-arn': state.roles['demo-task']?.arn,
        'infrastructure-role-arn': state.roles['demo-infrastructure']?.arn,
      });
      expect(Object.values(created.outputs)).not.toContain('');
      expectLinked(state, tags, w.ec2);

      const again = await w.bootstrap(inputs);
      expect([again.ok, w.proxy.writes]).toEqual([true, []]);
      expect(again.outputs).toEqual(created.outputs);

      const destroyed = await w.bootstrap({ ...inputs, mode: 'destroy' });
      expect([destroyed.ok, destroyed.log]).toEqual([true, expect.not.stringContaining('::error')]);
      expect(await w.state()).toMatchObject(EMPTY);
      expect(Object.values(destroyed.outputs).join('')).toBe('');
      const gone = await w.bootstrap({ ...inputs, mode: 'destroy' });
      expect([gone.ok, w.proxy.writes]).toEqual([true, []]);
    },
    LONG,
  );

  test(
    'sends every call with the keys of role-to-assume, also on a runner with a profile of its own',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'aws-'));
      const file = join(directory, 'credentials');
      await writeFile(file, '[runner]\naws_access_key_id = AKIARUNNER\naws_secret_access_key = x\n');
      const runner = { AWS_PROFILE: 'runner', AWS_SHARED_CREDENTIALS_FILE: file };
      for (const mode of ['apply', 'destroy']) {
        const job = await w.bootstrap({ mode }, runner);
        expect([job.ok, job.log]).toEqual([true, expect.not.stringContaining('::error')]);
        expect(w.proxy.writes).toContain(mode === 'apply' ? 'iam:CreateRole' : 'iam:DeleteRole');
        expect(new Set(w.proxy.calls.map(({ key }) => key))).toEqual(
          new Set([w.environment['AWS_ACCESS_KEY_ID']]),
        );
      }
      await rm(directory, { recursive: true });
    },
    LONG,
  );

  test(
    'refuses resources of another owner before it writes, unless adopt is true, and names the steps to a destroy',
    async () => {
      await w.aws(...'ecs create-cluster --cluster-name demo'.split(' '));
      const refused = await w.script();
      expect([refused.ok, w.proxy.writes]).toEqual([false, []]);
      expect(refused.log).toContain(
        '::error::cluster/demo exists and its owner tag is "", not "octo-org/octo-repo". Choose another name, or take it over with adopt: true.',
      );
      const destroy = await w.script({ mode: 'destroy' });
      expect([destroy.ok, w.proxy.writes]).toEqual([false, []]);
      expect(destroy.log).toContain(
        'first take it over: mode: apply with adopt: true. Then run mode: destroy.',
      );
      const workflow = await w.bootstrap();
      expect([workflow.ok, w.proxy.writes]).toEqual([false, []]);
      expect(workflow.log).toContain('::error::cluster/demo exists and its owner tag is ""');
      const adopted = await w.bootstrap({ adopt: true });
      expect([adopted.ok, w.proxy.writes.filter((name) => name.startsWith('ecs:'))]).toEqual([
        true,
        ['ecs:UpdateCluster', 'ecs:TagResource', 'ecs:PutClusterCapacityProviders'],
      ]);

      // As after a rename of the repository.
      const { clusters, roles } = await w.state();
      const [key, old] = ['aws-iam-instance-profile:owner', 'octo-org/old-name'];
      const clusterArn = String(clusters[0]?.['clusterArn']);
      await w.aws(
        ...['ecs', 'tag-resource', '--resource-arn', clusterArn, '--tags', `key=${key},value=${old}`],
      );
      expect(Object.keys(roles)).toHaveLength(2);
      for (const role of Object.keys(roles))
        await w.aws(...['iam', 'tag-role', '--role-name', role, '--tags', `Key=${key},Value=${old}`]);
      const renamed = await w.bootstrap({ mode: 'destroy' });
      expect([renamed.ok, w.proxy.writes]).toEqual([false, []]);
      expect(renamed.log).toContain(
        `::error::cluster/demo exists and its owner tag is "${old}", not "octo-org/octo-repo". Check the name. To delete it anyway, first take it over: mode: apply with adopt: true. Then run mode: destroy.`,
      );
      expect((await w.bootstrap({ adopt: true })).ok).toBe(true);
      expect((await w.bootstrap({ mode: 'destroy' })).ok).toBe(true);
      expect(await w.state()).toMatchObject(EMPTY);
    },
    LONG,
  );

  test(
    'refuses the roles and the capacity of another cluster with the same prefix before it writes, also if adopt is true',
    async () => {
      const named = (name: string) => ({ ...w.ec2, 'cluster-name': name, 'name-prefix': 'shop' });
      expect((await w.bootstrap(named('blue'))).ok).toBe(true);
      const names = ['launch-template/ec2-shop', 'auto-scaling-group/ec2-shop', 'capacity-provider/ec2-shop'];
      for (const more of [
        ...(FULL ? [{ mode: 'apply' }] : []),
        { mode: 'apply', adopt: true },
        { mode: 'destroy' },
      ]) {
        const green = await w.bootstrap({ ...named('green'), ...more });
        expect([more, green.ok, w.proxy.writes]).toEqual([more, false, []]);
        for (const name of [...names, 'role/shop-instance', 'role/shop-execution', 'role/shop-task']) {
          expect(green.log).toContain(`${name} belongs to the cluster "blue", not "green".`);
          expect(green.log).toContain(`no longer exists, remove the tag ecs-cluster from ${name}.`);
        }
      }
      for (const adopt of FULL ? ['false', 'true'] : ['true']) {
        const alone = await w.script({ ...named('green'), owner: 'octo-org/other', adopt });
        expect([adopt, alone.ok, w.proxy.writes]).toEqual([adopt, false, []]);
        for (const name of names)
          expect(alone.log).toContain(`${name} belongs to the cluster "blue", not "green".`);
        // It would be no remedy here.
        expect(alone.log).not.toContain('adopt: true');
      }
      expect((await w.bootstrap({ ...named('blue'), mode: 'destroy' })).ok).toBe(true);
      expect(await w.state()).toMatchObject(EMPTY);
    },
    LONG,
  );

  test(
    'for Fargate waits for what AWS shows late, creates the cluster alone, prunes declared kinds, and names the call that failed',
    async () => {
      let failures = 2;
      w.proxy.before = ({ name }) =>
        name === 'ecs:CreateCluster' && failures-- > 0
          ? { code: 'InvalidParameterException', message: 'Unable to assume the service linked role.' }
          : undefined;
      const first = await w.script();
      const creations = Array<string>(3).fill('ecs:CreateCluster');
      expect([first.ok, w.proxy.writes]).toEqual([true, [...creations, 'ecs:PutClusterCapacityProviders']]);
      expect(first.outputs).toMatchObject({
        'capacity-provider-name': 'FARGATE',
        'auto-scaling-group-name': '',
      });
      const clusterArn = String((await w.state()).clusters[0]?.['clusterArn']);
      const tag = () =>
        w.aws('ecs', 'tag-resource', '--resource-arn', clusterArn, '--tags', 'key=added,value=1');
      await tag();
      const kept = await w.script({ prune: 'policies' });
      expect([kept.ok, w.proxy.writes]).toEqual([true, []]);
      const services = w.proxy.calls.map(({ name }) => name.split(':')[0]);
      expect(new Set(services)).toEqual(new Set(['ecs']));

      for (const prune of ['[policies, "tags"]', '- inline-policies\n- tags']) {
        await tag();
        expect((await w.script({ prune })).ok).toBe(true);
        expect(w.proxy.writes).toEqual(['ecs:UntagResource']);
      }
      for (const prune of ['tagz', '', '[]']) {
        const refused = await w.script({ prune });
        expect([refused.ok, w.proxy.calls]).toEqual([false, []]);
        expect(refused.log).toContain('::error::prune is not valid');
      }
      expect((await w.script({ prune: '[tags, roles]' })).log).toContain('prune must not hold roles');

      w.proxy.before = ({ name }) =>
        name === 'ecs:UpdateCluster' ? { code: 'ClientException', message: '50% of\nnothing' } : undefined;
      const failed = await w.script({ 'container-insights': 'disabled' });
      expect([failed.ok, w.proxy.writes]).toEqual([false, ['ecs:UpdateCluster']]);
      expect(failed.log).toContain(
        '::error::ecs:UpdateCluster on cluster/demo failed: (ClientException) when calling the UpdateCluster operation: 50%25 of nothing. Correct this, then run the step again: it continues where it stopped.',
      );
    },
    LONG,
  );
});

const EMPTY = { clusters: [], providers: [], groups: [], templates: [], roles: {}, profiles: {} };

function expectLinked(state: EcsState, tags: object, ec2: Readonly<Record<string, string>>): void {
  const [cluster] = state.clusters;
  const [group] = state.groups;
  const [template] = state.templates;
  const profile = state.profiles['demo-instance'];
  expect(
    [state.clusters, state.providers, state.groups, state.templates].map(({ length }) => length),
  ).toEqual([1, 1, 1, 1]);
  expect(cluster).toMatchObject({
    clusterName: 'demo',
    capacityProviders: expect.arrayContaining(['ec2-demo', 'FARGATE', 'FARGATE_SPOT']) as unknown,
    defaultCapacityProviderStrategy: [{ capacityProvider: 'ec2-demo', weight: 1, base: 0 }],
    settings: [{ name: 'containerInsights', value: 'enabled' }],
    tags,
  });
  expect(state.providers).toMatchObject([
    {
      name: 'ec2-demo',
      autoScalingGroupProvider: {
        autoScalingGroupArn: group?.['AutoScalingGroupARN'],
        managedScaling: { status: 'ENABLED', targetCapacity: 100 },
        managedTerminationProtection: 'ENABLED',
        managedDraining: 'ENABLED',
      },
      tags,
    },
  ]);
  expect(group).toMatchObject({
    AutoScalingGroupName: 'ec2-demo',
    LaunchTemplate: { LaunchTemplateId: template?.LaunchTemplateId, Version: '$Latest' },
    MinSize: 0,
    MaxSize: 2,
    NewInstancesProtectedFromScaleIn: true,
    tags,
  });
  expect(String(group?.['VPCZoneIdentifier']).split(',').sort()).toEqual(
    ec2['subnet-ids']?.split('\n').sort(),
  );
  expect(template?.tags).toEqual(tags);
  const [data, ...more] = template?.versions ?? [];
  expect(more).toEqual([]);
  expect(data).toMatchObject({
    IamInstanceProfile: { Arn: profile?.arn },
    ImageId: 'resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
    InstanceType: 't3.small',
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true } }],
    SecurityGroupIds: ec2['security-group-ids']?.split('\n').sort(),
  });
  expect(Buffer.from(String(data?.['UserData']), 'base64').toString()).toBe(
    '#!/bin/bash\necho ECS_CLUSTER=demo >>/etc/ecs/ecs.config\necho ECS_AWSVPC_BLOCK_IMDS=true >>/etc/ecs/ecs.config\n',
  );
  expect(profile?.roles).toEqual(['demo-instance']);
  for (const role of Object.values(state.roles)) {
    expect(role).toMatchObject({ boundary: 'arn:aws:iam::aws:policy/PowerUserAccess', tags });
  }
  expect(state.roles).toMatchObject({
    'demo-instance': {
      attached: ['AmazonEC2ContainerServiceforEC2Role', 'AmazonSSMManagedInstanceCore'],
      trust: { Statement: [{ Principal: { Service: 'ec2.amazonaws.com' } }] },
    },
    'demo-execution': { attached: ['AmazonECSTaskExecutionRolePolicy'], inline: ['logs'] },
    'demo-task': { attached: [], inline: ['orders'] },
    'demo-infrastructure': { attached: ['AmazonECSInfrastructureRolePolicyForVolumes'] },
  });
}
