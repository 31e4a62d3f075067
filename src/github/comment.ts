/**
 * One comment on the pull request, kept up to date. GitHub's client is large, so it is loaded only for a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */
import { asError } from '../aws/errors.ts';
import type { GitHubPorts } from './client.ts';
import type { CommentThread, MarkedComment } from './comment-thread.ts';
import { pullRequestNumber, readEvent } from './event.ts';
import { hashOf, markerOf, sameAccount } from './marker.ts';

export interface Comment {
  /** The role or the manifest; each has a comment of its own, in each account. */
  readonly subject: string;
  /** Id of the AWS account, if the run knows it. */
  readonly account: string | undefined;
  /** Whether the comment must not show the account's id. */
  readonly hideAccount: boolean;
  /** Renders the text in at most `maxLength` characters. */
  readonly render: (maxLength: number) => string;
  /** Whether to create the comment if it does not exist. */
  readonly create: boolean;
}

export interface CommentPorts extends GitHubPorts {
  readonly token: string | undefined;
}

/** Characters; GitHub refuses a longer body. */
const MAX_LENGTH = 65_536;

/** Writes the comment. @returns a warning if that failed: the run's own success does not depend on a comment */
export async function commentOnPullRequest(
  comment: Comment,
  ports: CommentPorts,
): Promise<string | undefined> {
  const { env, token } = ports;
  const failed = (where: string, why: string): string =>
    `The comment on ${where} could not be made: ${why} The job's summary has all of it.`;
  let number: number | undefined;
  try {
    number = pullRequestNumber(readEvent(env));
  } catch (error) {
    return failed('the pull request', `${asError(error).message}.`);
  }
  const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (number === undefined || owner === undefined || repo === undefined) return undefined;
  const where = `pull request #${number}`;
  if (token === undefined) return failed(where, 'github-token is empty.');
  const { openThread } = await import('./comment-thread.ts');
  try {
    await write(comment, openThread({ owner, repo, issue_number: number }, token, ports));
    return undefined;
  } catch (error) {
    const { describeGitHubError } = await import('./errors.ts');
    return failed(where, describeGitHubError(error, 'pull-requests: write'));
  }
}

async function write(comment: Comment, thread: CommentThread): Promise<void> {
  const { subject, account, create } = comment;
  const marked = await thread.commentsWithMarker(subject);
  if (marked.length === 0 && !create) return;
  const [kept, ...duplicates] = choose(await thread.own(marked), account);
  if (kept !== undefined) {
    await thread.update(kept.id, bodyOf(comment, account ?? kept.account));
    await thread.delete(duplicates);
    return;
  }
  if (!create) return;
  const body = bodyOf(comment, account);
  const created = await thread.create(body);
  if (created.author === undefined) return;
  // Another run may have created one at the same moment. Both runs keep the older one, with the text of the later run.
  const ownComments = (await thread.commentsWithMarker(subject)).filter(
    (other) => other.author === created.author && sameAccount(other.account, account),
  );
  const [oldest, ...younger] = ownComments;
  if (oldest !== undefined && oldest.id < created.id) await thread.update(oldest.id, body);
  await thread.delete(younger);
}

/**
 * Chooses the comments for the account, the oldest first. If no comment has another account, that includes the comment of
 * an earlier run without an account. A run that does not know its account chooses the comments of the only account.
 */
function choose(own: readonly MarkedComment[], account: string | undefined): readonly MarkedComment[] {
  const exact = own.filter((comment) => sameAccount(comment.account, account));
  const accounts = new Set(own.flatMap(({ account: other }) => (other === undefined ? [] : hashOf(other))));
  return exact.length === 0 && accounts.size === (account === undefined ? 1 : 0) ? own : exact;
}

function bodyOf({ subject, hideAccount, render }: Comment, account: string | undefined): string {
  const marker = markerOf(subject, account !== undefined && hideAccount ? hashOf(account) : account);
  return `${marker}\n${render(MAX_LENGTH - marker.length - 1)}`;
}
