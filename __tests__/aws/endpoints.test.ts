/** The endpoints of REST calls follow the same settings as those that the SDK chooses for IAM. */
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { HttpRequest } from '@smithy/core/protocols';
import { completeEnvironment } from '../../src/aws/environment.ts';
import { signedRequest } from '../../src/aws/rest.ts';

const KEYS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const REST = { service: 'rolesanywhere', method: 'GET', path: '/profiles' } as const;

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
])('of IAM and of REST calls agree if %s', async (_, env, region, expected) => {
  expect(await addresses(env, region)).toEqual(expected);
});
