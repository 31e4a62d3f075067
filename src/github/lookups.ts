/**
 * Questions that a run asks GitHub once each. Loaded only by a sweep, and by a run that trusts repositories whose ids it does
 * not know: the client is large.
 */
import { createGitHub, type GitHubPorts } from './client.ts';
import {
  describeGitHubError,
  isNotFound,
  isRefusal,
  objectIn,
  statusOf,
  UnexpectedResponseError,
} from './errors.ts';

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
export function pullRequestsOf(
  repository: string,
  token: string | undefined,
  ports: GitHubPorts,
): (number: string) => Promise<PullRequestState> {
  const [owner = '', repo = ''] = repository.split('/');
  const github = token === undefined ? undefined : createGitHub(token, ports);
  return once(async (number) => {
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
  });
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
      if (
        typeof id !== 'number' ||
        typeof ownerId !== 'number' ||
        typeof name !== 'string' ||
        typeof login !== 'string'
      ) {
        throw new UnexpectedResponseError(response);
      }
      return { owner: login, name, ownerId: String(ownerId), id: String(id) };
    } catch (error) {
      // With a wrong token no repository is visible, so nothing follows from that.
      if (isRefusal(error) && statusOf(error) !== 401) return undefined;
      throw new Error(describeGitHubError(error, 'contents: read'), { cause: error });
    }
  });
}

/** Returns a function that asks once for each combination of texts. GitHub ignores their case. */
function once<Texts extends readonly string[], Answer>(
  ask: (...texts: Texts) => Promise<Answer>,
): (...texts: Texts) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (...texts) => {
    const key = texts.join('/').toLowerCase();
    const answer = known.get(key) ?? ask(...texts);
    known.set(key, answer);
    return answer;
  };
}
