/**
 * Whether a pull request is closed, by GitHub. Loaded only when that is asked: its client is large.
 *
 * https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
 */
import { getOctokit } from '@actions/github';

/** `closed`, or in words why it does not count as closed. */
export type RequestState = { readonly closed: true } | { readonly closed: false; readonly why: string };

/** @returns asks GitHub once for each number */
export function pullRequestsOf(
  repository: string,
  token: string | undefined,
  apiUrl: string,
  signal: AbortSignal,
): (number: string) => Promise<RequestState> {
  const [owner = '', repo = ''] = repository.split('/');
  const known = new Map<string, Promise<RequestState>>();
  const ask = async (number: string): Promise<RequestState> => {
    const unread = (why: string): RequestState => ({
      closed: false,
      why: `pull request #${number} cannot be read: ${why}`,
    });
    if (token === undefined) return unread('github-token is empty');
    try {
      const { data } = await getOctokit(token, { baseUrl: apiUrl }).rest.pulls.get({
        owner,
        repo,
        pull_number: Number(number),
        request: { signal },
      });
      // Only the word itself: an answer that nobody expected must not destroy anything.
      const state: string = data.state;
      if (state === 'closed' && data.number === Number(number)) return { closed: true };
      return { closed: false, why: `pull request #${number} is ${state}` };
    } catch (error) {
      const { status, message = String(error) } = error as { status?: number; message?: string };
      if (status === 404)
        return { closed: false, why: `pull request #${number} does not exist in ${repository}` };
      return unread(`${status === undefined ? '' : `${status}: `}${message}`);
    }
  };
  return (number) => {
    const answer = known.get(number) ?? ask(number);
    known.set(number, answer);
    return answer;
  };
}
