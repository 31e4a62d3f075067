/** Trust policies: their statements for services and for GitHub's workflows, their size, and hints about likely mistakes. */
import { oidcProvider } from '../aws/arn.ts';
import { asError } from '../aws/errors.ts';
import {
  parseStatements,
  sameDocument,
  sizeOf,
  type Json,
  type PolicyDocument,
} from '../aws/policy-document.ts';
import { GITHUB_ISSUER } from '../aws/trust-policy.ts';
import type { GitHubPorts, repositoriesOf } from '../github/client.ts';
import { AUDIENCE, gitHubHost, runRepository, SERVER_ISSUER } from '../github/context.ts';
import type { Declaration, GitHubTrust } from '../resources/resource.ts';
import { sameKey } from '../resources/tags.ts';
import { quote, type InputProblem } from './problem.ts';
import type { Settings } from './table.ts';

/**
 * Actions that services need besides `sts:AssumeRole`.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
const FURTHER_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['rolesanywhere.amazonaws.com', ['sts:SetSourceIdentity', 'sts:TagSession']],
  ['pods.eks.amazonaws.com', ['sts:TagSession']],
]);

/** Host names of services: one suffix for each partition, AWS's own network, and the Alexa services. */
export const SERVICE_HOST =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.[a-z]{2}|aws\.internal|[a-z0-9-]+\.gov|adc-e\.uk)$|^alexa-[a-z]+\.amazon\.com$/i;

/** Returns the actions that a service needs to assume a role. */
export function neededActions(host: string): readonly string[] {
  return ['sts:AssumeRole', ...(FURTHER_ACTIONS.get(host) ?? [])];
}

/** Completes a service's name: `ec2` → `ec2.amazonaws.com`. Keeps a full host, because partitions have different suffixes. */
export function servicePrincipal(service: string): string {
  return SERVICE_HOST.test(service) ? service : `${service}.amazonaws.com`;
}

/** Returns the trust policy that lets these services assume the role: one statement for each set of actions. */
export function trustOfServices(services: readonly string[]): PolicyDocument {
  const hosts = new Set(services.map(servicePrincipal));
  const byActions = Map.groupBy(hosts, (host) => neededActions(host).join(' '));
  return {
    Version: '2012-10-17',
    Statement: [...byActions].map(([actions, group]) => ({
      Effect: 'Allow',
      Principal: { Service: oneOrList(group) },
      Action: oneOrList(actions.split(' ')),
    })),
  };
}

/** Reports whether `trust-services` may have made a document. */
export function isOfServices(document: PolicyDocument): boolean {
  const principals = parseStatements(document).flatMap(({ fields }) => fields.get('Principal') ?? []);
  const services = principals.map((principal) => principal.replace(/^Service:/, ''));
  return sameDocument(document, trustOfServices(services));
}

function oneOrList(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}

/**
 * The trust policy's size that no account exceeds.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_TRUST_POLICY_QUOTA = 4096;

/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
export function trustPolicyProblem(
  document: PolicyDocument,
  limit: number = MAX_TRUST_POLICY_QUOTA,
): string | undefined {
  const size = sizeOf(document);
  if (size <= limit) return undefined;
  const advice =
    size <= MAX_TRUST_POLICY_QUOTA
      ? `ask AWS to raise the quota (at most ${MAX_TRUST_POLICY_QUOTA})`
      : 'no account can have more: name fewer principals, or accounts in place of roles';
  return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}

/** Returns hints about a trust policy: EC2 cannot use the role's instance profile, or GitHub's audience is not tested. */
export function trustHints(trust: PolicyDocument, settings: Settings): InputProblem[] {
  const input = settings['trust-policy'] === undefined ? 'trust-services' : 'trust-policy';
  const allowing = parseStatements(trust).filter(({ effect }) => effect === 'Allow');
  const principals = allowing.flatMap(({ fields }) => fields.get('Principal') ?? ['*']);
  const hints: string[] = [];
  const usesProfile = principals.some((name) => name === '*' || name.startsWith('Service:ec2.'));
  if (settings['instance-profile'] && principals.length > 0 && !usesProfile)
    hints.push(
      'EC2 cannot assume the role, so no instance can use its instance profile; set instance-profile: false, or let ec2 assume it',
    );
  const isGitHub = (name: string): boolean =>
    name.startsWith('Federated:') && name.endsWith(`/${GITHUB_ISSUER}`);
  const withoutAudience = allowing.some(
    ({ fields, conditions }) =>
      fields.get('Principal')?.some(isGitHub) &&
      ![...conditions.keys()].some((test) => test.toLowerCase().includes(`${GITHUB_ISSUER}:aud`)),
  );
  if (withoutAudience)
    hints.push(
      `the trust in GitHub does not test the audience; add the condition StringEquals "${GITHUB_ISSUER}:aud": "${AUDIENCE}"`,
    );
  return hints.map((message) => ({ input, message, isHint: true }));
}

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
  return environment === undefined ? rest.slice(1) : `environment:${environment.replace(/:|%3a/gi, '%3A')}`;
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

