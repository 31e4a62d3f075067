import { AwsError } from './errors.ts';
import { type Random, randomStream } from './random.ts';

/** What goes wrong with one call; see `FaultRule`. */
export type Fault =
  | { readonly code: string; readonly message?: string; readonly status?: number }
  /** The call takes effect, and the connection is closed without an answer. */
  | 'lost-reply'
  /** The connection is reset, and the call has no effect. */
  | 'reset'
  /** The call takes effect, and the connection is reset in the middle of the answer. */
  | 'reset-mid-reply'
  /** No answer ever comes; without effect, and with it. */
  | 'hang'
  | 'hang-after'
  /** The call takes effect, and half of the answer comes. */
  | 'hang-mid-reply';

/** Strikes the calls that meet every condition given. */
export interface FaultRule {
  /** The API call's name; any call where there is none. */
  readonly action?: string;
  /** Only the k-th call that the rule looks at, from 1; or from the k-th on. */
  readonly nth?: number;
  readonly from?: number;
  /** How likely it is to strike, 0 to 1. */
  readonly rate?: number;
  /** How often it strikes at most. */
  readonly times?: number;
  readonly error: Fault;
}

export interface Faults {
  /** Reads are up to so many ms behind; each picks one of several replicas, so that answers flap. */
  readonly lagMs?: number;
  /** EC2 learns of a change of an instance profile so many ms later. */
  readonly ec2LagMs?: number;
  /** How long each call takes, before its effect. */
  readonly latencyMs?: number;
  /** A token bucket over all calls. */
  readonly throttle?: { readonly ratePerSecond: number; readonly burst: number };
  /** A role or user is no valid principal for so many ms after its creation. */
  readonly invalidPrincipalMs?: number;
  /** A write is refused when another call of one entity is still under way. Calls overlap only with latency. */
  readonly concurrentModification?: boolean;
  readonly rules?: readonly FaultRule[];
}

/** The faults in force and what they remember: how often each rule has looked and struck, the bucket, the calls. */
export class FaultState {
  readonly faults: Faults;
  readonly #rules: readonly { rule: FaultRule; random: Random; seen: number; struck: number }[];
  readonly #now: () => number;
  readonly #underWay = new Map<string, number>();
  #tokens: number;
  #filledAt: number;

  constructor(faults: Faults, seed: number, now: () => number) {
    this.faults = faults;
    this.#now = now;
    this.#rules = (faults.rules ?? []).map((rule, index) => ({
      rule,
      random: randomStream(seed, `rule ${index}`),
      seen: 0,
      struck: 0,
    }));
    this.#tokens = faults.throttle?.burst ?? 0;
    this.#filledAt = now();
  }

  /** The fault that strikes this call: the first rule's that wants to. Every rule counts every call it is about. */
  strike(action: string): Fault | undefined {
    let fault: Fault | undefined;
    for (const state of this.#rules) {
      const { action: only, nth, from = 1, rate, times = Infinity, error } = state.rule;
      if (only !== undefined && only !== action) continue;
      state.seen += 1;
      const strikes =
        (nth === undefined || state.seen === nth) &&
        state.seen >= from &&
        (rate === undefined || state.random() < rate) &&
        state.struck < times;
      if (!strikes || fault !== undefined) continue;
      state.struck += 1;
      fault = error;
    }
    return fault;
  }

  throttled(): boolean {
    const { throttle } = this.faults;
    if (throttle === undefined) return false;
    const now = this.#now();
    const gained = ((now - this.#filledAt) / 1000) * throttle.ratePerSecond;
    this.#tokens = Math.min(throttle.burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return true;
    this.#tokens -= 1;
    return false;
  }

  /** Notes a write as under way until `leave`; whether another of that entity already is. */
  enter(entity: string): { readonly overlaps: boolean; readonly leave: () => void } {
    const others = this.#underWay.get(entity) ?? 0;
    this.#underWay.set(entity, others + 1);
    return {
      overlaps: this.faults.concurrentModification === true && others > 0,
      leave: () => void this.#underWay.set(entity, (this.#underWay.get(entity) ?? 1) - 1),
    };
  }
}

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
