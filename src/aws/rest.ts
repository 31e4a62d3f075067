/**
 * REST calls: REST JSON, signed with the credentials, the signer, the connections and the proxy that the IAM client already
 * has. Loaded only by runs that send one.
 *
 * They do not use `@aws-sdk/client-rolesanywhere`: npm's newest is 3.332.0 of May 2023, with an SDK core of that time. It
 * would add 73 packages (14 MB; 756 kB bundled), 0.2 s of start-up, a second credential chain and a second retry policy. It
 * lacks today's proxy support, and it retries CreateProfile, which then creates two profiles.
 */
import { resolveEndpointConfig } from '@smithy/core/endpoints';
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { IAMClient } from '@aws-sdk/client-iam';
import { cutText } from '../runtime/log-escape.ts';
import { Cancelled, backoff, type Cancellation, type Clock } from '../runtime/time.ts';
import { partitionOf } from './arn.ts';
import { CALLS, serviceOf, type Call, type Method } from './calls.ts';
import { CallError } from './errors.ts';

export type RestCall = {
  [Name in Call]: (typeof CALLS)[Name] extends { route: unknown } ? Name : never;
}[Call];

/**
 * Sends a REST call and retries like the SDK: with jitter, as often as AWS_MAX_ATTEMPTS allows. Does not retry a creation
 * that may have taken effect: names are not unique, so another attempt may create a second resource.
 *
 * @throws CallError, Cancelled
 */
export async function restCall(
  sdk: IAMClient,
  responded: () => boolean,
  call: RestCall,
  input: object,
  cancellation: Cancellation,
  clock: Clock,
): Promise<object> {
  const attempts = await sdk.config.maxAttempts();
  let mayHaveEffect = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(sdk, call, input, attempt, cancellation);
    } catch (cause) {
      if (!(cause instanceof CallError)) throw mayHaveEffect ? new Cancelled(true) : cause;
      mayHaveEffect ||= cause.mayHaveTakenEffect;
      const isRepeatable = CALLS[call].does !== 'create' || !mayHaveEffect;
      if (cause.verdict !== 'transient' || !isRepeatable || attempt >= attempts) {
        const seen = { mayHaveTakenEffect: mayHaveEffect, endpointResponded: responded() };
        throw Object.assign(cause, seen);
      }
      await clock.sleep(backoff(attempt - 1, clock), cancellation.signal).catch(() => {
        throw new Cancelled(mayHaveEffect);
      });
    }
  }
}

async function sendOnce(
  sdk: IAMClient,
  call: RestCall,
  input: object,
  attempt: number,
  cancellation: Cancellation,
): Promise<object> {
  cancellation.signal.throwIfAborted();
  const response = signedRequest(sdk, requestOf(call, input, attempt));
  const { status, errorType, body } = await response.catch((error: unknown) => {
    throw CallError.from(error, call, input, { mayHaveTakenEffect: !(error instanceof Cancelled) });
  });
  const fail = (code: string, detail: string, cause?: unknown): CallError => {
    // A successful response that cannot be read does not show whether the call took effect either.
    const seen = status < 300 ? { mayHaveTakenEffect: true } : {};
    return new CallError({ code, detail, call, input, status, ...seen }, { cause });
  };
  let content: { readonly code?: string; readonly message?: string };
  try {
    content =
      serviceOf(call) === 'sts' ? xmlContent(body) : (JSON.parse(body === '' ? '{}' : body) as object);
  } catch (error) {
    // A proxy may answer in HTML.
    throw fail(`HTTP ${status}`, cutText(body, 200), error);
  }
  if (status < 300) return content;
  const [code = ''] = (errorType ?? content.code ?? `HTTP ${status}`).split(':');
  throw fail(code, content.message ?? 'no message');
}

/** Returns the text of an element of a response in XML. */
export function elementText(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
}

