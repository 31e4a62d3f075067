/**
 * The meaning of IAM's errors for a run, by code.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
import { cutText } from '../runtime/log-escape.ts';
import { Cancelled } from '../runtime/time.ts';
import { resourceOf, type Call } from './calls.ts';

/**
 * The consequence of a failed call. A write that fails ends the run only if the failure is permanent; otherwise the run observes
 * again. A read is retried only if the failure is transient.
 * - `absent`: the resource does not exist, or is not visible yet
 * - `conflict`: observing again decides (it was created or changed meanwhile, is in use, or names a principal seconds old)
 * - `transient`: the service or the network failed, also after the SDK's own retries
 * - `permanent`: retrying cannot resolve it
 */
export type Verdict = 'absent' | 'conflict' | 'transient' | 'permanent';

const CONFLICTS = new Set([
  'EntityAlreadyExists',
  'ConcurrentModification',
  'DeleteConflict',
  'EntityTemporarilyUnmodifiable',
  'Conflict',
]);

const TRANSIENT = new Set([
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequests',
  'SlowDown',
  'PriorRequestNotComplete',
  'ServiceFailure',
  'ServiceUnavailable',
  'InternalFailure',
  'InternalError',
  'RequestTimeout',
  'TimeoutError',
]);

/** Codes of the operating system, such as `ECONNRESET`, and two of Node. Node's other codes concern certificates and URLs. */
const NETWORK = /^(?:E(?!RR_)[A-Z_]+|ERR_STREAM_PREMATURE_CLOSE|ERR_PROXY_TUNNEL)$/;

/** A call that failed: its name, its resource and the error. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** IAM's code, as on the wire (`NoSuchEntity`), or the network's (`ECONNREFUSED`). */
  readonly code: string;
  /** IAM's message. */
  readonly detail: string;
  readonly call: Call;
  readonly input: unknown;
  /** HTTP status, undefined without a response. */
  readonly status: number | undefined;
  /** Whether an attempt may have taken effect despite the error: it got no response, or a status of 5xx. */
  readonly mayHaveTakenEffect: boolean;
  /** Whether the endpoint has ever responded to this run. */
  readonly endpointResponded: boolean;

  constructor(facts: Facts & Pick<CallError, 'call' | 'input'> & Seen, options?: ErrorOptions) {
    super(`${facts.call} of ${resourceOf(facts.call, facts.input)}: ${facts.code}: ${facts.detail}`, options);
    this.code = facts.code;
    this.detail = facts.detail;
    this.call = facts.call;
    this.input = facts.input;
    this.status = facts.status;
    this.mayHaveTakenEffect = facts.mayHaveTakenEffect ?? mayHaveTakenEffect(facts.status);
    this.endpointResponded = facts.endpointResponded ?? facts.status !== undefined;
  }

  /** Converts the SDK's error. Leaves the error of a cancelled run unchanged. */
  static from(error: unknown, call: Call, input: unknown, seen: Seen = {}): Error {
    if (error instanceof Cancelled) return seen.mayHaveTakenEffect === true ? new Cancelled(true) : error;
    const facts = factsOf(error);
    if (facts.code === 'AbortError') return new Cancelled(true);
    return new CallError({ ...facts, ...seen, call, input }, { cause: error });
  }

  get verdict(): Verdict {
    return verdictOf(this, this.call);
  }

  /** Reports whether the caller lacks a permission. */
  get isDenial(): boolean {
    return /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation)$/.test(this.code);
  }
}

/** Judges a failed request; without a call, one by which the SDK gets credentials. */
export function verdictOf({ code, detail, status }: Facts, call?: Call): Verdict {
  if (code === 'NoSuchEntity' || code === 'ResourceNotFoundException') return 'absent';
  if (CONFLICTS.has(withoutSuffix(code)) || isUnknownPrincipal({ code, detail })) return 'conflict';
  // Not really a quota: the profile already has a role, maybe the right one.
  if (code === 'LimitExceeded' && call === 'AddRoleToInstanceProfile') return 'conflict';
  if (TRANSIENT.has(withoutSuffix(code))) return 'transient';
  // The proxy refuses, and would again.
  if (code === 'ERR_PROXY_TUNNEL' && /HTTP\/1\.\d [34]/.test(detail)) return 'permanent';
  // The connection broke before or during the response. Certificates and credentials have other codes.
  if (status === undefined) return NETWORK.test(code) || code === 'SyntaxError' ? 'transient' : 'permanent';
  return status >= 500 || status === 429 || status < 400 ? 'transient' : 'permanent';
}

/** The facts of a failed request: code and message, and the HTTP status, undefined without a response. */
export type Facts = Pick<CallError, 'code' | 'detail' | 'status'>;

/** Facts that only the sender of a request knows. */
type Seen = Partial<Pick<CallError, 'mayHaveTakenEffect' | 'endpointResponded'>>;

/** Removes the suffix that the codes of services other than IAM, and the SDK's names for errors, have. */
function withoutSuffix(code: string): string {
  return code.replace(/Exception$/, '');
}

/** Reports whether IAM does not know a principal of a trust policy: it was created seconds ago, or never. */
export function isUnknownPrincipal({ code, detail }: Pick<Facts, 'code' | 'detail'>): boolean {
  return code === 'MalformedPolicyDocument' && /invalid principal/i.test(detail);
}

/** Reports whether a request with this HTTP status, undefined without a response, may have taken effect. */
export function mayHaveTakenEffect(status: number | undefined): boolean {
  return status === undefined || status >= 500;
}

/** Returns undefined if the call fails with NoSuchEntity; no other error means absence. */
export async function absentAsUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallError && error.verdict === 'absent') return undefined;
    throw error;
  }
}

/** Returns the thrown value as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  Error?: { Code?: string; Message?: string };
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
  $responseBodyText?: string;
}

/** Returns the facts of an error of the SDK. */
export function factsOf(error: unknown): Facts {
  if (typeof error !== 'object' || error === null)
    return { code: 'Error', detail: String(error), status: undefined };
  const { name, message, code, Error: wire, $fault, $metadata, $responseBodyText } = error as SdkError;
  // If the body broke off, the status does not show whether the call took effect.
  const brokeOff = $fault === undefined && NETWORK.test(String(code));
  const status = brokeOff ? undefined : $metadata?.httpStatusCode;
  // Modelled errors carry the wire's code below `Error`; all other errors only in their name, some with the SDK's suffix.
  const known = wire?.Code ?? (status === undefined ? code : undefined) ?? withoutSuffix(name ?? 'Error');
  // Node leaves the message empty if it tried several addresses and none responded.
  const text = [wire?.Message, message].find((each) => each !== undefined && each !== '') ?? 'no message';
  if (status === undefined || !/^(?:Error|Unknown)$/.test(known))
    return { code: known, detail: text.replace(`${known}: `, ''), status };
  // The response is not of AWS: the page of a proxy, say. One of success may be a part of one with credentials.
  const body = status < 300 ? '' : ($responseBodyText ?? '').replace(/\s+/g, ' ').trim();
  return { code: `HTTP ${status}`, detail: body === '' ? 'no response of AWS' : cutText(body, 200), status };
}
