/** The Action ecs-cluster against moto: each difference is corrected by the calls that it needs, and by no other. */
import { hasMoto } from '../harness/moto.ts';
import { EcsWorld, LONG, ofVolumes, OWNED, shape } from './ecs-world.ts';
import { FULL } from '../harness/full.ts';

const describeWithMoto = hasMoto('repairs by the Action ecs-cluster') ? describe : describe.skip;

/** Repairs that run by default. */
const SELECTED = /^(?:a changed, a removed|a capacity provider that was detached|an Auto Scaling group that)/;

describeWithMoto('a cluster with foreign changes', () => {
  const w = EcsWorld.forTests();
  beforeEach(() => w.reset(), LONG);

  test(
    'corrects each difference, applies another instance type and adopts by the calls that it needs, and by no other',
    async () => {
      expect(await w.script(w.ec2)).toMatchObject({ ok: true, outputs: { changed: 'true' } });
      const declared = shape(await w.state());
      const repairs: Record<string, readonly [string | (() => Promise<unknown>), readonly string[]]> = {
        'a changed, a removed and an added tag of the cluster': [
          async () => {
            const clusterArn = (await w.state()).clusters[0]?.['clusterArn'];
            const arn = ['--resource-arn', String(clusterArn)];
            await w.aws(
              'ecs',
              'tag-resource',
              ...arn,
              '--tags',
              'key=ecs-cluster,value=other',
              'key=added,value=1',
            );
          },
          ['ecs:TagResource', 'ecs:UntagResource'],
        ],
        'tags of the Auto Scaling group, but not the tag of ECS': [
          async () => {
            const group = 'ResourceId=ec2-demo,ResourceType=auto-scaling-group';
            const tag = `${group},PropagateAtLaunch=true`;
            await w.aws('autoscaling', 'delete-tags', '--tags', `${group},Key=ecs-cluster`);
            await w.aws(
              ...['autoscaling', 'create-or-update-tags', '--tags'],
              ...[`${tag},Key=added,Value=1`, `${tag},Key=AmazonECSManaged,Value=`],
            );
          },
          ['autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteTags'],
        ],
        'a capacity provider that was detached': [
          'ecs put-cluster-capacity-providers --cluster demo --capacity-providers FARGATE --default-capacity-provider-strategy []',
          ['ecs:PutClusterCapacityProviders'],
        ],
        'a default strategy that was changed': [
          'ecs put-cluster-capacity-providers --cluster demo --capacity-providers FARGATE FARGATE_SPOT ec2-demo --default-capacity-provider-strategy capacityProvider=FARGATE,weight=1',
          ['ecs:PutClusterCapacityProviders'],
        ],
        'scaling that was switched off': [
          'ecs update-capacity-provider --name ec2-demo --auto-scaling-group-provider managedScaling={status=DISABLED}',
          ['ecs:UpdateCapacityProvider'],
        ],
        'a group of another size': [
          'autoscaling update-auto-scaling-group --auto-scaling-group-name ec2-demo --max-size 9',
          ['autoscaling:UpdateAutoScalingGroup'],
        ],
        'container insights that were switched off': [
          'ecs update-cluster --cluster demo --settings name=containerInsights,value=disabled',
          ['ecs:UpdateCluster'],
        ],
        'an Auto Scaling group that was deleted, with the provider that named it': [
          'autoscaling delete-auto-scaling-group --auto-scaling-group-name ec2-demo --force-delete',
          [
            'autoscaling:CreateAutoScalingGroup',
            'ecs:PutClusterCapacityProviders',
            'ecs:DeleteCapacityProvider',
            'ecs:CreateCapacityProvider',
            'ecs:PutClusterCapacityProviders',
          ],
        ],
        'a launch template that was deleted': [
          'ec2 delete-launch-template --launch-template-name ec2-demo',
          ['ec2:CreateLaunchTemplate', 'autoscaling:UpdateAutoScalingGroup'],
        ],
        'a newer version of the launch template with one more parameter': [
          async () => {
            const data = (await w.state()).templates[0]?.versions.at(-1);
            const file = JSON.stringify({ ...data, KeyName: 'back-door' });
            await w.aws(
              ...'ec2 create-launch-template-version --launch-template-name ec2-demo --launch-template-data'.split(
                ' ',
              ),
              file,
            );
          },
          ['ec2:CreateLaunchTemplateVersion'],
        ],
      };
      for (const [what, [change, writes]] of Object.entries(repairs)) {
        if (!FULL && !SELECTED.test(what)) continue;
        await (typeof change === 'string' ? w.aws(...change.split(' ')) : change());
        const repaired = await w.script(w.ec2);
        expect([what, repaired.ok, w.proxy.writes]).toEqual([what, true, writes]);
        expect([what, shape(await w.state())]).toEqual([what, declared]);
      }
      const again = await w.script(w.ec2);
      expect([again.outputs['changed'], w.proxy.writes]).toEqual(['false', []]);

      const other = { ...w.ec2, 'instance-type': 'm7g.large' };
      const bigger = await w.script(other);
      expect([bigger.ok, w.proxy.writes]).toEqual([true, ['ec2:CreateLaunchTemplateVersion']]);
      const { templates } = await w.state();
      expect(templates[0]?.versions.at(-1)).toMatchObject({
        InstanceType: 'm7g.large',
        // Graviton needs another image.
        ImageId: 'resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id',
      });

      const taken = await w.script({ ...other, owner: 'octo-org/other', adopt: 'true' });
      const tagged = ['ec2:CreateTags', 'autoscaling:CreateOrUpdateTags', 'ecs:TagResource'];
      expect([taken.ok, w.proxy.writes]).toEqual([
        true,
        // The tags of volumes are in the launch template's data.
        ['ecs:TagResource', 'ec2:CreateLaunchTemplateVersion', ...tagged],
      ]);
    },
    LONG,
  );

  (FULL ? test : test.skip)(
    'corrects the tags of a launch template that was made anew',
    async () => {
      await w.script(w.ec2);
      const [template] = (await w.state()).templates;
      await w.aws(...'ec2 delete-launch-template --launch-template-name ec2-demo'.split(' '));
      const { 'ecs-cluster': _, ...others }: Readonly<Record<string, string>> = {
        ...template?.tags,
        added: '1',
      };
      const Tags = Object.entries(others).map(([Key, Value]) => ({ Key, Value }));
      await w.aws(
        ...'ec2 create-launch-template --launch-template-name ec2-demo --tag-specifications'.split(' '),
        JSON.stringify([{ ResourceType: 'launch-template', Tags }]),
        ...['--launch-template-data', JSON.stringify(ofVolumes(template?.versions[0]))],
      );
      const corrected = await w.script(w.ec2);
      expect([corrected.ok, w.proxy.writes]).toEqual([
        true,
        ['ec2:CreateTags', 'ec2:DeleteTags', 'autoscaling:UpdateAutoScalingGroup'],
      ]);
      expect((await w.state()).templates[0]?.tags).toEqual(OWNED);
    },
    LONG,
  );
});

if (!FULL)
  console.log('Left out: most repairs by the Action ecs-cluster. `npm run test:conformance` runs them.');
