import { Hono } from 'hono';
import type { Faults } from './faults.ts';
import type { RecordedCall } from './handle-call.ts';

/** The part of the emulator that other processes control. */
interface Controllable {
  readonly calls: readonly RecordedCall[];
  snapshot(): unknown;
  setFaults(faults: Faults): void;
  reset(): void;
}

/** Returns the control API for tests in other processes: read calls and state, set faults, reset. */
export function controlApi(emulator: Controllable): Hono {
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
