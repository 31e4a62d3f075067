import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { readOnly, refusal, startWithClient, trust } from './emulator-with-client.ts';

const allow = (Action: string | string[], Resource = '*', Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const roleArn = 'arn:aws:iam::123456789012:role/team/demo';
const denied = (action: string, resource: string) =>
  `User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: iam:${action} on resource: ${resource} because no identity-based policy allows the iam:${action} action`;

/** Creates the role /team/demo and the profile demo, and limits the caller to the statements. */
async function withStatements(...Statement: object[]) {
  const world = await startWithClient({
    policy: { Version: '2012-10-17', Statement: Statement as Record<string, unknown>[] },
  });
  world.iam.call('CreateRole', {
    RoleName: 'demo',
    Path: '/team/',
    AssumeRolePolicyDocument: trust,
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  world.iam.call('CreateInstanceProfile', { InstanceProfileName: 'demo' });
  return (command: (client: IAMClient) => Promise<unknown>) => refusal(() => command(world.client));
}
const get = (client: IAMClient) => client.send(new GetRoleCommand({ RoleName: 'demo' }));
const attach = (client: IAMClient) =>
  client.send(new AttachRolePolicyCommand({ RoleName: 'demo', PolicyArn: readOnly }));
const add = (client: IAMClient) =>
  client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'demo', RoleName: 'demo' }));
const createTagged = (client: IAMClient) =>
  client.send(
    new CreateRoleCommand({
      RoleName: 'new',
      AssumeRolePolicyDocument: trust,
      Tags: [{ Key: 'owner', Value: 'us' }],
    }),
  );
const createCapital = (client: IAMClient) =>
  client.send(new CreateRoleCommand({ RoleName: 'New', AssumeRolePolicyDocument: trust }));
const list = (client: IAMClient) => client.send(new ListRolesCommand({}));
const create = (client: IAMClient) =>
  client.send(new CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument: trust }));

test.each([
  ['the exact action and ARN', [allow('iam:GetRole', roleArn)], get],
  ['an ARN with capitals', [allow('iam:CreateRole', 'arn:aws:iam::123456789012:role/New')], createCapital],
  ['globs', [allow('iam:Get*', 'arn:aws:iam::*:role/team/de?o')], get],
  ['an action in another case', [allow('IAM:getrole')], get],
  [
    'NotAction and NotResource',
    [{ Effect: 'Allow', NotAction: 'iam:Put*', NotResource: 'arn:aws:iam::*:role/x' }],
    get,
  ],
  ['the ARN of a new role', [allow('iam:CreateRole', 'arn:aws:iam::123456789012:role/new')], create],
  ['a list by path', [allow('iam:ListRoles', 'arn:aws:iam::123456789012:role/')], list],
  [
    'iam:PolicyARN',
    [allow('iam:AttachRolePolicy', '*', { ArnEquals: { 'iam:PolicyARN': readOnly } })],
    attach,
  ],
  [
    'a tag of the request',
    [
      allow(['iam:CreateRole', 'iam:TagRole'], '*', {
        StringEquals: { 'aws:RequestTag/owner': ['us', 'them'] },
      }),
    ],
    createTagged,
  ],
  [
    'tag keys',
    [allow('iam:*', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['owner'] } })],
    createTagged,
  ],
  ['a tag of the role', [allow('iam:*', '*', { StringLike: { 'iam:ResourceTag/team': '?' } })], get],
  ['no tag', [allow('iam:*', '*', { Null: { 'aws:RequestTag/owner': 'true' } })], create],
  [
    'IfExists for a missing key',
    [allow('iam:*', '*', { StringEqualsIfExists: { 'aws:RequestTag/owner': 'x' } })],
    create,
  ],
  [
    'PassRole to EC2',
    [
      allow('iam:AddRoleToInstanceProfile'),
      allow('iam:PassRole', roleArn, { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
    ],
    add,
  ],
])('%s allows the call', async (_, statements, command) => {
  const ask = await withStatements(...statements);
  expect(await ask(command)).toMatchObject({ code: 'none' });
});

test.each([
  ['no statement for it', [allow('iam:PutRolePolicy')], get, denied('GetRole', roleArn)],
  [
    'an ARN without the path',
    [allow('iam:*', 'arn:aws:iam::123456789012:role/demo')],
    get,
    denied('GetRole', roleArn),
  ],
  [
    'an ARN in another case',
    [allow('iam:*', 'arn:aws:iam::123456789012:role/Team/demo')],
    get,
    denied('GetRole', roleArn),
  ],
  ['a dot instead of a colon', [allow('iam.GetRole')], get, denied('GetRole', roleArn)],
  [
    'another policy',
    [allow('iam:*', '*', { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/X' } })],
    attach,
    denied('AttachRolePolicy', roleArn),
  ],
  [
    'a missing tag',
    [allow('iam:*', '*', { StringEquals: { 'aws:RequestTag/owner': 'us' } })],
    create,
    denied('CreateRole', 'arn:aws:iam::123456789012:role/new'),
  ],
  ['no PassRole', [allow('iam:AddRoleToInstanceProfile')], add, denied('PassRole', roleArn)],
  [
    'PassRole to another service',
    [
      allow('iam:Add*'),
      allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } }),
    ],
    add,
    denied('PassRole', roleArn),
  ],
])('%s denies the call', async (_, statements, command, message) => {
  const ask = await withStatements(...statements);
  expect(await ask(command)).toEqual({ code: 'AccessDenied', message });
});

test('creating with tags requires the permission to tag', async () => {
  const ask = await withStatements(allow('iam:CreateRole'));
  expect(await ask(create)).toEqual({ code: 'none', message: '' });
  expect(await ask(createTagged)).toMatchObject({
    code: 'AccessDenied',
    message: denied('TagRole', 'arn:aws:iam::123456789012:role/new'),
  });
});

test('a Deny overrides every Allow, and the message reports it', async () => {
  const ask = await withStatements(allow('*'), { Effect: 'Deny', Action: 'iam:GetRole', Resource: roleArn });
  expect(await ask(get)).toEqual({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: iam:GetRole on resource: ${roleArn} with an explicit deny in an identity-based policy`,
  });
  expect(await ask(attach)).toMatchObject({ code: 'none' });
});

test('a denied call has no effect', async () => {
  const { client, iam } = await startWithClient({ policy: { Statement: [] } });
  await expect(create(client)).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  expect(iam.account.roles.all()).toEqual([]);
});
