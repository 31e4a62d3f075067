/** `wait-for: ec2`: EC2 learns of a profile later than IAM shows it, and only EC2 can report that it has. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { FULL } from '../harness/full.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import { TIMEOUT } from './harness.ts';

const ROLE = 'build-agent';
const declared = { 'role-name': ROLE, 'policy-arns': 'AmazonSSMManagedInstanceCore' };

/** Calls EC2 as the next step of a workflow would, short of starting an instance. */
async function runInstances(emulator: Emulator): Promise<string> {
  const form = new URLSearchParams({
    Action: 'RunInstances',
    Version: '2016-11-15',
    DryRun: 'true',
    MinCount: '1',
    MaxCount: '1',
    ImageId: 'ami-0123456789abcdef0',
    'IamInstanceProfile.Name': ROLE,
  });
  const scope = '20260101/us-east-1/ec2/aws4_request';
  const answer = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/${scope}, SignedHeaders=host, Signature=0`,
    },
    body: form.toString(),
  });
  return /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? 'no code';
}

async function withEmulator<T>(ec2LagMs: number, use: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ faults: { ec2LagMs } });
  try {
    return await use(emulator);
  } finally {
    await emulator.close();
  }
}

const dryRuns = (emulator: Emulator): number =>
  emulator.calls.filter((call) => call.action === 'RunInstances').length;

for (const seconds of FULL ? [0, 3, 20] : [0, 3]) {
  test(
    `with EC2 ${seconds} s behind, an instance can be started right after the step`,
    () =>
      withEmulator(seconds * 1000, async (emulator) => {
        const step = await runStep({ ...declared, 'wait-for': 'ec2' }, { env: emulator.environment });
        expect([step.exitCode, step.outputs['status'], step.outputs['ready-for']]).toEqual([
          0,
          'created',
          'ec2',
        ]);
        expect(await runInstances(emulator)).toBe('DryRunOperation');
      }),
    TIMEOUT,
  );
}

test('without it, a lagging EC2 refuses the profile of a successful step', () =>
  withEmulator(3000, async (emulator) => {
    const step = await runStep(declared, { env: emulator.environment });
    expect([step.exitCode, step.outputs['ready-for']]).toEqual([0, 'iam']);
    expect(dryRuns(emulator)).toBe(0);
    expect(await runInstances(emulator)).toBe('InvalidParameterValue');
  }));

test('a timeout of EC2 fails the step, names the profile and rolls nothing back', () =>
  withEmulator(60_000, async (emulator) => {
    const step = await runStep(
      { ...declared, 'wait-for': 'ec2', 'timeout-seconds': '2' },
      { env: emulator.environment },
    );
    expect([step.exitCode, step.outputs['status'], step.outputs['ready-for']]).toEqual([1, 'failed', 'iam']);
    expect(step.log).toContain(`EC2 did not accept instance-profile/${ROLE} within`);
    expect(step.log).toContain('Invalid IAM Instance Profile name');
    expect(step.log).toContain('nothing was rolled back');
    expect(step.outputs['instance-profile-arn']).toContain(`instance-profile/${ROLE}`);
    expect(emulator.writes).toHaveLength(4);
  }));

async function refusedBy(
  error: { code: string; message: string; status: number },
  times = Infinity,
): Promise<[StepResult, number]> {
  const emulator = await startEmulator({ faults: { rules: [{ action: 'RunInstances', error, times }] } });
  try {
    const step = await runStep({ ...declared, 'wait-for': 'ec2' }, { env: emulator.environment });
    return [step, dryRuns(emulator)];
  } finally {
    await emulator.close();
  }
}

test('an answer about something else counts as accepted and is logged', async () => {
  const [step, asked] = await refusedBy({
    code: 'VPCIdNotSpecified',
    message: 'No default VPC for this user.',
    status: 400,
  });
  expect([step.exitCode, step.outputs['ready-for'], asked]).toEqual([0, 'ec2', 1]);
  expect(step.log).toContain('VPCIdNotSpecified: No default VPC for this user.');
});

test('a missing permission causes a warning that names it', async () => {
  const [step, asked] = await refusedBy({
    code: 'UnauthorizedOperation',
    message: 'You are not authorized to perform this operation.',
    status: 403,
  });
  expect([step.exitCode, step.outputs['ready-for'], asked]).toEqual([0, 'iam', 1]);
  expect(step.log).toMatch(/::warning [^\n]*ec2:RunInstances/);
});

test.each(['AuthFailure', 'RequestExpired', 'OptInRequired', 'ExpiredTokenException', 'InvalidSecurity'])(
  '%s reveals nothing about the profile: the step warns and is ready for IAM alone',
  async (code) => {
    const [step, asked] = await refusedBy({ code, message: 'no', status: 401 });
    expect([step.exitCode, step.outputs['ready-for'], asked]).toEqual([0, 'iam', 1]);
    expect(step.log).toMatch(
      new RegExp(`::warning [^\\n]*${code.replace('Exception', '')}[^\\n]*Check the credentials`),
    );
  },
);

/** Runs a step whose EC2 is behind a server that answers once with each status in its place. */
async function behind(statuses: readonly number[]): Promise<[StepResult, number]> {
  const emulator = await startEmulator();
  let asked = 0;
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(statuses[asked] ?? 412, { 'content-type': 'text/html' });
    const dryRun = '<Response><Errors><Error><Code>DryRunOperation</Code></Error></Errors></Response>';
    outgoing.end(statuses[asked] === undefined ? dryRun : '<html><body>Sign in</body></html>');
    asked += 1;
  }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { ...emulator.environment, AWS_ENDPOINT_URL_EC2: url };
    return [await runStep({ ...declared, 'wait-for': 'ec2' }, { env }), asked];
  } finally {
    server.close();
    server.closeAllConnections();
    await emulator.close();
  }
}

test.each([200, 302, 403, 404])('a page of the network with %d is not EC2: a warning', async (status) => {
  const [step, asked] = await behind([status]);
  expect([step.exitCode, step.outputs['ready-for'], asked]).toEqual([0, 'iam', 1]);
  expect(step.log).toMatch(new RegExp(`::warning [^\\n]*HTTP ${status}[^\\n]*The response is not from EC2`));
});

test('the step waits for throttling and gateway errors to end', async () => {
  const [step, asked] = await behind([429, 502]);
  expect([step.exitCode, step.outputs['ready-for'], asked]).toEqual([0, 'ec2', 3]);
});

test.each([
  ['InternalFailure', 500],
  ['ThrottlingException', 400],
  ['RequestThrottled', 503],
  ['Server.Unavailable', 503],
])('the step waits for %s to end', async (code, status) => {
  const [step, asked] = await refusedBy({ code, message: 'no', status }, 2);
  expect([step.exitCode, step.outputs['ready-for'], asked]).toEqual([0, 'ec2', 3]);
});

test('a run without changes waits for a profile that another run just created', () =>
  withEmulator(3000, async (emulator) => {
    await runStep(declared, { env: emulator.environment });
    emulator.clearCalls();
    const step = await runStep({ ...declared, 'wait-for': 'ec2' }, { env: emulator.environment });
    expect([step.outputs['status'], step.outputs['ready-for']]).toEqual(['unchanged', 'ec2']);
    expect(dryRuns(emulator)).toBeGreaterThan(0);
  }));

test('a run without changes also asks about an old profile, whose role another run may just have changed', () =>
  withEmulator(0, async (emulator) => {
    await runStep(declared, { env: emulator.environment });
    const profiles = emulator.iam.account.instanceProfiles;
    const profile = profiles.find(ROLE);
    if (profile === undefined) throw new Error('the step created no profile');
    profiles.put({ ...profile, CreateDate: new Date('2026-01-01') });
    const message = `Value (${ROLE}) for parameter iamInstanceProfile.name is invalid. The profile has no associated IAM Roles`;
    const error = { code: 'InvalidParameterValue', message, status: 400 };
    emulator.setFaults({ rules: [{ action: 'RunInstances', error }] });
    const step = await runStep(
      { ...declared, 'wait-for': 'ec2', 'timeout-seconds': '2' },
      { env: emulator.environment },
    );
    expect([step.exitCode, step.outputs['status'], step.outputs['ready-for']]).toEqual([1, 'failed', 'iam']);
    expect(step.log).toContain(`EC2 did not accept instance-profile/${ROLE} within`);
  }));

(hasMoto('wait-for: ec2 against moto') ? test : test.skip)(
  'the step also waits for moto, an independent EC2',
  async () => {
    const moto = await startMoto();
    try {
      const step = await runStep({ ...declared, 'wait-for': 'ec2' }, { env: moto.environment });
      expect([step.exitCode, step.outputs['status'], step.outputs['ready-for']]).toEqual([
        0,
        'created',
        'ec2',
      ]);
    } finally {
      await moto.close();
    }
  },
  TIMEOUT,
);
