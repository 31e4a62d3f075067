/** One role's inputs as its declaration: reads files, makes a trust policy of services, refuses contradictions. */
import { asError } from '../aws/errors.ts';
import { pullRequestNumber, readEvent } from '../github/event.ts';
import { isReservedPath } from '../aws/arn.ts';
import { firstSet } from '../aws/environment.ts';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { sizeOf, TRUST_POLICY_QUOTA } from '../resources/role-policies.ts';
import type { Declaration, Prune, RoleDeclaration } from '../resources/declaration.ts';
import { isFatal, quote, type InputProblem } from './problem.ts';
import { repositoryIdOf } from './repository-id.ts';
import { expandRoleName } from './role-name.ts';
import type { InputName, Settings } from './table.ts';
import { declareTags, overTags } from './tags.ts';
import { trustOfServices } from './trust.ts';

export function reservedPathProblem(path: string): InputProblem {
  return {
    input: 'role-path',
    message: `${quote(path)} is reserved for roles that AWS creates; choose another path`,
  };
}

export const OWNER_MISSING: InputProblem = {
  input: 'owner',
  message: 'is empty, and GITHUB_REPOSITORY, its default, is not set; set owner',
};

const ADOPT_IN_DESTROY: InputProblem = {
  input: 'adopt',
  message:
    'cannot be used with destroy, which deletes only resources with the owner tag of this step. Take two steps: take the role over with mode: apply and adopt: true; then run mode: destroy without adopt',
};

export async function declareRole(
  settings: Settings,
  destroy: boolean,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): Promise<Declaration | undefined> {
  const roleName = expandedName(settings['role-name'], env, problems);
  if (roleName === undefined && !problems.some(({ input }) => input === 'role-name')) {
    problems.push({ input: 'role-name', message: 'is required' });
  }
  if (settings.owner === undefined && !problems.some(({ input }) => input === 'owner')) {
    problems.push(OWNER_MISSING);
  }
  if (destroy && settings.adopt === true) problems.push(ADOPT_IN_DESTROY);
  const role = destroy ? undefined : await parseRole(settings, env, problems);
  const anywhere = settings['roles-anywhere-profile'];
  const anywhereName =
    anywhere === undefined || roleName === undefined
      ? undefined
      : (await import('./roles-anywhere.ts')).rolesAnywhereName(anywhere, roleName, problems);
  if (roleName === undefined || settings.owner === undefined) return undefined;
  return {
    roleName,
    instanceProfileName: settings['instance-profile-name'] ?? roleName,
    rolesAnywhereName: anywhereName,
    owner: settings.owner,
    repositoryId: repositoryIdOf(settings.owner, env),
    adopt: settings.adopt ?? false,
    role,
  };
}

function expandedName(
  template: string | undefined,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): string | undefined {
  if (template === undefined) return undefined;
  try {
    const name = expandRoleName(template, {
      pr: template.includes('{pr}') ? pullRequestOf(env, problems) : undefined,
      repo: env['GITHUB_REPOSITORY']?.split('/')[1],
      // Without a pull request GITHUB_HEAD_REF is empty, not missing.
      branch: firstSet(env, 'GITHUB_HEAD_REF', 'GITHUB_REF_NAME'),
    });
    if (name.length > 64) throw new Error(`${quote(name)} is longer than 64 characters; shorten it`);
    return name;
  } catch (error) {
    problems.push({ input: 'role-name', message: asError(error).message });
    return undefined;
  }
}

export async function parseRole(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): Promise<RoleDeclaration> {
  const path = settings['role-path'] ?? '/';
  if (isReservedPath(path)) {
    problems.push(reservedPathProblem(path));
  }
  const document: ReadDocument = async (input, label, value, ...path) => {
    const { readDocument } = await import('./documents.ts');
    return readDocument({ input, label, path }, value, env, problems);
  };
  const { trust, gitHubTrust } = await declareTrust(settings, document, env, problems);
  const inlinePolicies = await declareInlinePolicies(settings, document, problems);
  problems.push(...serviceLinkedProblems(settings));
  const tags = declareTags('tags', settings.tags, problems);
  const anywhere = settings['roles-anywhere-profile'];
  const sessionPolicy = (label: string, value: unknown): Promise<PolicyDocument | undefined> =>
    document('roles-anywhere-profile', label, value, label);
  // A manifest's defaults do not determine the trust policy of a role.
  const trustToCheck = settings['role-name'] === undefined ? {} : trust;
  const rolesAnywhere =
    anywhere &&
    (await (
      await import('./roles-anywhere.ts')
    ).declareRolesAnywhere(anywhere, trustToCheck, tags, sessionPolicy, problems));
  // With an error, a hint would only distract.
  const hasTrust = settings['trust-policy'] !== undefined || settings['trust-services'] !== undefined;
  if (hasTrust && !problems.some(isFatal)) {
    const { trustHints } = await import('./likely-mistakes.ts');
    problems.push(...trustHints(trust, settings));
  }
  return {
    path,
    description: asRead(settings['role-description'] ?? ''),
    trust,
    gitHubTrust,
    maxSessionDuration: settings['max-session-duration'] ?? 3600,
    boundary: settings['permissions-boundary'] === 'unchanged' ? undefined : settings['permissions-boundary'],
    policies: settings['policy-arns'] ?? [],
    inlinePolicies,
    tags,
    instanceProfile:
      (settings['instance-profile'] ?? true)
        ? {
            path: settings['instance-profile-path'] ?? path,
            tags: overTags(tags, 'instance-profile-tags', settings['instance-profile-tags'], problems),
          }
        : undefined,
    rolesAnywhere,
    prune: declarePrune(settings, problems),
    pullRequest: pullRequestOf(env, problems),
  };
}

