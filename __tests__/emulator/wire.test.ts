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
import { identity, refusal, running, trust } from './running.ts';

const metadata = { $metadata: expect.objectContaining({ httpStatusCode: 200, attempts: 1 }) as unknown };

test('CreateRole, GetRole and ListRoles answer the fields that AWS does, each its own', async () => {
  const { client } = await running();
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

test('an instance profile shows the role in it, and its tags even when it has none', async () => {
  const { client, iam } = await running();
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
  ['what the form encodes', 'a+b %20 c&d=e;f'],
])('a description with %s comes back as it went', async (_, Description) => {
  const { client } = await running();
  await client.send(
    new CreateRoleCommand({ RoleName: 'demo', AssumeRolePolicyDocument: trust, Description }),
  );
  expect((await client.send(new GetRoleCommand({ RoleName: 'demo' }))).Role?.Description).toBe(Description);
  const updated = await client.send(new UpdateRoleDescriptionCommand({ RoleName: 'demo', Description }));
  expect(updated.Role?.Description).toBe(Description);
});

test('documents come percent-encoded by RFC 3986, where a space is %20 and a plus a plus', async () => {
  const { client, iam } = await running();
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

test('an error has the code, the words, the status and the request id where the SDK looks for them', async () => {
  const { client } = await running();
  await expect(client.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name nobody cannot be found.',
    Error: { Code: 'NoSuchEntity', Type: 'Sender' },
    $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown },
  });
});

test('the account summary tells the quota that is in force', async () => {
  const { client } = await running({ attachedPoliciesPerRole: 20 });
  const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ AttachedPoliciesPerRoleQuota: 20, Roles: 0, RolesQuota: 1000 });
});

test('an unsigned request, an unknown call and another version are refused as AWS does', async () => {
  const { emulator } = await running();
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

test('every call is recorded: what, on which entity, from which region, with which outcome', async () => {
  const { client, emulator } = await running({ partition: 'aws-cn' });
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
