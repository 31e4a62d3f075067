/** The immutable id of the run's own repository. */

/**
 * Returns the repository's id if the owner is that repository, which is the default. Ids are unique on one server only, so
 * the id of a repository elsewhere than on github.com begins with its server's host.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function repositoryIdOf(owner: string, env: NodeJS.ProcessEnv): string | undefined {
  const id = env['GITHUB_REPOSITORY_ID'] ?? '';
  if (owner !== env['GITHUB_REPOSITORY'] || !/^[1-9]\d{0,18}$/.test(id)) return undefined;
  const host = gitHubHost(env);
  return host === 'github.com' ? id : `${host}/${id}`;
}

/** Returns the host of the GitHub server that runs the workflow. */
export function gitHubHost(env: NodeJS.ProcessEnv): string {
  const server = env['GITHUB_SERVER_URL'] ?? '';
  return URL.canParse(server) ? new URL(server).host.toLowerCase() : 'github.com';
}
