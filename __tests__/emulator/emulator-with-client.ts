import { IAMClient } from '@aws-sdk/client-iam';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts';

export const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
export const identity = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});
export const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

const emulators: Emulator[] = [];
const clients: IAMClient[] = [];

/** Starts an emulator for one test, with an SDK client without retries. Both end with the test. */
export async function startWithClient(options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options);
  emulators.push(emulator);
  return { emulator, iam: emulator.iam, client: clientOf(emulator) };
}

export function clientOf(emulator: Emulator, maxAttempts = 1): IAMClient {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = emulator.environment;
  const client = new IAMClient({
    endpoint: AWS_ENDPOINT_URL,
    region: AWS_REGION,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    maxAttempts,
  });
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()));
});

/** Returns the code and message with which a call fails, over HTTP or in process; `none` if it succeeds. */
export async function refusal(call: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, Error: wire } = error as { code?: string; Error?: { Code?: string } };
    return { code: wire?.Code ?? code ?? error.name, message: error.message };
  }
  return { code: 'none', message: '' };
}
