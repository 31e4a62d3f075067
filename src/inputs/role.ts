/** One role's inputs as its declaration: reads files, makes a trust policy of services, refuses contradictions. */
import { pullRequestNumber, readEvent } from '../github/event.ts';
import { isReservedPath } from '../aws/arn.ts';
import { firstSet } from '../aws/environment.ts';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, sameKey } from '../resources/tags.ts';
import type { Declaration, Prune, RoleDeclaration } from '../resources/declaration.ts';
import { quote, type InputProblem } from './problem.ts';
import { expandRoleName } from './role-name.ts';
import type { InputName, Settings } from './table.ts';
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
    problems.push({ input: 'role-name', message: error instanceof Error ? error.message : String(error) });
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
  const document: ReadDocument = async (input, label, value) => {
    const { readDocument } = await import('./documents.ts');
    return readDocument(input, label, value, env, problems);
  };
  const trust = await declareTrust(settings, document, problems);
  if (settings['trust-policy'] !== undefined || settings['trust-services'] !== undefined) {
    const { trustHints } = await import('./likely-mistakes.ts');
    problems.push(...trustHints(trust, settings));
  }
  const inlinePolicies = await declareInlinePolicies(settings, document);
  const tags = declareTags(settings, problems);
  const anywhere = settings['roles-anywhere-profile'];
  const sessionPolicy = (label: string, value: unknown): Promise<PolicyDocument | undefined> =>
    document('roles-anywhere-profile', label, value);
  // A manifest's defaults do not determine the trust policy of a role.
  const trustToCheck = settings['role-name'] === undefined ? {} : trust;
  const rolesAnywhere =
    anywhere &&
    (await (
      await import('./roles-anywhere.ts')
    ).declareRolesAnywhere(anywhere, trustToCheck, tags, sessionPolicy, problems));
  return {
    path,
    description: settings['role-description'] ?? '',
    trust,
    maxSessionDuration: settings['max-session-duration'] ?? 3600,
    boundary: settings['permissions-boundary'] === 'unchanged' ? undefined : settings['permissions-boundary'],
    policies: settings['policy-arns'] ?? [],
    inlinePolicies,
    tags,
    instanceProfile:
      (settings['instance-profile'] ?? true) ? { path: settings['instance-profile-path'] ?? '/' } : undefined,
    rolesAnywhere,
    prune: declarePrune(settings, problems),
    pullRequest: pullRequestOf(env, problems),
  };
}

/** Reads a policy document; loads the parser when it is first called. */
type ReadDocument = (input: InputName, label: string, value: unknown) => Promise<PolicyDocument | undefined>;

async function declareTrust(
  settings: Settings,
  document: ReadDocument,
  problems: InputProblem[],
): Promise<PolicyDocument> {
  const services = settings['trust-services'];
  const policy = settings['trust-policy'];
  if (policy === undefined) return trustOfServices(services ?? ['ec2']);
  if (services !== undefined) {
    problems.push({
      input: 'trust-policy',
      message: 'excludes trust-services: keep one of them, or write the services into the policy',
    });
  }
  const trust = await document('trust-policy', 'the trust policy', policy);
  if (trust === undefined) return {};
  if (!(settings['allow-public-trust'] ?? false)) {
    const { publicTrust } = await import('./public-trust.ts');
    for (const reason of publicTrust(trust)) {
      problems.push({
        input: 'trust-policy',
        message: `${reason}. To accept it anyway, set allow-public-trust: true`,
      });
    }
  }
  return trust;
}

async function declareInlinePolicies(
  settings: Settings,
  document: ReadDocument,
): Promise<ReadonlyMap<string, PolicyDocument>> {
  const result = new Map<string, PolicyDocument>();
  for (const [name, value] of Object.entries(settings['inline-policies'] ?? {})) {
    const policy = await document('inline-policies', `policy ${quote(name)}`, value);
    if (policy !== undefined) result.set(name, policy);
  }
  return result;
}

function declareTags(settings: Settings, problems: InputProblem[]): ReadonlyMap<string, string> {
  const tags = new Map(Object.entries(settings.tags ?? {}).map(([key, value]) => [key, String(value)]));
  const keys = [...tags.keys()];
  keys.forEach((key, index) => {
    const earlier = keys.slice(0, index).find((other) => sameKey(other, key));
    if (earlier !== undefined) {
      problems.push({
        input: 'tags',
        message: `keys ${quote(earlier)} and ${quote(key)} differ only by case, and IAM ignores case in tag keys; keep one`,
      });
    }
    if ([OWNER_TAG, PULL_REQUEST_TAG].some((own) => sameKey(own, key))) {
      problems.push({
        input: 'tags',
        message: `key ${quote(key)} is reserved for the Action; use the input owner`,
      });
    }
  });
  return tags;
}

function declarePrune(settings: Settings, problems: InputProblem[]): Prune {
  const items = settings.prune ?? ['all'];
  if (items.length > 1 && items.some((item) => item === 'all' || item === 'none')) {
    problems.push({
      input: 'prune',
      message: 'all and none exclude every other item; remove the other items',
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
      problems.push({ input, message: error instanceof Error ? error.message : String(error) });
    }
    return undefined;
  }
}
