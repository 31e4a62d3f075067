/** A clock without waiting: time advances only during a sleep, and every sleep ends at once. */
import { Cancelled, type Clock } from '../../src/runtime/time.ts';

export function fakeClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      await Promise.resolve();
      if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new Cancelled();
      now += Math.max(1, milliseconds);
    },
  };
}
