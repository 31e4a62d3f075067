/** The event that the run is on: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import { readFileSync } from 'node:fs';

export interface GitHubEvent {
  readonly pull_request?: { readonly number?: unknown };
  readonly issue?: { readonly number?: unknown; readonly pull_request?: unknown };
}

/**
 * Returns the number of the pull request that the event is about; a comment on one is an event of an issue.
 *
 * @throws Error as `readEvent`
 */
export function pullRequestNumber(env: NodeJS.ProcessEnv): number | undefined {
  const { pull_request, issue } = readEvent(env) ?? {};
  const number = pull_request?.number ?? (issue?.pull_request === undefined ? undefined : issue.number);
  return typeof number === 'number' ? number : undefined;
}

/**
 * @returns undefined where there is none, as in a shell of one's own
 * @throws Error saying why its file cannot be read, and what to do
 */
export function readEvent(env: NodeJS.ProcessEnv): GitHubEvent | undefined {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return undefined;
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as GitHubEvent | null) ?? undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `the event could not be read: ${reason}; the runner writes that file, so leave GITHUB_EVENT_PATH as it sets it`;
    throw new Error(message, { cause });
  }
}
