/** A stub of the runner's token issuer and of STS, in one server that ends with the test. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const SECRET = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY';
export const SESSION_TOKEN = 'the-session-token-of-the-assumed-role';
export const BEARER = 'the-bearer-of-the-runner';
const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sts.amazonaws.com',
  sub: 'repo:octo-org/octo-repo:ref:refs/heads/main',
  actor: 'octocat',
};
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const TOKEN = `${encode({ alg: 'RS256' })}.${encode(CLAIMS)}.c2lnbmF0dXJl`;

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface Behaviour {
  /** The issuer's status and body; default: a token. */
  readonly issuer?: readonly [status: number, body: string];
  /** The answers of STS to each action, refusals in order; afterwards, and at undefined, it gives credentials. */
  readonly refusals?: Readonly<Record<string, readonly (Refusal | undefined)[]>>;
  readonly expiresInSeconds?: number;
  /** The element with the token; default: a valid one. */
  readonly sessionToken?: string;
}

export interface TokenService {
  readonly url: string;
  /** The forms that STS received. */
  readonly sts: URLSearchParams[];
  /** The audiences and authorizations that the issuer received. */
  readonly issued: (readonly [audience: string | null, authorization: string | undefined])[];
  /** Counts all requests, whatever they are. */
  readonly received: () => number;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** Starts the issuer and STS in one server. */
export async function startTokenService({
  issuer,
  refusals = {},
  expiresInSeconds = 900,
  sessionToken = `<SessionToken>${SESSION_TOKEN}</SessionToken>`,
}: Behaviour = {}): Promise<TokenService> {
  const sts: URLSearchParams[] = [];
  const issued: TokenService['issued'] = [];
  const left = new Map(Object.entries(refusals).map(([action, list]) => [action, [...list]]));
  let received = 0;
  const server = createServer((incoming, outgoing) => {
    received += 1;
    void text(incoming).then((body) => {
      const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://localhost');
      if (pathname === '/token') {
        issued.push([searchParams.get('audience'), incoming.headers.authorization]);
        const [status, answer] = issuer ?? [200, JSON.stringify({ count: 1, value: TOKEN })];
        outgoing.writeHead(status, { 'content-type': 'application/json' }).end(answer);
        return;
      }
      const form = new URLSearchParams(body);
      sts.push(form);
      const action = form.get('Action') ?? '';
      const refusal = left.get(action)?.shift();
      if (refusal !== undefined) {
        outgoing.writeHead(refusal.status, { 'content-type': 'text/xml' });
        outgoing.end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error></ErrorResponse>`,
        );
        return;
      }
      outgoing.setHeader('content-type', 'text/xml');
      outgoing.end(
        `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Account>123456789012</Account><Credentials>` +
          `<AccessKeyId>ASIAASSUMED${sts.length}</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey>` +
          sessionToken +
          `<Expiration>${new Date(Date.now() + expiresInSeconds * 1000).toISOString()}</Expiration>` +
          `</Credentials></${action}Result></${action}Response>`,
      );
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, sts, issued, received: () => received };
}

/** Returns the environment of a job with `id-token: write`. */
export const oidc = ({ url }: TokenService): Record<string, string> => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: BEARER,
  GITHUB_RUN_ID: '4711',
  GITHUB_WORKFLOW: 'Deploy & more',
});
