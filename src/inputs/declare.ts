/** Turns the step's inputs into its request: one role, many, or a sweep. */
import { GITHUB_VARIABLES } from '../aws/environment.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { StepRequest } from './declaration.ts';
import { declareRole } from './role.ts';
import { COMMON_INPUTS, readInputs, runSettings } from './read.ts';
import { environmentProblems } from './environment.ts';
import { InputError, isFatal, problemLine, type InputProblem } from './problem.ts';
import { INPUT_NAMES, type InputName, type Settings } from './table.ts';

/** The inputs that `destroy` uses; an error in another input must not block a clean-up. */
const DESTROY_INPUTS: readonly InputName[] = [
  ...COMMON_INPUTS,
  'manifest',
  'role-name',
  'instance-profile-name',
  'roles-anywhere-profile',
  'owner',
  'adopt',
  'expected-plan-digest',
  'dry-run',
  'pr-comment',
];

/** The inputs that `read` uses: it declares nothing, so it needs no owner. */
const READ_INPUTS: readonly InputName[] = [
  ...COMMON_INPUTS,
  'manifest',
  'role-name',
  'instance-profile-name',
  'roles-anywhere-profile',
];
const ANY_OWNER: Settings = { owner: '' };
const DRY_RUN_OF_APPLY: InputProblem = {
  input: 'dry-run',
  message: 'is for destroy and sweep; to see the changes of apply, set mode: plan',
};

/**
 * Reads the request that the step's environment declares.
 *
 * @throws InputError with every problem at once
 */
export async function declare(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = new AbortController().signal,
): Promise<StepRequest> {
  const mode = await readInputs(env, ['mode']);
  if (mode.settings.mode === 'sweep') {
    const { declareSweep } = await import('./sweep.ts');
    return declareSweep(env);
  }
  const reading = mode.settings.mode === 'read';
  const namesOnly = reading || mode.settings.mode === 'destroy';
  const names = reading ? READ_INPUTS : namesOnly ? DESTROY_INPUTS : INPUT_NAMES;
  const { settings: given, problems } = await readInputs(env, names, namesOnly);
  const settings = reading ? { ...given, ...ANY_OWNER } : given;
  const { manifest } = settings;
  let declarations: readonly (Declaration | undefined)[];
  if (manifest === undefined) {
    if (settings.prune?.includes('roles') === true)
      problems.push({ input: 'prune', message: 'roles needs a manifest, which lists the roles to keep' });
    declarations = [await declareRole(settings, namesOnly, env, problems)];
  } else {
    const { declareManifest } = await import('./manifest-roles.ts');
    declarations = await declareManifest(manifest, settings, namesOnly ? names : undefined, env, problems);
  }
  // Reading changes nothing, so it does not matter who owns the resources.
  if (reading) declarations = declarations.map((each) => each && { ...each, adopt: true });
  if (settings['dry-run'] === true && settings.mode === 'apply') problems.push(DRY_RUN_OF_APPLY);
  const run = runSettings(settings);
  const [first] = declarations;
  const subject = manifest ?? (first && `role/${first.roleName}`);
  const request = subject === undefined ? undefined : { run, subject };
  let all = environmentProblems(env, problems);
  if (declarations.some((each) => each?.role?.gitHubTrust !== undefined)) {
    all = environmentProblems(env, problems, GITHUB_VARIABLES);
    if (!all.some(isFatal)) {
      const { completeGitHubTrust } = await import('./trust-github.ts');
      const ports = { env, clock: systemClock, signal };
      const further: InputProblem[] = [];
      declarations = await completeGitHubTrust(declarations, settings['github-token'], ports, further);
      all = [...all, ...further];
    }
  }
  const wrong = new Set(all.filter(isFatal).map(({ input }) => input));
  // With an error, only a hint about the same input may explain it.
  const shown = all.filter(({ input }) => wrong.has(input));
  if (wrong.size > 0 || request === undefined) throw new InputError(shown, request);
  const hints = all.map(problemLine);
  return { ...request, hints, declarations: declarations.filter((declaration) => declaration !== undefined) };
}
