/** The text of the comment on a pull request. */
import { accountOfArn } from '../aws/arn.ts';
import type { Resource } from '../resources/resource.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import { fitToLimit, type Block } from './size-limit.ts';

/** Renders the report in at most `maxLength` characters, with a link to the run. */
export function commentBody(blocks: readonly Block[], maxLength: number, env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  const url = `${server ?? 'https://github.com'}/${repository ?? ''}/actions/runs/${run ?? ''}`;
  const footer = `<sub>[${env['GITHUB_WORKFLOW'] === undefined ? 'Run' : 'This run'}](${url})</sub>\n`;
  return `${fitToLimit(blocks, {
    max: maxLength - footer.length,
    measure: (text) => text.length,
    elsewhere: `[The run's summary](${url}) has all of it.`,
  })}${footer}`;
}

/** Returns the id of the account, from the resources that the run saw, or from the caller that IAM refused. */
export function accountOf(outcomes: readonly Outcome[]): string | undefined {
  const resources = outcomes
    .flatMap(({ finalState, start }) => [finalState, start])
    .flatMap((state): (Resource | undefined)[] => Object.values(state ?? {}));
  const callers = outcomes.map(({ failure }) => /User: (arn:\S+)/.exec(failure?.error.message ?? '')?.[1]);
  return [...resources.map((resource) => resource?.identity?.arn), ...callers]
    .map((arn) => (arn === undefined ? undefined : accountOfArn(arn)))
    .find((account) => account !== undefined);
}
