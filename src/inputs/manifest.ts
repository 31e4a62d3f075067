/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs in
 * `ROLE_GROUPS`. A value is YAML or the text of a step's input, validated by the same schema.
 */
import { asError } from '../aws/errors.ts';
import { emptyGuard, hints, readText, violations, type Violation } from './read.ts';
import { quote, ParseError, type InputProblem } from './problem.ts';
import { ROLE_GROUPS } from './input-spec.ts';
import {
  INPUT_NAMES,
  INPUTS,
  isInputName,
  type InputName,
  type InputSpec,
  type JsonSchema,
  type Settings,
} from './table.ts';
import { sameKey } from '../resources/tags.ts';
import { trimInput, coerce } from './parse.ts';
import { readWorkspaceFile } from './files.ts';
import { parseYaml, type ParsedYaml } from './yaml.ts';

type Path = readonly (string | number)[];

/** One role of a manifest, or its defaults. */
export interface ManifestPart {
  readonly settings: Settings;
  /** The problems found while it was read. */
  readonly problems: readonly InputProblem[];
  /** Returns the file and line of an input, or of the part of it at a path. */
  readonly locate: (input: string, path?: Path) => { readonly file: string; readonly line?: number };
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
 * Reads a manifest. Adds problems of the file as a whole to `problems`, with their lines.
 *
 * @param step the step's own inputs, which the manifest's defaults override
 * @param names the inputs of a role to read; no other input is validated
 * @param destroy whether to ignore unknown inputs and to reduce maps to their key fields
 * @returns the defaults alone, and the roles merged with them
 */
export async function readManifest(
  file: string,
  workspace: string,
  step: Settings,
  names: readonly InputName[],
  problems: InputProblem[],
  destroy = false,
): Promise<{ readonly defaults: ManifestPart | undefined; readonly roles: readonly ManifestPart[] }> {
  const nothing = { defaults: undefined, roles: [] };
  let parsed: ParsedYaml;
  try {
    parsed = await parseYaml(await readWorkspaceFile(file, workspace), isText);
  } catch (error) {
    const message = asError(error).message;
    const line = error instanceof ParseError ? error.line : undefined;
    problems.push({ input: 'manifest', message, file, ...(line === undefined ? {} : { line }) });
    return nothing;
  }
  const at = (...path: Path): { file: string; line?: number } => {
    const line = parsed.lineOf(path);
    return { file, ...(line === undefined ? {} : { line }) };
  };
  const read = async (
    value: unknown,
    path: Path,
    allowed: readonly InputName[],
    partProblems: InputProblem[],
  ): Promise<Settings> => {
    if (!isMap(value)) {
      partProblems.push({
        input: 'manifest',
        message: `${quote(value)} is not a map of inputs`,
        ...at(...path),
      });
      return {};
    }
    const settings: Record<string, unknown> = {};
    for (const [name, input] of Object.entries(value)) {
      if (!isInputName(name) || !allowed.includes(name)) {
        if (destroy) continue;
        const message = `${quote(name)} is not an input of one role; it must be one of ${allowed.join(', ')}`;
        partProblems.push({ input: 'manifest', message, ...at(...path, name) });
      } else if (names.includes(name)) {
        const { value: parsedValue, violations: invalid } = await readManifestValue(name, input, destroy);
        partProblems.push(
          ...invalid.map((violation) => ({
            input: name,
            message: violation.message,
            ...at(...path, name, ...violation.path),
          })),
        );
        if (typeof input === 'string')
          partProblems.push(
            ...hints(name, input, invalid).map((hint) => ({ ...hint, ...at(...path, name) })),
          );
        if (parsedValue !== undefined && invalid.length === 0) settings[name] = parsedValue;
      }
    }
    return settings;
  };

  const { value } = parsed;
  if (!isMap(value) || !Array.isArray(value['roles']) || value['roles'].length === 0) {
    problems.push({ input: 'manifest', message: 'it must be a map with a list of `roles`', ...at() });
    return nothing;
  }
  for (const key of Object.keys(value)) {
    if (!['$schema', 'defaults', 'roles'].includes(key)) {
      const message = `${quote(key)} is not a key of a manifest; it must be defaults or roles`;
      problems.push({ input: 'manifest', message, ...at(key) });
    }
  }
  const defaultProblems: InputProblem[] = [];
  const defaults = await read(value['defaults'] ?? {}, ['defaults'], DEFAULTABLE_INPUTS, defaultProblems);
  const roles: ManifestPart[] = [];
  for (const [index, role] of (value['roles'] as readonly unknown[]).entries()) {
    const roleProblems: InputProblem[] = [];
    const own = await read(role, ['roles', index], ROLE_INPUTS, roleProblems);
    if (!isMap(role)) {
      problems.push(...roleProblems);
      continue;
    }
    roles.push({
      settings: mergeLayers([step, defaults, own]),
      problems: roleProblems,
      locate: (input, path = []) =>
        Object.hasOwn(own, input) && !isInherited(own, defaults, input, path[0])
          ? at('roles', index, input, ...path)
          : Object.hasOwn(defaults, input)
            ? at('defaults', input, ...path)
            : at('roles', index),
    });
  }
  return {
    defaults: {
      settings: defaults,
      problems: defaultProblems,
      locate: (input, path = []) => at('defaults', input, ...path),
    },
    roles,
  };
}

/** Reports whether a key of a map is from the defaults: maps merge key by key. */
function isInherited(own: object, defaults: object, input: string, key: Path[number] | undefined): boolean {
  const has = (settings: object): boolean => {
    const value: unknown = Object.entries(settings).find(([name]) => name === input)?.[1];
    return isMap(value) && key !== undefined && Object.hasOwn(value, key);
  };
  return has(defaults) && !has(own);
}

/** Reads an input's value, or its text as in a step. Returns no value if it is empty, as in a step. */
async function readManifestValue(
  name: InputName,
  written: unknown,
  keysOnly: boolean,
): Promise<{ readonly value?: unknown; readonly violations: readonly Violation[] }> {
  const { kind } = INPUTS[name];
  const text = typeof written === 'string' && kind !== 'string' ? trimInput(written, kind) : undefined;
  const { guard, default: standard }: InputSpec = INPUTS[name];
  const isBlank = typeof written === 'string' && written.trim() === '';
  if (written === null || text === '' || written === '' || (guard === true && isBlank)) {
    if (guard === true) return { violations: [{ path: [], message: emptyGuard({ default: standard }) }] };
    if (written !== '' || text === '') return { violations: [] };
  }
  try {
    const value =
      text === undefined ? coerce(INPUTS[name], written, keysOnly) : await readText(name, text, keysOnly);
    return { value, violations: violations(name, value) };
  } catch (error) {
    return { violations: [{ path: [], message: asError(error).message }] };
  }
}

/** Merges layers, input by input, and maps key by key. A later layer overrides the earlier ones. */
function mergeLayers(layers: readonly Settings[]): Settings {
  return layers.reduce((farther, nearer) => {
    const result: Record<string, unknown> = { ...farther };
    if (TRUST_INPUTS.some((name) => Object.hasOwn(nearer, name)))
      for (const name of TRUST_INPUTS) Reflect.deleteProperty(result, name);
    for (const [name, value] of Object.entries(nearer)) {
      result[name] = isMergeable(name) ? mergeMaps(name, result[name], value) : value;
    }
    return result;
  });
}

/** Reports whether an input is a map of the user's own keys. */
function isMergeable(name: string): boolean {
  if (!isInputName(name)) return false;
  const { kind, schema }: InputSpec = INPUTS[name];
  return kind === 'map' && schema.properties === undefined;
}

/** Merges two maps key by key; IAM ignores the case of a tag's key. */
function mergeMaps(name: string, farther: unknown, nearer: unknown): unknown {
  if (!isMap(farther) || !isMap(nearer)) return nearer;
  const tags = isInputName(name) && (INPUTS[name] as InputSpec).tags === true;
  const own = Object.keys(nearer);
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

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
