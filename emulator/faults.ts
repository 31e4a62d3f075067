import { AwsError } from './errors.ts';
import { type Random, randomStream } from './random.ts';

/** A failure of one call; see `FaultRule`. */
export type Fault =
  | { readonly code: string; readonly message?: string; readonly status?: number }
  /** The call takes effect, and the connection closes without a response. */
  | 'lost-reply'
  /** The connection is reset, and the call has no effect. */
  | 'reset'
  /** The call takes effect, and the connection is reset in the middle of the response. */
  | 'reset-mid-reply'
  /** No response ever arrives; `hang-after` takes effect, `hang` does not. */
  | 'hang'
  | 'hang-after'
  /** The call takes effect, and only half of the response arrives. */
  | 'hang-mid-reply';

/** Injects a fault into the calls that match every condition. */
export interface FaultRule {
  /** The name of the call; default: every call. */
  readonly action?: string;
  /** Only the k-th matching call, counted from 1. */
  readonly nth?: number;
  /** Every matching call from the k-th. */
  readonly from?: number;
  /** The probability, 0 to 1. */
  readonly rate?: number;
  /** The maximum number of faults. */
  readonly times?: number;
  readonly error: Fault;
}

export interface Faults {
  /** The maximum delay of reads; each picks one of several replicas, so responses may flap. */
  readonly lagMs?: number;
  /** The delay until EC2 sees a change of an instance profile. */
  readonly ec2LagMs?: number;
  /** The duration of each call, before its effect. */
  readonly latencyMs?: number;
  /** A token bucket for all calls. */
  readonly throttle?: { readonly ratePerSecond: number; readonly burst: number };
  /** The time after its creation for which a role or user is no valid principal. */
  readonly invalidPrincipalMs?: number;
  /** Refuses a write while another write of its entity is in progress. Calls overlap only with `latencyMs`. */
  readonly concurrentModification?: boolean;
  readonly rules?: readonly FaultRule[];
}

/** The current faults with their state: the counts of each rule, the token bucket, the writes in progress. */
export class FaultState {
  readonly faults: Faults;
  readonly #rules: readonly { rule: FaultRule; random: Random; matches: number; faults: number }[];
  readonly #now: () => number;
  readonly #inProgress = new Map<string, number>();
  #tokens: number;
  #filledAt: number;

  constructor(faults: Faults, seed: number, now: () => number) {
    this.faults = faults;
    this.#now = now;
    this.#rules = (faults.rules ?? []).map((rule, index) => ({
      rule,
      random: randomStream(seed, `rule ${index}`),
      matches: 0,
      faults: 0,
    }));
    this.#tokens = faults.throttle?.burst ?? 0;
    this.#filledAt = now();
  }

  /** Returns the fault of the first rule that applies to a call. Every rule counts every call that matches it. */
  strike(action: string): Fault | undefined {
    let fault: Fault | undefined;
    for (const state of this.#rules) {
      const { action: only, nth, from = 1, rate, times = Infinity, error } = state.rule;
      if (only !== undefined && only !== action) continue;
      state.matches += 1;
      const applies =
        (nth === undefined || state.matches === nth) &&
        state.matches >= from &&
        (rate === undefined || state.random() < rate) &&
        state.faults < times;
      if (!applies || fault !== undefined) continue;
      state.faults += 1;
      fault = error;
    }
    return fault;
  }

  /** Takes a token from the bucket, and reports whether the bucket was empty. */
  throttled(): boolean {
    const { throttle } = this.faults;
    if (throttle === undefined) return false;
    const now = this.#now();
    const refill = ((now - this.#filledAt) / 1000) * throttle.ratePerSecond;
    this.#tokens = Math.min(throttle.burst, this.#tokens + refill);
    this.#filledAt = now;
    if (this.#tokens < 1) return true;
    this.#tokens -= 1;
    return false;
  }

  /** Registers a write until `leave`, and reports whether it overlaps another write of that entity. */
  enter(entity: string): { readonly overlaps: boolean; readonly leave: () => void } {
    const writes = this.#inProgress.get(entity) ?? 0;
    this.#inProgress.set(entity, writes + 1);
    return {
      overlaps: this.faults.concurrentModification === true && writes > 0,
      leave: () => void this.#inProgress.set(entity, (this.#inProgress.get(entity) ?? 1) - 1),
    };
  }
}

/** Returns the error response that a fault injects, if it injects one. */
export function errorOf(fault: Fault | undefined): AwsError | undefined {
  if (typeof fault !== 'object') return undefined;
  return new AwsError(
    fault.code,
    fault.message ?? defaultMessages[fault.code] ?? 'Injected fault',
    fault.status,
  );
}

export const defaultMessages: Readonly<Record<string, string>> = {
  ConcurrentModification:
    'The request was rejected because multiple requests to change this object were submitted simultaneously.',
  EntityTemporarilyUnmodifiable: 'The entity is temporarily unmodifiable. Please try again later.',
  ServiceFailure: 'The request processing has failed because of an unknown error, exception or failure.',
  ServiceUnavailable: 'The request has failed due to a temporary failure of the server.',
  Throttling: 'Rate exceeded',
};
