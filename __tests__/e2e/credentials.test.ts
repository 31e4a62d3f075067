/** The sources of credentials that every AWS SDK knows; the bundle has each provider in a file of its own. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runStep } from '../../scripts/run-action.ts';
import { RUNNER_KILLS_MS } from '../faults/harness.ts';

const SECRET = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY';
const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The credentials of the requests to IAM. */
interface Seen {
  readonly keys: Set<string | undefined>;
  readonly tokens: Set<string | undefined>;
}

/** Starts one server that supplies credentials on request and refuses every call to IAM. */
async function asked(
  environment: (url: string, directory: string) => Promise<Record<string, string>>,
  isUnavailable: (body: string) => boolean = () => false,
): Promise<Seen> {
  const seen: Seen = { keys: new Set(), tokens: new Set() };
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const { url = '', headers } = incoming;
      if (isUnavailable(body)) outgoing.writeHead(503).end();
      else if (url === '/container') {
        const given = { AccessKeyId: 'ASIACONTAINER', SecretAccessKey: SECRET, Token: 'of the container' };
        outgoing.setHeader('content-type', 'application/json');
        outgoing.end(JSON.stringify({ ...given, Expiration: new Date(Date.now() + 3.6e6).toISOString() }));
      } else if (url.startsWith('/latest/')) {
        const given = { AccessKeyId: 'ASIAMACHINE', SecretAccessKey: SECRET, Token: 'of the machine' };
        const expiration = new Date(Date.now() + 3.6e6).toISOString();
        const credentials = JSON.stringify({ Code: 'Success', ...given, Expiration: expiration });
        // The metadata service of an instance: a token, the name of its role, and that role's credentials.
        outgoing.end(url.endsWith('/token') ? 'a-token' : url.endsWith('/agent') ? credentials : 'agent');
      } else if (body.includes('AssumeRole')) {
        const action = /Action=(\w+)/.exec(body)?.[1] ?? '';
        const expiration = new Date(Date.now() + 3.6e6).toISOString();
        outgoing.setHeader('content-type', 'text/xml');
        outgoing.end(
          `<${action}Response xmlns="${STS}"><${action}Result><Credentials><AccessKeyId>ASIAASSUMED</AccessKeyId>` +
            `<SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>of the assumed role</SessionToken>` +
            `<Expiration>${expiration}</Expiration></Credentials></${action}Result></${action}Response>`,
        );
      } else {
        seen.keys.add(/Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1]);
        seen.tokens.add(headers['x-amz-security-token']?.toString());
        outgoing.writeHead(403, { 'content-type': 'text/xml' });
        outgoing.end(
          '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
        );
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const directory = await mkdtemp(join(tmpdir(), 'credentials-'));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = await environment(url, directory);
    const common = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_IAM: url, AWS_ENDPOINT_URL_STS: url };
    const step = await runStep({ mode: 'plan', 'role-name': 'r' }, { env: { ...common, ...env } });
    expect(step).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
    expect(step.log).toContain('AccessDenied');
    return seen;
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(directory, { recursive: true });
  }
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: SECRET };

/** @param profiles name to the lines of it */
async function files(
  directory: string,
  profiles: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const path = join(directory, 'credentials');
  const sections = Object.entries(profiles).map(([name, lines]) => `[${name}]\n${lines}\n`);
  await writeFile(path, sections.join('\n'));
  return { AWS_SHARED_CREDENTIALS_FILE: path };
}

test('keys in the environment, as configure-aws-credentials leaves them', async () => {
  const { keys, tokens } = await asked(() =>
    Promise.resolve({ ...KEYS, AWS_SESSION_TOKEN: 'of-the-session' }),
  );
  expect([[...keys], [...tokens]]).toEqual([['AKIAENVIRONMENT'], ['of-the-session']]);
});

test('a named profile takes precedence over keys in the environment', async () => {
  const lines = `aws_access_key_id = AKIAPROFILE\naws_secret_access_key = ${SECRET}`;
  const { keys } = await asked(async (_, directory) => ({
    ...KEYS,
    AWS_PROFILE: 'other',
    ...(await files(directory, { other: lines })),
  }));
  expect([...keys]).toEqual(['AKIAPROFILE']);
});

test('the default profile, where the environment has no keys, or half of them', async () => {
  const lines = `aws_access_key_id = AKIADEFAULT\naws_secret_access_key = ${SECRET}`;
  const { keys } = await asked(async (_, directory) => ({
    AWS_ACCESS_KEY_ID: 'AKIAHALF',
    AWS_SECRET_ACCESS_KEY: '',
    ...(await files(directory, { default: lines })),
  }));
  expect([...keys]).toEqual(['AKIADEFAULT']);
});

test('a program that a profile names', async () => {
  const answer = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: SECRET });
  const { keys } = await asked(async (_, directory) => {
    await writeFile(join(directory, 'answer.json'), answer);
    return files(directory, { default: `credential_process = cat ${join(directory, 'answer.json')}` });
  });
  expect([...keys]).toEqual(['AKIAPROCESS']);
});