/** Reads a response of STS. @throws Error if it is none, such as a page of a proxy */
function xmlContent(body: string): object {
  const [account, code, message] = ['Account', 'Code', 'Message'].map((tag) => elementText(body, tag));
  if (account === undefined && code === undefined) throw new Error('no response of STS');
  return { account, code, message };
}

/** Builds the request. The path has the id; the rest of the input is the query of a GET, else the body. */
function requestOf(call: RestCall, input: object, attempt: number): ServiceRequest {
  const [method, route] = CALLS[call].route;
  const service = serviceOf(call);
  const { profileId = '', ...rest } = input as { readonly profileId?: string };
  const path = route.replace('{profileId}', encodeURIComponent(profileId));
  const common = { service, operation: call, attempt, method, path };
  if (service === 'sts') return { ...common, form: { Action: call, Version: '2011-06-15' } };
  if (method === 'GET') return { ...common, query: rest };
  // Node would send an empty body without its length.
  return Object.keys(rest).length === 0 ? common : { ...common, json: rest };
}

interface ServiceRequest {
  /** The name in the endpoint's host and in the signature: `ec2`, `rolesanywhere`. */
  readonly service: string;
  /** Operation name and attempt number, for the call log. */
  readonly operation?: string;
  readonly attempt?: number;
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The body: a form of a query protocol, or JSON. */
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: object;
}

/**
 * Sends one request, once, with the IAM client's credentials, region and connections. The caller decides whether to retry.
 *
 * @returns the response; `errorType` is the error's code, if the protocol has it in a header
 * @throws Error of the network, or about credentials
 */
export async function signedRequest(
  sdk: IAMClient,
  request: ServiceRequest,
  signal?: AbortSignal,
): Promise<{ status: number; errorType: string | undefined; body: string }> {
  const { service, operation, attempt, method, path, query, form, json } = request;
  const { credentials, sha256, urlParser, systemClockOffset } = sdk.config;
  const region = await sdk.config.region();
  const endpoint = await endpointOf(service, region, sdk);
  const signer = new SignatureV4({ credentials, region, service, sha256 });
  const body = form === undefined ? json && JSON.stringify(json) : new URLSearchParams(form).toString();
  const signed = await signer.sign(
    new HttpRequest({
      ...urlParser(endpoint),
      method,
      path: endpoint.pathname.replace(/\/$/, '') + path,
      query: { ...query },
      headers: {
        host: endpoint.host,
        'content-type':
          form === undefined ? 'application/json' : 'application/x-www-form-urlencoded; charset=utf-8',
        ...(attempt === undefined ? {} : { 'amz-sdk-request': `attempt=${attempt}` }),
      },
      ...(body === undefined ? {} : { body }),
    }),
    // The SDK learns from IAM how wrong this machine's clock is.
    { signingDate: new Date(Date.now() + systemClockOffset) },
  );
  const options = { abortSignal: signal, operation };
  const sent = await sdk.config.requestHandler.handle(new HttpRequest(signed), options);
  const { response } = sent as { readonly response: HttpResponse };
  const bytes = await sdk.config.streamCollector(response.body);
  return {
    status: response.statusCode,
    errorType: response.headers['x-amzn-errortype'],
    body: new TextDecoder().decode(bytes),
  };
}

/** Returns the service's endpoint by the same settings as IAM's. https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html */
async function endpointOf(service: string, region: string, { config }: IAMClient): Promise<URL> {
  const { urlParser, endpointProvider } = config;
  const own = resolveEndpointConfig({ urlParser, endpointProvider, region, serviceId: service });
  const configured = await own.serviceConfiguredEndpoint?.();
  const { dnsSuffix, dualStackDnsSuffix } = partitionOf(region);
  const fips = (await config.useFipsEndpoint()) ? '-fips' : '';
  const suffix = (await config.useDualstackEndpoint()) ? dualStackDnsSuffix : dnsSuffix;
  return new URL(configured ?? `https://${service}${fips}.${region}.${suffix}`);
}
