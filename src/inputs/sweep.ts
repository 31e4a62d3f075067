/** The declaration of a sweep: the criteria of the roles to destroy, in place of a desired state. */
import { isReservedPath } from '../aws/arn.ts';
import { GITHUB_VARIABLES } from '../aws/environment.ts';
import { repositoryIdOf } from '../github/context.ts';
import { runSettings, type StepRequest } from './declaration.ts';
import { OWNER_MISSING, reservedPathProblem } from './role.ts';
import { readInputs } from './read.ts';
import { environmentProblems, InputError, quote } from './problem.ts';
import { inputsOf } from './table.ts';

/** Declares a sweep: a destroy, or the plan of one, of roles that the run finds by criteria. */
export async function declareSweep(env: NodeJS.ProcessEnv): Promise<StepRequest> {
  const { settings, problems } = await readInputs(env, inputsOf('sweep'));
  for (const input of ['role-name', 'instance-profile-name', 'manifest'] as const) {
    if (settings[input] === undefined) continue;
    const message =
      'cannot be used with sweep, which finds its roles by role-path, owner and pull request; remove it';
    problems.push({ input, message });
  }
  if ((settings['expected-plan-digest'] ?? 'none') !== 'none') {
    const message =
      'cannot be used with sweep, whose roles differ from run to run; remove it, or use destroy';
    problems.push({ input: 'expected-plan-digest', message });
  }
  const rolePath = settings['role-path'] ?? '/';
  if (rolePath === '/' && !problems.some(({ input }) => input === 'role-path')) {
    problems.push({ input: 'role-path', message: 'is required for sweep, and may not be "/"' });
  }
  if (isReservedPath(rolePath)) problems.push(reservedPathProblem(rolePath));
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const owner = settings.owner ?? '';
  if (owner === '' && !problems.some(({ input }) => input === 'owner')) problems.push(OWNER_MISSING);
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
    sweep: {
      rolePath,
      owner,
      repositoryId: repositoryIdOf(owner, env),
      minimumAgeSeconds: settings['sweep-after'] ?? 3600,
      repository,
    },
  };
}
