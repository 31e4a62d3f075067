/** Clients made by others drive the emulator through every call that it knows: boto3, and in a full run the AWS CLI. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../emulator/server.ts';
import { emulated } from '../harness/emulated.ts';
import { everyCall, type ClientCall } from './every-call.ts';

const full = process.env['CONFORMANCE'] === 'full';
const runs = (program: string, ...words: string[]) =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0;
const hasBoto3 = runs('python3', '-c', 'import boto3');
if (!hasBoto3)
  console.log('Left out: boto3 against the emulator. Install it (`pip install boto3`) to have it.');
const hasCli = full && runs('aws', '--version');
if (!full) console.log('Left out: the AWS CLI through every call. `npm run test:conformance` runs it.');
else if (!hasCli)
  console.log('Left out: the AWS CLI through every call. Install it (`pip install awscli`) to have it.');

interface Answer {
  readonly code: string;
  readonly result?: unknown;
}
type Client = (call: ClientCall) => Promise<Answer>;

test('there is a call of each kind that the emulator knows', async () => {
  const { actions } = await emulated();
  for (const [service, known] of Object.entries(actions)) {
    const ours = everyCall.filter((call) => call.service === service).map(({ action }) => action);
    expect([service, ours.sort()]).toEqual([service, [...known].sort()]);
  }
  expect(new Set(everyCall.map(({ service }) => service))).toEqual(new Set(Object.keys(actions)));
});

/** Every call is answered as it should be, and reaches the emulator as it was meant. */
async function drive(emulator: Emulator, client: Client): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const call of everyCall) {
    const { profileId = 'PROFILE_ID' } = emulator.rolesAnywhere.all()[0] ?? {};
    const input = JSON.parse(JSON.stringify(call.input).replaceAll('PROFILE_ID', profileId)) as object;
    emulator.clearCalls();
    const answer = await client({ ...call, input: { ...input } });
    expect([call.action, answer.code]).toEqual([call.action, call.refused ?? 'ok']);
    expect(emulator.calls.map(({ service, action }) => [service, action])).toEqual([
      [call.service, call.action],
    ]);
    // EC2 and REST queries know only strings; a dry run brings an idempotency token of the client's.
    expect(worded(emulator.calls[0]?.input)).toMatchObject(worded(input));
    answers.push(timeless(answer.result));
  }
  expect(emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
  return answers;
}

function worded(value: unknown): object {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' || typeof inner === 'boolean' ? String(inner) : inner,
    ),
  ) as object;
}

function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null).replace(/"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^"]*"/g, '"a date"'),
  );
}

function environment(emulator: Emulator): NodeJS.ProcessEnv {
  const nowhere = fileURLToPath(new URL('./no-such-file', import.meta.url));
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_PAGER: '',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    ...emulator.environment,
  };
}

async function byBoto3(emulator: Emulator): Promise<unknown[]> {
  const script = fileURLToPath(new URL('./boto3_client.py', import.meta.url));
  const child = spawn('python3', [script], {
    env: environment(emulator),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    return await drive(emulator, async ({ service, action, input }) => {
      child.stdin.write(`${JSON.stringify({ service, action, input })}\n`);
      const { value } = (await lines.next()) as { value?: string };
      if (value === undefined) throw new Error('boto3 ended');
      return JSON.parse(value) as Answer;
    });
  } finally {
    child.kill();
  }
}

async function byCli(emulator: Emulator): Promise<unknown[]> {
  const env = environment(emulator);
  return drive(emulator, ({ service, action, input }) => {
    const command = action.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    const words = [service, command, '--no-paginate', '--cli-input-json', JSON.stringify(input)];
    return new Promise((resolve) => {
      execFile('aws', words, { env }, (error, stdout, stderr) => {
        const code = error === null ? 'ok' : (/An error occurred \((\w+)\)/.exec(stderr)?.[1] ?? stderr);
        resolve({ code, result: stdout === '' ? {} : (JSON.parse(stdout) as unknown) });
      });
    });
  });
}

(hasBoto3 ? test : test.skip)(
  'boto3 makes every call',
  async () => {
    await byBoto3(await emulated());
  },
  180_000,
);

(hasBoto3 && hasCli ? test : test.skip)(
  'the AWS CLI makes every call, and reads of the same account what boto3 reads',
  async () => {
    // The same seed, so the same ids.
    const [one, other] = [await emulated({ seed: 5 }), await emulated({ seed: 5 })];
    expect(await byCli(one)).toEqual((await byBoto3(other)).map((answer) => answer ?? {}));
  },
  400_000,
);
