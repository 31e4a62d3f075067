/** GitHub's API as far as a first comment on a pull request needs it, on loopback. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

interface CommentServer {
  readonly url: string;
  readonly port: number;
  /** The bodies of the comments that were created. */
  readonly comments: readonly string[];
}

/** Starts a server without comments, which accepts any. */
export async function commentServer(): Promise<CommentServer> {
  const comments: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const isCreated = incoming.method === 'POST';
      if (isCreated) comments.push((JSON.parse(body) as { body: string }).body);
      outgoing.writeHead(isCreated ? 201 : 200, { 'content-type': 'application/json' });
      outgoing.end(isCreated ? '{"id":1}' : '[]');
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, comments };
}
