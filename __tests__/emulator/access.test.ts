import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { readOnly, refusal, running, trust } from './running.ts';

const allow = (Action: string | string[], Resource = '*', Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const roleArn = 'arn:aws:iam::123456789012:role/team/demo';
const denied = (action: string, resource: string) =>
  `User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: iam:${action} on resource: ${resource} because no identity-based policy allows the iam:${action} action`;

/** The role /team/demo and the profile demo are there; the caller may what the statements say. */
async function under(...Statement: object[]) {
  const world = await running({
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
  ['the very action and ARN', [allow('iam:GetRole', roleArn)], get],
  ['an ARN with capitals', [allow('iam:CreateRole', 'arn:aws:iam::123456789012:role/New')], createCapital],
  ['globs', [allow('iam:Get*', 'arn:aws:iam::*:role/team/de?o')], get],
  ['an action in another case', [allow('IAM:getrole')], get],
  [
    'NotAction and NotResource',
    [{ Effect: 'Allow', NotAction: 'iam:Put*', NotResource: 'arn:aws:iam::*:role/x' }],
    get,
  ],
  ['the ARN of a role to come', [allow('iam:CreateRole', 'arn:aws:iam::123456789012:role/new')], create],
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
    'keys of tags',
    [allow('iam:*', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['owner'] } })],
    createTagged,
  ],
  ['a tag of the role', [allow('iam:*', '*', { StringLike: { 'iam:ResourceTag/team': '?' } })], get],
  ['no tag', [allow('iam:*', '*', { Null: { 'aws:RequestTag/owner': 'true' } })], create],
  [
    'IfExists of what is not',
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
])('%s allows', async (_, statements, command) => {
  const ask = await under(...statements);
  expect(await ask(command)).toMatchObject({ code: 'none' });
});

test.each([
  ['no statement about it', [allow('iam:PutRolePolicy')], get, denied('GetRole', roleArn)],
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
  ['a dot that is no glob', [allow('iam.GetRole')], get, denied('GetRole', roleArn)],
  [
    'another policy',
    [allow('iam:*', '*', { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/X' } })],
    attach,
    denied('AttachRolePolicy', roleArn),
  ],
  [
    'a tag that is missing',
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
])('%s does not', async (_, statements, command, message) => {
  const ask = await under(...statements);
  expect(await ask(command)).toEqual({ code: 'AccessDenied', message });
});

test('who creates with tags must be allowed to tag', async () => {
  const ask = await under(allow('iam:CreateRole'));
  expect(await ask(create)).toEqual({ code: 'none', message: '' });
  expect(await ask(createTagged)).toMatchObject({
    code: 'AccessDenied',
    message: denied('TagRole', 'arn:aws:iam::123456789012:role/new'),
  });
});

test('a Deny beats every Allow, and says so', async () => {
  const ask = await under(allow('*'), { Effect: 'Deny', Action: 'iam:GetRole', Resource: roleArn });
  expect(await ask(get)).toEqual({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: iam:GetRole on resource: ${roleArn} with an explicit deny in an identity-based policy`,
  });
  expect(await ask(attach)).toMatchObject({ code: 'none' });
});

test('what is denied has no effect', async () => {
  const { client, iam } = await running({ policy: { Statement: [] } });
  await expect(create(client)).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  expect(iam.account.roles.all()).toEqual([]);
});
