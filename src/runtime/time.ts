/** The time of a run: its clock, as an argument so that tests need not wait, and its end when the runner cancels it. */

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

/**
 * The error of a cancelled run: the runner sends SIGINT, waits 7.5 s, sends SIGTERM, waits 2.5 s and kills.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  /** Whether the run abandoned a call after sending it: the call may have taken effect. */
  readonly mayHaveTakenEffect: boolean;
  constructor(mayHaveTakenEffect = false) {
    super('the run was cancelled');
    this.mayHaveTakenEffect = mayHaveTakenEffect;
  }
}

/** Throws the reason of a cancellation, even if its signal came together with the last response, which Node handles first. */
export async function throwIfCancelled(signal: AbortSignal): Promise<void> {
  // Between the two turns of the event loop, Node handles all that came in before the first.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  signal.throwIfAborted();
}

/** The time that a call under way still has after the cancellation. */
const GRACE_MS = 2_000;

export class Cancellation {
  readonly #requested = new AbortController();
  readonly #grace = new AbortController();

  /** Aborts at once: it ends every wait, and no further call is sent. */
  readonly signal = this.#requested.signal;
  /** Aborts a little later: it ends the calls under way. */
  readonly grace = this.#grace.signal;

  cancel(): void {
    if (this.signal.aborted) return;
    this.#requested.abort(new Cancelled());
    setTimeout(() => {
      this.#grace.abort(new Cancelled());
    }, GRACE_MS).unref();
  }
}
