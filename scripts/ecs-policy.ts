/**
 * The least IAM policy of the Action `ecs-cluster`, as `docs/permissions.md` gives it: the calls of each mode, and the further
 * actions that AWS checks for a call. A test enforces it and takes out one action after the other.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

type EcsMode = 'apply' | 'destroy';
type EcsKind = 'cluster' | 'capacity-provider' | 'launch-template' | 'auto-scaling-group' | 'account';

interface EcsCall {
  readonly kinds: readonly EcsKind[];
  readonly modes: readonly EcsMode[];
  /** Reason for the call, in Markdown. */
  readonly when: string;
  /** Further actions that AWS checks for this call. */
  readonly further?: readonly string[];
}

const BOTH: readonly EcsMode[] = ['apply', 'destroy'];
const APPLY: readonly EcsMode[] = ['apply'];
/** Auto Scaling checks whether the caller may launch what the template describes. */
const LAUNCH = ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole', 'ssm:GetParameters'];

export const ECS_CALLS: Readonly<Record<string, EcsCall>> = {
  'ecs:DescribeClusters': { kinds: ['cluster'], modes: BOTH, when: 'always' },
  'ecs:CreateCluster': {
    kinds: ['cluster'],
    modes: APPLY,
    when: "the cluster doesn't exist",
    further: ['ecs:TagResource', 'iam:CreateServiceLinkedRole'],
  },
  'ecs:UpdateCluster': { kinds: ['cluster'], modes: APPLY, when: '`container-insights`' },
  'ecs:PutClusterCapacityProviders': {
    kinds: ['cluster'],
    modes: BOTH,
    when: 'capacity providers or the default strategy; replacing or deleting a capacity provider',
  },
  'ecs:DeleteCluster': { kinds: ['cluster'], modes: ['destroy'], when: 'the cluster exists' },
  'ecs:TagResource': {
    kinds: ['cluster', 'capacity-provider'],
    modes: APPLY,
    when: 'creation, `tags`, `adopt`',
  },
  'ecs:UntagResource': {
    kinds: ['cluster', 'capacity-provider'],
    modes: APPLY,
    when: '`tags`, unless `prune` leaves them out',
  },
  'ecs:DescribeCapacityProviders': { kinds: ['capacity-provider'], modes: BOTH, when: '`capacity: ec2`' },
  'ecs:CreateCapacityProvider': {
    kinds: ['capacity-provider'],
    modes: APPLY,
    when: "the capacity provider doesn't exist",
    further: ['ecs:TagResource'],
  },
  'ecs:UpdateCapacityProvider': { kinds: ['capacity-provider'], modes: APPLY, when: '`target-capacity`' },
  'ecs:DeleteCapacityProvider': {
    kinds: ['capacity-provider'],
    modes: BOTH,
    when: 'replacing one whose Auto Scaling group was deleted; destroying',
  },
  'ec2:DescribeLaunchTemplates': { kinds: ['account'], modes: BOTH, when: '`capacity: ec2`' },
  'ec2:DescribeLaunchTemplateVersions': {
    kinds: ['account'],
    modes: APPLY,
    when: 'the launch template exists',
  },
  'ec2:CreateLaunchTemplate': {
    kinds: ['launch-template'],
    modes: APPLY,
    when: "the launch template doesn't exist",
    further: ['ec2:CreateTags'],
  },
  'ec2:CreateLaunchTemplateVersion': {
    kinds: ['launch-template'],
    modes: APPLY,
    when: '`instance-type`, `image-id`, `security-group-ids`, `tags`, the profile',
  },
  'ec2:DeleteLaunchTemplate': {
    kinds: ['launch-template'],
    modes: ['destroy'],
    when: 'the launch template exists',
  },
  'ec2:CreateTags': { kinds: ['launch-template'], modes: APPLY, when: 'creation, `tags`, `adopt`' },
  'ec2:DeleteTags': {
    kinds: ['launch-template'],
    modes: APPLY,
    when: '`tags`, unless `prune` leaves them out',
  },
  'autoscaling:DescribeAutoScalingGroups': { kinds: ['account'], modes: BOTH, when: '`capacity: ec2`' },
  'autoscaling:CreateAutoScalingGroup': {
    kinds: ['auto-scaling-group'],
    modes: APPLY,
    when: "the group doesn't exist",
    further: ['autoscaling:CreateOrUpdateTags', 'iam:CreateServiceLinkedRole', ...LAUNCH],
  },
  'autoscaling:UpdateAutoScalingGroup': {
    kinds: ['auto-scaling-group'],
    modes: APPLY,
    when: '`subnet-ids`, `min-size`, `max-size`, a launch template that was created anew',
    further: LAUNCH,
  },
  'autoscaling:DeleteAutoScalingGroup': {
    kinds: ['auto-scaling-group'],
    modes: ['destroy'],
    when: 'the group exists',
  },
  'autoscaling:CreateOrUpdateTags': {
    kinds: ['auto-scaling-group'],
    modes: APPLY,
    when: 'creation, `tags`, `adopt`',
  },
  'autoscaling:DeleteTags': {
    kinds: ['auto-scaling-group'],
    modes: APPLY,
    when: '`tags`, unless `prune` leaves them out',
  },
};

