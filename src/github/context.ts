/** The run as the runner's environment describes it: its server, its repository, and the event that triggered it. */
import { readFileSync } from 'node:fs';
import type { context } from '@actions/github';
import { asError } from '../aws/errors.ts';

/** The audience of the tokens by which jobs assume roles. */
export const AUDIENCE = 'sts.amazonaws.com';

/** The path of the issuer of a GitHub Enterprise Server, whose subjects have no ids. */
export const SERVER_ISSUER = '/_services/token';

/** Returns the host of the GitHub server that runs the workflow. */
export function gitHubHost(env: NodeJS.ProcessEnv): string {
  return URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.host.toLowerCase() ?? 'github.com';
}

/** Returns the run's own repository. A name that the environment lacks is empty, and an id undefined. */
export function runRepository(env: NodeJS.ProcessEnv) {
  const [owner = '', name = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const idIn = (variable: string): string | undefined => /^[1-9]\d{0,18}$/.exec(env[variable] ?? '')?.[0];
  return { owner, name, ownerId: idIn('GITHUB_REPOSITORY_OWNER_ID'), id: idIn('GITHUB_REPOSITORY_ID') };
}

/** Returns the address of the run's own repository. */
export function repositoryUrl(env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository = '' } = env;
  return `${server}/${repository}`;
}

/**
 * Returns the repository's id if the owner is that repository, which is the default. Ids are unique on one server only, so
 * the id of a repository elsewhere than on github.com begins with its server's host.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function repositoryIdOf(owner: string, env: NodeJS.ProcessEnv): string | undefined {
  const { id } = runRepository(env);
  if (owner !== env['GITHUB_REPOSITORY'] || id === undefined) return undefined;
  const host = gitHubHost(env);
  return host === 'github.com' ? id : `${host}/${id}`;
}

/** The payload as GitHub's toolkit types it. Its own reader would throw without naming the file, and load undici (1 MB). */
type GitHubEvent = Pick<typeof context.payload, 'pull_request' | 'issue'> &
  Partial<Record<'ref' | 'ref_type', unknown>>;

/** The head or the base of a pull request. */
interface End {
  readonly ref?: unknown;
  readonly repo?: { readonly id?: unknown } | null;
}

/**
 * Reads the event. Returns an empty one if the environment names none, as in a developer's shell.
 *
 * @throws Error with the reason why the event's file cannot be read, and the remedy
 */
function readEvent(env: NodeJS.ProcessEnv): GitHubEvent {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return {};
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as GitHubEvent | null) ?? {};
  } catch (cause) {
    const reason = asError(cause).message;
    const message = `the event could not be read: ${reason}; the runner writes that file, so leave GITHUB_EVENT_PATH as it sets it`;
    throw new Error(message, { cause });
  }
}

/**
 * Returns the number of the pull request that the event is about, also for a comment on one.
 *
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 *
 * @throws Error if the event cannot be read
 */
export function pullRequestNumber(env: NodeJS.ProcessEnv): number | undefined {
  const { pull_request, issue } = readEvent(env);
  const number: unknown =
    pull_request?.number ?? (issue?.['pull_request'] == null ? undefined : issue.number);
  return typeof number === 'number' ? number : undefined;
}

/** Events that are about the ref in GITHUB_REF. On most other events that is the default branch, whatever they are about. */
const EVENTS_OF_REF = /^(?:push|schedule|workflow_dispatch|merge_group|deployment|deployment_status)?$/;

/**
 * Returns the branch of this repository that the event is about. A fork chooses the names of its branches, so these don't
 * count.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 *
 * @throws Error if the event cannot be read
 */
export function eventBranch(env: NodeJS.ProcessEnv): string | undefined {
  if (EVENTS_OF_REF.test(env['GITHUB_EVENT_NAME'] ?? ''))
    return /^refs\/heads\/(.+)/.exec(env['GITHUB_REF'] ?? '')?.[1];
  const { ref, ref_type, pull_request } = readEvent(env);
  const { head, base } = (pull_request ?? {}) as Readonly<Partial<Record<string, End>>>;
  // A deleted fork is null.
  const isOwn = head?.repo?.id !== undefined && head.repo.id === base?.repo?.id;
  const branch = isOwn ? head.ref : ref_type === 'branch' && ref;
  return typeof branch === 'string' ? branch : undefined;
}
