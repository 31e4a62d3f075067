/**
 * The main job on real input, in a minute: the workshop's role and instance profile are made, found unchanged, tampered with,
 * checked, mended and removed. Each step is the committed `dist/`, run as GitHub's runner runs it.
 *
 *     npm run demo                                     on an IAM in memory; no account is needed
 *     npm run demo -- --endpoint http://127.0.0.1:5000 on anything else that speaks IAM
 *
 * Exits with 1 when a step is not what its heading says.
 */
import { parseArgs, styleText } from 'node:util';
import {
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { stringify } from 'yaml';
import { startEmulator } from '../emulator/server.ts';
import { runStep, type StepResult } from './run-action.ts';
import { parseLog } from './workflow-log.ts';

const NAME = 'demo-ecs-instance-role';
const DECLARATION = {
  'role-name': NAME,
  'trust-services': 'ec2',
  'policy-arns': 'service-role/AmazonEC2ContainerServiceforEC2Role\nAmazonSSMManagedInstanceCore\n',
  tags: 'project=demo\n',
};
const DETACHED = 'AmazonSSMManagedInstanceCore';

const { values } = parseArgs({ options: { endpoint: { type: 'string' } } });
const emulator = values.endpoint === undefined ? await startEmulator() : undefined;
const environment = emulator?.environment ?? {
  AWS_ENDPOINT_URL: values.endpoint ?? '',
  AWS_REGION: process.env['AWS_REGION'] ?? 'us-east-1',
  AWS_ACCESS_KEY_ID: process.env['AWS_ACCESS_KEY_ID'] ?? 'demo',
  AWS_SECRET_ACCESS_KEY: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'demo',
  ...(process.env['AWS_SESSION_TOKEN'] === undefined
    ? {}
    : { AWS_SESSION_TOKEN: process.env['AWS_SESSION_TOKEN'] }),
};
/** The colleague with the console, and our own eyes. */
const iam = new IAMClient({
  endpoint: environment.AWS_ENDPOINT_URL,
  region: environment.AWS_REGION,
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    ...('AWS_SESSION_TOKEN' in environment ? { sessionToken: environment.AWS_SESSION_TOKEN } : {}),
  },
});

class NotAsPromised extends Error {
  override readonly name = 'NotAsPromised';
}

let number = 0;

try {
  await demo();
  print('', 'Every step did what its heading says.');
} catch (error) {
  if (!(error instanceof NotAsPromised)) throw error;
  print('', `NOT AS PROMISED: ${error.message}`);
  process.exitCode = 1;
} finally {
  iam.destroy();
  await emulator?.close();
}

async function demo(): Promise<void> {
  print(
    bold('A step that reconciles an IAM role and its EC2 instance profile'),
    '',
    'The case: instances of an ECS cluster need a role that EC2 may assume, with two AWS managed policies,',
    'and an instance profile that hands the role to them. The step declares it; IAM becomes what it declares.',
    `Every step below is the committed dist/ on Node ${process.versions.node}, run as GitHub's runner does,`,
    emulator === undefined
      ? `against ${environment.AWS_ENDPOINT_URL}.`
      : `against an IAM in memory at ${emulator.url}. No account is needed.`,
  );

  const created = await step(
    'Create',
    'Neither the role nor the profile is there, so both are made, and the step waits until IAM shows them.',
    DECLARATION,
  );
  promise(created, { exitCode: 0, status: 'created', changed: 'true' });
  const arn = await profileArn();
  expect(arn !== undefined && arn === created.outputs['instance-profile-arn'], 'the ARN is not that of IAM');
  print(`   aws iam get-instance-profile says the same: ${arn}`);

  const again = await step(
    'Again',
    'All is as declared: four reads at once, nothing is written.',
    DECLARATION,
  );
  promise(again, { exitCode: 0, status: 'unchanged', changed: 'false', writes: 0 });

  heading('Meanwhile', 'Somebody with a console detaches a policy, and lets Lambda assume the role.');
  await iam.send(
    new DetachRolePolicyCommand({ RoleName: NAME, PolicyArn: `arn:aws:iam::aws:policy/${DETACHED}` }),
  );
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: NAME,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    }),
  );
  print(`   aws iam detach-role-policy --role-name ${NAME} --policy-arn arn:aws:iam::aws:policy/${DETACHED}`);
  print(`   aws iam update-assume-role-policy --role-name ${NAME} --policy-document file://with-lambda.json`);

  const checked = await step(
    'Check',
    'With mode: check the step writes nothing, says what drifted, and fails.',
    { mode: 'check', ...DECLARATION },
  );
  promise(checked, { exitCode: 1, status: 'drifted', changed: 'false', writes: 0 });
  expect(checked.log.includes(`attach ${DETACHED}`), 'the log does not name the policy that is missing');
  expect(checked.log.includes('trust policy'), 'the log does not name the trust policy');

  const mended = await step('Mend', 'The same declaration again undoes both, and touches nothing else.', {
    ...DECLARATION,
  });
  promise(mended, { exitCode: 0, status: 'updated', changed: 'true', writes: 2 });
  expect(
    mended.outputs['instance-profile-arn'] === created.outputs['instance-profile-arn'],
    'the profile is another one',
  );

  const remove = { mode: 'destroy', 'role-name': NAME };
  const destroyed = await step('Destroy', 'Profile and role go, with all that hangs on them.', remove);
  promise(destroyed, { exitCode: 0, status: 'destroyed', changed: 'true' });
  expect((await profileArn()) === undefined, 'the profile is still there');

  const absent = await step('Destroy again', 'What is not there need not go: no failure, no write.', remove);
  promise(absent, { exitCode: 0, status: 'absent', changed: 'false', writes: 0 });
}

