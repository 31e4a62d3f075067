/** From valid inputs to a declaration: files are read, services become a trust policy, what contradicts is refused. */
import { readFileSync } from 'node:fs';
import { isReservedPath } from '../iam/arn.ts';
import { encodeDocument, isObject, type PolicyDocument } from '../iam/policy-document.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, sameKey } from '../resources/tags.ts';
import type { Declaration, Prune, RoleDeclaration, RunSettings, SweepSettings } from './declaration.ts';
import { readInputs } from './inputs.ts';
import { InputError, problemLine, quote, type Problem } from './problem.ts';
import { publicTrust } from './public-trust.ts';
import { readManifest, ROLE_INPUTS, type ManifestPart } from './manifest.ts';
import { expandRoleName } from './role-name.ts';
import { INPUT_NAMES, isInputName, type InputName, type Settings } from './schema.ts';
import { trustOfServices } from './trust.ts';
import { readWorkspaceFile } from './workspace-file.ts';
import { parseYaml, SyntaxProblem } from './yaml.ts';

/** What `destroy` looks at; a mistake elsewhere must not keep an environment from being removed. */
const DESTROY_INPUTS: readonly InputName[] = [
  'mode',
  'manifest',
  'role-name',
  'instance-profile-name',
  'roles-anywhere-profile',
  'owner',
  'adopt',
  'timeout-seconds',
  'pr-comment',
  'github-token',
  'mask-account-id',
];

/** What `sweep` looks at; the first three only to say that it does not take them. */
const SWEEP_INPUTS: readonly InputName[] = [
  'manifest',
  'role-name',
  'instance-profile-name',
  'mode',
  'role-path',
  'owner',
  'timeout-seconds',
  'sweep-after',
  'sweep-dry-run',
  'github-token',
  'mask-account-id',
];

/** What the step asks for. */
export interface Asked {
  readonly run: RunSettings;
  readonly declarations: readonly Declaration[];
  /** Instead of declarations: what to look for, and to destroy. */
  readonly sweep?: SweepSettings;
}

/**
 * The run that the environment asks for.
 *
 * @throws InputError with every problem at once
 */
export async function declare(env: NodeJS.ProcessEnv): Promise<Asked> {
  const mode = await readInputs(env, ['mode']);
  if (mode.settings.mode === 'sweep') return declareSweep(env);
  const destroy = mode.settings.mode === 'destroy';
  const names = destroy ? DESTROY_INPUTS : INPUT_NAMES;
  const { settings, problems } = await readInputs(env, names, destroy);
  const declarations =
    settings.manifest === undefined
      ? [await declareRole(settings, destroy, env, problems)]
      : await declareManifest(settings.manifest, settings, destroy, env, problems);
  if (problems.length > 0) throw new InputError(problems);
  return { run: runSettings(settings), declarations: declarations.filter((each) => each !== undefined) };
}

/** A sweep is a destroy, or the plan of one, of roles that are found and not named. */
async function declareSweep(env: NodeJS.ProcessEnv): Promise<Asked> {
  const { settings, problems } = await readInputs(env, SWEEP_INPUTS);
  for (const input of ['role-name', 'instance-profile-name', 'manifest'] as const) {
    if (settings[input] === undefined) continue;
    const message = 'is not for sweep, which finds its roles by role-path, owner and pull request';
    problems.push({ input, message });
  }
  const rolePath = settings['role-path'] ?? '/';
  if (rolePath === '/' && !problems.some(({ input }) => input === 'role-path')) {
    problems.push({ input: 'role-path', message: 'is required for sweep, and may not be "/"' });
  }
  if (isReservedPath(rolePath)) problems.push(reserved(rolePath));
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const owner = settings.owner ?? '';
  if (owner === '' && !problems.some(({ input }) => input === 'owner')) problems.push(NO_OWNER);
  const rest = owner.toLowerCase().startsWith(repository.toLowerCase())
    ? owner.slice(repository.length)
    : undefined;
  if (owner !== '' && (repository === '' || rest === undefined || /^[\w.-]/.test(rest))) {
    // The tag holds a bare number: another repository's open request may have that of a closed one here.
    const message = `${quote(owner)} may be the owner in several repositories, and the number of a pull request says something in one alone; for sweep it must begin with ${quote(repository)}`;
    problems.push({ input: 'owner', message });
  }
  if (problems.length > 0) throw new InputError(problems);
  const dryRun = settings['sweep-dry-run'] ?? false;
  return {
    run: { ...runSettings(settings), mode: dryRun ? 'plan' : 'destroy' },
    declarations: [],
    sweep: { rolePath, owner, after: settings['sweep-after'] ?? 3600, repository },
  };
}

function reserved(path: string): Problem {
  return { input: 'role-path', message: `${quote(path)} is kept for roles that AWS itself makes` };
}

const NO_OWNER: Problem = {
  input: 'owner',
  message: 'is empty, and GITHUB_REPOSITORY is not set to stand in for it',
};

