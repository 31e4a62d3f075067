/** The first of these variables that says something: one left empty is not set, as every AWS SDK reads it. */
export function firstSet(env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
