/** Sessions of roles: the trust lets in, and the role's policies and boundary limit each call. */
import {
  CreateUserCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import type { Emulator } from '../../emulator/server.ts';
import { emulated } from '../harness/emulated.ts';
import { refusal } from './emulator-with-client.ts';

const ISSUER = 'oidc.example.com/tenant';
const provider = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  Condition,
});
const trust = document({
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals: { [`${ISSUER}:sub`]: ['a', 'b'] } },
});

/** Creates the role `deploy` with an inline policy, and with a boundary if one is given. */
async function start(policy: string, boundary?: string): Promise<Emulator> {
  const emulator = await emulated();
  const arn = 'arn:aws:iam::123456789012:policy/boundary';
  if (boundary !== undefined)
    emulator.iam.call('CreatePolicy', { PolicyName: 'boundary', PolicyDocument: boundary });
  emulator.iam.call('CreateRole', {
    RoleName: 'deploy',
    AssumeRolePolicyDocument: trust,
    ...(boundary === undefined ? {} : { PermissionsBoundary: arn }),
  });
  emulator.iam.call('PutRolePolicy', { RoleName: 'deploy', PolicyName: 'a', PolicyDocument: policy });
  return emulator;
}

const assume = (emulator: Emulator, sub: string, issuer = ISSUER) =>
  emulator.sessions.assumeRoleWithWebIdentity('deploy', { issuer, claims: { sub } });

function client(emulator: Emulator): IAMClient {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = assume(emulator, 'a');
  const credentials = { accessKeyId, secretAccessKey };
  return new IAMClient({ endpoint: emulator.url, region: 'us-east-1', maxAttempts: 1, credentials });
}

const createUser = (iam: IAMClient) => refusal(() => iam.send(new CreateUserCommand({ UserName: 'new' })));
const getRole = (iam: IAMClient) => refusal(() => iam.send(new GetRoleCommand({ RoleName: 'deploy' })));

test('the trust lets in by provider and claims', async () => {
  const emulator = await start(document(allow('*')));
  expect(assume(emulator, 'b')).toMatchObject({
    AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/) as string,
  });
  for (const act of [() => assume(emulator, 'c'), () => assume(emulator, 'a', 'oidc.example.com/other')])
    expect(act).toThrow('Not authorized to perform sts:AssumeRoleWithWebIdentity');
});

test('the policy and the boundary must both allow, and the message names the one that does not', async () => {
  const emulator = await start(document(allow('iam:*')), document(allow('iam:Get*')));
  const iam = client(emulator);
  expect(await getRole(iam)).toMatchObject({ code: 'none' });
  expect(await createUser(iam)).toEqual({
    code: 'AccessDenied',
    message:
      'User: arn:aws:sts::123456789012:assumed-role/deploy/session is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::123456789012:user/new because no permissions boundary allows the iam:CreateUser action',
  });
  const other = client(await start(document(allow('iam:Create*')), document(allow('*'))));
  expect((await getRole(other)).message).toContain('because no identity-based policy allows');
});

test('a deny in the boundary wins', async () => {
  const deny = { Effect: 'Deny', Action: 'iam:GetRole', Resource: '*' };
  const iam = client(await start(document(allow('*')), document(allow('*'), deny)));
  expect((await getRole(iam)).message).toContain('with an explicit deny in a permissions boundary');
  expect(await createUser(iam)).toMatchObject({ code: 'none' });
});

test('a change of the role takes effect on its sessions', async () => {
  const emulator = await start(document(allow('iam:Get*')));
  const iam = client(emulator);
  expect(await createUser(iam)).toMatchObject({ code: 'AccessDenied' });
  emulator.iam.call('PutRolePolicy', {
    RoleName: 'deploy',
    PolicyName: 'a',
    PolicyDocument: document(allow('*')),
  });
  expect(await createUser(iam)).toMatchObject({ code: 'none' });
});

test('only the actions that have the key iam:PermissionsBoundary can be limited by it', async () => {
  const arn = 'arn:aws:iam::123456789012:policy/boundary';
  const limited = document(allow('*', { StringEquals: { 'iam:PermissionsBoundary': arn } }));
  const iam = client(await start(limited, document(allow('*'))));
  const acts = [
    () => iam.send(new UpdateRoleCommand({ RoleName: 'deploy', Description: 'x' })),
    () => iam.send(new DeleteRoleCommand({ RoleName: 'deploy' })),
  ];
  for (const act of acts) expect(await refusal(act)).toMatchObject({ code: 'AccessDenied' });
});
