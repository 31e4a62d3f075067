/**
 * One comment on the pull request, kept up to date. It has the Action's marker, by which a later run finds it. GitHub's client
 * is large, so it is loaded only for a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */
import { hash } from 'node:crypto';
import type { Octokit } from '@octokit/core';
import { asError } from '../aws/errors.ts';
import type { GitHubPorts } from './client.ts';
import { pullRequestNumber, runRepository } from './context.ts';
import {
  describeGitHubError,
  isRefusal,
  listIn,
  objectIn,
  statusOf,
  UnexpectedResponseError,
} from './http.ts';

interface Comment {
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

interface MarkedComment {
  readonly id: number;
  readonly author: string | undefined;
  /** In the marker: the account's id or its hash. */
  readonly account: string | undefined;
}

/** A pull request's comments, and who writes them. */
interface Thread {
  readonly github: Octokit;
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly number: number;
  readonly actor: string;
}

/** Characters; GitHub refuses a longer body. */
const MAX_LENGTH = 65_536;
const PAGE_SIZE = 100;
/** Authors of a job's comments, on GitHub, Gitea and Forgejo. */
const BOTS = ['github-actions[bot]', 'gitea-actions', 'forgejo-actions'];

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
  try {
    const { createGitHub } = await import('./client.ts');
    const github = createGitHub(token, ports);
    await write(comment, { github, repository: { owner, repo }, number, actor: env['GITHUB_ACTOR'] ?? '' });
    return undefined;
  } catch (error) {
    return failed(where, describeGitHubError(error, 'pull-requests: write'));
  }
}

async function write(comment: Comment, thread: Thread): Promise<void> {
  const { subject, account } = comment;
  const { github, repository, number: issue_number } = thread;
  const marked = await commentsWithMarker(thread, subject);
  const found = await own(thread, marked);
  const exact = found.filter((each) => sameAccount(each.account, account));
  // A run that does not know its account takes the only comment.
  const [kept, ...duplicates] = account === undefined && found.length === 1 ? found : exact;
  // Of a run that failed early. It is replaced and not updated: runs in several accounts may do that at the same moment.
  const early = account === undefined ? [] : found.filter((each) => each.account === undefined);
  if (kept !== undefined) {
    await update(thread, kept.id, bodyOf(comment, account ?? kept.account));
    await deleteAll(thread, [...duplicates, ...early]);
    return;
  }
  if (!comment.create && early.length === 0) return;
  const body = bodyOf(comment, account);
  const added = { ...repository, issue_number, body };
  const response = await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', added);
  const { id, user } = objectIn(response);
  if (typeof id !== 'number') throw new UnexpectedResponseError(response);
  const author = loginIn(user);
  if (author === undefined) return;
  // Another run may have created one at the same moment. Both runs keep the older one, with the text of the later run.
  const ownComments = (await commentsWithMarker(thread, subject)).filter(
    (other) => other.author === author && sameAccount(other.account, account),
  );
  const [oldest, ...younger] = ownComments;
  if (oldest !== undefined && oldest.id < id) await update(thread, oldest.id, body);
  await deleteAll(thread, [...younger, ...early]);
}

function bodyOf({ subject, hideAccount, render }: Comment, account: string | undefined): string {
  const marker = hideAccount ? markerOf(withoutIds(subject), hashOf(account)) : markerOf(subject, account);
  return `${marker}\n${render(MAX_LENGTH - marker.length - 1)}`;
}

/** Returns all comments with the subject's marker, by any author, the oldest first. */
async function commentsWithMarker(thread: Thread, subject: string): Promise<readonly MarkedComment[]> {
  const { github, repository, number } = thread;
  const comments = new Map<number, MarkedComment>();
  const seen = new Set<number>();
  for (let page = 1; ; page += 1) {
    const at = { ...repository, issue_number: number, per_page: PAGE_SIZE, page };
    const response = await github.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', at);
    const before = seen.size;
    for (const { id, body, user } of listIn(response)) {
      if (typeof id !== 'number') continue;
      seen.add(id);
      const account = typeof body === 'string' ? accountInMarker(body, subject) : null;
      if (account !== null) comments.set(id, { id, author: loginIn(user), account });
    }
    // Some servers ignore the page's number and send everything again.
    const last = seen.size === before || !/rel="?next"?/.test(response.headers.link ?? '');
    if (last) return [...comments.values()].sort((first, second) => first.id - second.id);
  }
}

