/** The event that triggered the run: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import { asError } from '../aws/errors.ts';
import { readFileSync } from 'node:fs';
import type { context } from '@actions/github';

/** The payload as GitHub's toolkit types it. Its own reader would throw without naming the file, and load undici (1 MB). */
export type GitHubEvent = Pick<typeof context.payload, 'pull_request' | 'issue'>;

/**
 * Reads the event's file.
 *
 * @returns undefined if the environment names no file, as in a developer's shell
 * @throws Error with the reason why the file cannot be read, and the remedy
 */
export function readEvent(env: NodeJS.ProcessEnv): GitHubEvent | undefined {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return undefined;
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as GitHubEvent | null) ?? undefined;
  } catch (cause) {
    const reason = asError(cause).message;
    const message = `the event could not be read: ${reason}; the runner writes that file, so leave GITHUB_EVENT_PATH as it sets it`;
    throw new Error(message, { cause });
  }
}

/** Returns the number of the pull request that the event is about, also for a comment on one. */
export function pullRequestNumber(event: GitHubEvent | undefined): number | undefined {
  const { pull_request, issue } = event ?? {};
  const number: unknown =
    pull_request?.number ?? (issue?.['pull_request'] == null ? undefined : issue.number);
  return typeof number === 'number' ? number : undefined;
}
