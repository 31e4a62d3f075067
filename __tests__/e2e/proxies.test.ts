/** One rule of NO_PROXY for every AWS service and for GitHub, and proxies as curl understands them. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as forward, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { commentServer } from '../harness/comment-server.ts';
import { emulated } from '../harness/emulated.ts';

const servers: Server[] = [];
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'proxies-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await rm(directory, { recursive: true });
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Starts a proxy that passes everything on to loopback. @returns its port, and the hosts it was asked for */
async function proxy(): Promise<{ port: number; hosts: Set<string>; credentials: Set<string | undefined> }> {
  const hosts = new Set<string>();
  const credentials = new Set<string | undefined>();
  const port = await listening(
    createServer((incoming, outgoing) => {
      const { hostname, port: to, pathname, search } = new URL(incoming.url ?? '');
      hosts.add(hostname);
      credentials.add(incoming.headers['proxy-authorization']);
      const { method, headers } = incoming;
      const further = forward(
        { host: '127.0.0.1', port: to, method, headers, path: pathname + search },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      further.on('error', () => outgoing.destroy());
      incoming.pipe(further);
    }),
  );
  return { port, hosts, credentials };
}

/** Every host name leads to loopback, so that a request that takes no proxy also ends somewhere. */
const EVERY_HOST_IS_HERE = `--import=data:text/javascript,${encodeURIComponent(
  "import dns from 'node:dns'; dns.lookup = (host, options, done) => options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)",
)}`;

const AWS = ['iam', 'ec2', 'rolesanywhere'] as const;

/** Runs a step that calls IAM, EC2 and Roles Anywhere, each at a host of its own. */
async function step(env: Readonly<Record<string, string>>): Promise<StepResult> {
  const { environment } = await emulated();
  const { port } = new URL(environment.AWS_ENDPOINT_URL);
  return runStep(
    {
      'role-name': 'proxied',
      'trust-services': 'ec2\nrolesanywhere',
      'roles-anywhere-profile': '{"name": "proxied"}',
      'wait-for': 'ec2',
    },
    {
      env: {
        ...environment,
        ...Object.fromEntries(
          AWS.map((name) => [
            `AWS_ENDPOINT_URL_${name.toUpperCase()}`,
            `http://${name}.internal.test:${port}`,
          ]),
        ),
        NODE_OPTIONS: EVERY_HOST_IS_HERE,
        ...env,
      },
    },
  );
}

const hostsOf = (names: readonly string[]): Set<string> =>
  new Set(names.map((name) => `${name}.internal.test`));

test.each<[noProxy: string, proxied: readonly string[]]>([
  ['', AWS],
  ['other.test', AWS],
  ['nal.test', AWS],
  ['internal.test.example', AWS],
  ['iam.internal.test', ['ec2', 'rolesanywhere']],
  ['internal.test', []],
  ['.internal.test', []],
  ['INTERNAL.Test', []],
  ['other.test, internal.test ,', []],
  ['test', []],
  ['*', []],
])('NO_PROXY=%j leaves %j to the proxy', async (noProxy, proxied) => {
  const { port, hosts } = await proxy();
  const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: noProxy };
  const result = await step(env);
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created', 'ready-for': 'ec2' } });
  expect(hosts).toEqual(hostsOf(proxied));
});

test.each(['no_proxy', 'NO_PROXY'])('%s exempts a host of AWS and one of GitHub alike', async (variable) => {
  const { port, hosts } = await proxy();
  const github = await commentServer();
  const { environment } = await emulated();
  const event = join(directory, 'event.json');
  await writeFile(event, '{"pull_request":{"number":7}}');
  const result = await runStep(
    { 'role-name': 'proxied', 'pr-comment': 'always', 'github-token': 't' },
    {
      env: {
        ...environment,
        NODE_OPTIONS: EVERY_HOST_IS_HERE,
        AWS_ENDPOINT_URL: `http://iam.internal.test:${new URL(environment.AWS_ENDPOINT_URL).port}`,
        GITHUB_API_URL: `http://api.internal.test:${github.port}`,
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: event,
        HTTP_PROXY: `http://127.0.0.1:${port}`,
        [variable]: 'internal.test',
      },
    },
  );
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(github.comments).toHaveLength(1);
  expect([...hosts]).toEqual([]);
});

