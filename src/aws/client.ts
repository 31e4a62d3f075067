/** The port to IAM with the SDK behind it, set up as every AWS SDK is by the environment. */
import { once } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { IAMClient, type IAMClientResolvedConfig } from '@aws-sdk/client-iam';
import { ENV_KEY, ENV_SECRET, fromEnv } from '@aws-sdk/credential-provider-env';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { checkBypass } from '@actions/http-client/lib/proxy';
import { Cancelled, type Cancellation, type Clock } from '../runtime/time.ts';
import { CALLS, serviceOf, type Call, type Iam, type Input, type Output } from './calls.ts';
import { firstSet } from './environment.ts';
import { CallError, factsOf, mayHaveTakenEffect } from './errors.ts';
import type { RestCall } from './rest.ts';

/** One request on the wire; retries are requests of their own. */
export interface Attempt {
  readonly call: string;
  /** Milliseconds since the run's first attempt. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** HTTP status, undefined without a response. */
  readonly status: number | undefined;
  /** 1 for a call's first request, 2 for the SDK's first retry of it. */
  readonly number: number;
}

/** A call without a response is aborted after this time and sent again. */
const RESPONSE_TIMEOUT_MS = 10_000;
const TIME_LIMITS = {
  connectionTimeout: RESPONSE_TIMEOUT_MS,
  requestTimeout: RESPONSE_TIMEOUT_MS,
  // Otherwise the SDK only logs a warning and continues to wait.
  throwOnRequestTimeout: true,
};

/** Calls that were sent together with a denied one have this time for their own response. */
const SETTLE_MS = 2_000;

export type Credentials = Awaited<ReturnType<IAMClientResolvedConfig['credentials']>>;

/** The parts of the IAM client that requests to STS share: proxy, time limits, log of attempts. */
export type StsConnection = Pick<IAMClientResolvedConfig, 'region' | 'credentials' | 'requestHandler'>;

export interface ClientOptions {
  readonly region?: string | undefined;
  readonly credentials?: ((sts: StsConnection) => Promise<Credentials>) | undefined;
}

export interface IamClient extends Iam {
  readonly sdk: IAMClient;
  readonly attempts: readonly Attempt[];
  /** Returns the calls that IAM denied, also those whose failure another failure hides; waits for calls on their way. */
  denied(): Promise<readonly CallError[]>;
}

/** After a failed renewal the next one waits this long, in ms. */
const RENEWAL_PAUSE_MS = 30_000;

/** Returns the earlier credentials if a renewal fails while they last: the SDK asks for new ones minutes before their end. */
function whileTheyLast(renew: () => Promise<Credentials>, clock: Clock): () => Promise<Credentials> {
  let last: Credentials | undefined;
  let notBefore = -Infinity;
  return async () => {
    const lasts = (last?.expiration?.getTime() ?? 0) > Date.now() + RESPONSE_TIMEOUT_MS;
    if (last !== undefined && lasts && clock.now() < notBefore) return last;
    try {
      return (last = await renew());
    } catch (error) {
      if (last === undefined || !lasts || error instanceof Cancelled) throw error;
      notBefore = clock.now() + RENEWAL_PAUSE_MS;
      return last;
    }
  };
}

/**
 * Creates the client of the AWS SDK. The environment sets credentials, region, endpoint and attempts, as for every AWS SDK,
 * and also the proxy, which the JavaScript SDK ignores.
 *
 * @param options.region instead of the environment's
 * @param options.credentials instead of the environment's; the SDK asks again before they expire
 * @throws Error if a proxy is set that is no URL
 */
