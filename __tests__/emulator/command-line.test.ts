import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { awsCli } from '../harness/aws-cli.ts';
import { readOnly, startWithClient, trust } from './emulator-with-client.ts';

const hasAws = spawnSync('aws', ['--version']).status === 0;
if (!hasAws) console.log('Skipped: the AWS CLI against the emulator. Install it with `pip install awscli`.');
const cli = awsCli('iam');
const withAwsCli = hasAws ? test : test.skip;

withAwsCli(
  'the six commands of the workshop behave as against IAM, also when repeated',
  async () => {
    const { emulator } = await startWithClient();
    const environment = { ...process.env, ...emulator.environment, AWS_PAGER: '', PATH: cli().path };
    const aws = (...args: string[]) =>
      new Promise<string>((resolve) => {
        execFile('aws', ['iam', ...args], { env: environment }, (error, stdout, stderr) => {
          resolve(error === null ? stdout : stderr.trim());
        });
      });
    const sixCommands = async () => [
      await aws(
        'create-role',
        '--role-name',
        'demo',
        '--assume-role-policy-document',
        trust,
        '--query',
        'Role.Arn',
      ),
      await aws('attach-role-policy', '--role-name', 'demo', '--policy-arn', readOnly),
      await aws(
        'attach-role-policy',
        '--role-name',
        'demo',
        '--policy-arn',
        'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
      ),
      await aws(
        'create-instance-profile',
        '--instance-profile-name',
        'demo',
        '--query',
        'InstanceProfile.Roles',
      ),
      await aws('add-role-to-instance-profile', '--instance-profile-name', 'demo', '--role-name', 'demo'),
      await aws(
        'get-instance-profile',
        '--instance-profile-name',
        'demo',
        '--query',
        'InstanceProfile.Roles[].AssumeRolePolicyDocument.Version',
        '--output',
        'text',
      ),
    ];
    expect(await sixCommands()).toEqual([
      '"arn:aws:iam::123456789012:role/demo"\n',
      '',
      '',
      '[]\n',
      '',
      '2012-10-17\n',
    ]);
    const error = (code: string, call: string, message: string) =>
      expect.stringContaining(
        `An error occurred (${code}) when calling the ${call} operation: ${message}`,
      ) as unknown;
    expect(await sixCommands()).toEqual([
      error('EntityAlreadyExists', 'CreateRole', 'Role with name demo already exists.'),
      '',
      '',
      error('EntityAlreadyExists', 'CreateInstanceProfile', 'Instance Profile demo already exists.'),
      error(
        'LimitExceeded',
        'AddRoleToInstanceProfile',
        'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      ),
      '2012-10-17\n',
    ]);
  },
  180_000,
);

test('the command prints the variables to export, and ends on SIGINT', async () => {
  const child = spawn(process.execPath, [
    'emulator/cli.ts',
    '--faults',
    '{"rules":[{"error":{"code":"Throttling"}}]}',
  ]);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child.stderr, 'data');
  expect(printed).toMatch(
    /^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\nexport AWS_REGION=us-east-1\nexport AWS_DEFAULT_REGION=us-east-1\nexport AWS_ACCESS_KEY_ID=\w+\nexport AWS_SECRET_ACCESS_KEY=\w+\n$/,
  );
  const response = await fetch(/http:\S+/.exec(printed)?.[0] ?? '', {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/iam/aws4_request, x' },
    body: 'Action=ListRoles&Version=2010-05-08',
  });
  expect(await response.text()).toContain('<Code>Throttling</Code>');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
