/**
 * The policies for a cluster in `docs/permissions.md` let the Action ecs-cluster through, and each action that is taken out stops
 * it with its name. Some of the denials by default; `npm run test:conformance` runs all.
 */
import { readFileSync } from 'node:fs';
import { ECS_CALLS } from '../../scripts/ecs-policy.ts';
import { hasMoto } from '../harness/moto.ts';
import type { AwsCall, AwsError } from './aws-proxy.ts';
import { EcsWorld, LONG, PROFILE_ARN } from './ecs-world.ts';
import { FULL } from '../harness/full.ts';

const describeWithMoto = hasMoto('the permissions of the Action ecs-cluster') ? describe : describe.skip;

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string;
}

const PAGE = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');

function documented(mode: string): readonly Statement[] {
  const section = PAGE.split(/^### /m).find((part) => part.startsWith(`\`mode: ${mode}\` of a cluster\n`));
  const json = /```json\n(.*?)\n```/s.exec(section ?? '')?.[1];
  if (json === undefined) throw new Error(`the page has no policy for ${mode}`);
  const text = json
    .replaceAll('REGION', 'us-east-1')
    .replaceAll('ACCOUNT_ID', '123456789012')
    .replaceAll(/CLUSTER_NAME|NAME_PREFIX/g, 'demo');
  return (JSON.parse(text) as { Statement: Statement[] }).Statement;
}

/** Returns the actions that a call needs, each with its resource. */
function required(call: AwsCall): (readonly [action: string, resource: string])[] {
  const known = ECS_CALLS[call.name];
  if (known === undefined) throw new Error(`the page does not list ${call.name}`);
  const own = resourceOf(call);
  const resources: Readonly<Record<string, string>> = {
    'iam:PassRole': PROFILE_ARN.replace('instance-profile', 'role'),
    'iam:CreateServiceLinkedRole': 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/x',
    'ssm:GetParameters': 'arn:aws:ssm:us-east-1::parameter/aws/service/ecs/optimized-ami/x',
    'ec2:RunInstances': 'arn:aws:ec2:us-east-1:123456789012:instance/*',
  };
  return [call.name, ...(known.further ?? [])].map((action) => [action, resources[action] ?? own]);
}

function resourceOf({ name, parameters }: AwsCall): string {
  const text = (key: string): string => ([parameters[key]].flat()[0] as string | undefined) ?? '';
  const arn = (rest: string): string => `arn:aws:${name.split(':')[0] ?? ''}:us-east-1:123456789012:${rest}`;
  if (text('resourceArn') !== '') return text('resourceArn');
  if (name.includes('CapacityProvider') && name !== 'ecs:PutClusterCapacityProviders')
    return arn(`capacity-provider/${text('name') || text('capacityProvider') || text('capacityProviders')}`);
  if (name.startsWith('ecs:'))
    return arn(`cluster/${text('cluster') || text('clusters') || text('clusterName')}`);
  if (name.includes('Describe')) return '*';
  if (name.startsWith('ec2:')) return arn('launch-template/lt-1');
  const group = text('AutoScalingGroupName') || text('Tags.member.1.ResourceId');
  return arn(`autoScalingGroup:id:autoScalingGroupName/${group}`);
}

/** Returns a policy as the proxy enforces it, in the words of AWS. */
function enforce(
  statements: readonly Statement[],
  without?: string,
): (call: AwsCall) => AwsError | undefined {
  const matches = (pattern: string, resource: string): boolean =>
    new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*')}$`).test(resource);
  return (call) => {
    const denied = required(call).find(
      ([action, resource]) =>
        action === without ||
        !statements.some((each) => each.Action.includes(action) && matches(each.Resource, resource)),
    );
    if (denied === undefined) return undefined;
    return {
      code:
        call.protocol === 'json'
          ? 'AccessDeniedException'
          : call.protocol === 'ec2'
            ? 'UnauthorizedOperation'
            : 'AccessDenied',
      message: `User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: ${denied[0]} on resource: ${denied[1]}`,
    };
  };
}

/** Makes everything differ that the script can correct. */
async function changed(w: EcsWorld): Promise<void> {
  await w.present();
  const { clusters, providers, templates } = await w.state();
  const run = (command: string, ...more: string[]): Promise<unknown> => w.aws(...command.split(' '), ...more);
  for (const arn of [clusters[0]?.['clusterArn'], providers[0]?.['capacityProviderArn']]) {
    await run(`ecs untag-resource --resource-arn ${String(arn)} --tag-keys ecs-cluster`);
    await run(`ecs tag-resource --resource-arn ${String(arn)} --tags key=added,value=1`);
  }
  await run('ecs update-cluster --cluster demo --settings name=containerInsights,value=disabled');
  await run(
    'ecs put-cluster-capacity-providers --cluster demo --capacity-providers ec2-demo --default-capacity-provider-strategy []',
  );
  await run(
    'ecs update-capacity-provider --name ec2-demo --auto-scaling-group-provider managedScaling={status=DISABLED}',
  );
  const group = 'ResourceId=ec2-demo,ResourceType=auto-scaling-group';
  await run(`autoscaling delete-tags --tags ${group},Key=ecs-cluster`);
  await run(`autoscaling create-or-update-tags --tags ${group},PropagateAtLaunch=true,Key=added,Value=1`);
  // moto shows only the tags with which a launch template was created.
  await run('ec2 delete-launch-template --launch-template-name ec2-demo');
  const { 'ecs-cluster': _, ...tags }: Readonly<Record<string, string>> = {
    ...templates[0]?.tags,
    added: '1',
  };
  await run(
    'ec2 create-launch-template --launch-template-name ec2-demo --launch-template-data {"InstanceType":"t3.nano"} --tag-specifications',
    JSON.stringify([
      { ResourceType: 'launch-template', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    ]),
  );
}

const deleteGroup = (w: EcsWorld): Promise<unknown> =>
  w.aws(
    ...'autoscaling delete-auto-scaling-group --auto-scaling-group-name ec2-demo --force-delete'.split(' '),
  );

interface Case {
  readonly mode: 'apply' | 'destroy';
  readonly before: (w: EcsWorld) => Promise<unknown>;
}

const CASES: Readonly<Record<string, Case>> = {
  'from nothing': { mode: 'apply', before: (w) => w.reset() },
  'everything changed': { mode: 'apply', before: changed },
  'the group deleted': {
    mode: 'apply',
    before: async (w) => {
      await w.present();
      await deleteGroup(w);
    },
  },
  destroy: { mode: 'destroy', before: (w) => w.present() },
};

/** Actions that some case needed, by mode. */
const used = { apply: new Set<string>(), destroy: new Set<string>() };

describeWithMoto('the policies of the page', () => {
  const w = EcsWorld.forTests();

  const selected = Object.entries(CASES).filter(
    ([name]) => FULL || name === 'from nothing' || name === 'destroy',
  );
  test.each(selected)(
    '%s: the policy is enough, and each missing action stops the script with its name',
    async (name, { mode, before }) => {
      const statements = documented(mode);
      await before(w);
      const needed = new Set<string>();
      // In the order of need: each run is denied the first action that no run before it needed, so one preparation is enough.
      for (;;) {
        let without: string | undefined;
        w.proxy.before = (call) => {
          const actions = required(call).map(([action]) => action);
          if (FULL || (name === 'destroy' && needed.size < 4))
            without ??= actions.find((action) => !needed.has(action));
          for (const action of without === undefined ? actions : [without]) needed.add(action);
          return enforce(statements, without)(call);
        };
        const run = await w.script({ ...w.ec2, mode });
        if (without === undefined) {
          expect(run).toMatchObject({ ok: true });
          break;
        }
        expect([without, run.ok, run.log]).toEqual([
          without,
          false,
          expect.stringMatching(
            new RegExp(`^::error::.* failed: .*${without} .*Allow .*, then run the step again\\.$`, 'm'),
          ),
        ]);
      }
      for (const action of needed) used[mode].add(action);
    },
    LONG,
  );

  (FULL ? test : test.skip)('allow no action that no case needs', () => {
    for (const mode of ['apply', 'destroy'] as const)
      expect([...new Set(documented(mode).flatMap(({ Action }) => Action))].sort()).toEqual(
        [...used[mode]].sort(),
      );
  });
});

if (!FULL)
  console.log('Left out: most denials of the Action ecs-cluster. `npm run test:conformance` runs them.');