test('calls to IAM and to Roles Anywhere go to the endpoints that the same variables choose', async () => {
  const targets = new Set<string>();
  const waiting: Duplex[] = [];
  const server = createServer();
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Duplex) => {
    targets.add(url);
    waiting.push(socket);
    // The step ends while a refusal is on its way.
    socket.on('error', () => socket.destroy());
    // The first refusal ends the step, so it waits for both services.
    if (targets.size > 1) for (const each of waiting.splice(0)) each.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const port = await listening(server);
  const result = await runStep(
    { mode: 'read', 'role-name': 'demo', 'roles-anywhere-profile': 'name=demo', 'timeout-seconds': '1' },
    {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'us-east-1',
        AWS_MAX_ATTEMPTS: '1',
        AWS_ENDPOINT_URL: 'https://ignored.test',
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_USE_DUALSTACK_ENDPOINT: '',
        HTTPS_PROXY: `http://127.0.0.1:${port}`,
      },
    },
  );
  expect(result.exitCode).toBe(1);
  expect(targets).toEqual(
    new Set(['iam-fips.amazonaws.com:443', 'rolesanywhere-fips.us-east-1.amazonaws.com:443']),
  );
});

test('the endpoint of STS, which gives the credentials, takes the same proxy', async () => {
  const { port, hosts } = await proxy();
  const sts = await listening(
    createServer((incoming, outgoing) => {
      void text(incoming).then((body) => {
        outgoing.writeHead(body.includes('AssumeRole') ? 200 : 403, { 'content-type': 'text/xml' });
        outgoing.end(
          '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>' +
            '<AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>' +
            '</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>',
        );
      });
    }),
  );
  const token = join(directory, 'token');
  await writeFile(token, 'a.b.c');
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_IAM: `http://iam.internal.test:${sts}`,
    AWS_ENDPOINT_URL_STS: `http://sts.internal.test:${sts}`,
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/deploy',
    NODE_OPTIONS: EVERY_HOST_IS_HERE,
    HTTP_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: 'iam.internal.test',
  };
  await runStep({ mode: 'plan', 'role-name': 'r' }, { env });
  expect(hosts).toEqual(hostsOf(['sts']));
});

test.each(['127.0.0.1:PORT', 'runner:s3cret@127.0.0.1:PORT', 'localhost:PORT', 'HTTP://127.0.0.1:PORT/'])(
  'HTTP_PROXY=%s is a proxy, with or without a scheme',
  async (value) => {
    const { port, hosts, credentials } = await proxy();
    const result = await step({ HTTP_PROXY: value.replace('PORT', String(port)) });
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
    expect(hosts).toEqual(hostsOf(AWS));
    const basic = value.includes('@') ? `Basic ${btoa('runner:s3cret')}` : undefined;
    expect(credentials).toEqual(new Set([basic]));
    expect(result.log + result.summary).not.toContain('s3cret');
  },
);

test.each([
  ['403 to a call', 403, 'HTTP 403: <html> Blocked<br>', 'check the network of the runner, its proxy'],
  ['407 to a call', 407, 'HTTP 407: <html> Blocked<br>', 'Correct the user and password in HTTPS_PROXY'],
  ['403 to a tunnel', 403, 'HTTP/1.1 403 Blocked', 'check the network of the runner, its proxy'],
  ['407 to a tunnel', 407, 'HTTP/1.1 407 Blocked', 'Correct the user and password in HTTPS_PROXY'],
])('a proxy that responds %s is shown with the remedy', async (what, status, response, remedy) => {
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(status, { 'content-type': 'text/html' }).end('<html>\nBlocked<br>\n');
  });
  server.on('connect', (_, socket: Duplex) => {
    // The run resets the connection.
    socket.on('error', () => undefined).end(`HTTP/1.1 ${status} Blocked\r\n\r\n`);
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  const scheme = what.endsWith('tunnel') ? 'https' : 'http';
  const { environment } = await emulated();
  const env = { ...environment, AWS_ENDPOINT_URL: `${scheme}://iam.internal.test` };
  const result = await runStep(
    { mode: 'plan', 'role-name': 'r' },
    { env: { ...env, HTTP_PROXY: url, HTTPS_PROXY: url } },
  );
  expect(result.exitCode).toBe(1);
  expect(result.log).toContain(response);
  expect(result.log).toContain(remedy);
  expect(result.log + result.summary).not.toMatch(/\$response|Deserialization/);
});
