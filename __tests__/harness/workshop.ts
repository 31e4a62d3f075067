/** The workshop's case: what the README shows first. */
export const OWNER = 'octo-org/octo-repo';
export const OWNER_KEY = 'aws-iam-instance-profile:owner';
export const OWNER_TAGS = [{ Key: OWNER_KEY, Value: OWNER }];

export const ECS_POLICY = 'arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role';
export const SSM_POLICY = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

export const WORKSHOP = {
  'role-name': 'demo-ecs-instance-role',
  'trust-services': 'ec2',
  'policy-arns': 'service-role/AmazonEC2ContainerServiceforEC2Role\nAmazonSSMManagedInstanceCore',
  tags: 'project=demo',
} as const;
export const WORKSHOP_ROLE = WORKSHOP['role-name'];

/** As many policies as a role may have by default. */
export const TEN_POLICIES = [
  'AmazonS3ReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonSQSFullAccess',
  'AmazonSNSFullAccess',
  'AmazonSSMManagedInstanceCore',
  'AmazonDynamoDBFullAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonKinesisFullAccess',
  'AmazonRDSReadOnlyAccess',
  'CloudWatchAgentServerPolicy',
] as const;

export const EC2_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** Returns a policy that allows one S3 action. */
export function allowS3(action: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: `s3:${action}`, Resource: 'arn:aws:s3:::demo/*' }],
  };
}
