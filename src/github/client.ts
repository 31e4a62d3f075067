/**
 * The client for GitHub's API, with all its limits, and the questions that a run asks once each. Loaded only by runs that
 * need it, because it is large. Octokit's throttling and retry plugins do not suit. They bring a queue (bottleneck, last
 * released in 2019), run on the system's timers alone, and wait 0 s for a limit without a reset. They limit neither a single
 * request nor all of them.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { Octokit } from '@octokit/core';
import { firstSet } from '../aws/environment.ts';
import type { Clock } from '../runtime/time.ts';
import {
  isTransient,
  rateLimitWait,
  TimeoutError,
  fetchWithProxy,
  describeGitHubError,
  isNotFound,
  isRefusal,
  objectIn,
  statusOf,
  UnexpectedResponseError,
} from './http.ts';

export interface GitHubPorts {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Makes the signal that ends a request; default: by the system's timer. */
  readonly timeout?: (milliseconds: number) => AbortSignal;
}

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
export function createGitHub(token: string | undefined, ports: GitHubPorts): Octokit {
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

export interface PullRequestState {
  /** `missing`: GitHub answers 404, also to a token that may not see the repository. */
  readonly state: 'open' | 'closed' | 'missing';
  /** The date on which it was closed. */
  readonly closedAt?: string;
}

/**
 * Returns a function that asks GitHub for a pull request's state.
 *
 * https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
 *
 * @throws the function throws an Error if GitHub cannot be asked
 */
export function pullRequestsOf(repository: string, token: string | undefined, ports: GitHubPorts) {
  const [owner = '', repo = ''] = repository.split('/');
  const github = token === undefined ? undefined : createGitHub(token, ports);
  const ask = async (number: string): Promise<PullRequestState> => {
    const failed = (why: string, cause?: unknown): Error =>
      new Error(`pull request #${number} cannot be read: ${why}`, { cause });
    if (github === undefined)
      throw failed('github-token is empty. Pass a token that can read pull requests.');
    try {
      const at = { owner, repo, pull_number: Number(number) };
      const response = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
      const { state, number: received, closed_at: closedAt } = objectIn(response);
      if (received !== Number(number) || (state !== 'open' && state !== 'closed'))
        throw new UnexpectedResponseError(response);
      return typeof closedAt === 'string' ? { state, closedAt: closedAt.slice(0, 10) } : { state };
    } catch (error) {
      if (isNotFound(error)) return { state: 'missing' };
      throw failed(describeGitHubError(error, 'pull-requests: read'), error);
    }
  };
  const first = once(ask);
  // An answer that keeps roles holds for the whole sweep. Someone may reopen a closed request, so for each role it asks again.
  return async (number: string): Promise<PullRequestState> => {
    const known = await first(number);
    return known.state === 'closed' ? ask(number) : known;
  };
}

/**
 * Returns a function that asks GitHub for a repository's immutable ids. It returns undefined if the token cannot see the
 * repository.
 *
 * https://docs.github.com/en/rest/repos/repos#get-a-repository
 *
 * @throws the function throws an Error if GitHub cannot be asked
 */
export function repositoriesOf(token: string, ports: GitHubPorts) {
  const github = createGitHub(token, ports);
  return once(async (owner: string, repo: string) => {
    try {
      const response = await github.request('GET /repos/{owner}/{repo}', { owner, repo });
      const { id, name, owner: account } = objectIn(response);
      const { id: ownerId, login } = (account ?? {}) as { readonly id?: unknown; readonly login?: unknown };
      const hasIds = typeof id === 'number' && typeof ownerId === 'number';
      if (!hasIds || typeof name !== 'string' || typeof login !== 'string')
        throw new UnexpectedResponseError(response);
      return { owner: login, name, ownerId: String(ownerId), id: String(id) };
    } catch (error) {
      // With a wrong token no repository is visible, so nothing follows from that.
      if (isRefusal(error) && statusOf(error) !== 401) return undefined;
      throw new Error(describeGitHubError(error, 'contents: read'), { cause: error });
    }
  });
}

/** Returns a function that asks once for each combination of texts. GitHub ignores their case. */
function once<Texts extends readonly string[], Answer>(ask: (...texts: Texts) => Promise<Answer>) {
  const known = new Map<string, Promise<Answer>>();
  return (...texts: Texts): Promise<Answer> => {
    const key = texts.join('/').toLowerCase();
    const answer = known.get(key) ?? ask(...texts);
    known.set(key, answer);
    return answer;
  };
}
