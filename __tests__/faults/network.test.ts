/** Between the runner and IAM: proxies, no network at all, few calls a second. */
import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { each, failureOf, on, SLEEPING, Tally, TIMEOUT } from './harness.ts';
import { create, DECLARED, SCENARIOS } from './scenarios.ts';

const HOST = 'iam.example.test';

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function withServers<T>(servers: readonly Server[], use: (ports: number[]) => Promise<T>): Promise<T> {
  try {
    return await use(await Promise.all(servers.map(listen)));
  } finally {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

/** Passes each request on to the endpoint, whatever host it names. */
function passOn(endpoint: string): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { port } = new URL(endpoint);
  return (incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const { pathname } = new URL(url, `http://${HOST}`);
    const further = forward({ host: '127.0.0.1', port, method, headers, path: pathname }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    further.on('error', () => outgoing.destroy());
    incoming.pipe(further);
  };
}

interface Seen {
  /** The requests to the proxy, and their credentials. */
  readonly asked: string[];
  readonly credentials: (string | undefined)[];
}

/** Creates a proxy on loopback; its tunnels lead to `tlsPort`. */
function proxy(endpoint: string, seen: Seen, tlsPort = (): number => 0): Server {
  const server = createServer((incoming, outgoing) => {
    seen.asked.push(incoming.url ?? '');
    seen.credentials.push(incoming.headers['proxy-authorization']);
    passOn(endpoint)(incoming, outgoing);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    seen.asked.push(incoming.url ?? '');
    seen.credentials.push(incoming.headers['proxy-authorization']);
    const tunnel = connect(tlsPort(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    for (const end of [socket, tunnel]) end.on('error', () => [socket, tunnel].map((each) => each.destroy()));
  });
  return server;
}

const proxied = new Tally('HTTP_PROXY, HTTPS_PROXY, NO_PROXY', 3);

test.each(['HTTP_PROXY', 'http_proxy'])(
  '%s holds for every call',
  async (variable) => {
    await on(create, {}, async (emulator) => {
      const seen: Seen = { asked: [], credentials: [] };
      await withServers([proxy(emulator.url, seen)], async ([port]) => {
        const env = {
          AWS_ENDPOINT_URL: `http://${HOST}`,
          [variable]: `http://runner:s3cret@127.0.0.1:${port ?? 0}`,
        };
        const result = await proxied.step(emulator, DECLARED, { env });
        expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
        expect(emulator.snapshot()).toEqual(create.expected);
        expect(seen.asked).toEqual(emulator.calls.map(() => `http://${HOST}/`));
        const basic = `Basic ${Buffer.from('runner:s3cret').toString('base64')}`;
        expect(new Set(seen.credentials)).toEqual(new Set([basic]));
        expect(result.log + result.summary).not.toContain('s3cret');
      });
    });
    if (variable === 'HTTP_PROXY') proxied.passed();
  },
  TIMEOUT,
);

test(
  'HTTPS_PROXY holds for every connection',
  async () => {
    await on(create, {}, async (emulator) => {
      const seen: Seen = { asked: [], credentials: [] };
      // Ciphers that need no certificate, which the process must accept.
      const anonymous = { ciphers: 'aNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2', dhparam: 'auto' } as const;
      const tls = createTlsServer(anonymous, passOn(emulator.url));
      const tlsPort = (): number => (tls.address() as AddressInfo).port;
      await withServers([proxy(emulator.url, seen, tlsPort), tls as unknown as Server], async ([port]) => {
        const result = await proxied.step(emulator, DECLARED, {
          env: {
            AWS_ENDPOINT_URL: `https://${HOST}`,
            HTTPS_PROXY: `http://127.0.0.1:${port ?? 0}`,
            NODE_OPTIONS: '--tls-cipher-list=aNULL:@SECLEVEL=0',
            NODE_TLS_REJECT_UNAUTHORIZED: '0',
          },
        });
        expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
        expect(emulator.snapshot()).toEqual(create.expected);
        expect(new Set(seen.asked)).toEqual(new Set([`${HOST}:443`]));
      });
    });
    proxied.passed();
  },
  TIMEOUT,
);

test(
  'NO_PROXY excepts a host',
  async () => {
    await on(create, {}, async (emulator) => {
      const seen: Seen = { asked: [], credentials: [] };
      await withServers([proxy(emulator.url, seen)], async ([port]) => {
        const env = { HTTP_PROXY: `http://127.0.0.1:${port ?? 0}`, NO_PROXY: 'example.test,127.0.0.1' };
        expect(await proxied.step(emulator, DECLARED, { env })).toMatchObject({ exitCode: 0 });
        expect(seen.asked).toEqual([]);
      });
    });
    proxied.passed();
  },
  TIMEOUT,
);

const unreachable = new Tally('No network', 2);

test(
  'the run reports a missing network after a few tries, with a remedy',
  async () => {
    const ways: readonly { name: string; env: Record<string, string>; said: RegExp }[] = [
      { name: 'nobody listens', env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, said: /ECONNREFUSED/ },
      { name: 'no such host', env: { AWS_ENDPOINT_URL: 'http://iam.invalid' }, said: /ENOTFOUND|EAI_AGAIN/ },
      {
        name: 'no such proxy',
        env: { AWS_ENDPOINT_URL: `http://${HOST}`, HTTP_PROXY: 'http://127.0.0.1:1' },
        said: /ECONNREFUSED/,
      },
    ];
    await each(
      ways,
      SLEEPING,
      ({ name }) => name,
      async ({ env, said }) =>
        on(create, {}, async (emulator) => {
          const result = await unreachable.step(emulator, DECLARED, { env });
          expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'false' } });
          expect(failureOf(result)).toMatch(said);
          expect(failureOf(result)).toContain('check the network of the runner, its proxy');
          // Three tries for each of the four reads, and no more.
          const tries = result.log.match(/^::debug::\w+ no response/gm) ?? [];
          expect([tries.length > 0, tries.length <= 12]).toEqual([true, true]);
        }),
    );
    unreachable.passed();
  },
  TIMEOUT,
);

test(
  'AWS_MAX_ATTEMPTS limits the attempts of a call',
  async () => {
    await each(
      ['1', '2', '5'],
      SLEEPING,
      (attempts) => `AWS_MAX_ATTEMPTS=${attempts}`,
      async (attempts) =>
        on(create, { rules: [{ error: 'reset' }] }, async (emulator) => {
          const env = { AWS_MAX_ATTEMPTS: attempts };
          const result = await unreachable.step(emulator, DECLARED, { env });
          expect(result.exitCode).toBe(1);
          // The four go side by side, and the first to give up ends the run.
          const tries = Map.groupBy(emulator.calls, ({ action }) => action);
          expect(Math.max(...[...tries.values()].map(({ length }) => length))).toBe(Number(attempts));
        }),
    );
    unreachable.passed();
  },
  TIMEOUT,
);

const slow = new Tally('A token bucket of 3 calls a second');

test(
  'the run takes longer and converges if IAM throttles most calls',
  async () => {
    const throttle = { ratePerSecond: 3, burst: 3 };
    await each(
      SCENARIOS,
      SLEEPING,
      ({ name }) => name,
      async (scenario) =>
        on(scenario, { throttle }, async (emulator) => {
          const result = await slow.step(emulator, scenario.inputs);
          expect(emulator.calls.some(({ code }) => code === 'Throttling')).toBe(true);
          expect(result).toMatchObject({ exitCode: 0, outputs: { status: scenario.status } });
          expect(emulator.snapshot()).toEqual(scenario.expected);
        }),
    );
    slow.passed();
  },
  TIMEOUT,
);
