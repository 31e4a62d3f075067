/** A manifest's roles as declarations: each held to the rules of one, and to one another. */
import type { Declaration } from '../resources/declaration.ts';
import { declareRole, declareRoleItself, NO_OWNER } from './role.ts';
import { readManifest, ROLE_INPUTS, type ManifestPart } from './manifest.ts';
import { problemLine, quote, type Problem } from './problem.ts';
import { isInputName, type InputName, type Settings } from './table.ts';

/**
 * @param step what the step itself says, which the manifest's own words go over
 * @param destroyInputs what to look at where the roles are to go; nothing else is validated then
 */
export async function declareManifest(
  file: string,
  step: Settings,
  destroyInputs: readonly InputName[] | undefined,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Promise<(Declaration | undefined)[]> {
  for (const input of ['role-name', 'instance-profile-name'] as const) {
    if (step[input] !== undefined) {
      problems.push({ input, message: 'excludes manifest: each role in it has a name of its own' });
    }
  }
  const destroy = destroyInputs !== undefined;
  const names = destroyInputs ?? ROLE_INPUTS;
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
