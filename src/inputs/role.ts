/** One role's inputs as its declaration: reads files, makes a trust policy of services, expands its name, refuses contradictions. */
import { hash } from 'node:crypto';
import { asError } from '../aws/errors.ts';
import { eventBranch, pullRequestNumber, repositoryIdOf, runRepository } from '../github/context.ts';
import { isReservedPath } from '../aws/arn.ts';
import { PRUNABLE, type Declaration, type RoleDeclaration, type Tags } from '../resources/resource.ts';
import { isActionTag, sameKey } from '../resources/tags.ts';
import { addOnce, isFatal, quote, type InputProblem } from './problem.ts';
import type { Inputs } from './read.ts';
import { fits } from './schemas.ts';
import { INPUTS, MAX_TAGS, needsOnlyNames, type InputName, type Settings } from './table.ts';
import { parseGitHubTrust, trustHints, trustOfServices, trustPolicyProblem } from './trust.ts';

export function reservedPathProblems(path: string): InputProblem[] {
  const message = `${quote(path)} is reserved for roles that AWS creates; choose another path`;
  return isReservedPath(path) ? [{ input: 'role-path', message }] : [];
}

export const OWNER_MISSING: InputProblem = {
  input: 'owner',
  message: 'is empty, and GITHUB_REPOSITORY, its default, is not set; set owner',
};

export async function declareRole(inputs: Inputs): Promise<Declaration | undefined> {
  const { env, settings, problems } = inputs;
  const roleName = expandedName(inputs);
  if (roleName === undefined) addOnce(problems, { input: 'role-name', message: 'is required' });
  if (settings.owner === undefined) addOnce(problems, OWNER_MISSING);
  if (settings.mode === 'destroy' && settings.adopt) {
    const message =
      'cannot be used with destroy, which deletes only resources with the owner tag of this step. Take two steps: take the role over with mode: apply and adopt: true; then run mode: destroy without adopt';
    problems.push({ input: 'adopt', message });
  }
  const rolesAnywhereName = roleName && nameOfRolesAnywhere(inputs, roleName);
  const role = needsOnlyNames(settings.mode) ? undefined : await parseRole(inputs);
  if (roleName === undefined || settings.owner === undefined) return undefined;
  return {
    roleName,
    instanceProfileName: settings['instance-profile-name'] ?? roleName,
    rolesAnywhereName,
    owner: settings.owner,
    repositoryId: repositoryIdOf(settings.owner, env),
    adopt: settings.adopt,
    role,
  };
}

function expandedName(inputs: Inputs): string | undefined {
  const { env, settings, problems } = inputs;
  const template = settings['role-name'];
  if (template === undefined) return undefined;
  try {
    return expandRoleName(template, {
      pr: template.includes('{pr}') ? pullRequestOf(inputs) : undefined,
      repo: runRepository(env).name,
      branch: template.includes('{branch}') ? fromEvent(eventBranch, inputs) : undefined,
    });
  } catch (error) {
    problems.push({ input: 'role-name', message: asError(error).message });
    return undefined;
  }
}

/** Returns the name of the Roles Anywhere profile: its own, or the role's if a profile may have it. */
function nameOfRolesAnywhere({ settings, problems }: Inputs, roleName: string): string | undefined {
  const input = 'roles-anywhere-profile';
  const profile = settings[input] as { readonly name?: string } | undefined;
  if (profile === undefined || profile.name !== undefined) return profile?.name;
  if (!fits(INPUTS[input].schema.properties.name, roleName)) {
    const message = `needs a name of its own: ${quote(roleName)} has characters that a profile's name may not have; set name`;
    addOnce(problems, { input, message });
  }
  return roleName;
}

