/**
 * Records calls between a script and `moto_server`: it lists each call of each service, and may deny it, answer it or kill the script
 * before or after it takes effect.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsCall {
  /** As IAM spells it: `ecs:CreateCluster`. */
  readonly name: string;
  /** The access key that signed it. */
  readonly key: string;
  readonly write: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** JSON or, of the older services, XML. */
  readonly protocol: 'json' | 'ec2' | 'query';
}

/** Code and message of an error that the proxy answers in place of AWS. */
export interface AwsError {
  readonly code: string;
  readonly message: string;
}

export class AwsProxy {
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #target: string;
  calls: AwsCall[] = [];
  /** Answers a call in place of AWS, or drops the connection before the call takes effect. */
  before: (call: AwsCall) => AwsError | 'drop' | undefined = () => undefined;
  /** Drops the connection after the call took effect. */
  after: (call: AwsCall) => 'drop' | undefined = () => undefined;

  constructor(target: string) {
    this.#target = target;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get writes(): string[] {
    return this.calls.filter(({ write }) => write).map(({ name }) => name);
  }

  /** Forgets the calls and everything that interferes with them. */
  reset(): void {
    this.calls = [];
    this.before = () => undefined;
    this.after = () => undefined;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    const call = read(request, body.toString());
    this.calls.push(call);
    const answer = this.before(call);
    if (answer === 'drop') return void request.destroy();
    if (answer !== undefined) {
      respond(response, call.protocol, answer);
      return;
    }
    const headers = new Headers();
    for (const name of ['content-type', 'authorization', 'x-amz-date', 'x-amz-target']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const forwarded = await fetch(`${this.#target}${request.url ?? '/'}`, { method: 'POST', headers, body });
    const text = await forwarded.text();
    if (this.after(call) === 'drop') return void request.destroy();
    response.writeHead(forwarded.status, {
      'content-type': forwarded.headers.get('content-type') ?? 'text/xml',
    });
    response.end(text);
  }
}

function read(request: IncomingMessage, body: string): AwsCall {
  const [, key = '', service = ''] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  const json = typeof target === 'string';
  const parameters = (json ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))) as Record<
    string,
    unknown
  >;
  const action = json ? (target.split('.').at(-1) ?? '') : String(parameters['Action']);
  return {
    name: `${service}:${action}`,
    key,
    write: !/^(?:Describe|Get|List)/.test(action) && parameters['DryRun'] !== 'true',
    parameters,
    protocol: json ? 'json' : service === 'ec2' ? 'ec2' : 'query',
  };
}

function respond(response: ServerResponse, protocol: AwsCall['protocol'], { code, message }: AwsError): void {
  if (protocol === 'json') {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: code, message }));
    return;
  }
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  response.writeHead(403, { 'content-type': 'text/xml' });
  response.end(
    protocol === 'ec2'
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>r</RequestID></Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>r</RequestId></ErrorResponse>`,
  );
}
