/** Turns the step's inputs into its request: one role, many, or a sweep. */
import type { Declaration } from '../resources/declaration.ts';
import type { StepRequest } from './declaration.ts';
import { declareRole } from './role.ts';
import { readInputs, runSettings } from './read.ts';
import { environmentProblems } from './environment.ts';
import { InputError, isFatal, problemLine, type InputProblem } from './problem.ts';
import { INPUT_NAMES, type InputName } from './table.ts';

/** The inputs that `destroy` uses; an error in another input must not block a clean-up. */
const DESTROY_INPUTS: readonly InputName[] = [
  'mode',
  'manifest',
  'role-name',
  'instance-profile-name',
  'roles-anywhere-profile',
  'owner',
  'adopt',
  'timeout-seconds',
  'expected-plan-digest',
  'dry-run',
  'pr-comment',
  'github-token',
  'mask-account-id',
];

const DRY_RUN_OF_APPLY: InputProblem = {
  input: 'dry-run',
  message: 'is for destroy and sweep; to see the changes of apply, set mode: plan',
};

/**
 * Reads the request that the step's environment declares.
 *
 * @throws InputError with every problem at once
 */
export async function declare(env: NodeJS.ProcessEnv): Promise<StepRequest> {
  const mode = await readInputs(env, ['mode']);
  if (mode.settings.mode === 'sweep') {
    const { declareSweep } = await import('./sweep.ts');
    return declareSweep(env);
  }
  const destroy = mode.settings.mode === 'destroy';
  const names = destroy ? DESTROY_INPUTS : INPUT_NAMES;
  const { settings, problems } = await readInputs(env, names, destroy);
  const { manifest } = settings;
  let declarations: readonly (Declaration | undefined)[];
  if (manifest === undefined) declarations = [await declareRole(settings, destroy, env, problems)];
  else {
    const { declareManifest } = await import('./manifest-roles.ts');
    declarations = await declareManifest(manifest, settings, destroy ? names : undefined, env, problems);
  }
  if (settings['dry-run'] === true && settings.mode === 'apply') problems.push(DRY_RUN_OF_APPLY);
  const run = runSettings(settings);
  const [first] = declarations;
  const subject = manifest ?? (first && `role/${first.roleName}`);
  const request = subject === undefined ? undefined : { run, subject };
  const all = environmentProblems(env, problems);
  if (all.some(isFatal) || request === undefined) throw new InputError(all, request);
  const hints = all.map(problemLine);
  return { ...request, hints, declarations: declarations.filter((declaration) => declaration !== undefined) };
}
