/** A sweep: not what is to be, but what to look for and destroy. */
import { isReservedPath } from '../aws/arn.ts';
import type { Asked } from './declaration.ts';
import { NO_OWNER, reserved } from './role.ts';
import { readInputs, runSettings } from './read.ts';
import { GITHUB_VARIABLES } from '../aws/environment.ts';
import { environmentProblems } from './environment.ts';
import { InputError, quote } from './problem.ts';
import type { InputName } from './table.ts';

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

/** A sweep is a destroy, or the plan of one, of roles that are found and not named. */
export async function declareSweep(env: NodeJS.ProcessEnv): Promise<Asked> {
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
  const all = environmentProblems(env, problems, GITHUB_VARIABLES);
  if (all.length > 0) throw new InputError(all);
  const dryRun = settings['sweep-dry-run'] ?? false;
  return {
    run: { ...runSettings(settings), mode: dryRun ? 'plan' : 'destroy' },
    about: 'sweep',
    declarations: [],
    hints: [],
    sweep: { rolePath, owner, after: settings['sweep-after'] ?? 3600, repository },
  };
}
