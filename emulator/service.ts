import type { AwsError } from './errors.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** That the request is signed for. */
  readonly region?: string;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a caller must be allowed: an action on a resource, with the values of the condition keys that are known. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly conditions: Readonly<Record<string, string | readonly string[]>>;
}

/** A request understood: what it asks, which entity it is about, and how to do it. */
export interface Call {
  readonly action: string;
  /** Decoded and nested. */
  readonly input: Readonly<Record<string, unknown>>;
  /** `role/NAME`, `instance-profile/NAME`, `policy/NAME` …; `*` where no single one is meant. */
  readonly entity: string;
  readonly write: boolean;
  permissions(): readonly Permission[];
  /** Takes effect at once, or throws an AwsError and has none. */
  run(): unknown;
}

/**
 * An AWS service on this endpoint, found by the service that the request's signature is for. One more service is
 * one more object of this kind in the list that the server is started with.
 */
export interface Service {
  readonly name: string;
  /** The calls that it knows. */
  readonly actions: readonly string[];
  call(request: HttpRequest): Call;
  reply(action: string, result: unknown, requestId: string): Reply;
  refusal(error: AwsError, requestId: string): Reply;
}
