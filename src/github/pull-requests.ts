/**
 * The state of pull requests. Loaded only by a sweep: the client is large.
 *
 * https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
 */
import { createGitHub, objectIn, type GitHubPorts } from './client.ts';
import { describeGitHubError, isNotFound, UnexpectedResponseError } from './errors.ts';

export interface PullRequestState {
  /** `missing`: GitHub answers 404, also to a token that may not see the repository. */
  readonly state: 'open' | 'closed' | 'missing';
  /** The date on which it was closed. */
  readonly closedAt?: string;
}

/**
 * Returns a function that asks GitHub once for each number.
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
  const known = new Map<string, Promise<PullRequestState>>();
  const ask = async (number: string): Promise<PullRequestState> => {
    const failed = (why: string, cause?: unknown): Error =>
      new Error(`pull request #${number} cannot be read: ${why}`, { cause });
    if (github === undefined)
      throw failed('github-token is empty. Pass a token that can read pull requests.');
    try {
      const response = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: Number(number),
      });
      const { state, number: received, closed_at: closedAt } = objectIn(response);
      if (received === Number(number) && state === 'open') return { state };
      if (received === Number(number) && state === 'closed') {
        return { state, ...(typeof closedAt === 'string' ? { closedAt: closedAt.slice(0, 10) } : {}) };
      }
      throw new UnexpectedResponseError(response.status, response.headers['content-type']);
    } catch (error) {
      if (isNotFound(error)) {
        return { state: 'missing' };
      }
      throw failed(describeGitHubError(error, 'pull-requests: read'), error);
    }
  };
  return (number) => {
    const answer = known.get(number) ?? ask(number);
    known.set(number, answer);
    return answer;
  };
}
