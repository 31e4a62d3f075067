/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs that speak of
 * one role, held to the same schema.
 */
import { violations } from './inputs.ts';
import { quote, type Problem } from './problem.ts';
import {
  INPUT_NAMES,
  INPUTS,
  isInputName,
  type InputName,
  type JsonSchema,
  type Settings,
} from './schema.ts';
import { typed } from './text.ts';
import { readWorkspaceFile } from './workspace-file.ts';
import { parseYaml, SyntaxProblem, type ParsedYaml } from './yaml.ts';

/** One role of a manifest, or its defaults. */
export interface ManifestPart {
  readonly settings: Settings;
  /** What is wrong with it already. */
  readonly problems: readonly Problem[];
  /** Where in the file an input is given. */
  readonly place: (input: string) => { readonly file: string; readonly line?: number };
}

/** Inputs that one role may have in a manifest. */
export const ROLE_INPUTS: readonly InputName[] = INPUT_NAMES.filter((name) => INPUTS[name].scope === 'role');

/** Inputs that may be said of all roles at once; a name belongs to one. */
export const FOR_ALL = ROLE_INPUTS.filter((name) => name !== 'role-name' && name !== 'instance-profile-name');

/** Either of these says the whole trust, so the nearer one counts and not both. */
export const TRUST: readonly InputName[] = ['trust-services', 'trust-policy'];

/**
 * Reads a manifest. Every problem in it goes to `problems`, with its line.
 *
 * @param step what the step itself declares: defaults behind the manifest's own
 * @param names which inputs of a role to look at; others are not even validated
 * @param identityOnly of maps that tell a thing by some of their keys, only those
 * @returns the defaults as they are given, and the roles over them
 */
export async function readManifest(
  file: string,
  workspace: string,
  step: Settings,
  names: readonly InputName[],
  problems: Problem[],
  identityOnly = false,
): Promise<{ readonly defaults: ManifestPart | undefined; readonly roles: readonly ManifestPart[] }> {
  const nothing = { defaults: undefined, roles: [] };
  let parsed: ParsedYaml;
  try {
    parsed = await parseYaml(await readWorkspaceFile(file, workspace), isText);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = error instanceof SyntaxProblem ? error.line : undefined;
    problems.push({ input: 'manifest', message, file, ...(line === undefined ? {} : { line }) });
    return nothing;
  }
  const at = (...path: (string | number)[]): { file: string; line?: number } => {
    const line = parsed.lineOf(path);
    return { file, ...(line === undefined ? {} : { line }) };
  };
  const read = (
    value: unknown,
    path: readonly (string | number)[],
    allowed: readonly InputName[],
    found: Problem[],
  ): Settings => {
    if (!isMap(value)) {
      found.push({ input: 'manifest', message: `${quote(value)} is not a map of inputs`, ...at(...path) });
      return {};
    }
    const settings: Record<string, unknown> = {};
    for (const [name, written] of Object.entries(value)) {
      if (!isInputName(name) || !allowed.includes(name)) {
        const message = `${quote(name)} is not an input of one role; there are ${allowed.join(', ')}`;
        found.push({ input: 'manifest', message, ...at(...path, name) });
      } else if (names.includes(name)) {
        const given = identityOnly ? typed(INPUTS[name], written, true) : written;
        const wrong = violations(name, given);
        found.push(
          ...wrong.map(({ within, message }) => ({ input: name, message, ...at(...path, name, ...within) })),
        );
        if (wrong.length === 0) settings[name] = given;
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
      const message = `${quote(key)} is not known here; there are defaults and roles`;
      problems.push({ input: 'manifest', message, ...at(key) });
    }
  }
  const wrong: Problem[] = [];
  const defaults =
    value['defaults'] === undefined ? {} : read(value['defaults'], ['defaults'], FOR_ALL, wrong);
  const roles = (value['roles'] as readonly unknown[]).flatMap((role, index): ManifestPart[] => {
    const found: Problem[] = [];
    const own = read(role, ['roles', index], ROLE_INPUTS, found);
    if (!isMap(role)) {
      problems.push(...found);
      return [];
    }
    const part: ManifestPart = {
      settings: layered([step, defaults, own]),
      problems: found,
      place: (input) =>
        Object.hasOwn(own, input)
          ? at('roles', index, input)
          : Object.hasOwn(defaults, input)
            ? at('defaults', input)
            : at('roles', index),
    };
    return [part];
  });
  return {
    defaults: { settings: defaults, problems: wrong, place: (input) => at('defaults', input) },
    roles,
  };
}

/** The nearer layer over the farther ones, input by input. */
function layered(layers: readonly Settings[]): Settings {
  return layers.reduce((farther, nearer) => {
    const result: Record<string, unknown> = { ...farther };
    if (TRUST.some((name) => Object.hasOwn(nearer, name)))
      for (const name of TRUST) Reflect.deleteProperty(result, name);
    return { ...result, ...nearer };
  });
}

/** Policy documents and tags are text to IAM, numbers in them too. */
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
