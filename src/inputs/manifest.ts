/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs in
 * `ROLE_GROUPS`. A value is YAML or the text of a step's input, validated by the same schema.
 */
import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { asError } from '../aws/errors.ts';
import { isObject } from '../aws/policy-document.ts';
import type { Declaration } from '../resources/resource.ts';
import { RESOURCES } from '../resources/index.ts';
import { desiredTags, sameKey } from '../resources/tags.ts';
import { ParseError, problemLine, quote, type InputProblem, type Path } from './problem.ts';
import { readValue, type Inputs } from './read.ts';
import { declareRole, parseRole, OWNER_MISSING } from './role.ts';
import { fits, ROLE_GROUPS } from './schemas.ts';
import {
  DEFAULTS,
  INPUT_NAMES,
  INPUTS,
  inputsOf,
  isInputName,
  MAX_TAGS,
  needsOnlyNames,
  type InputName,
  type InputSpec,
  type JsonSchema,
  type Settings,
} from './table.ts';
import { parseYaml, readWorkspaceFile, workspaceOf, type ParsedYaml } from './yaml.ts';

/** One role of a manifest, or its defaults. */
interface Part extends Inputs {
  /** Returns the file and line of an input, or of the part of it at a path. */
  readonly locate: (input: string, path?: Path) => Pick<InputProblem, 'file' | 'line'>;
}

/** Inputs that one role may have in a manifest. */
export const ROLE_INPUTS: readonly InputName[] = INPUT_NAMES.filter((name) =>
  ROLE_GROUPS.some((group) => group === INPUTS[name].group),
);

/** Inputs that `defaults` may have; a name belongs to one role. */
export const DEFAULTABLE_INPUTS = ROLE_INPUTS.filter(
  (name) => name !== 'role-name' && name !== 'instance-profile-name',
);

/** Together these declare the whole trust policy, so the nearer layer replaces all of them. */
export const TRUST_INPUTS: readonly InputName[] = ['trust-services', 'trust-github', 'trust-policy'];

/**
 * Declares the roles of a manifest. Each role is validated by itself, and against the other roles.
 *
 * @param step the step's own inputs, which the manifest's defaults override
 */
export async function declareManifest(file: string, step: Inputs): Promise<(Declaration | undefined)[]> {
  const { env, settings, problems } = step;
  for (const input of ['role-name', 'instance-profile-name'] as const) {
    if (settings[input] !== undefined)
      problems.push({ input, message: 'excludes manifest: each role in it has a name of its own' });
  }
  const add = (part: Part): void => {
    for (const problem of part.problems) {
      // An invalid owner was reported already.
      if (problem === OWNER_MISSING && problems.some(({ input }) => input === 'owner')) continue;
      const { file, input, path } = problem;
      const inManifest =
        file === undefined && ROLE_INPUTS.some((name) => name === input) && problem !== OWNER_MISSING;
      const located = inManifest ? { ...part.locate(input, path), ...problem } : problem;
      // A problem of the run or of the defaults recurs for each role, but is reported once.
      const line = problemLine(located);
      if (!reported.has(line)) problems.push(located);
      reported.add(line);
    }
  };
  const manifest = await readManifest(file, step);
  if (manifest === undefined) return [];
  const reported = new Set(problems.map(problemLine));
  const { defaults, roles } = manifest;
  const namesOnly = needsOnlyNames(settings.mode);
  if (!namesOnly) await parseRole(defaults);
  add(defaults);
  const workspace = workspaceOf(env);
  const target = resolve(workspace, file);
  // The workspace may be a link, and an absolute path one without it.
  const ways = [workspace, await realpath(workspace)].map((root) => relative(root, target).split(sep));
  const path = (ways.find(([first]) => first !== '..') ?? []).join('/');
  const declarations: (Declaration | undefined)[] = [];
  const taken = new Set<string>();
  for (const part of roles) {
    let declaration = await declareRole(part);
    if (declaration !== undefined) part.problems.push(...duplicateProblems(declaration, taken));
    if (!namesOnly && part.settings.prune.includes('roles')) {
      const role = declaration?.role && { ...declaration.role, manifest: path };
      declaration &&= { ...declaration, role };
      part.problems.push(...pruneProblems(part.settings, path, declaration));
    }
    add(part);
    declarations.push(declaration);
  }
  return declarations;
}

