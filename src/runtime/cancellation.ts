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