export function createIam(
  cancellation: Cancellation,
  env: NodeJS.ProcessEnv,
  clock: Clock,
  { region = firstSet(env, 'AWS_REGION', 'AWS_DEFAULT_REGION'), credentials }: ClientOptions = {},
): IamClient {
  const attempts: Attempt[] = [];
  const requestHandler = recordingHandler(attempts, cancellation, env, clock);
  // The SDK's own collector makes Node load its web streams, which takes time.
  const streamCollector = async (body: Readable): Promise<Buffer> => Buffer.concat(await body.toArray());
  const config = { ...(region === undefined ? {} : { region }), streamCollector, requestHandler };
  const own = new IAMClient({ ...config, ...(hasStaticKeys(env) ? { credentials: fromEnv() } : {}) });
  const sdk =
    credentials === undefined
      ? own
      : new IAMClient({ ...config, credentials: whileTheyLast(async () => credentials(own.config), clock) });
  const { credentials: provide } = sdk.config;
  // Some of the SDK's providers wait for a program or a server without a time limit.
  sdk.config.credentials = async () => Promise.race([provide(), abortion(cancellation.signal)]);

  const denied: CallError[] = [];
  /** The calls without a response yet. */
  const pending = new Set<Promise<unknown>>();
  const responded = (): boolean => attempts.some(({ status }) => status !== undefined);
  return {
    sdk,
    attempts,
    async denied() {
      if (denied.length === 0 || pending.size === 0) return denied;
      const time = new AbortController();
      const over = clock.sleep(SETTLE_MS, AbortSignal.any([time.signal, cancellation.signal]));
      await Promise.race([Promise.allSettled(pending), over.catch(() => undefined)]);
      time.abort();
      return denied;
    },
    call(name, input) {
      const result: Promise<Output<typeof name>> = send(name, input)
        .catch((error: unknown) => {
          // STS asks no policy of the caller, so no statement would help.
          if (error instanceof CallError && error.isDenial && serviceOf(error.call) !== 'sts')
            denied.push(error);
          throw error;
        })
        .finally(() => pending.delete(result));
      pending.add(result);
      return result;
    },
  };

  async function send<Name extends Call>(call: Name, input: Input<Name>): Promise<Output<Name>> {
    cancellation.signal.throwIfAborted();
    const row = CALLS[call];
    if (!('command' in row)) {
      const { restCall } = await import('./rest.ts');
      return restCall(sdk, responded, call as RestCall, input as object, cancellation, clock);
    }
    const command = new (row.command as new (input: unknown) => Parameters<typeof sdk.send>[0])(input);
    let mayHaveEffect = false;
    command.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const { code, status } = factsOf(error);
          // A run that was cancelled earlier has sent nothing.
          mayHaveEffect ||= !(error instanceof Cancelled) && mayHaveTakenEffect(status);
          // By its usual name the SDK mistakes an exceeded quota for throttling, and tries three times.
          if (error instanceof Error && code === 'LimitExceeded') error.name = code;
          throw error;
        }
      },
      // Inside the SDK's retries, so it sees the result of each single request.
      { step: 'deserialize', priority: 'high', name: 'mayHaveTakenEffect' },
    );
    try {
      return await sdk.send(command);
    } catch (error) {
      const seen = { mayHaveTakenEffect: mayHaveEffect, endpointResponded: responded() };
      throw CallError.from(error, call, input, seen);
    }
  }
}

/** Creates the handler of all requests. It records each attempt, and ends with the run. */
function recordingHandler(
  attempts: Attempt[],
  { signal, grace }: Cancellation,
  env: NodeJS.ProcessEnv,
  clock: Clock,
): NodeHttpHandler {
  const handler = new NodeHttpHandler(TIME_LIMITS);
  const sendDirectly = handler.handle.bind(handler);
  const agents = proxyAgents(env);
  const proxied = agents && new NodeHttpHandler({ ...TIME_LIMITS, ...agents });
  const began = clock.now();
  const handle: typeof sendDirectly = async (request, given = {}) => {
    // The SDK's retries and its calls to STS pass here too: a cancelled run must not send any more requests.
    signal.throwIfAborted();
    const options = { ...given, abortSignal: given.abortSignal ?? grace };
    const { operation } = given as { readonly operation?: string };
    const call = operation ?? /Action=(\w+)/.exec(String(request.body))?.[1] ?? request.path;
    const started = clock.now();
    let status: number | undefined;
    try {
      const result = await (proxied === undefined || bypassesProxy(request)
        ? sendDirectly(request, options)
        : proxied.handle(request, options));
      status = result.response.statusCode;
      abortAfter(result.response.body, RESPONSE_TIMEOUT_MS - (clock.now() - started));
      return result;
    } finally {
      const milliseconds = clock.now() - started;
      const number = Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'] ?? '')?.[1] ?? 1);
      attempts.push({ call, startedAt: started - began, milliseconds, status, number });
    }
  };
  return Object.assign(handler, { handle });
}

/** Waits until the signal is aborted. @throws the signal's reason */
async function abortion(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** Reports whether static keys are set, so the SDK's credential chain can be skipped. */
function hasStaticKeys(env: NodeJS.ProcessEnv): boolean {
  const isSet = (name: string): boolean => firstSet(env, name) !== undefined;
  return isSet(ENV_KEY) && isSet(ENV_SECRET) && !isSet('AWS_PROFILE');
}

/** Returns agents that use the proxy, undefined without one: agents that look for a proxy are slow. */
function proxyAgents(env: NodeJS.ProcessEnv) {
  const proxyEnv = {
    http_proxy: firstSet(env, 'http_proxy', 'HTTP_PROXY'),
    https_proxy: firstSet(env, 'https_proxy', 'HTTPS_PROXY'),
  };
  if (proxyEnv.http_proxy === undefined && proxyEnv.https_proxy === undefined) return undefined;
  const options = { keepAlive: true, maxSockets: 50, proxyEnv };
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

/** Applies NO_PROXY by the rule of GitHub's client, curl and botocore, from which Node's agents differ. */
function bypassesProxy({ protocol, hostname, port }: Parameters<NodeHttpHandler['handle']>[0]): boolean {
  return checkBypass(new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`));
}

/** Aborts a body that does not end in time: the handler's timeout covers only the headers of a response. */
function abortAfter(body: unknown, milliseconds: number): void {
  if (!(body instanceof Readable)) return;
  const brokeOff = Object.assign(new Error('the response broke off'), { code: 'ETIMEDOUT' });
  // The headers may have used up the time, and Node warns of a negative delay.
  const timer = setTimeout(() => body.destroy(brokeOff), Math.max(0, milliseconds));
  body.once('close', () => {
    clearTimeout(timer);
  });
}
