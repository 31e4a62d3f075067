/** Looks again, until IAM's answers are clean or the time is over. */
import { CallError } from '../iam/errors.ts';
import { Unsettled } from '../resources/unsettled.ts';
import { backoff } from './clock.ts';
import type { Ports } from './ports.ts';

/** What to do when the time was too short. */
export const AGAIN = 'Run the step again, or raise timeout-seconds.';

/** IAM did not come to show what it should in time. */
export class NotConverged extends Error {
  override readonly name = 'NotConverged';
}

/** Waits and looks again, each time a little longer, to the deadline. */
export class Patience {
  readonly #ports: Ports;
  readonly #deadline: number;
  readonly #longest: number | undefined;
  #attempt = 0;
  /** What IAM last said that was no clean answer. */
  last: Error | undefined;

  /** @param longest the longest wait between two looks, in milliseconds */
  constructor(ports: Ports, milliseconds: number, longest?: number) {
    this.#ports = ports;
    this.#longest = longest;
    this.#deadline = ports.clock.now() + milliseconds;
  }

  /** @throws NotConverged when the time is over, the signal's reason when the run is to stop */
  async wait(whatIsMissing: () => string): Promise<void> {
    const { clock, signal } = this.#ports;
    const left = this.#deadline - clock.now();
    if (left <= 0) {
      const said = this.last === undefined ? '' : `\nThe last answer: ${this.last.message}`;
      throw new NotConverged(
        `${whatIsMissing()}${said}`,
        this.last === undefined ? {} : { cause: this.last },
      );
    }
    await clock.sleep(Math.min(left, backoff(this.#attempt, clock, this.#longest)), signal);
    this.#attempt += 1;
  }
}

/**
 * Looks until IAM's answers agree with one another.
 *
 * @throws CallError that no second look can mend
 */
export async function lookPatiently<T>(
  look: () => Promise<T>,
  patience: Patience,
  whatIsMissing = (): string => `IAM could not be read in time. ${AGAIN}`,
): Promise<T> {
  for (;;) {
    try {
      return await look();
    } catch (error) {
      const again =
        error instanceof Unsettled ||
        // Where nothing ever answered there is no network, and waiting does not bring one.
        (error instanceof CallError && error.verdict === 'transient' && error.reached);
      if (!again) throw error;
      patience.last = error;
      await patience.wait(whatIsMissing);
    }
  }
}
