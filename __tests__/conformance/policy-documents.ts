/** Policy documents for generated calls: those that IAM accepts, and those that it refuses. */

const statement = (Action: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const identity = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const trustOf = (Principal: unknown, more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }],
  });
const EC2 = { Service: 'ec2.amazonaws.com' };

export const goodTrusts = [
  trustOf(EC2),
  trustOf({ Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, { Sid: 'Both' }),
  trustOf({ AWS: '*' }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } }),
  JSON.stringify(JSON.parse(trustOf(EC2)), undefined, 2),
];
export const badTrusts = [
  '{',
  '[]',
  '{"Version":"2012-10-17"}',
  '{"Version":"2012-10-17","Statement":[]}',
  trustOf(EC2).replace('2012', '2011'),
  trustOf(EC2, { Resource: '*' }),
  trustOf(EC2, { Extra: 1 }),
  trustOf(EC2, { Effect: 'allow' }),
  trustOf(EC2, { Effect: undefined }),
  trustOf(EC2, { Action: 's3:GetObject' }),
  trustOf(EC2, { Action: undefined }),
  trustOf(EC2, { Condition: { StringEqual: { 'aws:x': '1' } } }),
  trustOf(undefined),
  trustOf({}),
  trustOf({ Service: 'no host' }),
  trustOf({ Robot: 'x' }),
  trustOf({ AWS: 'arn:aws:iam::123456789012:root', Federated: '!' }),
  trustOf(EC2, { Sid: 'x'.repeat(2048) }),
  '“”',
  '',
];

export const goodDocuments = [
  identity(statement('s3:GetObject')),
  identity(statement(['s3:*', 'ec2:Describe*'], { Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'] })),
  identity(
    statement('s3:PutObject', { Sid: 'A', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    statement('iam:PassRole', { Sid: 'B', Effect: 'Deny', Resource: 'arn:aws:iam::*:role/a+b %20 c' }),
  ),
  JSON.stringify({ Version: '2012-10-17', Statement: statement('*') }, undefined, 2),
];
/** Each is under a quota of 6,144 characters and over half of one of 10,240. */
export const largeDocument = identity(statement('s3:GetObject', { Sid: 'L'.repeat(5900) }));
export const badDocuments = [
  '{',
  '"text"',
  '{"Version":"2012-10-17"}',
  '{"Version":"2012-10-17","Statement":[]}',
  identity(statement('s3:GetObject')).replace('2012', '2013'),
  JSON.stringify({ Statement: [statement('s3:GetObject')] }),
  identity(statement('s3:GetObject', { Principal: EC2 })),
  identity(statement('s3:GetObject', { Extra: 1 })),
  identity(statement('s3:GetObject', { Effect: 'allow' })),
  identity(statement('s3:GetObject', { Effect: undefined })),
  identity(statement('s3:GetObject', { NotAction: 's3:PutObject' })),
  identity(statement('s3:GetObject', { Resource: undefined })),
  identity(statement('s3:GetObject', { Resource: 'bucket' })),
  identity(statement('s3:GetObject', { Resource: 'arn:aws-cn:s3:::a' })),
  identity(statement('s3:GetObject', { Condition: { StringEqual: { 'aws:x': '1' } } })),
  identity(statement('GetObject')),
  identity(statement('s3:Get:Object')),
  identity(statement(undefined)),
  identity(statement('s3:GetObject', { Sid: 'A' }), statement('s3:PutObject', { Sid: 'A' })),
  identity(statement('s3:GetObject', { Sid: 'x'.repeat(6144) })),
  '“”',
  '',
];
