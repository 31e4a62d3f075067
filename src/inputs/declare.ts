/** The request of a step, and how the inputs declare it: one role, many, or a sweep. */
import { GITHUB_VARIABLES } from '../aws/environment.ts';
import { repositoryIdOf } from '../github/context.ts';
import { systemClock } from '../runtime/time.ts';
import type { Declaration } from '../resources/resource.ts';
import type { Owner } from '../resources/tags.ts';
import { declareRole, OWNER_MISSING, reservedPathProblems } from './role.ts';
import { readInputs, type Inputs } from './read.ts';
import { addOnce, environmentProblems, isFatal, problemLine, quote, type InputProblem } from './problem.ts';
import { inputsOf, needsOnlyNames, type Settings } from './table.ts';
import type { RUN_INPUTS } from './run-inputs.ts';
import { completeGitHubTrust } from './trust.ts';

/** The settings of the run, the same for all roles. */
export interface RunSettings extends Pick<Settings, keyof typeof RUN_INPUTS> {
  /** The mode for each role. A sweep destroys roles, or plans to. */
  readonly mode: Exclude<Settings['mode'], 'sweep'>;
}

/** The search criteria of a sweep. */
export interface SweepSettings extends Owner {
  /** The path below which the sweep looks for roles. */
  readonly rolePath: string;
  /** `owner/repository`, whose pull requests the roles' tags number. */
  readonly repository: string;
}

/** The request of the step. */
export interface StepRequest {
  readonly run: RunSettings;
  /** The subject of a comment: the role, or the manifest. */
  readonly subject: string;
  readonly declarations: readonly Declaration[];
  /** Warnings about inputs that are valid, and yet perhaps not the intended ones. */
  readonly hints: readonly string[];
  /** Instead of declarations: the criteria of the roles to destroy. */
  readonly sweep?: SweepSettings;
}

/** The inputs are not valid. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly InputProblem[];
  /** The valid part of the request, if it is enough for a comment. */
  readonly request: Pick<StepRequest, 'run' | 'subject'> | undefined;

  constructor(problems: readonly InputProblem[], request?: Pick<StepRequest, 'run' | 'subject'>) {
    super(problems.map(problemLine).join('\n'));
    this.problems = problems;
    this.request = request;
  }
}

/** Reading changes nothing, so it does not matter who owns the resources. */
const READING: Partial<Settings> = { owner: '', adopt: true };

/**
 * Reads the request that the step's environment declares.
 *
 * @throws InputError with every problem at once
 */
export async function declare(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = new AbortController().signal,
): Promise<StepRequest> {
  const { mode } = (await readInputs(env, ['mode'])).settings;
  const inputs = await readInputs(env, inputsOf(mode), needsOnlyNames(mode));
  if (mode === 'sweep') return declareSweep(inputs);
  const { problems } = inputs;
  const settings = mode === 'read' ? { ...inputs.settings, ...READING } : inputs.settings;
  const { manifest } = settings;
  let declarations: readonly (Declaration | undefined)[];
  if (manifest === undefined) {
    if (settings.prune.includes('roles'))
      problems.push({ input: 'prune', message: 'roles needs a manifest, which lists the roles to keep' });
    declarations = [await declareRole({ ...inputs, settings })];
  } else {
    const { declareManifest } = await import('./manifest.ts');
    declarations = await declareManifest(manifest, { ...inputs, settings });
  }
  if (settings['dry-run'] && mode === 'apply' && !problems.some(({ input }) => input === 'mode')) {
    const message = 'is for destroy and sweep; to see the changes of apply, set mode: plan';
    problems.push({ input: 'dry-run', message });
  }
  const [first] = declarations;
  const subject = manifest ?? (first && `role/${first.roleName}`);
  const request = subject === undefined ? undefined : { run: runSettings(settings), subject };
  const trustsGitHub = declarations.some((each) => each?.role?.gitHubTrust !== undefined);
  const all = environmentProblems(env, problems, trustsGitHub ? GITHUB_VARIABLES : {});
  if (trustsGitHub && !all.some(isFatal)) {
    const ports = { env, clock: systemClock, signal };
    declarations = await completeGitHubTrust(declarations, settings['github-token'], ports, all);
  }
  const wrong = new Set(all.filter(isFatal).map(({ input }) => input));
  // With an error, only a hint about the same input may explain it.
  const shown = all.filter(({ input }) => wrong.has(input));
  if (wrong.size > 0 || request === undefined) throw new InputError(shown, request);
  const hints = all.map(problemLine);
  return { ...request, hints, declarations: declarations.filter((declaration) => declaration !== undefined) };
}

/** Declares a sweep: a destroy, or the plan of one, of roles that the run finds by criteria. */
function declareSweep({ env, settings, problems }: Inputs): StepRequest {
  for (const input of ['role-name', 'instance-profile-name', 'manifest'] as const) {
    if (settings[input] === undefined) continue;
    const message =
      'cannot be used with sweep, which finds its roles by role-path, owner and pull request; remove it';
    problems.push({ input, message });
  }
  if (settings['expected-plan-digest'] !== 'none') {
    const message =
      'cannot be used with sweep, whose roles differ from run to run; remove it, or use destroy';
    problems.push({ input: 'expected-plan-digest', message });
  }
  const rolePath = settings['role-path'];
  if (rolePath === '/')
    addOnce(problems, { input: 'role-path', message: 'is required for sweep, and may not be "/"' });
  problems.push(...reservedPathProblems(rolePath));
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const owner = settings.owner ?? '';
  if (owner === '') addOnce(problems, OWNER_MISSING);
  const isOwn = repository !== '' && owner.toLowerCase().startsWith(repository.toLowerCase());
  if (owner !== '' && (!isOwn || /^[\w.-]/.test(owner.slice(repository.length)))) {
    // The tag holds a bare number. An open pull request of another repository may have the number of a closed one here.
    const message = `${quote(owner)} is not specific to this repository, but pull request numbers are; for sweep it must begin with ${quote(repository)}`;
    problems.push({ input: 'owner', message });
  }
  const all = environmentProblems(env, problems, GITHUB_VARIABLES);
  if (all.length > 0) throw new InputError(all);
  return {
    run: runSettings(settings),
    subject: 'sweep',
    declarations: [],
    hints: [],
    sweep: { rolePath, owner, repositoryId: repositoryIdOf(owner, env), repository },
  };
}

/** Returns the settings of the whole run. */
function runSettings(settings: Settings): RunSettings {
  const { mode } = settings;
  const removes = mode === 'destroy' || mode === 'sweep';
  // A dry run is the plan of a removal.
  return { ...settings, mode: !removes ? mode : settings['dry-run'] ? 'plan' : 'destroy' };
}
