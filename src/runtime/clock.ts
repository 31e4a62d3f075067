/** Time as an argument, so that tests need not wait. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** @throws the signal's reason, at once, when it is aborted */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  // Node's `performance` has the same, but loads ten modules.
  now: () => Number(process.hrtime.bigint()) / 1e6,
  random: () => Math.random(),
  sleep: async (milliseconds, signal) => {
    const { setTimeout } = await import('node:timers/promises');
    try {
      await setTimeout(milliseconds, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  },
};

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 5_000;

/**
 * Returns the milliseconds to wait before another attempt: exponential, with full jitter, so that runs that collided
 * separate.
 *
 * @param attempt from 0
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempt: number, clock: Clock, maxMilliseconds = MAX_BACKOFF_MS): number {
  return clock.random() * Math.min(maxMilliseconds, FIRST_BACKOFF_MS * 2 ** attempt);
}