/** Reports the names of a role's resources that are taken by an earlier role, and adds its own to them. */
function duplicateProblems(declaration: Declaration, taken: Set<string>): InputProblem[] {
  const reported = new Set<string>();
  return RESOURCES.flatMap((kind) => {
    const name = kind.declaredName(declaration);
    const key = `${kind.kind}/${kind.caseSensitive ? name : name?.toLowerCase()}`;
    const isTaken = taken.has(key);
    taken.add(key);
    // The other names default to the role's.
    if (name === undefined || !isTaken || reported.has(name)) return [];
    reported.add(name);
    const message = `${quote(name)} is declared twice; each role needs its own${kind.caseSensitive ? '' : ', and IAM ignores case'}`;
    return [{ input: kind.nameInput, message }];
  });
}

/** Reports why `prune: roles` cannot work for a role: its path, its name, or the tag with the manifest's path. */
function pruneProblems(settings: Settings, manifest: string, declaration?: Declaration): InputProblem[] {
  const problems: InputProblem[] = [];
  if (settings['role-path'] === '/')
    problems.push({ input: 'role-path', message: 'must be a path of its own if prune has roles, not "/"' });
  const [placeholder] = /\{(?:pr|branch)\}/.exec(settings['role-name'] ?? '') ?? [];
  if (placeholder !== undefined) {
    const message = `may not hold ${placeholder} if prune has roles: runs for other values would delete the role; use a fixed name, or take roles out of prune`;
    problems.push({ input: 'role-name', message });
  }
  if (!fits(INPUTS.owner.schema, manifest)) {
    const message = `${quote(manifest)} cannot be the value of a tag, which prune: roles needs; rename the file to at most 256 letters, digits, spaces and _.:/=+-@`;
    problems.push({ input: 'manifest', message });
  }
  const role = declaration?.role;
  const given = [
    ['tags', 'role', role?.tags],
    ['instance-profile-tags', 'instance profile', role?.instanceProfile?.tags],
  ] as const;
  const [input, noun, tags] = given.find(([, , each]) => each?.size === MAX_TAGS) ?? [];
  const size = role && tags && desiredTags(tags, declaration, role, undefined).size;
  // Of the four tags of the Action, MAX_TAGS leaves room for three.
  if (input !== undefined && size === MAX_TAGS + 4) {
    const message = `${size} tags, with those of the Action, are too many for a new ${noun}; at most ${MAX_TAGS + 3} fit, and prune: roles adds one`;
    problems.push({ input, message });
  }
  return problems;
}

/**
 * Reads a manifest. Adds problems of the file as a whole to those of the step, with their lines. A mode that needs only names
 * ignores unknown inputs, and reduces maps with known keys to their `name`.
 *
 * @returns the defaults alone, and the roles merged with them; undefined if the file has no roles
 */