async function declareManifest(
  file: string,
  step: Settings,
  destroy: boolean,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Promise<(Declaration | undefined)[]> {
  for (const input of ['role-name', 'instance-profile-name'] as const) {
    if (step[input] !== undefined) {
      problems.push({ input, message: 'excludes manifest: each role in it has a name of its own' });
    }
  }
  const names = destroy ? DESTROY_INPUTS : ROLE_INPUTS;
  const workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
  const { defaults, roles } = await readManifest(file, workspace, step, names, problems, destroy);
  const add = (found: readonly Problem[], place: ManifestPart['place']): void => {
    for (const problem of found) {
      // A wrong one was told already.
      if (problem === NO_OWNER && problems.some(({ input }) => input === 'owner')) continue;
      const inManifest =
        problem.file === undefined &&
        isInputName(problem.input) &&
        names.includes(problem.input) &&
        problem !== NO_OWNER;
      const placed = inManifest ? { ...place(problem.input), ...problem } : problem;
      // What is wrong with the run or with the defaults is so for each role, and said once.
      if (!problems.some((other) => problemLine(other) === problemLine(placed))) problems.push(placed);
    }
  };
  if (defaults !== undefined) {
    const found: Problem[] = [...defaults.problems];
    if (!destroy) await declareRoleItself(defaults.settings, env, found);
    add(found, defaults.place);
  }
  const declarations: (Declaration | undefined)[] = [];
  for (const { settings, problems: wrong, place } of roles) {
    const found: Problem[] = [...wrong];
    const declaration = await declareRole(settings, destroy, env, found);
    const twice = (input: InputName, nameOf: (each: Declaration) => string): boolean => {
      const name = declaration && nameOf(declaration);
      if (!declarations.some((other) => other && nameOf(other).toLowerCase() === name?.toLowerCase()))
        return false;
      found.push({ input, message: `${quote(name)} stands twice; IAM does not tell names apart by case` });
      return true;
    };
    if (!twice('role-name', ({ roleName }) => roleName)) {
      twice('instance-profile-name', ({ instanceProfileName }) => instanceProfileName);
    }
    const profile = declaration?.rolesAnywhereName;
    if (profile !== undefined && declarations.some((other) => other?.rolesAnywhereName === profile)) {
      const message = `${quote(profile)} is the profile of another role here: each needs one of its own`;
      found.push({ input: 'roles-anywhere-profile', message });
    }
    add(found, place);
    declarations.push(declaration);
  }
  return declarations;
}

function runSettings(settings: Settings): RunSettings {
  return {
    mode: (settings.mode ?? 'apply') as RunSettings['mode'],
    timeoutSeconds: settings['timeout-seconds'] ?? 120,
    rollbackOnFailure: settings['rollback-on-failure'] ?? true,
    waitFor: (settings['wait-for'] ?? 'iam') as RunSettings['waitFor'],
    ec2ImageId: settings['ec2-image-id'] ?? '',
    expectedPlanDigest: settings['expected-plan-digest'],
    prComment: (settings['pr-comment'] ?? 'off') as RunSettings['prComment'],
    githubToken: settings['github-token'],
    maskAccountId: settings['mask-account-id'] ?? false,
  };
}

async function declareRole(
  settings: Settings,
  destroy: boolean,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Promise<Declaration | undefined> {
  const roleName = expandedName(settings['role-name'], env, problems);
  if (roleName === undefined && !problems.some(({ input }) => input === 'role-name')) {
    problems.push({ input: 'role-name', message: 'is required' });
  }
  if (settings.owner === undefined && !problems.some(({ input }) => input === 'owner')) {
    problems.push(NO_OWNER);
  }
  const role = destroy ? undefined : await declareRoleItself(settings, env, problems);
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
  problems: Problem[],
): string | undefined {
  if (template === undefined) return undefined;
  try {
    const name = expandRoleName(template, {
      pr: template.includes('{pr}') ? pullRequestOf(env, problems) : undefined,
      repo: env['GITHUB_REPOSITORY'],
      // Empty, not missing, where the event is not of a pull request.
      branch: [env['GITHUB_HEAD_REF'], env['GITHUB_REF_NAME']].find(
        (name) => name !== undefined && name !== '',
      ),
    });
    if (name.length > 64) throw new Error(`${quote(name)} is longer than 64 characters`);
    return name;
  } catch (error) {
    problems.push({ input: 'role-name', message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

async function declareRoleItself(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Promise<RoleDeclaration> {
  const path = settings['role-path'] ?? '/';
  if (isReservedPath(path)) {
    problems.push(reserved(path));
  }
  const documents = new Documents(env, problems);
  const [trust, inlinePolicies] = [
    await declareTrust(settings, documents, problems),
    await declareInlinePolicies(settings, documents),
  ];
  const tags = declareTags(settings, problems);
  const anywhere = settings['roles-anywhere-profile'];
  const sessionPolicy = (what: string, given: unknown): Promise<PolicyDocument | undefined> =>
    documents.read('roles-anywhere-profile', what, given);
  // A manifest's defaults say nothing of the trust that each role may have.
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
    boundary: settings['permissions-boundary'],
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

async function declareTrust(
  settings: Settings,
  documents: Documents,
  problems: Problem[],
): Promise<PolicyDocument> {
  const services = settings['trust-services'];
  const given = settings['trust-policy'];
  if (given === undefined) return trustOfServices(services ?? ['ec2']);
  if (services !== undefined) {
    problems.push({
      input: 'trust-policy',
      message: 'excludes trust-services: keep one of them, or write the services into the policy',
    });
  }
  const trust = await documents.read('trust-policy', 'the trust policy', given);
  if (trust === undefined) return {};
  if (!(settings['allow-public-trust'] ?? false)) {
    for (const reason of publicTrust(trust)) {
      problems.push({
        input: 'trust-policy',
        message: `${reason}. To accept it all the same, set allow-public-trust: true`,
      });
    }
  }
  return trust;
}

async function declareInlinePolicies(
  settings: Settings,
  documents: Documents,
): Promise<ReadonlyMap<string, PolicyDocument>> {
  const result = new Map<string, PolicyDocument>();
  for (const [name, given] of Object.entries(settings['inline-policies'] ?? {})) {
    const document = await documents.read('inline-policies', `policy ${quote(name)}`, given);
    if (document !== undefined) result.set(name, document);
  }
  return result;
}

/** Documents in inputs or in files of the workspace. */
class Documents {
  readonly #workspace: string;
  readonly #problems: Problem[];

  constructor(env: NodeJS.ProcessEnv, problems: Problem[]) {
    this.#workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
    this.#problems = problems;
  }

  /** The document, or undefined after reporting what is wrong with it. */
  async read(input: InputName, what: string, given: unknown): Promise<PolicyDocument | undefined> {
    if (typeof given !== 'string') return this.#check(input, what, given, {});
    try {
      const text = await readWorkspaceFile(given, this.#workspace);
      const { value } = await parseYaml(text, () => true);
      return this.#check(input, what, value, { file: given, line: 1 });
    } catch (error) {
      const line = error instanceof SyntaxProblem ? error.line : undefined;
      const place =
        error instanceof SyntaxProblem ? { file: given, ...(line === undefined ? {} : { line }) } : {};
      const reason = error instanceof Error ? error.message : String(error);
      this.#problems.push({ input, message: `${what}: ${reason}`, ...place });
      return undefined;
    }
  }

  #check(
    input: InputName,
    what: string,
    value: unknown,
    place: { file?: string; line?: number },
  ): PolicyDocument | undefined {
    const statement = isObject(value) ? value['Statement'] : undefined;
    if (isObject(value) && (isObject(statement) || Array.isArray(statement))) {
      // Through JSON, so that it is what will be sent: YAML knows more (maps with shared nodes, dates, undefined).
      return JSON.parse(encodeDocument(value)) as PolicyDocument;
    }
    this.#problems.push({
      input,
      message: `${what}: ${quote(value)} is not a policy document; it must be a map with Version and Statement`,
      ...place,
    });
    return undefined;
  }
}

function declareTags(settings: Settings, problems: Problem[]): ReadonlyMap<string, string> {
  const tags = new Map(Object.entries(settings.tags ?? {}).map(([key, value]) => [key, String(value)]));
  const keys = [...tags.keys()];
  keys.forEach((key, index) => {
    const earlier = keys.slice(0, index).find((other) => sameKey(other, key));
    if (earlier !== undefined) {
      problems.push({
        input: 'tags',
        message: `keys ${quote(earlier)} and ${quote(key)} differ only by case, which IAM does not tell apart`,
      });
    }
    if ([OWNER_TAG, PULL_REQUEST_TAG].some((own) => sameKey(own, key))) {
      problems.push({
        input: 'tags',
        message: `key ${quote(key)} is kept for the Action itself; use the input owner`,
      });
    }
  });
  return tags;
}

function declarePrune(settings: Settings, problems: Problem[]): Prune {
  const given = settings.prune ?? ['all'];
  if (given.length > 1 && given.some((item) => item === 'all' || item === 'none')) {
    problems.push({ input: 'prune', message: 'all and none stand alone' });
  }
  const has = (item: string): boolean => given.includes('all') || given.includes(item);
  return { policies: has('policies'), inlinePolicies: has('inline-policies'), tags: has('tags') };
}

/** The number that the event's payload names; https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
export function pullRequestOf(env: NodeJS.ProcessEnv, problems: Problem[]): string | undefined {
  const path = env['GITHUB_EVENT_PATH'];
  if (!(env['GITHUB_EVENT_NAME'] ?? '').startsWith('pull_request') || path === undefined) return undefined;
  try {
    const event = JSON.parse(readFileSync(path, 'utf8')) as { pull_request?: { number?: unknown } } | null;
    const number = event?.pull_request?.number;
    return typeof number === 'number' ? String(number) : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const input = 'GITHUB_EVENT_PATH';
    if (!problems.some((problem) => problem.input === input)) {
      problems.push({ input, message: `the event could not be read: ${reason}` });
    }
    return undefined;
  }
}
