/** A manifest's roles as declarations: each role is validated by itself, and against the other roles. */
import { relative, resolve, sep } from 'node:path';
import type { Declaration } from '../resources/declaration.ts';
import { desiredTags } from '../resources/tags.ts';
import { declareRole, parseRole, OWNER_MISSING } from './role.ts';
import { readManifest, ROLE_INPUTS, type ManifestPart } from './manifest.ts';
import { problemLine, quote, type InputProblem } from './problem.ts';
import { violations } from './read.ts';
import { isInputName, MAX_TAGS, type InputName, type Settings } from './table.ts';

/**
 * Declares the roles of a manifest.
 *
 * @param step the step's own inputs: defaults that the manifest overrides
 * @param destroyInputs the inputs that `destroy` uses; undefined in other modes. No other input is validated then
 */
export async function declareManifest(
  file: string,
  step: Settings,
  destroyInputs: readonly InputName[] | undefined,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
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
  const add = (additions: readonly InputProblem[], locate: ManifestPart['locate']): void => {
    for (const problem of additions) {
      // An invalid owner was reported already.
      if (problem === OWNER_MISSING && problems.some(({ input }) => input === 'owner')) continue;
      const inManifest =
        problem.file === undefined &&
        isInputName(problem.input) &&
        names.includes(problem.input) &&
        problem !== OWNER_MISSING;
      const located = inManifest ? { ...locate(problem.input, problem.path), ...problem } : problem;
      // A problem of the run or of the defaults recurs for each role, but is reported once.
      if (!problems.some((other) => problemLine(other) === problemLine(located))) problems.push(located);
    }
  };
  if (defaults !== undefined) {
    const defaultProblems: InputProblem[] = [...defaults.problems];
    if (!destroy) await parseRole(defaults.settings, env, defaultProblems);
    add(defaultProblems, defaults.locate);
  }
  const declarations: (Declaration | undefined)[] = [];
  for (const { settings, problems: partProblems, locate } of roles) {
    const roleProblems: InputProblem[] = [...partProblems];
    const declaration = await declareRole(settings, destroy, env, roleProblems);
    const reportDuplicate = (input: InputName, nameOf: (declared: Declaration) => string): boolean => {
      const name = declaration && nameOf(declaration);
      if (!declarations.some((other) => other && nameOf(other).toLowerCase() === name?.toLowerCase()))
        return false;
      roleProblems.push({
        input,
        message: `${quote(name)} is declared twice; IAM names are case-insensitive`,
      });
      return true;
    };
    if (!reportDuplicate('role-name', ({ roleName }) => roleName)) {
      reportDuplicate('instance-profile-name', ({ instanceProfileName }) => instanceProfileName);
    }
    const profile = declaration?.rolesAnywhereName;
    if (profile !== undefined && declarations.some((other) => other?.rolesAnywhereName === profile)) {
      const message = `${quote(profile)} is the profile of another role here: each needs one of its own`;
      roleProblems.push({ input: 'roles-anywhere-profile', message });
    }
    const pruned = settings.prune?.includes('roles') === true && !destroy;
    if (pruned && (settings['role-path'] ?? '/') === '/')
      roleProblems.push({
        input: 'role-path',
        message: 'must be a path of its own if prune has roles, not "/"',
      });
    const manifest = relative(workspace, resolve(workspace, file)).split(sep).join('/');
    if (pruned && violations('owner', manifest).length > 0)
      roleProblems.push({
        input: 'manifest',
        message: `${quote(manifest)} cannot be the value of a tag, which prune: roles needs; rename the file to at most 256 letters, digits, spaces and _.:/=+-@`,
      });
    const role = declaration?.role && pruned ? { ...declaration.role, manifest } : declaration?.role;
    const size = declaration && role && desiredTags(role.tags, declaration, role, undefined).size;
    // Of the four tags of the Action, MAX_TAGS leaves room for three.
    if (role?.tags.size === MAX_TAGS && size === MAX_TAGS + 4)
      roleProblems.push({
        input: 'tags',
        message: `${size} tags, with those of the Action, are too many for a new role; at most ${MAX_TAGS + 3} fit, and prune: roles adds one`,
      });
    add(roleProblems, locate);
    declarations.push(declaration && { ...declaration, role });
  }
  return declarations;
}
