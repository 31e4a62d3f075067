import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, authorize } from './access.ts';
import { AwsError } from './errors.ts';
import { type Fault, type FaultState, defaultMessages, errorOf } from './faults.ts';
import type { Call } from './service.ts';

/** The record of a call. Times are `performance.now()`. */
export interface RecordedCall {
  readonly number: number;
  readonly service: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly entity: string;
  readonly write: boolean;
  readonly region: string;
  readonly accessKeyId: string;
  readonly userAgent: string;
  readonly startedAt: number;
  endedAt?: number;
  /** HTTP status of the response, even if a fault withholds it; 0 without a response. */
  status: number;
  code?: string;
  /** Reports whether the call took effect. */
  effective: boolean;
  fault?: Fault;
}

/** A listener before a call may return `'drop'`, which closes the connection, or an AwsError, which refuses the call. */
export type CallListener = (call: RecordedCall) => unknown;

interface CallEnvironment {
  /** Looked up when the call takes effect. */
  readonly caller: () => Caller;
  readonly faults: FaultState;
  readonly before: Iterable<CallListener>;
  readonly after: Iterable<CallListener>;
  readonly closed: AbortSignal;
}

export type Outcome = { readonly result: unknown } | { readonly error: AwsError };

/** Handles a call up to its outcome; undefined if a fault or listener stops it. The connection sends the response. */
export async function handleCall(
  call: Call,
  record: RecordedCall,
  { caller, faults, before, after, closed }: CallEnvironment,
): Promise<Outcome | undefined> {
  // Decide everything that depends on the order of arrival before the first wait.
  const fault = faults.strike(call.action);
  if (fault !== undefined) record.fault = fault;
  const throttled = faults.throttled();
  const { overlaps, leave } = call.write ? faults.enter(call.entity) : NO_OVERLAP;
  try {
    let refused: AwsError | undefined;
    for (const listener of before) {
      const answer = await listener(record);
      if (answer === 'drop') return undefined;
      if (answer instanceof AwsError) refused = answer;
    }
    if (faults.faults.latencyMs !== undefined)
      await sleep(faults.faults.latencyMs, undefined, { signal: closed });
    if (fault === 'reset' || fault === 'hang') return undefined;
    const outcome = attempt(() => {
      const injected = refused ?? errorOf(fault);
      if (injected !== undefined) throw injected;
      if (throttled) throw fail('Throttling');
      if (overlaps) throw fail('ConcurrentModification');
      authorize(caller(), call.permissions());
      return call.run();
    });
    record.effective = 'result' in outcome;
    record.status = 'result' in outcome ? 200 : outcome.error.status;
    if ('error' in outcome) record.code = outcome.error.code;
    for (const listener of after) await listener(record);
    return outcome;
  } finally {
    leave();
    record.endedAt = performance.now();
  }
}

const NO_OVERLAP = { overlaps: false, leave: () => undefined };

function fail(code: string): AwsError {
  return new AwsError(code, defaultMessages[code] ?? code);
}

function attempt(run: () => unknown): Outcome {
  try {
    return { result: run() };
  } catch (error) {
    if (error instanceof AwsError) return { error };
    throw error;
  }
}
