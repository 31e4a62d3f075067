import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from './faults.ts';
import type { Reply } from './service.ts';

/** The connection of one request, which can fail in every way that a fault describes. */
export class Connection {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  async send(reply: Reply | undefined, fault: Fault | undefined, requestId: string): Promise<Response> {
    if (fault === 'hang' || fault === 'hang-after') return this.#hang();
    if (fault === 'reset-mid-reply' && reply !== undefined) {
      await this.#sendHalf(reply);
      return this.#end(true);
    }
    if (fault === 'hang-mid-reply' && reply !== undefined) {
      await this.#sendHalf(reply);
      return this.#hang();
    }
    if (fault === 'reset') return this.#end(true);
    if (fault === 'lost-reply' || reply === undefined) return this.#end(false);
    const headers = {
      'content-type': reply.contentType,
      'x-amzn-requestid': requestId,
      ...reply.headers,
    };
    return new Response(reply.body, { status: reply.status, headers });
  }

  async #hang(): Promise<Response> {
    const { socket } = this.#incoming;
    if (!socket.destroyed) await once(socket, 'close');
    return RESPONSE_ALREADY_SENT;
  }

  #end(reset: boolean): Response {
    if (reset) this.#incoming.socket.resetAndDestroy();
    else this.#incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }

  async #sendHalf({ status, contentType, body }: Reply): Promise<void> {
    const bytes = Buffer.from(body);
    this.#outgoing.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length });
    await new Promise((resolve) => this.#outgoing.write(bytes.subarray(0, bytes.length / 2), resolve));
  }
}
