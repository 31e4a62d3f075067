import { Hono } from 'hono';
import type { Faults } from './faults.ts';
import type { RecordedCall } from './pipeline.ts';

/** The emulator, as far as it is steered from outside. */
interface Steered {
  readonly calls: readonly RecordedCall[];
  snapshot(): unknown;
  setFaults(faults: Faults): void;
  reset(): void;
}

/** For tests in other processes, on the same port: look at calls and state, set faults, start anew. */
export function sidePort(emulator: Steered): Hono {
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
