/** Counts the calls of a run, and measures when the emulator received them. */
import type { RecordedCall } from '../emulator/handle-call.ts';
import type { Emulator } from '../emulator/server.ts';

const COUNTING_LATENCY_MS = 50;

/**
 * Counts the calls of one more run, and the waves in which they are sent. A wave ends at its first response after which another
 * call begins. Waves are measurable only if calls take time.
 */
export async function countCalls(
  emulator: Emulator,
  run: () => Promise<unknown>,
): Promise<[calls: string, waves: string]> {
  const from = emulator.calls.length;
  emulator.setFaults({ latencyMs: COUNTING_LATENCY_MS });
  await run();
  const calls = emulator.calls.slice(from);
  let waves = 0;
  let firstResponse = -Infinity;
  for (const { startedAt, endedAt = Infinity } of calls) {
    if (startedAt >= firstResponse) {
      waves += 1;
      firstResponse = endedAt;
    } else firstResponse = Math.min(firstResponse, endedAt);
  }
  return [`${calls.length}`, `${waves}`];
}

export interface Phases {
  readonly before: number;
  readonly between: number;
  readonly after: number;
}

/** Measures a run's time before, between and after its calls. Emulator and benchmark share one process, and so one clock. */
export function phasesOf(calls: readonly RecordedCall[], startedAt: number, milliseconds: number): Phases {
  const first = Math.min(...calls.map((call) => call.startedAt));
  const last = Math.max(...calls.map(({ endedAt }) => endedAt ?? 0));
  return { before: first - startedAt, between: last - first, after: startedAt + milliseconds - last };
}