/**
 * Returns the subjects in both forms: by name, or with immutable ids, which repositories have that were created, renamed or
 * transferred since July 2026.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 */
function subjectsOf({ owner, name, ownerId = '*', id = '*', context }: GitHubTrust): string[] {
  return [`repo:${owner}/${name}:${context}`, `repo:${owner}@${ownerId}/${name}@${id}:${context}`];
}

/**
 * Adds the statements to the trust policies of the declarations. Asks GitHub for ids that the declarations lack.
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
  const asks = token !== undefined && declarations.some((each) => each?.role?.gitHubTrust?.some(lacksIds));
  const find = asks ? (await import('../github/client.ts')).repositoriesOf(token, ports) : undefined;
  const report: Report = (message, kind = {}) => {
    if (!problems.some((problem) => problem.message === message))
      problems.push({ input: 'trust-github', message, ...kind });
  };
  const completed = async (declaration: Declaration | undefined): Promise<Declaration | undefined> => {
    const { role } = declaration ?? {};
    if (declaration === undefined || role?.gitHubTrust === undefined) return declaration;
    const trusts = await Promise.all(
      role.gitHubTrust.map(async (each) =>
        lacksIds(each) ? withIds(each, find, report, ports.signal) : each,
      ),
    );
    const statements = (role.trust['Statement'] ?? []) as readonly Json[];
    const trust = { ...role.trust, Statement: [...statements, ...gitHubStatements(trusts, issuer)] };
    const message = trustPolicyProblem(trust);
    if (message !== undefined) report(message);
    return { ...declaration, role: { ...role, trust, oidcIssuer: issuer } };
  };
  return Promise.all(declarations.map(completed));
}

type Report = (message: string, kind?: Pick<InputProblem, 'isHint'>) => void;

async function withIds(
  trust: GitHubTrust,
  find: ReturnType<typeof repositoriesOf> | undefined,
  report: Report,
  signal: AbortSignal,
): Promise<GitHubTrust> {
  const shown = `${trust.owner}/${trust.name}`;
  try {
    const found = await find?.(trust.owner, trust.name);
    if (found === undefined) {
      const message =
        `the ids of ${quote(shown)} are not known, because github-token cannot see it; whatever repository has that name is accepted. ` +
        `To accept this one alone, write OWNER@ID/REPO@ID (gh api repos/${shown} shows both ids)`;
      report(message, { isHint: true });
      return trust;
    }
    const current = `${found.owner}/${found.name}`;
    if (!sameKey(current, shown)) report(`${quote(shown)} is now ${quote(current)}; write that`);
    return { ...found, context: trust.context };
  } catch (error) {
    signal.throwIfAborted();
    const why = asError(error).message;
    report(`the ids of ${quote(shown)} could not be read: ${why} Or write OWNER@ID/REPO@ID`);
    return trust;
  }
}
