/** The endpoints of REST calls follow the same settings as those that the SDK chooses for IAM. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { HttpRequest } from '@smithy/core/protocols';
import { createIam } from '../../src/aws/client.ts';
import { completeEnvironment } from '../../src/aws/environment.ts';
import { signedRequest } from '../../src/aws/rest.ts';
import { Cancellation, systemClock } from '../../src/runtime/time.ts';

const KEYS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const REST = { service: 'rolesanywhere', method: 'GET', path: '/profiles' } as const;

const CONFIG = join(mkdtempSync(join(tmpdir(), 'config-')), 'config');
writeFileSync(CONFIG, '[default]\nendpoint_url = http://file\n');

interface Sent {
  readonly iam: string;
  readonly rest: string;
}

/** Returns the addresses of an IAM call and of a REST call with these variables. */
async function addresses(env: Readonly<Record<string, string>>, region = 'eu-central-1'): Promise<Sent> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  completeEnvironment(process.env);
  try {
    const sent: string[] = [];
    const handle = ({ protocol, hostname, path }: HttpRequest): Promise<never> => {
      sent.push(`${protocol}//${hostname}${path}`);
      return Promise.reject(new Error('not sent'));
    };
    const sdk = new IAMClient({
      region,
      credentials: KEYS,
      maxAttempts: 1,
      requestHandler: { handle },
    });
    await sdk.send(new GetRoleCommand({ RoleName: 'demo' })).catch(() => undefined);
    await signedRequest(sdk, REST, new AbortController().signal).catch(() => undefined);
    const [iam = '', rest = ''] = sent;
    return { iam, rest };
  } finally {
    process.env = before;
  }
}

test.each<[string, Readonly<Record<string, string>>, string, Sent]>([
  [
    'nothing is set',
    {},
    'eu-central-1',
    { iam: 'https://iam.amazonaws.com/', rest: 'https://rolesanywhere.eu-central-1.amazonaws.com/profiles' },
  ],
  [
    'FIPS endpoints are demanded',
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'us-east-1',
    {
      iam: 'https://iam-fips.amazonaws.com/',
      rest: 'https://rolesanywhere-fips.us-east-1.amazonaws.com/profiles',
    },
  ],
  [
    'dual-stack endpoints are demanded',
    { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'eu-central-1',
    { iam: 'https://iam.global.api.aws/', rest: 'https://rolesanywhere.eu-central-1.api.aws/profiles' },
  ],
  [
    'the partition has another suffix',
    {},
    'cn-north-1',
    {
      iam: 'https://iam.cn-north-1.amazonaws.com.cn/',
      rest: 'https://rolesanywhere.cn-north-1.amazonaws.com.cn/profiles',
    },
  ],
  [
    'an endpoint with a path is set for all services',
    { AWS_ENDPOINT_URL: 'http://localhost/base/' },
    'eu-central-1',
    { iam: 'http://localhost/base/', rest: 'http://localhost/base/profiles' },
  ],
  [
    'the service has an endpoint of its own',
    { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_ROLESANYWHERE: 'http://b' },
    'eu-central-1',
    { iam: 'http://a/', rest: 'http://b/profiles' },
  ],
  [
    'set endpoints are ignored',
    { AWS_ENDPOINT_URL: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    'eu-central-1',
    { iam: 'https://iam.amazonaws.com/', rest: 'https://rolesanywhere.eu-central-1.amazonaws.com/profiles' },
  ],
  [
    'every variable is empty',
    { AWS_ENDPOINT_URL: '', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '', AWS_USE_FIPS_ENDPOINT: '' },
    'eu-central-1',
    { iam: 'https://iam.amazonaws.com/', rest: 'https://rolesanywhere.eu-central-1.amazonaws.com/profiles' },
  ],
  [
    'the shared configuration has an endpoint for all services',
    { AWS_CONFIG_FILE: CONFIG },
    'eu-central-1',
    { iam: 'http://file/', rest: 'http://file/profiles' },
  ],
])('of IAM and of REST calls agree if %s', async (_, env, region, expected) => {
  expect(await addresses(env, region)).toEqual(expected);
});

test('a REST call is signed by the clock that the SDK has corrected', async () => {
  let date: string | undefined;
  const handle = (request: HttpRequest): Promise<never> => {
    date = request.headers['x-amz-date'];
    return Promise.reject(new Error('not sent'));
  };
  const sdk = new IAMClient({ region: 'eu-central-1', credentials: KEYS, requestHandler: { handle } });
  sdk.config.systemClockOffset = -10 * 365 * 24 * 3600 * 1000;
  await signedRequest(sdk, REST).catch(() => undefined);
  expect(date?.slice(0, 3)).toBe('201');
});

test('a cancelled run abandons each call through its connections, also those of the SDK to STS', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const cancellation = new Cancellation();
  const { requestHandler } = createIam(cancellation, {}, systemClock).sdk.config;
  server.once('request', () => {
    cancellation.cancel();
  });
  const request = new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port, method: 'POST' });
  const error: unknown = await requestHandler.handle(request).catch((thrown: unknown) => thrown);
  server.closeAllConnections();
  server.close();
  expect(error).toMatchObject({ name: 'AbortError' });
});
