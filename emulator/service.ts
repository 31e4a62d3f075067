import type { AwsError } from './errors.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The region that the request is signed for. */
  readonly region?: string;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A required permission: an action on a resource, with the values of the known condition keys. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly conditions: Readonly<Record<string, string | readonly string[]>>;
}

/** A decoded request: its action, its entity, and the function that executes it. */
export interface Call {
  readonly action: string;
  /** Decoded and nested. */
  readonly input: Readonly<Record<string, unknown>>;
  /** `role/NAME`, `instance-profile/NAME`, `policy/NAME` …; `*` for a call without a single entity. */
  readonly entity: string;
  readonly write: boolean;
  permissions(): readonly Permission[];
  /** Takes effect immediately, or throws an AwsError and has no effect. */
  run(): unknown;
}

/**
 * An AWS service on this endpoint. The server finds it by the service in the request's signature. To add a service, add such an
 * object to the server's list.
 */
export interface Service {
  readonly name: string;
  /** The names of its calls. */
  readonly actions: readonly string[];
  call(request: HttpRequest): Call;
  reply(action: string, result: unknown, requestId: string): Reply;
  refusal(error: AwsError, requestId: string): Reply;
}
