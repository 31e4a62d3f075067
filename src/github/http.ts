/**
 * HTTP for GitHub's client: requests, the contents of responses, and failures with their kind, description and remedy. It uses
 * Node's own agents as for IAM. They carry HTTP and HTTPS through a proxy, and undici's `fetch`, which is larger than all the
 * rest of the client, sends CONNECT also for HTTP.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Octokit } from '@octokit/core';
import { isObject } from '../aws/policy-document.ts';
import { cutText } from '../runtime/log-escape.ts';

interface FetchOptions {
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
function redirectTarget(target: URL, incoming: IncomingMessage, method: string): URL | undefined {
  const { statusCode = 0, headers } = incoming;
  const followed = method === 'GET' ? [301, 302, 307, 308] : [307, 308];
  if (!followed.includes(statusCode) || headers.location === undefined) return undefined;
  const next = URL.parse(headers.location, target.href);
  return next?.origin === target.origin ? next : undefined;
}

/** A call, or all of them, took too long. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  constructor(milliseconds: number, operation: string) {
    super(`no response within ${Math.ceil(milliseconds / 1000)} s (${operation})`);
  }
}

/** A response that GitHub's API does not give: another server's page, or half a body. */
export class UnexpectedResponseError extends Error {
  override readonly name = 'UnexpectedResponseError';
  constructor({ status, headers }: Omit<Received, 'data'>, fault = headers['content-type']) {
    super(`an unexpected response (${status}, ${shorten(fault ?? 'without a content type')})`);
  }
}

type Received = Awaited<ReturnType<Octokit['request']>>;

/** Returns a response's body if it is an object. @throws UnexpectedResponseError for a page of another server, say */
export function objectIn(response: Received): Readonly<Record<string, unknown>> {
  const data: unknown = response.data;
  if (response.status < 300 && isObject(data) && !(data instanceof ArrayBuffer)) return data;
  throw new UnexpectedResponseError(response);
}

/** Returns the objects of a response's body if that is a list. @throws UnexpectedResponseError */
export function listIn(response: Received): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(response.data)) return response.data.filter(isObject);
  throw new UnexpectedResponseError(response);
}

interface HttpError extends Partial<Error> {
  readonly status?: number;
  readonly response?: Partial<Received>;
}

const NETWORK =
  "Check the runner's network, its proxy (HTTPS_PROXY, HTTP_PROXY, NO_PROXY) and GITHUB_API_URL.";
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/;
const CONNECTION = /^(?:ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
const MAX_DETAIL_LENGTH = 300;

/**
 * Describes why a call failed, and what to do, in whole sentences.
 *
 * @param permission the permission that the call needs, as a workflow grants it
 */
export function describeGitHubError(error: unknown, permission: string): string {
  const { status = 0, response, message } = error as HttpError;
  const detail = shorten(message ?? String(error));
  const code = codeOf(error);
  if (error instanceof UnexpectedResponseError || error instanceof TimeoutError)
    return `GitHub gave ${error.message}. ${NETWORK}`;
  if (CERTIFICATE.test(code))
    return `the certificate is not trusted (${code}: ${detail}). Set NODE_EXTRA_CA_CERTS to a file with the certificate of your CA.`;
  if (status === 407 || /\b407\b/.test(code === 'ERR_PROXY_TUNNEL' ? detail : ''))
    return `the proxy refused the credentials (407: ${detail}). Correct the user and password in HTTPS_PROXY or HTTP_PROXY.`;
  if (code === 'ERR_INVALID_CHAR')
    return 'github-token contains a character that no HTTP header may hold, such as a line break. Correct the secret.';
  if (response === undefined) return status === 0 ? `${detail}.` : `${detail}. ${NETWORK}`;
  if (rateLimitWait(error) !== undefined)
    return `GitHub's rate limit is used up (${status}: ${detail}). Run the step again later.`;
  if (status === 401)
    return `GitHub does not accept the github-token (401: ${detail}). Pass a token that is valid.`;
  if (/\blocked\b/i.test(detail))
    return `${status}: ${detail}. Unlock the conversation, or set pr-comment: off.`;
  if (status === 403 || status === 404)
    return `${status}: ${detail}. Give the job the permission ${permission}; runs for forks and for Dependabot have a token that can only read.`;
  return `${status}: ${detail}.${status >= 500 ? ' Run the step again later.' : ''}`;
}

/**
 * Returns how long GitHub wants its callers to wait, in milliseconds, 0 if it gives no time, or undefined if no limit is reached.
 * An empty header counts as no number.
 */
export function rateLimitWait(error: unknown): number | undefined {
  const { status, message, response } = error as HttpError;
  if (status !== 403 && status !== 429) return undefined;
  const number = (name: string): number => Number(String(response?.headers?.[name] ?? '').trim() || NaN);
  const retryAfter = number('retry-after');
  if (!Number.isNaN(retryAfter)) return Math.max(0, retryAfter * 1000);
  if (number('x-ratelimit-remaining') === 0) {
    const reset = number('x-ratelimit-reset');
    return Number.isNaN(reset) ? 0 : Math.max(0, reset * 1000 - Date.now()) + 1000;
  }
  const limited = status === 429 || response?.headers?.['retry-after'] !== undefined;
  return limited || /rate limit|abuse detection/i.test(message ?? '') ? 0 : undefined;
}

/** Reports whether another attempt may succeed: GitHub failed, or the connection did. */
export function isTransient(error: unknown): boolean {
  const { status = 0, response } = error as HttpError;
  return response === undefined ? CONNECTION.test(codeOf(error)) : status >= 500;
}

/** Reports whether GitHub refused the call itself, and not the number of calls. */
export function isRefusal(error: unknown): boolean {
  const { status = 0, response } = error as HttpError;
  return response !== undefined && status >= 400 && status < 500 && rateLimitWait(error) === undefined;
}

/** Reports whether GitHub has no such resource. A 404 of another server is no response of GitHub's API. */
export function isNotFound(error: unknown): boolean {
  const data: unknown = (error as HttpError).response?.data;
  return statusOf(error) === 404 && typeof data === 'object' && data !== null && 'message' in data;
}

export function statusOf(error: unknown): number | undefined {
  const { status, response } = error as HttpError;
  return response === undefined ? undefined : status;
}

/** Returns Node's code of the error, or of the one that caused it. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : codeOf(cause);
}

/** Shortens the text of another server for a sentence: one line, truncated, without its full stop. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length <= MAX_DETAIL_LENGTH ? line : `${cutText(line, MAX_DETAIL_LENGTH)}…`;
}
