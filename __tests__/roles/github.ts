/** GitHub's REST API as far as a sweep asks it, on loopback. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
});

export interface GitHub {
  readonly url: string;
  /** The requests that came in, as `repository #number`, with the token of each. */
  readonly asked: { readonly request: string; readonly authorization: string | undefined }[];
}

/** @param requests number to state, or the status of an error */
export async function gitHub(
  requests: Readonly<Record<number, 'open' | 'closed' | number>>,
): Promise<GitHub> {
  const asked: GitHub['asked'] = [];
  const app = new Hono();
  app.get('/repos/:owner/:repo/pulls/:number', (context) => {
    const { owner, repo, number } = context.req.param();
    asked.push({
      request: `${owner}/${repo} #${number}`,
      authorization: context.req.header('authorization'),
    });
    const state = requests[Number(number)] ?? 404;
    if (typeof state === 'string') return context.json({ number: Number(number), state });
    return context.json({ message: state === 404 ? 'Not Found' : 'Something failed' }, state as 404);
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
