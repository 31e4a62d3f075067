/**
 * The client for GitHub's API, with all its limits. Octokit's throttling and retry plugins do not suit. They bring a
 * queue (bottleneck, last released in 2019), run on the system's timers alone, and wait 0 s for a limit without a reset.
 * They limit neither a single request nor all of them.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { Octokit } from '@octokit/core';
import { firstSet } from '../aws/environment.ts';
import type { Clock } from '../runtime/clock.ts';
import { isTransient, rateLimitWait, TimeoutError } from './errors.ts';
import { fetchWithProxy } from './http.ts';

export interface GitHubPorts {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Makes the signal that ends a request; default: by the system's timer. */
  readonly timeout?: (milliseconds: number) => AbortSignal;
}

export type GitHub = Octokit;

const REQUEST_LIMIT_MS = 10_000;
/** For all calls together, waits included. */
const TOTAL_LIMIT_MS = 60_000;
const MAX_ATTEMPTS = 5;
const MIN_WAIT_MS = 1_000;

/**
 * Creates the client. Its calls end within 10 s each, and within 60 s together.
 *
 * @param token undefined if each request brings its own authorization
 */
export function createGitHub(token: string | undefined, ports: GitHubPorts): GitHub {
  const { env, clock, signal, timeout = (milliseconds: number) => AbortSignal.timeout(milliseconds) } = ports;
  const ignore = (): void => undefined;
  const octokit = new Octokit({
    ...(token === undefined ? {} : { auth: token }),
    baseUrl: firstSet(env, 'GITHUB_API_URL') ?? 'https://api.github.com',
    userAgent: 'aws-iam-instance-profile',
    // Octokit would print the text of a deprecation header.
    request: { fetch: fetchWithProxy, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } },
  });
  const { elapsed, measure } = startStopwatch(clock);
  octokit.hook.wrap('request', async (request, options) =>
    measure(async () => {
      let failedBefore = false;
      for (let attempt = 1; ; attempt += 1) {
        const left = TOTAL_LIMIT_MS - elapsed();
        if (left <= 0) throw new TimeoutError(TOTAL_LIMIT_MS, 'all calls together');
        const limit = Math.min(REQUEST_LIMIT_MS, left);
        const expired = timeout(limit);
        try {
          // Octokit's own hook for the token ignores what this one passes on, and reads these options.
          options.request = { ...options.request, signal: AbortSignal.any([signal, expired]) };
          return await request(options);
        } catch (error) {
          signal.throwIfAborted();
          if (expired.aborted) throw new TimeoutError(limit, `${options.method} ${options.url}`);
          const limited = rateLimitWait(error);
          const retryable = limited !== undefined || (!failedBefore && isTransient(error));
          if (!retryable || attempt === MAX_ATTEMPTS) throw error;
          failedBefore ||= limited === undefined;
          const wait = Math.max(limited ?? 0, MIN_WAIT_MS * 2 ** (attempt - 1));
          if (wait >= TOTAL_LIMIT_MS - elapsed()) throw error;
          await clock.sleep(wait, signal);
        }
      }
    }),
  );
  return octokit;
}

/** Measures the time in which at least one call is under way: between them a sweep waits for IAM. */
function startStopwatch(clock: Clock) {
  let running = 0;
  let startedAt = 0;
  let before = 0;
  const elapsed = (): number => before + (running === 0 ? 0 : clock.now() - startedAt);
  return {
    elapsed,
    measure: async <T>(work: () => Promise<T>): Promise<T> => {
      if (running === 0) startedAt = clock.now();
      running += 1;
      try {
        return await work();
      } finally {
        const total = elapsed();
        running -= 1;
        if (running === 0) before = total;
      }
    },
  };
}