/**
 * Returns text as IAM's responses have it: XML knows LF as the only line end, and its parser drops text that has nothing but
 * blank lines.
 */
function asRead(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n');
  return lines.trim() === '' && lines.includes('\n') ? '' : lines;
}

/** Reads a policy document at a path inside an input; loads the parser when it is first called. */
type ReadDocument = (
  input: InputName,
  label: string,
  value: unknown,
  ...path: string[]
) => Promise<PolicyDocument | undefined>;

async function declareTrust(
  settings: Settings,
  document: ReadDocument,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): Promise<Pick<RoleDeclaration, 'trust' | 'gitHubTrust'>> {
  const services = settings['trust-services'];
  const workflows = settings['trust-github'];
  const policy = settings['trust-policy'];
  if (policy === undefined) {
    if (workflows !== undefined) {
      const { parseGitHubTrust } = await import('./trust-github.ts');
      return { trust: trustOfServices(services ?? []), gitHubTrust: parseGitHubTrust(workflows, env) };
    }
    const trust = trustOfServices(services ?? ['ec2']);
    await checkSize('trust-services', trust, problems);
    return { trust };
  }
  for (const [input, given] of Object.entries({ 'trust-services': services, 'trust-github': workflows })) {
    if (given === undefined) continue;
    const message = `excludes ${input}: keep one of them, or write its statements into the policy`;
    problems.push({ input: 'trust-policy', message });
  }
  const trust = await document('trust-policy', 'the trust policy', policy);
  if (trust === undefined) return { trust: {} };
  await checkSize('trust-policy', trust, problems);
  const { publicTrust, trustWarnings } = await import('./public-trust.ts');
  for (const message of trustWarnings(trust)) {
    problems.push({ input: 'trust-policy', message, isHint: true });
  }
  if (!(settings['allow-public-trust'] ?? false)) {
    for (const reason of publicTrust(trust)) {
      problems.push({
        input: 'trust-policy',
        message: `${reason}. To accept it anyway, set allow-public-trust: true`,
      });
    }
  }
  return { trust };
}

async function checkSize(input: InputName, trust: PolicyDocument, problems: InputProblem[]): Promise<void> {
  if (sizeOf(trust) <= TRUST_POLICY_QUOTA) return;
  const { trustPolicyProblem } = await import('./quotas.ts');
  const message = trustPolicyProblem(trust);
  if (message !== undefined) problems.push({ input, message });
}

async function declareInlinePolicies(
  settings: Settings,
  document: ReadDocument,
  problems: InputProblem[],
): Promise<ReadonlyMap<string, PolicyDocument>> {
  const result = new Map<string, PolicyDocument>();
  for (const [name, value] of Object.entries(settings['inline-policies'] ?? {})) {
    const policy = await document('inline-policies', `policy ${quote(name)}`, value, name);
    if (policy !== undefined) result.set(name, policy);
  }
  if (result.size === 0) return result;
  const { inlinePoliciesProblem } = await import('./quotas.ts');
  const message = inlinePoliciesProblem(result);
  if (message !== undefined) problems.push({ input: 'inline-policies', message });
  return result;
}

/** Reports managed policies of service-linked roles: IAM attaches them to no other role, nor takes them as a boundary. */
function serviceLinkedProblems(settings: Settings): InputProblem[] {
  const references = [
    ...(settings['policy-arns'] ?? []).map((reference) => ['policy-arns', reference] as const),
    ['permissions-boundary', settings['permissions-boundary'] ?? ''] as const,
  ];
  return references
    .filter(([, reference]) => /^(?:arn:[^:]*:iam::aws:policy\/|\/)?aws-service-role\//.test(reference))
    .map(([input, reference]) => ({
      input,
      message: `${quote(reference)} belongs to a service-linked role; no other role can have it`,
    }));
}

function declarePrune(settings: Settings, problems: InputProblem[]): Prune {
  const items = settings.prune ?? ['all'];
  const others = items.filter((item) => item !== 'roles');
  if (others.length > 1 && others.some((item) => item === 'all' || item === 'none')) {
    problems.push({
      input: 'prune',
      message: 'all and none exclude every other item but roles; remove the other items',
    });
  }
  const has = (item: string): boolean => items.includes('all') || items.includes(item);
  return { policies: has('policies'), inlinePolicies: has('inline-policies'), tags: has('tags') };
}

/**
 * Returns the pull request's number from the event's payload.
 *
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 */
function pullRequestOf(env: NodeJS.ProcessEnv, problems: InputProblem[]): string | undefined {
  if (!/^(?:pull_request|issue_comment$)/.test(env['GITHUB_EVENT_NAME'] ?? '')) return undefined;
  try {
    return pullRequestNumber(readEvent(env))?.toString();
  } catch (error) {
    const input = 'GITHUB_EVENT_PATH';
    if (!problems.some((problem) => problem.input === input)) {
      problems.push({ input, message: asError(error).message });
    }
    return undefined;
  }
}
