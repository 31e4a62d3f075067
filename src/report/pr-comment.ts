/**
 * One comment on the pull request, kept up to date. GitHub's client is large, and reads the event's file as soon as it is
 * loaded: so only where there is a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */
import type { getOctokit } from '@actions/github';
import { readEvent } from '../config/event.ts';
import type { Clock } from '../runtime/clock.ts';
import { fitted, type Block } from './blocks.ts';

export interface Comment {
  /** What it is about: there is one comment for each of these. */
  readonly about: string;
  readonly blocks: readonly Block[];
  /** Whether to make one where there is none yet. */
  readonly create: boolean;
}

export interface CommentPorts {
  readonly env: NodeJS.ProcessEnv;
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Characters; https://docs.github.com/en/rest/issues/comments refuses a longer body. */
const MOST = 65_536;
/** How long to wait, all in all, for a rate limit to end. */
const LONGEST_WAIT_MS = 60_000;

/** @returns what to warn of: the run's own success does not hang on a comment */
export async function commentOnPullRequest(
  comment: Comment,
  ports: CommentPorts,
): Promise<string | undefined> {
  const { env, token } = ports;
  let number: number | undefined;
  const failed = (why: string): string =>
    `The comment on ${number === undefined ? 'the pull request' : `pull request #${number}`} could not be made: ${why} ` +
    "The job's summary has all of it.";
  try {
    number = pullRequest(env);
    const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
    if (number === undefined || owner === undefined || repo === undefined) return undefined;
    if (token === undefined) return failed('github-token is empty.');
    const octokit = await client(token, ports);
    const marker = `<!-- aws-iam-instance-profile: ${comment.about} -->`;
    const at = { owner, repo };
    const old = await ownComment(octokit, { ...at, issue_number: number }, marker);
    if (old === undefined && !comment.create) return undefined;
    const body = bodyOf(comment, marker, env);
    if (old === undefined) await octokit.rest.issues.createComment({ ...at, issue_number: number, body });
    else await octokit.rest.issues.updateComment({ ...at, comment_id: old, body });
    return undefined;
  } catch (error) {
    return failed(reason(error));
  }
}

function bodyOf({ blocks }: Comment, marker: string, env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  const url = `${server ?? 'https://github.com'}/${repository ?? ''}/actions/runs/${run ?? ''}`;
  const link = `[The run's summary](${url}) has all of it.`;
  const footer = `<sub>[${env['GITHUB_WORKFLOW'] === undefined ? 'Run' : 'This run'}](${url})</sub>`;
  const most = MOST - marker.length - footer.length - 2;
  const measure = (text: string): number => text.length;
  return `${marker}\n${fitted(blocks, { most, measure, elsewhere: link })}${footer}\n`;
}

type Octokit = ReturnType<typeof getOctokit>;

async function client(token: string, { env, clock, signal }: CommentPorts): Promise<Octokit> {
  const github = await import('@actions/github');
  const octokit = github.getOctokit(token, { baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com' });
  let left = LONGEST_WAIT_MS;
  octokit.hook.wrap('request', async (request, options) => {
    for (;;) {
      try {
        return await request({ ...options, request: { ...options.request, signal } });
      } catch (error) {
        const wait = rateLimitWait(error);
        if (wait === undefined || wait > left) throw error;
        left -= wait;
        await clock.sleep(wait, signal);
      }
    }
  });
  return octokit;
}

/** The first comment that begins with the marker and is ours: anyone may write a marker, but not under our name. */
async function ownComment(
  octokit: Octokit,
  issue: { owner: string; repo: string; issue_number: number },
  marker: string,
): Promise<number | undefined> {
  let viewer: string | undefined;
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, { ...issue, per_page: 100 });
  for await (const { data } of pages) {
    for (const { id, body, user } of data) {
      if (body?.startsWith(`${marker}\n`) !== true) continue;
      // REST does not tell a job's token who it is; GraphQL does.
      viewer ??= (await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')).viewer
        .login;
      if (user?.login === viewer) return id;
    }
  }
  return undefined;
}

interface HttpError {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function rateLimitWait(error: unknown): number | undefined {
  const { status, message, response } = error as HttpError;
  if (status !== 403 && status !== 429) return undefined;
  const header = (name: string): number => Number(response?.headers?.[name] ?? NaN);
  if (header('retry-after') >= 0) return header('retry-after') * 1000;
  if (header('x-ratelimit-remaining') === 0)
    return Math.max(0, header('x-ratelimit-reset') * 1000 - Date.now()) + 1000;
  return status === 429 || /rate limit/i.test(message ?? '') ? LONGEST_WAIT_MS : undefined;
}

function reason(error: unknown): string {
  const { status, message = String(error) } = error as HttpError;
  if (rateLimitWait(error) !== undefined)
    return `GitHub's rate limit is used up (${status ?? 0}: ${message}).`;
  if (status === 401) return `GitHub does not accept the github-token (401: ${message}).`;
  if (status === 403 || status === 404) {
    return (
      `${status}: ${message}. Give the job \`permissions: pull-requests: write\`; ` +
      'runs for forks and for Dependabot have a token that can only read.'
    );
  }
  return `${message}.`;
}

function pullRequest(env: NodeJS.ProcessEnv): number | undefined {
  const { pull_request, issue } = readEvent(env) ?? {};
  const number = pull_request?.number ?? (issue?.pull_request === undefined ? undefined : issue.number);
  return typeof number === 'number' ? number : undefined;
}
