/**
 * One comment on the pull request, kept up to date. GitHub's client is large, so it is loaded only for a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */
import { asError } from '../aws/errors.ts';
import type { GitHubPorts } from './client.ts';
import type { Comment } from './comment-thread.ts';
import { pullRequestNumber, runRepository } from './context.ts';

/** Writes the comment. @returns a warning if that failed: the run's own success does not depend on a comment */
export async function commentOnPullRequest(
  comment: Comment,
  ports: GitHubPorts & { readonly token: string | undefined },
): Promise<string | undefined> {
  const { env, token } = ports;
  const failed = (where: string, why: string): string =>
    `The comment on ${where} could not be made: ${why} The job's summary has all of it.`;
  let number: number | undefined;
  try {
    number = pullRequestNumber(env);
  } catch (error) {
    return failed('the pull request', `${asError(error).message}.`);
  }
  const { owner, name: repo } = runRepository(env);
  if (number === undefined || repo === '') return undefined;
  const where = `pull request #${number}`;
  if (token === undefined) return failed(where, 'github-token is empty.');
  const { writeComment } = await import('./comment-thread.ts');
  const why = await writeComment(comment, { owner, repo, issue_number: number }, token, ports);
  return why === undefined ? undefined : failed(where, why);
}
