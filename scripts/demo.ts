/**
 * Demonstrates the main case in a minute: creates the workshop's role and instance profile, finds them unchanged, causes drift,
 * checks it, repairs it and destroys both. Each step runs the committed `dist/` as GitHub's runner does.
 *
 *     npm run demo                                     on the emulator; no account is needed
 *     npm run demo -- --endpoint http://127.0.0.1:5000 on another IAM endpoint
 *
 * Exits with 1 if a step differs from its description.
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
/** The client of the colleague who causes drift; it also verifies the steps. */
const iam = new IAMClient({
  endpoint: environment.AWS_ENDPOINT_URL,
  region: environment.AWS_REGION,
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    ...('AWS_SESSION_TOKEN' in environment ? { sessionToken: environment.AWS_SESSION_TOKEN } : {}),
  },
});

class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}

let stepNumber = 0;

try {
  await demo();
  print('', 'Every step did what its heading promises.');
} catch (error) {
  if (!(error instanceof DemoFailure)) throw error;
  print('', `FAILED: ${error.message}`);
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
    'and an instance profile with that role. The step declares both, and updates IAM to match.',
    `Every step below runs the committed dist/ on Node ${process.versions.node}, as GitHub's runner does,`,
    emulator === undefined
      ? `against ${environment.AWS_ENDPOINT_URL}.`
      : `against the emulator at ${emulator.url}. No account is needed.`,
  );

  const created = await step(
    'Create',
    'Neither the role nor the profile exists. The step creates both and waits until IAM shows them.',
    DECLARATION,
  );
  expectResult(created, { exitCode: 0, status: 'created', changed: 'true' });
  const arn = await profileArn();
  expect(
    arn !== undefined && arn === created.outputs['instance-profile-arn'],
    'the ARN output differs from the ARN in IAM',
  );
  print(`   aws iam get-instance-profile returns the same ARN: ${arn}`);

  const again = await step(
    'Again',
    'Nothing has drifted: the step makes four parallel reads and no write.',
    DECLARATION,
  );
  expectResult(again, { exitCode: 0, status: 'unchanged', changed: 'false', writes: 0 });

  heading('Meanwhile', 'A colleague detaches a policy in the console, and lets Lambda assume the role.');
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
    'With mode: check the step writes nothing, lists the drift, and fails.',
    { mode: 'check', ...DECLARATION },
  );
  expectResult(checked, { exitCode: 1, status: 'drifted', changed: 'false', writes: 0 });
  expect(checked.log.includes(`${DETACHED}: missing`), 'the log does not name the missing policy');
  expect(
    checked.log.includes('⚠️ role/demo-ecs-instance-role: lambda.amazonaws.com: may assume, not declared'),
    'the log does not name the new principal',
  );

  const repaired = await step('Repair', 'The same declaration reverts both changes, and nothing else.', {
    ...DECLARATION,
  });
  expectResult(repaired, { exitCode: 0, status: 'updated', changed: 'true', writes: 2 });
  expect(
    repaired.outputs['instance-profile-arn'] === created.outputs['instance-profile-arn'],
    'the profile was replaced',
  );

  const remove = { mode: 'destroy', 'role-name': NAME };
  const destroyed = await step(
    'Destroy',
    'The step deletes the profile and the role, with everything attached to them.',
    remove,
  );
  expectResult(destroyed, { exitCode: 0, status: 'destroyed', changed: 'true' });
  expect((await profileArn()) === undefined, 'the profile still exists');

  const absent = await step('Destroy again', 'Nothing exists any more: no failure, no write.', remove);
  expectResult(absent, { exitCode: 0, status: 'absent', changed: 'false', writes: 0 });
}

interface ShownResult extends StepResult {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Runs a step and prints its inputs, its log as GitHub shows it, its outputs, its duration and its calls. */
async function step(
  title: string,
  description: string,
  inputs: Readonly<Record<string, string>>,
): Promise<ShownResult> {
  heading(title, description);
  print(indent(stringify({ uses: 'OWNER/aws-iam-instance-profile@v1', with: inputs }).trim()), '');
  emulator?.clearCalls();
  const result = await runStep(inputs, { env: environment });
  const calls = emulator?.calls.map(({ action }) => action) ?? callsOf(result.log);
  const isRead = (call: string): boolean => /^(?:Get|List)/.test(call);
  const reads = calls.filter(isRead);
  const writes = calls.filter((call) => !isRead(call));
  print(indent(renderLog(result.log)), '');
  const width = Math.max(...Object.keys(result.outputs).map((name) => name.length));
  for (const [name, value] of Object.entries(result.outputs)) {
    print(`   ${dim(name.padEnd(width))}  ${value.length > 80 ? `${value.slice(0, 79)}…` : value}`);
  }
  print(
    '',
    `   exit code ${result.exitCode ?? 'none'}, ${Math.round(result.milliseconds)} ms`,
    `   ${summarizeCalls(reads, 'read')}`,
    `   ${summarizeCalls(writes, 'write')}`,
  );
  return { ...result, reads, writes };
}

/** Reads the calls from the step's debug log, for an endpoint without a record of calls. */
function callsOf(log: string): string[] {
  return parseLog(log)
    .commands.filter(({ name }) => name === 'debug')
    .map(({ data }) => /^([A-Z]\w+) (?:\d{3}|no (?:answer|response)) \d+ ms$/.exec(data)?.[1])
    .filter((call) => call !== undefined);
}

/** Formats the log as GitHub shows it: groups with their titles, annotations with their level, no debug lines. */
function renderLog(log: string): string {
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

function summarizeCalls(calls: readonly string[], kind: 'read' | 'write'): string {
  const times = new Map<string, number>();
  for (const call of calls) times.set(call, (times.get(call) ?? 0) + 1);
  const names = [...times].map(([call, count]) => (count === 1 ? call : `${call} ×${count}`));
  const sum = `${calls.length} ${kind}${calls.length === 1 ? '' : 's'}`;
  return names.length === 0 ? sum : `${sum}: ${dim(names.join(', '))}`;
}

async function profileArn(): Promise<string | undefined> {
  try {
    const response = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: NAME }));
    return response.InstanceProfile?.Arn;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchEntityException') return undefined;
    throw error;
  }
}

function expectResult(
  result: ShownResult,
  expected: {
    readonly exitCode: number;
    readonly status: string;
    readonly changed: string;
    readonly writes?: number;
  },
): void {
  expect(
    result.exitCode === expected.exitCode,
    `expected exit code ${expected.exitCode}, got ${result.exitCode ?? 'none'}`,
  );
  for (const output of ['status', 'changed'] as const) {
    const value = result.outputs[output] ?? 'missing';
    expect(value === expected[output], `expected ${output} ${expected[output]}, got ${value}`);
  }
  if (expected.writes !== undefined) {
    expect(
      result.writes.length === expected.writes,
      `expected ${expected.writes} writes, got ${result.writes.length}`,
    );
  }
  expect(result.reads.length > 0, 'expected reads, got none');
}

function expect(condition: boolean, failure: string): asserts condition {
  if (!condition) throw new DemoFailure(failure);
}

function heading(title: string, description: string): void {
  stepNumber += 1;
  print('', bold(`${stepNumber}  ${title}`), `   ${description}`, '');
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
