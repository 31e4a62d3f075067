/**
 * HTTP for GitHub's client, on Node's own agents as for IAM. They carry HTTP and HTTPS through a proxy, and undici's
 * `fetch`, which is larger than all the rest of the client, sends CONNECT also for HTTP.
 */
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { getProxyUrl } from '@actions/http-client/lib/proxy';

export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

const MAX_REDIRECTS = 3;
/** Bytes; a page of 100 comments is smaller, whatever their text. */
const MAX_BODY = 64 * 1024 * 1024;
/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** Sends a request and reads its whole response, within the signal's time. */
export async function fetchWithProxy(url: string, options: FetchOptions, redirects = 0): Promise<Response> {
  const target = new URL(url);
  const incoming = await send(target, options);
  const body = await readBody(incoming);
  const status = incoming.statusCode ?? 0;
  const next = redirectTarget(target, incoming, options.method ?? 'GET');
  if (next !== undefined && redirects < MAX_REDIRECTS) {
    return fetchWithProxy(next.href, options, redirects + 1);
  }
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers });
}

async function send(target: URL, options: FetchOptions): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body, signal } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = request(target, { method, headers, agent: agentFor(target) });
    const abort = (): void => {
      outgoing.destroy();
      // A request that still waits for its proxy emits no error when it is destroyed.
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    outgoing.on('response', resolve).on('error', (error) => {
      reject(connectionError(error));
    });
    outgoing.end(body);
  });
}

async function readBody(incoming: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the response is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Names the cause also if Node tried several addresses: its error has a code then, and no message. */
function connectionError(cause: NodeJS.ErrnoException): Error {
  const { code, message } = cause;
  const text = message === '' ? (code ?? 'no connection') : message;
  return Object.assign(new Error(text, { cause }), { code });
}

const agents = new Map<string, HttpAgent>();

/** Returns the agent for a URL: with the proxy that `@actions/http-client` would choose, or without one. */
function agentFor(target: URL): HttpAgent {
  const proxy = getProxyUrl(target)?.href ?? '';
  const key = `${target.protocol} ${proxy}`;
  const proxyEnv = proxy === '' ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const Agent = target.protocol === 'https:' ? HttpsAgent : HttpAgent;
  const agent = agents.get(key) ?? new Agent({ keepAlive: true, ...proxyEnv });
  agents.set(key, agent);
  return agent;
}

/** Returns the URL of a redirect to follow. The token is sent to no other host, and a write is never turned into a read. */
function redirectTarget(
  target: URL,
  { statusCode = 0, headers }: IncomingMessage,
  method: string,
): URL | undefined {
  const kept = statusCode === 307 || statusCode === 308;
  const followed = kept || (method === 'GET' && (statusCode === 301 || statusCode === 302));
  if (!followed || headers.location === undefined) return undefined;
  const next = URL.parse(headers.location, target.href);
  return next?.origin === target.origin ? next : undefined;
}
