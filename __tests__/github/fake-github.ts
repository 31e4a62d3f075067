/** GitHub's REST API as far as comments and pull requests go, and GraphQL's `viewer`, with failures on request. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string } | null;
}

export interface Failure {
  /** Matches `METHOD /path` without the prefix of GitHub Enterprise. */
  readonly on: RegExp;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The response's body; default: JSON with this message. */
  readonly body?: string;
  readonly message?: string;
  /** `hang` never responds, `half` stops within the body, `reset` closes the connection. */
  readonly kind?: 'hang' | 'half' | 'reset';
  /** Number of failures; default: one. */
  readonly times?: number;
}

export const JOB_LOGIN = 'github-actions[bot]';

const started: FakeGitHub[] = [];

afterEach(() => {
  for (const github of started.splice(0)) github.close();
});

export class FakeGitHub {
  comments: StoredComment[] = [];
  /** `METHOD /path` of each request, without the prefix of GitHub Enterprise. */
  requests: string[] = [];
  readonly asked: { readonly request: string; readonly authorization: string | undefined }[] = [];
  failures: Failure[] = [];
  /** Owner of the token; a status if the API fails. */
  viewer: string | number = JOB_LOGIN;
  user: string | number = 403;
  /** The author of new comments. */
  author = JOB_LOGIN;
  pulls: Readonly<Record<number, 'open' | 'closed' | number>> = {};
  /** `owner/name`, as asked for, to the answer. */
  repositories: Readonly<Record<string, { id: number; name: string; owner: { id: number; login: string } }>> =
    {};
  /** Runs the hook before a request is handled. */
  before: (request: string) => void = () => undefined;
  /** Runs the hook once a request will never be answered. */
  hanging: () => void = () => undefined;
  url = '';
  port = 0;
  #server: Server | undefined;
  #nextId = 100;

  /** @param tls key and certificate; default: plain HTTP */
  async listen(tls?: { readonly key: string; readonly cert: string }): Promise<this> {
    const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      void this.#handle(incoming, outgoing);
    };
    this.#server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    this.url = `http${tls === undefined ? '' : 's'}://127.0.0.1:${this.port}`;
    started.push(this);
    return this;
  }

  add(body: string, login: string | null = this.author): StoredComment {
    const stored = { id: this.#nextId, body, user: login === null ? null : { login } };
    this.#nextId += 1;
    this.comments.push(stored);
    return stored;
  }

  get writes(): string[] {
    return this.requests.filter((request) => /^(?:PATCH|DELETE|POST .*comments)/.test(request));
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await text(incoming).catch(() => '');
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://github.test');
    const path = pathname.replace(/^\/api(?:\/v3)?(?=\/)/, '');
    const request = `${incoming.method ?? ''} ${path}`;
    this.before(request);
    this.requests.push(request);
    this.asked.push({ request, authorization: incoming.headers.authorization });
    const failure = this.#failureOn(request);
    if (failure?.kind === 'reset') {
      incoming.socket.destroy();
    } else if (failure?.kind === 'hang') {
      this.hanging();
    } else if (failure?.kind === 'half') {
      outgoing.writeHead(failure.status ?? 200, {
        'content-type': 'application/json',
        'content-length': '100',
      });
      outgoing.write('[{"id": 1', () => {
        this.hanging();
      });
    } else if (failure !== undefined) {
      const { status = 200, headers, message = 'Resource not accessible by integration' } = failure;
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(failure.body ?? JSON.stringify({ message }));
    } else {
      const { status, json, headers = {} } = this.#respond(request, searchParams, body);
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(status === 204 ? undefined : JSON.stringify(json));
    }
  }

  #failureOn(request: string): Failure | undefined {
    const index = this.failures.findIndex(({ on }) => on.test(request));
    const failure = this.failures[index];
    if (failure === undefined) return undefined;
    const { times = 1 } = failure;
    this.failures.splice(index, 1, ...(times > 1 ? [{ ...failure, times: times - 1 }] : []));
    return failure;
  }

  #respond(
    request: string,
    query: URLSearchParams,
    body: string,
  ): { status: number; json?: unknown; headers?: Record<string, string> } {
    const refusal = (status: number): { status: number; json: unknown } => ({
      status,
      json: { message: status === 404 ? 'Not Found' : 'Something failed' },
    });
    const [, pull] = /^GET \/repos\/[^/]+\/[^/]+\/pulls\/(\d+)$/.exec(request) ?? [];
    if (pull !== undefined) {
      const state = this.pulls[Number(pull)] ?? 404;
      return typeof state === 'string'
        ? { status: 200, json: { number: Number(pull), state } }
        : refusal(state);
    }
    const [, repository] = /^GET \/repos\/([^/]+\/[^/]+)$/.exec(request) ?? [];
    if (repository !== undefined) {
      const json = this.repositories[repository];
      return json === undefined ? refusal(404) : { status: 200, json };
    }
    if (request === 'POST /graphql') {
      return typeof this.viewer === 'number'
        ? refusal(this.viewer)
        : { status: 200, json: { data: { viewer: { login: this.viewer } } } };
    }
    if (request === 'GET /user') {
      return typeof this.user === 'number' ? refusal(this.user) : { status: 200, json: { login: this.user } };
    }
    const issue = '/repos/octo-org/octo-repo/issues';
    if (request === `GET ${issue}/7/comments`) return this.#page(query, `${issue}/7/comments`);
    if (request === `POST ${issue}/7/comments`) {
      const { body: written } = JSON.parse(body) as { body: string };
      if (written.length > 65_536) return { status: 422, json: { message: 'Body is too long' } };
      return { status: 201, json: this.add(written) };
    }
    const [, id] = new RegExp(`^(?:PATCH|DELETE) ${issue}/comments/(\\d+)$`).exec(request) ?? [];
    const found = this.comments.find((comment) => String(comment.id) === id);
    if (found === undefined) return refusal(404);
    if (request.startsWith('DELETE')) {
      this.comments = this.comments.filter((comment) => comment !== found);
      return { status: 204 };
    }
    found.body = (JSON.parse(body) as { body: string }).body;
    return { status: 200, json: found };
  }

  #page(
    query: URLSearchParams,
    path: string,
  ): { status: number; json: unknown; headers: Record<string, string> } {
    const page = Number(query.get('page') ?? 1);
    const size = Number(query.get('per_page') ?? 30);
    const link = `<https://github.test${path}?per_page=${size}&page=${page + 1}>; rel="next"`;
    const more = page * size < this.comments.length;
    return {
      status: 200,
      json: this.comments.slice((page - 1) * size, page * size),
      headers: more ? { link } : {},
    };
  }
}

/** @param pulls number to state, or the status of an error */
export async function gitHub(pulls: FakeGitHub['pulls']): Promise<FakeGitHub> {
  const github = await new FakeGitHub().listen();
  github.pulls = pulls;
  return github;
}
