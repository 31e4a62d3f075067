import { running, trust } from './running.ts';
import type { Emulator } from '../../emulator/server.ts';

/** One signed Query call; the emulator looks at no more than the signature's scope. */
async function ask(emulator: Emulator, service: 'sts' | 'ec2', parameters: Record<string, string>) {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/${service}/aws4_request, x`,
    },
    body: new URLSearchParams(parameters),
  });
  const body = await response.text();
  const element = (name: string) =>
    new RegExp(`<${name}>(.*)</${name}>`).exec(body)?.[1]?.replaceAll('&quot;', '"');
  return { status: response.status, body, element };
}

test('GetCallerIdentity tells account, ARN and id', async () => {
  const { emulator } = await running({ accountId: '111122223333' });
  const { status, element } = await ask(emulator, 'sts', {
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
  });
  expect([status, element('Account'), element('Arn'), element('UserId')]).toEqual([
    200,
    '111122223333',
    'arn:aws:iam::111122223333:user/emulator',
    'AIDAEMULATORCALLER000',
  ]);
});

async function probe(emulator: Emulator, more: Record<string, string>) {
  const parameters = {
    Action: 'RunInstances',
    Version: '2016-11-15',
    ImageId: 'resolve:ssm:/x',
    DryRun: 'true',
    ...more,
  };
  const { status, body, element } = await ask(emulator, 'ec2', parameters);
  expect(body).toMatch(
    /^<Response><Errors><Error>.*<\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  );
  return [status, element('Code'), element('Message')];
}
const byName = { 'IamInstanceProfile.Name': 'demo' };
const arn = 'arn:aws:iam::123456789012:instance-profile/demo';
const byArn = { 'IamInstanceProfile.Arn': arn };
const accepted = [412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.'];
const refused = (field: string, value: string, why: string) => [
  400,
  'InvalidParameterValue',
  `Value (${value}) for parameter iamInstanceProfile.${field} is invalid. ${why}`,
];

test('EC2 accepts an instance profile once it is there and has a role', async () => {
  const { emulator, iam } = await running();
  expect(await probe(emulator, byName)).toEqual(refused('name', 'demo', 'Invalid IAM Instance Profile name'));
  expect(await probe(emulator, byArn)).toEqual(refused('arn', arn, 'Invalid IAM Instance Profile ARN'));
  iam.call('CreateInstanceProfile', { InstanceProfileName: 'demo' });
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  const empty = `IAM Instance Profile "${arn}" has no associated IAM Roles`;
  expect(await probe(emulator, byName)).toEqual(refused('name', 'demo', empty));
  expect(await probe(emulator, byArn)).toEqual(refused('arn', arn, empty));
  iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
  expect(await probe(emulator, byName)).toEqual(accepted);
  expect(await probe(emulator, byArn)).toEqual(accepted);
  expect(await probe(emulator, { ...byName, DryRun: 'false' })).toEqual([
    400,
    'UnsupportedOperation',
    expect.any(String),
  ]);
  expect(emulator.calls[0]).toMatchObject({ service: 'ec2', entity: 'instance-profile/demo', write: false });
});

test('EC2 learns of a profile and of its role later than IAM does', async () => {
  const { emulator, iam } = await running({ faults: { ec2LagMs: 1e9 } });
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  iam.call('CreateInstanceProfile', { InstanceProfileName: 'demo' });
  expect(await probe(emulator, byName)).toEqual([400, 'InvalidParameterValue', expect.any(String)]);
  // It sees all that came before, and nothing of what comes now.
  emulator.setFaults({ ec2LagMs: 1e9 });
  iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
  const [, , words] = await probe(emulator, byName);
  expect(words).toMatch(/has no associated IAM Roles$/);
  emulator.setFaults({});
  expect(await probe(emulator, byName)).toEqual(accepted);
  // By itself it ends as well.
  emulator.setFaults({ ec2LagMs: 20 });
  iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect((await probe(emulator, byName))[2]).toMatch(/has no associated IAM Roles$/);
});

test('the side port sets faults, shows calls and state, and starts anew', async () => {
  const { emulator, iam } = await running();
  const side = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${emulator.url}/_emulator/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.status === 204 ? 'done' : await response.json();
  };
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  expect(await side('GET', 'snapshot')).toEqual(JSON.parse(JSON.stringify(emulator.snapshot())));
  expect(await side('POST', 'faults', { rules: [{ error: { code: 'AccessDenied' } }] })).toBe('done');
  expect(await probe(emulator, byName)).toEqual([403, 'UnauthorizedOperation', expect.any(String)]);
  expect(await side('GET', 'calls')).toMatchObject([
    { action: 'RunInstances', status: 403, code: 'AccessDenied' },
  ]);
  expect(await side('POST', 'reset')).toBe('done');
  expect(await side('GET', 'calls')).toEqual([]);
  expect(await side('GET', 'snapshot')).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
  expect(await probe(emulator, byName)).toEqual([400, 'InvalidParameterValue', expect.any(String)]);
});