export async function parseRole(inputs: Inputs): Promise<RoleDeclaration> {
  const { settings, problems } = inputs;
  const path = settings['role-path'];
  problems.push(...reservedPathProblems(path));
  const { trust, gitHubTrust } = await declareTrust(inputs);
  let inlinePolicies: RoleDeclaration['inlinePolicies'] = new Map();
  if (settings['inline-policies'] !== undefined) {
    const { readInlinePolicies } = await import('./documents.ts');
    inlinePolicies = await readInlinePolicies(settings['inline-policies'], inputs);
  }
  problems.push(...serviceLinkedProblems(settings));
  const tags = declareTags('tags', settings.tags, problems);
  let rolesAnywhere: RoleDeclaration['rolesAnywhere'];
  const anywhere = settings['roles-anywhere-profile'];
  if (anywhere !== undefined) {
    const { declareRolesAnywhere } = await import('./roles-anywhere.ts');
    const profileTags = overTags(tags, 'roles-anywhere-profile', anywhere['tags'], problems);
    rolesAnywhere = await declareRolesAnywhere(anywhere, trust, profileTags, inputs);
  }
  // With an error, a hint would only distract.
  const hasTrust = settings['trust-policy'] !== undefined || settings['trust-services'] !== undefined;
  if (hasTrust && !problems.some(isFatal)) problems.push(...trustHints(trust, settings));
  return {
    path,
    description: asRead(settings['role-description'] ?? ''),
    trust,
    gitHubTrust,
    maxSessionDuration: settings['max-session-duration'],
    boundary: settings['permissions-boundary'] === 'unchanged' ? undefined : settings['permissions-boundary'],
    policies: settings['policy-arns'] ?? [],
    inlinePolicies,
    tags,
    instanceProfile: settings['instance-profile']
      ? {
          path: settings['instance-profile-path'] ?? path,
          tags: overTags(tags, 'instance-profile-tags', settings['instance-profile-tags'], problems),
        }
      : undefined,
    rolesAnywhere,
    prune: declarePrune(inputs),
    pullRequest: pullRequestOf(inputs),
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

async function declareTrust(inputs: Inputs): Promise<Pick<RoleDeclaration, 'trust' | 'gitHubTrust'>> {
  const { env, settings, problems } = inputs;
  const { 'trust-services': services, 'trust-github': workflows, 'trust-policy': policy } = settings;
  if (policy === undefined && workflows !== undefined) {
    return { trust: trustOfServices(services ?? []), gitHubTrust: parseGitHubTrust(workflows, env) };
  }
  if (policy === undefined) {
    const trust = trustOfServices(services ?? ['ec2']);
    const message = trustPolicyProblem(trust);
    if (message !== undefined) problems.push({ input: 'trust-services', message });
    return { trust };
  }
  const input = 'trust-policy';
  for (const [other, given] of Object.entries({ 'trust-services': services, 'trust-github': workflows })) {
    if (given === undefined) continue;
    const message = `excludes ${other}: keep one of them, or write its statements into the policy`;
    problems.push({ input, message });
  }
  const { readDocument } = await import('./documents.ts');
  const trust = await readDocument(input, 'the trust policy', [], policy, inputs);
  if (trust === undefined) return { trust: {} };
  const tooLong = trustPolicyProblem(trust);
  if (tooLong !== undefined) problems.push({ input, message: tooLong });
  const { publicTrust, trustWarnings } = await import('./public-trust.ts');
  problems.push(...trustWarnings(trust).map((message) => ({ input, message, isHint: true }) as const));
  if (!settings['allow-public-trust']) {
    const remedy = 'To accept it anyway, set allow-public-trust: true';
    problems.push(...publicTrust(trust).map((reason) => ({ input, message: `${reason}. ${remedy}` })));
  }
  return { trust };
}

/** Declares the tags of one input, and reports its problems. */
function declareTags(input: InputName, given: unknown, problems: InputProblem[]): Tags {
  const tags = new Map(Object.entries(given ?? {}).map(([key, value]) => [key, String(value)]));
  const keys = [...tags.keys()];
  // Only the layers of a manifest together can have more.
  if (tags.size > MAX_TAGS) problems.push({ input, message: tooMany(tags) });
  keys.forEach((key, index) => {
    const earlier = keys.slice(0, index).find((other) => sameKey(other, key));
    if (earlier !== undefined) {
      const message = `keys ${quote(earlier)} and ${quote(key)} differ only by case, and IAM ignores case in tag keys; keep one`;
      problems.push({ input, message });
    }
    if (isActionTag(key)) {
      const message = `key ${quote(key)} is reserved for the Action; use the input owner`;
      problems.push({ input, message });
    }
  });
  return tags;
}

/** Declares an input's tags over those of the step: a key of its own replaces the same key in any case. */
function overTags(step: Tags, input: InputName, given: unknown, problems: InputProblem[]): Tags {
  const own = declareTags(input, given, problems);
  const kept = [...step].filter(([key]) => ![...own.keys()].some((other) => sameKey(other, key)));
  const tags = new Map([...kept, ...own]);
  if (own.size > 0 && tags.size > MAX_TAGS) problems.push({ input, message: tooMany(tags) });
  return tags;
}

function tooMany(tags: Tags): string {
  return `${tags.size} tags, the step's included, are too many; at most ${MAX_TAGS} fit with the three of the Action`;
}

/** Reports managed policies of service-linked roles: IAM attaches them to no other role, nor takes them as a boundary. */
function serviceLinkedProblems(settings: Settings): InputProblem[] {
  const pattern = /^(?:arn:[^:]*:iam::aws:policy\/|\/)?aws-service-role\//;
  return (['policy-arns', 'permissions-boundary'] as const).flatMap((input) => {
    const references = [settings[input] ?? []].flat().filter((reference) => pattern.test(reference));
    const reason = 'belongs to a service-linked role; no other role can have it';
    return references.map((reference) => ({ input, message: `${quote(reference)} ${reason}` }));
  });
}

function declarePrune({ settings, problems }: Inputs): RoleDeclaration['prune'] {
  const items = settings.prune;
  const others = items.filter((item) => item !== 'roles');
  if (others.length > 1 && (others.includes('all') || others.includes('none'))) {
    const message = 'all and none exclude every other item but roles; remove the other items';
    problems.push({ input: 'prune', message });
  }
  return new Set(PRUNABLE.filter((item) => items.includes('all') || items.includes(item)));
}

/** Returns the number of the pull request on whose event the step runs. */
function pullRequestOf(inputs: Inputs): string | undefined {
  if (!/^(?:pull_request|issue_comment$)/.test(inputs.env['GITHUB_EVENT_NAME'] ?? '')) return undefined;
  return fromEvent(pullRequestNumber, inputs)?.toString();
}

/** Reads a property of the event. Reports an unreadable event once. */
function fromEvent<T>(read: (env: NodeJS.ProcessEnv) => T, { env, problems }: Inputs): T | undefined {
  try {
    return read(env);
  } catch (error) {
    addOnce(problems, { input: 'GITHUB_EVENT_PATH', message: asError(error).message });
    return undefined;
  }
}

type Placeholder = 'pr' | 'repo' | 'branch';
export type PlaceholderValues = Readonly<Record<Placeholder, string | undefined>>;

/** IAM's limit for the name of a role. */
const MAX_LENGTH = 64;
/** Hex digits; enough that no attacker finds two branch names with one hash. */
const HASH_LENGTH = 16;
const PLACEHOLDER = /\{(pr|repo|branch)\}/g;

/**
 * Expands a template to a name. Replaces characters that IAM refuses by `-`, and truncates a long name. Two different
 * values never share a name, whatever a branch is called: an ambiguous name ends in a hash of its values. A name is
 * ambiguous if it was altered or truncated, has upper case, ends like a hash, or has several values without a boundary.
 *
 * @throws Error naming the placeholders that have no value
 */
export function expandRoleName(template: string, values: PlaceholderValues): string {
  const used = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] as Placeholder);
  if (used.length === 0) return template;
  const missing = [...new Set(used.filter((name) => (values[name] ?? '') === ''))];
  if (missing.length > 0) {
    throw new Error(missing.map((name) => `{${name}} has no value here: ${WHERE[name]}`).join('; '));
  }
  const exact = template.replace(PLACEHOLDER, (_, name: Placeholder) => values[name] ?? '');
  const name = exact.replace(/[^A-Za-z0-9_+=,.@-]/g, '-');
  const isUnique =
    name === exact &&
    name.length <= MAX_LENGTH &&
    used.every((placeholder) => values[placeholder] === values[placeholder]?.toLowerCase()) &&
    !ENDS_IN_HASH.test(name) &&
    (new Set(used).size === 1 || isUnambiguous(template));
  if (isUnique) return name;
  const given = JSON.stringify(used.map((placeholder) => [placeholder, values[placeholder]]));
  const suffix = hash('sha256', given).slice(0, HASH_LENGTH);
  return `${name.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${suffix}`;
}

const ENDS_IN_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);

/** Reports whether the values can be read from the name: at most one is free text, and no digit touches a number. */
function isUnambiguous(template: string): boolean {
  const free = new Set([...template.matchAll(/\{(?:repo|branch)\}/g)].map(([placeholder]) => placeholder));
  return free.size < 2 && !/\{pr\}[\d{]|[\d}]\{pr\}/.test(template);
}

const WHERE: Readonly<Record<Placeholder, string>> = {
  pr: 'the run is not on the event of a pull request',
  repo: 'GITHUB_REPOSITORY is not set',
  branch:
    'the event is not about a branch of this repository, but for example about a tag, a fork or a comment; use another trigger, {pr} or a fixed name',
};
