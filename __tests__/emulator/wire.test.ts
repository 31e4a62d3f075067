import {
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  GetAccountSummaryCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { identity, refusal, startWithClient, trust } from './emulator-with-client.ts';

const metadata = { $metadata: expect.objectContaining({ httpStatusCode: 200, attempts: 1 }) as unknown };

test('CreateRole, GetRole and ListRoles return the same fields as AWS', async () => {
  const { client } = await startWithClient();
  const created = await client.send(
    new CreateRoleCommand({
      RoleName: 'demo',
      Path: '/team/',
      AssumeRolePolicyDocument: trust,
      Description: 'for the demo',
      MaxSessionDuration: 7200,
      PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      Tags: [{ Key: 'project', Value: 'demo' }],
    }),
  );
  const common = {
    Path: '/team/',
    RoleName: 'demo',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) as unknown,
    Arn: 'arn:aws:iam::123456789012:role/team/demo',
    CreateDate: expect.any(Date) as unknown,
    AssumeRolePolicyDocument: encodeURIComponent(trust),
  };
  expect(created).toEqual({ ...metadata, Role: { ...common, Tags: [{ Key: 'project', Value: 'demo' }] } });

  expect((await client.send(new GetRoleCommand({ RoleName: 'demo' }))).Role).toEqual({
    ...common,
    Description: 'for the demo',
    MaxSessionDuration: 7200,
    PermissionsBoundary: {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
    },
    Tags: [{ Key: 'project', Value: 'demo' }],
    RoleLastUsed: {},
  });

  expect((await client.send(new ListRolesCommand({}))).Roles).toEqual([
    { ...common, Description: 'for the demo', MaxSessionDuration: 7200 },
  ]);
});

test('an instance profile has its role, and an empty list if it has no tags', async () => {
  const { client, iam } = await startWithClient();
  const { InstanceProfile } = await client.send(
    new CreateInstanceProfileCommand({ InstanceProfileName: 'demo' }),
  );
  expect(InstanceProfile).toEqual({
    Path: '/',
    InstanceProfileName: 'demo',
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/) as unknown,
    Arn: 'arn:aws:iam::123456789012:instance-profile/demo',
    CreateDate: expect.any(Date) as unknown,
    Roles: [],
  });
  const { Role } = iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
  const seen = await client.send(new GetInstanceProfileCommand({ InstanceProfileName: 'demo' }));
  expect(seen.InstanceProfile?.Tags).toEqual([]);
  expect(seen.InstanceProfile?.Roles).toEqual([
    {
      Path: '/',
      RoleName: 'demo',
      RoleId: Role.RoleId,
      Arn: Role.Arn,
      CreateDate: expect.any(Date) as unknown,
      AssumeRolePolicyDocument: encodeURIComponent(trust),
    },
  ]);
});

test.each([
  ['markup', `<b a="1">&amp;'</b> ]]> <!-- -->`],
  ['white space', '  a\tb\r\nc\rd\ne  '],
  ['Latin-1', 'é ÿ ¡ ß'],
  ['the characters that a form encodes', 'a+b %20 c&d=e;f'],
])('a description with %s reads back unchanged', async (_, Description) => {
  const { client } = await startWithClient();
  await client.send(
    new CreateRoleCommand({ RoleName: 'demo', AssumeRolePolicyDocument: trust, Description }),
  );
  expect((await client.send(new GetRoleCommand({ RoleName: 'demo' }))).Role?.Description).toBe(Description);
  const updated = await client.send(new UpdateRoleDescriptionCommand({ RoleName: 'demo', Description }));
  expect(updated.Role?.Description).toBe(Description);
});

test('documents are percent-encoded by RFC 3986, with %20 for a space', async () => {
  const { client, iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  const document = identity.replace('"*"', '"arn:aws:s3:::a+b c/%20/é\'()!*"');
  await client.send(
    new PutRolePolicyCommand({ RoleName: 'demo', PolicyName: 'p', PolicyDocument: document }),
  );
  const { PolicyDocument } = await client.send(
    new GetRolePolicyCommand({ RoleName: 'demo', PolicyName: 'p' }),
  );
  expect(PolicyDocument).toMatch(/a%2Bb%20c%2F%2520%2F%C3%A9%27%28%29%21%2A/);
  expect(decodeURIComponent(PolicyDocument ?? '')).toBe(document);
});

test('an error has its code, message, status and request id at the places that the SDK reads', async () => {
  const { client } = await startWithClient();
  await expect(client.send(new GetRoleCommand({ RoleName: 'absent' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name absent cannot be found.',
    Error: { Code: 'NoSuchEntity', Type: 'Sender' },
    $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown },
  });
});

test('the account summary has the current quota', async () => {
  const { client } = await startWithClient({ attachedPoliciesPerRole: 20 });
  const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ AttachedPoliciesPerRoleQuota: 20, Roles: 0, RolesQuota: 1000 });
});

test('an unsigned request, an unknown call and another version are refused as by AWS', async () => {
  const { emulator } = await startWithClient();
  const signed = {
    authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/iam/aws4_request, SignedHeaders=host',
  };
  const ask = async (body: string, headers: Record<string, string>) => {
    const response = await fetch(emulator.url, { method: 'POST', body, headers });
    return [response.status, /<Code>(.*)<\/Code>/.exec(await response.text())?.[1]];
  };
  expect(await ask('Action=GetRole&Version=2010-05-08', {})).toEqual([403, 'MissingAuthenticationToken']);
  expect(await ask('Action=Nothing&Version=2010-05-08', signed)).toEqual([400, 'InvalidAction']);
  expect(await ask('Action=GetRole&Version=2000-01-01', signed)).toEqual([400, 'InvalidAction']);
  expect(await ask('Action=UpdateRole&Version=2010-05-08&RoleName=a&MaxSessionDuration=x', signed)).toEqual([
    400,
    'MalformedInput',
  ]);
});

test('every call is recorded with its action, entity, region and outcome', async () => {
  const { client, emulator } = await startWithClient({ partition: 'aws-cn' });
  const tags = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: `v${n}` }));
  await client.send(
    new CreateRoleCommand({
      RoleName: 'demo',
      AssumeRolePolicyDocument: trust,
      Tags: tags,
    }),
  );
  await refusal(() => client.send(new GetInstanceProfileCommand({ InstanceProfileName: 'demo' })));
  expect(emulator.calls).toMatchObject([
    {
      number: 1,
      service: 'iam',
      action: 'CreateRole',
      input: { RoleName: 'demo', AssumeRolePolicyDocument: trust, Tags: tags },
      entity: 'role/demo',
      write: true,
      region: 'cn-north-1',
      status: 200,
      effective: true,
    },
    {
      number: 2,
      entity: 'instance-profile/demo',
      write: false,
      status: 404,
      code: 'NoSuchEntity',
      effective: false,
    },
  ]);
  expect(emulator.calls[0]?.userAgent).toMatch(/^aws-sdk-js/);
  expect(emulator.writes).toHaveLength(1);
  emulator.clearCalls();
  expect(emulator.calls).toEqual([]);
});
