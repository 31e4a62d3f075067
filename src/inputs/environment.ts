/** Problems of environment variables, reported like those of inputs. */
import { faultyVariables, VARIABLES } from '../aws/environment.ts';
import type { InputProblem } from './problem.ts';

/**
 * Adds the environment's problems to those of the inputs. A value may be a secret, so no message quotes one.
 *
 * @param more variables that only some runs need
 */
export function environmentProblems(
  env: NodeJS.ProcessEnv,
  problems: readonly InputProblem[],
  more: typeof VARIABLES = {},
): readonly InputProblem[] {
  const faulty = faultyVariables(env, { ...VARIABLES, ...more });
  if (faulty.length === 0) return problems;
  // The default owner is the repository: one mistake, one message.
  const causes: Readonly<Record<string, string>> = { owner: 'GITHUB_REPOSITORY' };
  const others = problems.filter(({ input }) => !faulty.some(({ name }) => name === causes[input]));
  return [
    ...others,
    ...faulty.map(({ name, fault }) => ({
      input: name,
      message: `the variable ${fault}; correct it, or the secret it is set from (the value is not shown)`,
    })),
  ];
}
