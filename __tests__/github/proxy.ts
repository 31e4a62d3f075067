/** A proxy on loopback that logs what it is asked for, and a certificate that only its own file vouches for. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const IAM_HOST = 'iam.example.test';
export const GITHUB_HOST = 'github.example.test';
/** Makes Node find those hosts on loopback without a proxy. */
export const RESOLVE_LOCALLY = `--import=data:text/javascript,${encodeURIComponent(`
  import dns from 'node:dns';
  const { lookup } = dns;
  dns.lookup = (host, ...rest) => lookup(host.endsWith('.test') ? '127.0.0.1' : host, ...rest);
`)}`;

interface Tls {
  readonly key: string;
  readonly cert: string;
  /** For NODE_EXTRA_CA_CERTS. */
  readonly file: string;
}

let directory: string | undefined;
let made: Promise<Tls> | undefined;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(async () => {
  if (directory !== undefined) await rm(directory, { recursive: true });
});

/** Makes a certificate, once for all tests of a file. */
export function certificate(): Promise<Tls> {
  made ??= makeCertificate();
  return made;
}

async function makeCertificate(): Promise<Tls> {
  directory = await mkdtemp(join(tmpdir(), 'tls-'));
  const [key, file] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=DNS:*.example.test', '-days', '2'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await promisify(execFile)('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', file]);
  return { key: await readFile(key, 'utf8'), cert: await readFile(file, 'utf8'), file };
}

export interface Proxy {
  readonly url: string;
  /** `METHOD URL`, or `CONNECT host:port`. */
  readonly log: string[];
  /** Hosts for which the credentials are refused. */
  readonly refused: Set<string>;
  /** Hosts for which the proxy never responds. */
  readonly silent: Set<string>;
}

const USER = 'us@er';
const PASSWORD = 'p:ss wörd';

/** @param ports of the hosts that the proxy reaches, for HTTP and in tunnels */
export async function startProxy(
  ports: Readonly<Record<string, { http?: number; https?: number }>>,
): Promise<Proxy> {
  const log: string[] = [];
  const [refused, silent] = [new Set<string>(), new Set<string>()];
  const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const admits = (host: string, { headers }: IncomingMessage): boolean =>
    headers['proxy-authorization'] === expected && !refused.has(host);
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = '', url = '', headers } = incoming;
    log.push(`${method} ${url}`);
    const { hostname, pathname, search } = new URL(url);
    if (silent.has(hostname)) return;
    if (!admits(hostname, incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('denied');
      return;
    }
    const to = { host: '127.0.0.1', port: ports[hostname]?.http, method, headers, path: pathname + search };
    const further = request(to, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    further.on('error', () => outgoing.destroy());
    incoming.pipe(further);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    log.push(`CONNECT ${incoming.url ?? ''}`);
    const [host = '', port] = (incoming.url ?? '').split(':');
    socket.on('error', () => socket.destroy());
    if (silent.has(host)) {
      // A socket that is not read misses the client's end, and would keep the tests' process alive.
      socket.on('end', () => socket.destroy()).resume();
      return;
    }
    if (!admits(host, incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const tunnel = connect((port === '80' ? ports[host]?.http : ports[host]?.https) ?? 1, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on('error', () => socket.destroy());
    socket.on('close', () => tunnel.destroy());
  });
  const port = await listen(server);
  const credentials = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}`;
  return { url: `http://${credentials}@127.0.0.1:${port}`, log, refused, silent };
}

/** Serves an endpoint under TLS, too. @returns the port */
export async function tlsFront(endpoint: string, tls: Tls): Promise<number> {
  const server = createTlsServer({ key: tls.key, cert: tls.cert }, (incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const further = request(
      { host: '127.0.0.1', port: new URL(endpoint).port, method, headers, path },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    further.on('error', () => outgoing.destroy());
    incoming.pipe(further);
  });
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