test('a token of a web identity', async () => {
  const { keys, tokens } = await asked(async (_, directory) => {
    const path = join(directory, 'token');
    await writeFile(path, 'a.b.c');
    return { AWS_WEB_IDENTITY_TOKEN_FILE: path, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/deploy' };
  });
  expect([[...keys], [...tokens]]).toEqual([['ASIAASSUMED'], ['of the assumed role']]);
});

test('a container', async () => {
  const { keys, tokens } = await asked((url) =>
    Promise.resolve({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container` }),
  );
  expect([[...keys], [...tokens]]).toEqual([['ASIACONTAINER'], ['of the container']]);
});

test('the role of an instance', async () => {
  const { keys, tokens } = await asked((url) =>
    Promise.resolve({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: url }),
  );
  expect([[...keys], [...tokens]]).toEqual([['ASIAMACHINE'], ['of the machine']]);
});

test('a role that a profile assumes by another', async () => {
  const { keys, tokens } = await asked((_, directory) =>
    files(directory, {
      default: 'role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base',
      base: `aws_access_key_id = AKIABASE\naws_secret_access_key = ${SECRET}`,
    }),
  );
  expect([[...keys], [...tokens]]).toEqual([['ASIAASSUMED'], ['of the assumed role']]);
});

test('a cancelled run does not wait for a container that never responds', async () => {
  let cancel = (): void => undefined;
  const server = createServer(() => {
    cancel();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let kill: NodeJS.Timeout | undefined;
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { AWS_REGION: 'eu-central-1', AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
    const step = await runStep(
      { 'role-name': 'r' },
      {
        env,
        started: (child) => {
          cancel = () => {
            child.kill('SIGINT');
            kill ??= setTimeout(() => child.kill('SIGKILL'), RUNNER_KILLS_MS);
          };
        },
      },
    );
    // No signal: it ended by itself.
    expect(step).toMatchObject({ exitCode: 1, signal: null, outputs: { status: 'failed' } });
    expect(step.log).toContain('::The run was cancelled.');
    expect(step.summary).toContain('The run was cancelled.');
  } finally {
    clearTimeout(kill);
    server.close();
    server.closeAllConnections();
  }
});

const DENIED = 'Not authorized to perform sts:AssumeRoleWithWebIdentity';
const WEB_IDENTITY = { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/deploy' };

/** Environments without credentials: the reason and the remedy. */
const MISSING: readonly (readonly [
  name: string,
  env: Readonly<Record<string, string>>,
  reason: string,
  remedy: string,
])[] = [
  [
    'none',
    {},
    'Could not load credentials from any providers',
    'Give the job the permission id-token: write, and set role-to-assume',
  ],
  [
    'half of the keys',
    { AWS_ACCESS_KEY_ID: 'AKIAHALF', AWS_SECRET_ACCESS_KEY: '' },
    'Could not load credentials from any providers',
    'The environment sets AWS_ACCESS_KEY_ID: complete or correct that',
  ],
  [
    'a profile that does not exist, together with keys',
    { ...KEYS, AWS_PROFILE: 'none' },
    'Could not load credentials from any providers',
    'The environment sets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE: complete or correct that',
  ],
  [
    'the token of a web identity without its file',
    { ...WEB_IDENTITY, AWS_WEB_IDENTITY_TOKEN_FILE: '/none/token' },
    "ENOENT: no such file or directory, open '/none/token'",
    'The environment sets AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: complete or correct that',
  ],
  [
    'the token of a web identity that STS refuses',
    { ...WEB_IDENTITY, AWS_WEB_IDENTITY_TOKEN_FILE: fileURLToPath(import.meta.url) },
    `AccessDenied: ${DENIED}`,
    'The environment sets AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: complete or correct that, or set role-to-assume.\n',
  ],
  [
    'the token of a web identity, and no network',
    {
      ...WEB_IDENTITY,
      AWS_WEB_IDENTITY_TOKEN_FILE: fileURLToPath(import.meta.url),
      AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9',
    },
    'ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9',
    'AWS did not respond: check the network of the runner',
  ],
];

test.each(MISSING)('%s: one failure before the first call', async (_, env, reason, remedy) => {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      asked.push(/Action=(\w+)/.exec(body)?.[1] ?? '');
      outgoing.writeHead(403, { 'content-type': 'text/xml' });
      const error = `<Error><Code>AccessDenied</Code><Message>${DENIED}</Message></Error>`;
      outgoing.end(`<ErrorResponse xmlns="${STS}">${error}</ErrorResponse>`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const common = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_IAM: url, AWS_ENDPOINT_URL_STS: url };
  const step = await runStep({ 'role-name': 'r' }, { env: { ...common, ...env } });
  server.close();
  server.closeAllConnections();
  expect(step).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'false' } });
  expect(asked.filter((call) => call !== 'AssumeRoleWithWebIdentity')).toEqual([]);
  const errors = step.log.split(/(?<=\n)/).filter((line) => line.startsWith('::error'));
  expect(errors).toEqual([expect.stringContaining(`::There are no AWS credentials: ${reason}. ${remedy}`)]);
  expect(step.log).not.toContain('Allow the caller');
});

test('an outage of STS that is longer than the retries of the SDK delays the run, and fails nothing', async () => {
  let failures = 6;
  const seen = await asked(
    async (url, directory) => {
      const token = join(directory, 'token');
      await writeFile(token, 'a-token');
      return { ...WEB_IDENTITY, AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ENDPOINT_URL_STS: url };
    },
    (body) => body.includes('AssumeRole') && failures-- > 0,
  );
  expect(seen.tokens).toEqual(new Set(['of the assumed role']));
});