/** Returns the comments by the token's owner: anyone may write a marker, but not as that author. */
async function own({ github, actor }: Thread, marked: readonly MarkedComment[]): Promise<MarkedComment[]> {
  if (marked.length === 0) return [];
  const authors = [...BOTS, actor].filter((name) => name !== '');
  const by = (name: string): MarkedComment[] => marked.filter(({ author }) => author === name);
  const author = (await loginOf(github)) ?? authors.find((name) => by(name).length > 0);
  if (author !== undefined) return by(author);
  throw new Error(
    `GitHub does not identify the owner of github-token (GraphQL and GET /user refuse), and the comment with the marker is by neither ${authors.join(' nor ')}. Pass a github-token that may read its user`,
  );
}

async function update({ github, repository }: Thread, id: number, body: string): Promise<void> {
  const changed = { ...repository, comment_id: id, body };
  objectIn(await github.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', changed));
}

/** Deletes comments, and accepts that another run has just deleted them. */
async function deleteAll({ github, repository }: Thread, comments: readonly MarkedComment[]): Promise<void> {
  for (const { id } of comments) {
    try {
      const at = { ...repository, comment_id: id };
      await github.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', at);
    } catch (error) {
      if (statusOf(error) !== 404 && statusOf(error) !== 410) throw error;
    }
  }
}

/** Returns the login of the token's owner. A job's token may use only GraphQL; other servers have only REST. */
async function loginOf(github: Octokit): Promise<string | undefined> {
  const viewer = async (): Promise<unknown> => {
    const baseUrl = github.request.endpoint.DEFAULTS.baseUrl.replace(/\/api\/v3\/?$/, '/api');
    const query = 'query { viewer { login } }';
    const { data } = objectIn(await github.request('POST /graphql', { baseUrl, query }));
    return (data as { readonly viewer?: unknown } | null | undefined)?.viewer;
  };
  const user = async (): Promise<unknown> => objectIn(await github.request('GET /user'));
  for (const ask of [viewer, user]) {
    try {
      const login = loginIn(await ask());
      if (login !== undefined) return login;
    } catch (error) {
      if (!isRefusal(error) && !(error instanceof UnexpectedResponseError)) throw error;
    }
  }
  return undefined;
}

function loginIn(user: unknown): string | undefined {
  const { login } = (user ?? {}) as { readonly login?: unknown };
  return typeof login === 'string' && login !== '' ? login : undefined;
}

/** Anchored at both ends: anyone may write a comment, and a search would take minutes for some. */
const MARKER = /^<!-- aws-iam-instance-profile: (.+?)(?: account=(\d{12}|~[0-9a-f]{4}))? -->$/;

/** Returns the marker of a comment. @param account the account's id or its hash */
function markerOf(subject: string, account: string | undefined): string {
  const suffix = account === undefined ? '' : ` account=${account}`;
  return `<!-- aws-iam-instance-profile: ${escaped(subject)}${suffix} -->`;
}

/**
 * Returns the account in a text's marker, or null if the text does not begin with a marker for the subject. Elsewhere it may
 * be a quotation: another tool's comment, by the same author, that shows this one or a title with a marker.
 */
function accountInMarker(body: string, subject: string): string | undefined | null {
  const [line = ''] = body.trimStart().split(/[\n\r\u2028\u2029]/, 1);
  const [, marked, account] = MARKER.exec(line.slice(0, line.lastIndexOf('-->') + 3)) ?? [];
  return marked !== undefined && withoutIds(marked) === withoutIds(escaped(subject)) ? account : null;
}

/** Compares two accounts: by their ids, or by their hashes if one of them is a hash. */
function sameAccount(first: string | undefined, second: string | undefined): boolean {
  const known = [first, second].every((account) => account?.startsWith('~') === false);
  return known ? first === second : hashOf(first) === hashOf(second);
}

/** Returns enough of a hash to distinguish a few accounts, and too little to find an id; returns a hash as it is. */
function hashOf(account: string | undefined): string | undefined {
  if (account === undefined || account.startsWith('~')) return account;
  return `~${hash('sha256', account).slice(0, 4)}`;
}

/** Replaces each number of a subject that may be the id of an account: known or not, so the marker is always the same. */
function withoutIds(subject: string): string {
  return subject.replace(/\d{12}/g, (id) => hashOf(id) ?? '');
}

/** Escapes a manifest's path, which could end the HTML comment. */
function escaped(subject: string): string {
  return subject.replace(/[\r\n>]/g, (character) => encodeURIComponent(character));
}
