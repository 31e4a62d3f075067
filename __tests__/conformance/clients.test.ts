/** Independent clients make every call to the emulator: boto3, and in a full run the AWS CLI. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../emulator/server.ts';
import { emulated } from '../harness/emulated.ts';
import { oneOfEachCall, type ClientCall } from './one-of-each-call.ts';
import { FULL } from '../harness/full.ts';

const succeeds = (program: string, ...words: string[]) =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0;
const hasBoto3 = succeeds('python3', '-c', 'import boto3');
if (!hasBoto3) console.log('Skipped: boto3 against the emulator. Install it with `pip install boto3`.');
const hasCli = FULL && succeeds('aws', '--version');
if (!FULL) console.log('Skipped: the AWS CLI making every call. `npm run test:conformance` runs it.');
else if (!hasCli)
  console.log('Skipped: the AWS CLI making every call. Install it with `pip install awscli`.');

interface CallResult {
  readonly code: string;
  readonly result?: unknown;
}
type Client = (call: ClientCall) => Promise<CallResult>;

test('the list has one of each call of the emulator', async () => {
  const { actions } = await emulated();
  for (const [service, known] of Object.entries(actions)) {
    const listed = oneOfEachCall.filter((call) => call.service === service).map(({ action }) => action);
    expect([service, listed.sort()]).toEqual([service, [...known].sort()]);
  }
  expect(new Set(oneOfEachCall.map(({ service }) => service))).toEqual(new Set(Object.keys(actions)));
});

/** Makes every call, and checks its result and its input at the emulator. */
async function makeEveryCall(emulator: Emulator, client: Client): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const call of oneOfEachCall) {
    const { profileId = 'PROFILE_ID' } = emulator.rolesAnywhere.all()[0] ?? {};
    const input = JSON.parse(JSON.stringify(call.input).replaceAll('PROFILE_ID', profileId)) as object;
    emulator.clearCalls();
    const result = await client({ ...call, input: { ...input } });
    expect([call.action, result.code]).toEqual([call.action, call.refused ?? 'ok']);
    expect(emulator.calls.map(({ service, action }) => [service, action])).toEqual([
      [call.service, call.action],
    ]);
    // EC2 and REST queries contain only strings. The client adds an idempotency token to a dry run.
    expect(stringified(emulator.calls[0]?.input)).toMatchObject(stringified(input));
    results.push(withoutDates(result.result));
  }
  expect(emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
  return results;
}

function stringified(value: unknown): object {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' || typeof inner === 'boolean' ? String(inner) : inner,
    ),
  ) as object;
}

function withoutDates(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null).replace(/"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^"]*"/g, '"a date"'),
  );
}

function environment(emulator: Emulator): NodeJS.ProcessEnv {
  const missingFile = fileURLToPath(new URL('./no-such-file', import.meta.url));
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_PAGER: '',
    AWS_CONFIG_FILE: missingFile,
    AWS_SHARED_CREDENTIALS_FILE: missingFile,
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
    return await makeEveryCall(emulator, async ({ service, action, input }) => {
      child.stdin.write(`${JSON.stringify({ service, action, input })}\n`);
      const { value } = (await lines.next()) as { value?: string };
      if (value === undefined) throw new Error('The boto3 client exited without a result.');
      return JSON.parse(value) as CallResult;
    });
  } finally {
    child.kill();
  }
}

async function byCli(emulator: Emulator): Promise<unknown[]> {
  const env = environment(emulator);
  return makeEveryCall(emulator, ({ service, action, input }) => {
    const command = action.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
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
  'the AWS CLI makes every call, with the same results as boto3',
  async () => {
    // The same seed yields the same ids.
    const [first, second] = [await emulated({ seed: 5 }), await emulated({ seed: 5 })];
    expect(await byCli(first)).toEqual((await byBoto3(second)).map((result) => result ?? {}));
  },
  400_000,
);
