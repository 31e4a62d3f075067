/** Observes again until IAM's answers are consistent or the time is over. */
import { CallError } from '../aws/errors.ts';
import { InconsistentReadError, type Change } from '../resources/resource.ts';
import { backoff } from '../runtime/time.ts';
import type { Ports } from './ports.ts';

/** The run did not reach its goal in time. Without `remaining` it could not read IAM. */
export class NotConverged extends Error {
  override readonly name = 'NotConverged';
  readonly seconds: number;
  readonly remaining: readonly Change[];
  /** The probable reason why changes remain. */
  readonly suspect: 'other-writer' | 'not-visible' | undefined;
  /** The last error that was retried. */
  readonly lastError: Error | undefined;

  constructor({ message, remaining, suspect }: Expired, seconds: number, lastError: Error | undefined) {
    super(message, { cause: lastError });
    this.seconds = seconds;
    this.lastError = lastError;
    this.remaining = remaining ?? [];
    this.suspect = suspect;
  }
}

/** The facts about a missed deadline. */
export interface Expired {
  /** The beginning of a sentence that ends in the time that the run waited. */
  readonly message: string;
  readonly remaining?: readonly Change[];
  readonly suspect?: NotConverged['suspect'];
}

/** Waits between attempts, each time a little longer, until the deadline. */
export class Deadline {
  readonly #ports: Ports;
  readonly milliseconds: number;
  readonly #end: number;
  readonly #maxWait: number | undefined;
  #attempt = 0;
  /** The last error that was retried. */
  lastError: Error | undefined;

  /** @param maxWait the longest wait between two attempts, in milliseconds */
  constructor(ports: Ports, milliseconds: number, maxWait?: number) {
    this.#ports = ports;
    this.#maxWait = maxWait;
    this.milliseconds = milliseconds;
    this.#end = ports.clock.now() + milliseconds;
  }

  get millisecondsLeft(): number {
    return Math.max(0, this.#end - this.#ports.clock.now());
  }

  /** @throws NotConverged if the time is over, the signal's reason if the run was cancelled */
  async wait(expired: () => Expired): Promise<void> {
    const { clock, signal } = this.#ports;
    // A call that hangs ends long after the deadline.
    const late = clock.now() - this.#end;
    if (late >= 0)
      throw new NotConverged(expired(), Math.floor((this.milliseconds + late) / 1000), this.lastError);
    await clock.sleep(Math.min(-late, backoff(this.#attempt, clock, this.#maxWait)), signal);
    this.#attempt += 1;
  }
}

/**
 * Reads until IAM's answers agree with each other.
 *
 * @throws CallError if retrying cannot resolve it
 */
export async function retryUntilConsistent<T>(
  read: () => Promise<T>,
  deadline: Deadline,
  expired = (): Expired => ({ message: 'IAM could not be read' }),
): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const isRetryable =
        error instanceof InconsistentReadError ||
        // If no endpoint ever responded there is no network, and waiting does not help.
        (error instanceof CallError && error.verdict === 'transient' && error.endpointResponded);
      if (!isRetryable) throw error;
      deadline.lastError = error;
      await deadline.wait(expired);
    }
  }
}
