/**
 * The immutable ids of repositories. Loaded only by runs that trust other repositories than their own: the client is large.
 *
 * https://docs.github.com/en/rest/repos/repos#get-a-repository
 */
import { createGitHub, objectIn, type GitHubPorts } from './client.ts';
import { describeGitHubError, isRefusal, UnexpectedResponseError } from './errors.ts';

export interface Repository {
  readonly owner: string;
  readonly name: string;
  readonly ownerId: string;
  readonly id: string;
}

/**
 * Returns a function that asks GitHub once for each repository. It returns undefined if the token cannot see the repository.
 *
 * @throws the function throws an Error if GitHub cannot be asked
 */
export function repositoriesOf(
  token: string,
  ports: GitHubPorts,
): (owner: string, name: string) => Promise<Repository | undefined> {
  const github = createGitHub(token, ports);
  const known = new Map<string, Promise<Repository | undefined>>();
  const ask = async (owner: string, repo: string): Promise<Repository | undefined> => {
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
        throw new UnexpectedResponseError(response.status, response.headers['content-type']);
      }
      return { owner: login, name, ownerId: String(ownerId), id: String(id) };
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw new Error(describeGitHubError(error, 'contents: read'), { cause: error });
    }
  };
  return (owner, name) => {
    const key = `${owner}/${name}`.toLowerCase();
    const answer = known.get(key) ?? ask(owner, name);
    known.set(key, answer);
    return answer;
  };
}