async function readManifest(file: string, { env, settings: step, problems }: Inputs) {
  let parsed: ParsedYaml;
  try {
    parsed = await parseYaml(await readWorkspaceFile(file, workspaceOf(env)), isText);
  } catch (error) {
    const line = error instanceof ParseError ? error.line : undefined;
    problems.push({ input: 'manifest', message: asError(error).message, file, line });
    return undefined;
  }
  const at = (...path: Path): Pick<InputProblem, 'file' | 'line'> => ({ file, line: parsed.lineOf(path) });
  const problem = (message: string, ...path: Path) => ({ input: 'manifest', message, ...at(...path) });
  const names = inputsOf(step.mode);
  const namesOnly = needsOnlyNames(step.mode);
  const read = async (value: unknown, path: Path, allowed: readonly InputName[]) => {
    const found: InputProblem[] = [];
    if (!isObject(value)) found.push(problem(`${quote(value)} is not a map of inputs`, ...path));
    const settings: Record<string, unknown> = {};
    for (const [name, written] of isObject(value) ? Object.entries(value) : []) {
      if (!isInputName(name) || !allowed.includes(name)) {
        const others = allowed.join(', ');
        const message = `${quote(name)} is not an input of one role; it must be one of ${others}`;
        if (!namesOnly) found.push(problem(message, ...path, name));
      } else if (names.includes(name)) {
        const { value: valid, problems: invalid } = await readValue(name, written, namesOnly);
        for (const { path: part = [], ...each } of invalid)
          found.push({ ...each, ...at(...path, name, ...part) });
        if (valid !== undefined) settings[name] = valid;
      }
    }
    return { env, settings, problems: found };
  };

  const { value } = parsed;
  if (!isObject(value) || !Array.isArray(value['roles']) || value['roles'].length === 0) {
    problems.push(problem('it must be a map with a list of at least one role: `roles`'));
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (['$schema', 'defaults', 'roles'].includes(key)) continue;
    problems.push(problem(`${quote(key)} is not a key of a manifest; it must be defaults or roles`, key));
  }
  const defaults = await read(value['defaults'] ?? {}, ['defaults'], DEFAULTABLE_INPUTS);
  const locateDefault: Part['locate'] = (input, path = []) => at('defaults', input, ...path);
  const roles: Part[] = [];
  for (const [index, role] of (value['roles'] as readonly unknown[]).entries()) {
    const own = await read(role, ['roles', index], ROLE_INPUTS);
    if (!isObject(role)) {
      problems.push(...own.problems);
      continue;
    }
    const locate: Part['locate'] = (input, path = []) => {
      if (Object.hasOwn(own.settings, input) && !isInherited(own.settings, defaults.settings, input, path[0]))
        return at('roles', index, input, ...path);
      return Object.hasOwn(defaults.settings, input) ? locateDefault(input, path) : at('roles', index);
    };
    roles.push({ ...own, settings: mergeLayers(step, defaults.settings, own.settings), locate });
  }
  // A document's ARNs must be of the region's partition.
  const settings = mergeLayers({ 'aws-region': step['aws-region'] }, defaults.settings);
  return { defaults: { ...defaults, settings, locate: locateDefault }, roles };
}

type Values = Readonly<Record<string, unknown>>;

/** Reports whether a key of a map is from the defaults: maps merge key by key. */
function isInherited(own: Values, defaults: Values, input: string, key: Path[number] | undefined): boolean {
  const has = ({ [input]: map }: Values): boolean =>
    isObject(map) && key !== undefined && Object.hasOwn(map, key);
  return has(defaults) && !has(own);
}

/** Merges layers over the defaults, input by input, and maps key by key. A later layer overrides the earlier ones. */
function mergeLayers(...layers: readonly Values[]): Settings {
  const given = layers.reduce((farther, nearer) => {
    const replaced = TRUST_INPUTS.some((name) => Object.hasOwn(nearer, name)) ? TRUST_INPUTS : [];
    return Object.fromEntries([
      ...Object.entries(farther).filter(([name]) => !replaced.some((other) => other === name)),
      ...Object.entries(nearer).map(([name, value]) => [name, merged(name, farther[name], value)] as const),
    ]);
  }, {});
  return { ...DEFAULTS, ...given };
}

/** Merges an input's values of two layers: maps of the user's own keys key by key. */
function merged(name: string, farther: unknown, nearer: unknown): unknown {
  if (!isInputName(name) || !isObject(farther) || !isObject(nearer)) return nearer;
  const { kind, schema, tags }: InputSpec = INPUTS[name];
  if (kind !== 'map' || schema.properties !== undefined) return nearer;
  const own = Object.keys(nearer);
  // IAM ignores the case of a tag's key.
  const kept = Object.entries(farther).filter(([key]) => !tags || !own.some((other) => sameKey(other, key)));
  return { ...Object.fromEntries(kept), ...nearer };
}

/** Reports whether a scalar at a path remains text: IAM's policy documents and tags have no numbers. */
function isText(path: readonly string[]): boolean {
  return path.some((key, index) => {
    if (!isInputName(key) || !['map', 'document'].includes(INPUTS[key].kind)) return false;
    const { properties }: JsonSchema = INPUTS[key].schema;
    return properties === undefined || [properties[path[index + 1] ?? '']?.type].flat().includes('object');
  });
}
