/** From the step's inputs to what it asks for: one role, many, or a sweep. */
import type { Declaration } from '../resources/declaration.ts';
import type { Asked } from './declaration.ts';
import { declareRole } from './role.ts';
import { readInputs, runSettings } from './read.ts';
import { environmentProblems } from './environment.ts';
import { InputError, isFatal, problemLine } from './problem.ts';
import { INPUT_NAMES, type InputName } from './table.ts';

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

/**
 * The run that the environment asks for.
 *
 * @throws InputError with every problem at once
 */
export async function declare(env: NodeJS.ProcessEnv): Promise<Asked> {
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
  const run = runSettings(settings);
  const [first] = declarations;
  const about = manifest ?? (first && `role/${first.roleName}`);
  const asked = about === undefined ? undefined : { run, about };
  const all = environmentProblems(env, problems);
  if (all.some(isFatal) || asked === undefined) throw new InputError(all, asked);
  const hints = all.map(problemLine);
  return { ...asked, hints, declarations: declarations.filter((each) => each !== undefined) };
}
