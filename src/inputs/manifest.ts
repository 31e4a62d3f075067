/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs that speak of
 * one role, its values theirs or the text of a step's, held to the same schema.
 */
import { hints, readText, violations, type Violation } from './read.ts';
import { quote, SyntaxProblem, type Problem } from './problem.ts';
import { INPUT_NAMES, INPUTS, isInputName, type InputName, type JsonSchema, type Settings } from './table.ts';
import { stripped, typed } from './parse.ts';
import { readWorkspaceFile } from './files.ts';
import { parseYaml, type ParsedYaml } from './yaml.ts';

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
 * @param destroy a word that is no input's fails nothing, and of maps only the keys count that tell which thing is meant
 * @returns the defaults as they are given, and the roles over them
 */
export async function readManifest(
  file: string,
  workspace: string,
  step: Settings,
  names: readonly InputName[],
  problems: Problem[],
  destroy = false,
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
  const read = async (
    value: unknown,
    path: readonly (string | number)[],
    allowed: readonly InputName[],
    found: Problem[],
  ): Promise<Settings> => {
    if (!isMap(value)) {
      found.push({ input: 'manifest', message: `${quote(value)} is not a map of inputs`, ...at(...path) });
      return {};
    }
    const settings: Record<string, unknown> = {};
    for (const [name, written] of Object.entries(value)) {
      if (!isInputName(name) || !allowed.includes(name)) {
        if (destroy) continue;
        const message = `${quote(name)} is not an input of one role; there are ${allowed.join(', ')}`;
        found.push({ input: 'manifest', message, ...at(...path, name) });
      } else if (names.includes(name)) {
        const { given, wrong } = await readWritten(name, written, destroy);
        found.push(
          ...wrong.map(({ within, message }) => ({ input: name, message, ...at(...path, name, ...within) })),
        );
        if (typeof written === 'string')
          found.push(...hints(name, written, wrong).map((hint) => ({ ...hint, ...at(...path, name) })));
        if (given !== undefined && wrong.length === 0) settings[name] = given;
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
  const defaults = await read(value['defaults'] ?? {}, ['defaults'], FOR_ALL, wrong);
  const roles: ManifestPart[] = [];
  for (const [index, role] of (value['roles'] as readonly unknown[]).entries()) {
    const found: Problem[] = [];
    const own = await read(role, ['roles', index], ROLE_INPUTS, found);
    if (!isMap(role)) {
      problems.push(...found);
      continue;
    }
    roles.push({
      settings: layered([step, defaults, own]),
      problems: found,
      place: (input) =>
        Object.hasOwn(own, input)
          ? at('roles', index, input)
          : Object.hasOwn(defaults, input)
            ? at('defaults', input)
            : at('roles', index),
    });
  }
  return {
    defaults: { settings: defaults, problems: wrong, place: (input) => at('defaults', input) },
    roles,
  };
}

/** An input's value, or the text of one as a step has it; nothing where it is left empty, as in a step. */
async function readWritten(
  name: InputName,
  written: unknown,
  identityOnly: boolean,
): Promise<{ readonly given?: unknown; readonly wrong: readonly Violation[] }> {
  const { kind } = INPUTS[name];
  const text = typeof written === 'string' && kind !== 'string' ? stripped(written, kind) : undefined;
  if (written === null || text === '') return { wrong: [] };
  try {
    const given =
      text === undefined
        ? typed(INPUTS[name], written, identityOnly)
        : await readText(name, text, identityOnly);
    return { given, wrong: violations(name, given) };
  } catch (error) {
    return { wrong: [{ within: [], message: error instanceof Error ? error.message : String(error) }] };
  }
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
