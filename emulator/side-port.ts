import { Hono } from 'hono';
import type { Faults } from './faults.ts';
import type { Emulator } from './server.ts';

/** For tests in other processes, on the same port: look at calls and state, set faults, start anew. */
export function sidePort(emulator: Emulator): Hono {
  const app = new Hono();
  app.get('/calls', (context) => context.json(emulator.calls));
  app.get('/snapshot', (context) => context.json(emulator.snapshot()));
  app.post('/faults', async (context) => {
    emulator.setFaults(await context.req.json<Faults>());
    return context.body(null, 204);
  });
  app.post('/reset', (context) => {
    emulator.reset();
    return context.body(null, 204);
  });
  return app;
}
