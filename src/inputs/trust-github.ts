/**
 * The trust in workflows of GitHub Actions. A subject names the repository in one of two forms: by name
 * (`repo:octo-org/octo-repo:…`), or with immutable ids (`repo:octo-org@1/octo-repo@2:…`), which repositories have that were
 * created, renamed or transferred since July 2026. The statements accept both.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 */
import { asError } from '../aws/errors.ts';
import { GITHUB_ISSUER } from '../aws/trust-policy.ts';
import type { Json } from '../aws/policy-document.ts';
import { oidcProvider } from '../aws/arn.ts';
import type { GitHubPorts, repositoriesOf } from '../github/client.ts';
import { AUDIENCE, gitHubHost, runRepository } from '../github/context.ts';
import type { Declaration, GitHubTrust } from '../resources/resource.ts';
import { sameKey } from '../resources/tags.ts';
import { quote, type InputProblem } from './problem.ts';
import { trustPolicyProblem } from './trust.ts';

const INPUT = 'trust-github';
/** The path of the issuer of a GitHub Enterprise Server. */
const SERVER_ISSUER = '/_services/token';

/** With ids both names have one; without, an `@` begins the branch. */
const ITEM = /^([\w-]+)(?:\/([\w.-]+)|@(\d+)\/([\w.-]+)@(\d+))(.+)$/s;

/** Parses items that the input's schema accepts. The run's own repository gets its ids from the environment. */
export function parseGitHubTrust(items: readonly string[], env: NodeJS.ProcessEnv): readonly GitHubTrust[] {
  return items.map((item) => {
    const [, owner = '', bareName, ownerId, nameWithId = '', id, rest = ''] = ITEM.exec(item) ?? [];
    const trust = { owner, name: bareName ?? nameWithId, ownerId, id, context: contextOf(rest) };
    return id === undefined ? { ...trust, ...ownRepository(trust, env) } : trust;
  });
}

function contextOf(rest: string): string {
  if (rest.startsWith('@refs/')) return `ref:${rest.slice(1)}`;
  if (rest.startsWith('@')) return `ref:refs/heads/${rest.slice(1)}`;
  const [, environment] = /^:environment:(.+)$/s.exec(rest) ?? [];
  // GitHub encodes the separator in the values of a subject.
  return environment === undefined
    ? rest.slice(1)
    : `environment:${environment.replace(/%3a/gi, ':').replaceAll(':', '%3A')}`;
}

/** Returns the ids that the runner gives of its own repository, and of other repositories' owner if that is the same. */
function ownRepository(trust: GitHubTrust, env: NodeJS.ProcessEnv): Partial<GitHubTrust> {
  const { owner, name, ownerId, id } = runRepository(env);
  if (!sameKey(trust.owner, owner)) return {};
  // Subjects are compared letter by letter, so the runner's spelling is the right one.
  return sameKey(trust.name, name) ? { owner, name, ownerId, id } : { owner, ownerId };
}

/**
 * Returns the host and path of the issuer of the server's tokens. GitHub Enterprise Server and the subdomains of ghe.com
 * have their own.
 *
 * https://docs.github.com/en/enterprise-server@latest/actions/reference/security/oidc
 */
function gitHubIssuer(env: NodeJS.ProcessEnv): string {
  const host = gitHubHost(env);
  if (host === 'github.com') return GITHUB_ISSUER;
  return host.endsWith('.ghe.com') ? `token.actions.${host}` : `${host}${SERVER_ISSUER}`;
}

/**
 * Returns the statements. All repositories with known ids share one, because a trust policy has room for 2,048 characters.
 * A repository without ids needs one of its own: its pattern has a wildcard for each id, which matches more than digits. The
 * claim `repository` then keeps out another repository of the same owner.
 */
function gitHubStatements(trusts: readonly GitHubTrust[], issuer: string): readonly Json[] {
  const groups = Map.groupBy(trusts, ({ owner, name, id }) =>
    id === undefined ? `${owner}/${name}` : undefined,
  );
  return [...groups].map(([repository, group]) => ({
    Effect: 'Allow',
    Principal: { Federated: oidcProvider(issuer) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${issuer}:aud`]: AUDIENCE },
      StringLike: { [`${issuer}:sub`]: [...new Set(group.flatMap(subjectsOf))] },
      ...(repository === undefined ? {} : { StringEqualsIfExists: { [`${issuer}:repository`]: repository } }),
    },
  }));
}

/** Returns the subjects in both forms. */
function subjectsOf({ owner, name, ownerId = '*', id = '*', context }: GitHubTrust): string[] {
  return [`repo:${owner}/${name}:${context}`, `repo:${owner}@${ownerId}/${name}@${id}:${context}`];
}

/**
 * Adds the statements to the trust policies of the declarations.
 *
 * @param problems receives renamed repositories, failed calls, trust policies that are too long, and hints about
 *   repositories that remain without ids
 */
export async function completeGitHubTrust(
  declarations: readonly (Declaration | undefined)[],
  token: string | undefined,
  ports: GitHubPorts,
  problems: InputProblem[],
): Promise<readonly (Declaration | undefined)[]> {
  const issuer = gitHubIssuer(ports.env);
  // A server's own subjects have no ids.
  const lacksIds = ({ id }: GitHubTrust): boolean => id === undefined && !issuer.endsWith(SERVER_ISSUER);
  const find =
    token !== undefined && declarations.some((each) => each?.role?.gitHubTrust?.some(lacksIds))
      ? (await import('../github/client.ts')).repositoriesOf(token, ports)
      : undefined;
  const report = (problem: Omit<InputProblem, 'input'>): void => {
    if (!problems.some(({ message }) => message === problem.message))
      problems.push({ input: INPUT, ...problem });
  };
  return Promise.all(
    declarations.map(async (declaration) => {
      if (declaration?.role?.gitHubTrust === undefined) return declaration;
      const { role } = declaration;
      const trusts = await Promise.all(
        declaration.role.gitHubTrust.map(async (each) =>
          lacksIds(each) ? withIds(each, find, report, ports.signal) : each,
        ),
      );
      const statements = (role.trust['Statement'] ?? []) as readonly Json[];
      const trust = { ...role.trust, Statement: [...statements, ...gitHubStatements(trusts, issuer)] };
      const message = trustPolicyProblem(trust);
      if (message !== undefined) report({ message });
      return { ...declaration, role: { ...role, trust, oidcIssuer: issuer } };
    }),
  );
}

async function withIds(
  trust: GitHubTrust,
  find: ReturnType<typeof repositoriesOf> | undefined,
  report: (problem: Omit<InputProblem, 'input'>) => void,
  signal: AbortSignal,
): Promise<GitHubTrust> {
  const shown = `${trust.owner}/${trust.name}`;
  try {
    const found = await find?.(trust.owner, trust.name);
    if (found === undefined) {
      const message =
        `the ids of ${quote(shown)} are not known, because github-token cannot see it; whatever repository has that name is accepted. ` +
        `To accept this one alone, write OWNER@ID/REPO@ID (gh api repos/${shown} shows both ids)`;
      report({ message, isHint: true });
      return trust;
    }
    const current = `${found.owner}/${found.name}`;
    if (!sameKey(current, shown)) report({ message: `${quote(shown)} is now ${quote(current)}; write that` });
    return { ...found, context: trust.context };
  } catch (error) {
    signal.throwIfAborted();
    const why = asError(error).message;
    report({ message: `the ids of ${quote(shown)} could not be read: ${why} Or write OWNER@ID/REPO@ID` });
    return trust;
  }
}
