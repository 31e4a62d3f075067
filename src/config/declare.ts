/** From the step's inputs to what it asks for: one role, many, or a sweep. */
import { isReservedPath } from '../iam/arn.ts';
import type { Declaration, RunSettings, SweepSettings } from './declaration.ts';
import { declareRole, declareRoleItself, NO_OWNER, reserved } from './declare-role.ts';
import { readInputs } from './inputs.ts';
import { InputError, problemLine, quote, type Problem } from './problem.ts';
import { readManifest, ROLE_INPUTS, type ManifestPart } from './manifest.ts';
import { INPUT_NAMES, isInputName, type InputName, type Settings } from './schema.ts';

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