/** Returns the least policy of a mode, with the page's placeholders for the user's own names. */
function ecsPolicy(mode: EcsMode): object {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:REGION:ACCOUNT_ID:${rest}`;
  const resources: Readonly<Record<EcsKind, string>> = {
    cluster: arn('ecs', 'cluster/CLUSTER_NAME'),
    'capacity-provider': arn('ecs', 'capacity-provider/ec2-NAME_PREFIX'),
    'launch-template': arn('ec2', 'launch-template/*'),
    'auto-scaling-group': arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/ec2-NAME_PREFIX'),
    account: '*',
  };
  const allow = (Action: readonly string[], Resource: string, Condition?: object): object => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  const statements = Object.entries(resources).map(([kind, resource]) => {
    const calls = Object.entries(ECS_CALLS).filter(
      ([, { kinds, modes }]) => kinds.includes(kind as EcsKind) && modes.includes(mode),
    );
    return [calls.map(([action]) => action).sort(), resource] as const;
  });
  return {
    Version: '2012-10-17',
    Statement: [
      ...statements.filter(([actions]) => actions.length > 0).map(([actions, each]) => allow(actions, each)),
      ...(mode === 'apply'
        ? [
            allow(['ec2:RunInstances'], '*'),
            allow(['ec2:CreateTags'], '*', { StringEquals: { 'ec2:CreateAction': 'RunInstances' } }),
            allow(['ssm:GetParameters'], 'arn:aws:ssm:REGION::parameter/aws/service/*'),
            allow(['iam:PassRole'], 'arn:aws:iam::ACCOUNT_ID:role/NAME_PREFIX-instance', {
              StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
            }),
            allow(['iam:CreateServiceLinkedRole'], 'arn:aws:iam::ACCOUNT_ID:role/aws-service-role/*', {
              StringEquals: { 'iam:AWSServiceName': ['ecs.amazonaws.com', 'autoscaling.amazonaws.com'] },
            }),
          ]
        : []),
    ],
  };
}

/** Returns the section of `docs/permissions.md`. */
export function ecsPermissions(table: (head: readonly string[], rows: string[][]) => string): string {
  const json = (mode: EcsMode): string => `\`\`\`json\n${JSON.stringify(ecsPolicy(mode), null, 2)}\n\`\`\``;
  const rows = Object.entries(ECS_CALLS).map(([action, { kinds, modes, when, further = [] }]) => [
    [action, ...further].map((each) => `\`${each}\``).join('<br>'),
    kinds.join(', '),
    modes.map((mode) => `\`${mode}\``).join(', '),
    when,
  ]);
  return `## ECS cluster

The [workflow \`ecs-cluster-bootstrap.yml\`](workflows.md) needs two policies for each mode: that of the mode above for its roles
(\`role/NAME_PREFIX-*\` and \`instance-profile/NAME_PREFIX-instance\`), and that of the mode below. A role that also destroys needs
four. The Action \`ecs-cluster\` needs only those below. A test enforces both policies, and removes one action at a time.

\`NAME_PREFIX\` is \`name-prefix\`, or the cluster's name. \`capacity: fargate\` needs only the statement about the cluster and
\`iam:CreateServiceLinkedRole\`.

### \`mode: apply\` of a cluster

${json('apply')}

### \`mode: destroy\` of a cluster

${json('destroy')}

### Each action of a cluster

${table(['action', 'on', 'modes', 'when'], rows)}

- **\`iam:CreateServiceLinkedRole\`** is needed only by the first cluster and the first Auto Scaling group of an account.
- Auto Scaling checks **\`ec2:RunInstances\`**, **\`ec2:CreateTags\`** at launch, **\`iam:PassRole\`** and **\`ssm:GetParameters\`**
  before it accepts a launch template. The workflow also uses \`ec2:RunInstances\` and \`ssm:GetParameters\` to wait until EC2
  accepts the profile.
- **Launch templates** have an id that is unknown before they exist, so the policy allows all of them. To narrow it, add the condition
  \`"StringEquals": { "aws:ResourceTag/ecs-cluster": "CLUSTER_NAME" }\` to all of its actions except \`ec2:CreateLaunchTemplate\`.
`;
}