interface Ran extends StepResult {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Runs a step and shows it: its inputs, its log as GitHub shows it, its outputs, what it took. */
async function step(title: string, why: string, inputs: Readonly<Record<string, string>>): Promise<Ran> {
  heading(title, why);
  print(indent(stringify({ uses: 'OWNER/aws-iam-instance-profile@v1', with: inputs }).trim()), '');
  emulator?.clearCalls();
  const result = await runStep(inputs, { env: environment });
  const calls = emulator?.calls.map(({ action }) => action) ?? callsOf(result.log);
  const isRead = (call: string): boolean => /^(?:Get|List)/.test(call);
  const ran = {
    ...result,
    reads: calls.filter(isRead),
    writes: calls.filter((call) => !isRead(call)),
  };
  print(indent(asShown(result.log)), '');
  const width = Math.max(...Object.keys(result.outputs).map((name) => name.length));
  for (const [name, value] of Object.entries(result.outputs)) {
    print(`   ${dim(name.padEnd(width))}  ${value.length > 80 ? `${value.slice(0, 79)}…` : value}`);
  }
  print(
    '',
    `   exit code ${result.exitCode ?? 'none'}, ${Math.round(result.milliseconds)} ms`,
    `   ${counted(ran.reads, 'read')}`,
    `   ${counted(ran.writes, 'write')}`,
  );
  return ran;
}

/** From the step's own debug log, where nobody else keeps a record. */
function callsOf(log: string): string[] {
  return parseLog(log)
    .commands.filter(({ name }) => name === 'debug')
    .map(({ data }) => /^([A-Z]\w+) (?:\d{3}|no answer) \d+ ms$/.exec(data)?.[1])
    .filter((call) => call !== undefined);
}

/** The log as GitHub shows it: groups with their titles, annotations with their level, no debug. */
function asShown(log: string): string {
  const shown: string[] = [];
  let depth = '';
  for (const line of log.split('\n')) {
    const command = parseLog(line).commands[0];
    if (command === undefined) {
      if (line !== '') shown.push(`${depth}${line}`);
    } else if (command.name === 'group') {
      shown.push(`▾ ${command.data}`);
      depth = '  ';
    } else if (command.name === 'endgroup') {
      depth = '';
    } else if (command.name !== 'debug') {
      const level = command.name.charAt(0).toUpperCase() + command.name.slice(1);
      shown.push(...`${level}: ${command.data}`.split('\n'));
    }
  }
  return shown.join('\n');
}

function counted(calls: readonly string[], what: 'read' | 'write'): string {
  const times = new Map<string, number>();
  for (const call of calls) times.set(call, (times.get(call) ?? 0) + 1);
  const names = [...times].map(([call, count]) => (count === 1 ? call : `${call} ×${count}`));
  const sum = `${calls.length} ${what}${calls.length === 1 ? '' : 's'}`;
  return names.length === 0 ? sum : `${sum}: ${dim(names.join(', '))}`;
}

async function profileArn(): Promise<string | undefined> {
  try {
    const answer = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: NAME }));
    return answer.InstanceProfile?.Arn;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchEntityException') return undefined;
    throw error;
  }
}

function promise(
  ran: Ran,
  wanted: {
    readonly exitCode: number;
    readonly status: string;
    readonly changed: string;
    readonly writes?: number;
  },
): void {
  expect(
    ran.exitCode === wanted.exitCode,
    `exit code ${wanted.exitCode} was promised, it is ${ran.exitCode ?? 'none'}`,
  );
  for (const output of ['status', 'changed'] as const) {
    const value = ran.outputs[output] ?? 'missing';
    expect(value === wanted[output], `${output} ${wanted[output]} was promised, it is ${value}`);
  }
  if (wanted.writes !== undefined) {
    expect(
      ran.writes.length === wanted.writes,
      `${wanted.writes} writes were promised, there were ${ran.writes.length}`,
    );
  }
  expect(ran.reads.length > 0, 'no reads were seen');
}

function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new NotAsPromised(otherwise);
}

function heading(title: string, why: string): void {
  number += 1;
  print('', bold(`${number}  ${title}`), `   ${why}`, '');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '   ');
}

function bold(text: string): string {
  return styleText('bold', text);
}

function dim(text: string): string {
  return styleText('dim', text);
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
