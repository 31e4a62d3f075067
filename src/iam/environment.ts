/** The first of these variables that says something: one left empty is not set, to AWS's SDKs and where the runner has no value. */
export function firstSet(env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
