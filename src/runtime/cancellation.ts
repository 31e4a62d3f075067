/**
 * A run that is to stop: the runner sends SIGINT, waits 7.5 s, sends SIGTERM, waits 2.5 s and kills.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  /** Whether a call was given up that had been sent: it may have taken effect. */
  readonly mayHaveTakenEffect: boolean;
  constructor(mayHaveTakenEffect = false) {
    super('the run was cancelled');
    this.mayHaveTakenEffect = mayHaveTakenEffect;
  }
}

/** How long a call that is under way may still take. */
const GRACE_MS = 2_000;

export class Cancellation {
  readonly #asked = new AbortController();
  readonly #grace = new AbortController();

  /** Aborted at once: what waits stops waiting, what was to be sent is not sent. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted a little later: what is under way is given up. */
  get grace(): AbortSignal {
    return this.#grace.signal;
  }

  cancel(): void {
    if (this.signal.aborted) return;
    this.#asked.abort(new Cancelled());
    setTimeout(() => {
      this.#grace.abort(new Cancelled());
    }, GRACE_MS).unref();
  }

  /** @throws Cancelled */
  throwIfCancelled(): void {
    if (this.signal.aborted) throw new Cancelled();
  }
}
