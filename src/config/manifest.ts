/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs that speak of
 * one role, held to the same schema.
 */
import { validate } from './inputs.ts';
import { quote, type Problem } from './problem.ts';
import {
  INPUT_NAMES,
  INPUTS,
  isInputName,
  type InputName,
  type JsonSchema,
  type Settings,
} from './schema.ts';
import { readWorkspaceFile } from './workspace-file.ts';
import { parseYaml, SyntaxProblem, type ParsedYaml } from './yaml.ts';

export interface ManifestRole {
  readonly settings: Settings;
  /** What is wrong with it already. */
  readonly problems: readonly Problem[];
  /** Where in the file an input of this role is given. */
  readonly place: (input: string) => { readonly file: string; readonly line?: number };
}

/** Inputs that one role may have in a manifest. */
export const ROLE_INPUTS: readonly InputName[] = INPUT_NAMES.filter((name) => INPUTS[name].scope === 'role');

/** Inputs that may be said of all roles at once; a name belongs to one. */
const FOR_ALL = ROLE_INPUTS.filter((name) => name !== 'role-name' && name !== 'instance-profile-name');

/** Either of these says the whole trust, so the nearer one counts and not both. */
const TRUST: readonly InputName[] = ['trust-services', 'trust-policy'];

/**
 * Reads a manifest. Every problem in it goes to `problems`, with its line.
 *
 * @param step what the step itself declares: defaults behind the manifest's own
 * @param names which inputs of a role to look at; others are not even validated
 */
export async function readManifest(
  file: string,
  workspace: string,
  step: Settings,
  names: readonly InputName[],
  problems: Problem[],
): Promise<ManifestRole[]> {
  let parsed: ParsedYaml;
  try {
    parsed = await parseYaml(await readWorkspaceFile(file, workspace), isText);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = error instanceof SyntaxProblem ? error.line : undefined;
    problems.push({ input: 'manifest', message, file, ...(line === undefined ? {} : { line }) });
    return [];
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
    for (const [name, given] of Object.entries(value)) {
      if (!isInputName(name) || !allowed.includes(name)) {
        const message = `${quote(name)} is not an input of one role; there are ${allowed.join(', ')}`;
        found.push({ input: 'manifest', message, ...at(...path, name) });
      } else if (names.includes(name)) {
        const wrong = validate(name, given);
        found.push(...wrong.map((problem) => ({ ...problem, ...at(...path, name) })));
        if (wrong.length === 0) settings[name] = given;
      }
    }
    return settings;
  };

  const { value } = parsed;
  if (!isMap(value) || !Array.isArray(value['roles']) || value['roles'].length === 0) {
    problems.push({ input: 'manifest', message: 'it must be a map with a list of `roles`', ...at() });
    return [];
  }
  for (const key of Object.keys(value)) {
    if (!['$schema', 'defaults', 'roles'].includes(key)) {
      const message = `${quote(key)} is not known here; there are defaults and roles`;
      problems.push({ input: 'manifest', message, ...at(key) });
    }
  }
  const defaults =
    value['defaults'] === undefined ? {} : read(value['defaults'], ['defaults'], FOR_ALL, problems);
  return (value['roles'] as readonly unknown[]).map((role, index): ManifestRole => {
    const found: Problem[] = [];
    const own = read(role, ['roles', index], ROLE_INPUTS, found);
    return {
      settings: layered([step, defaults, own]),
      problems: found,
      place: (input) =>
        Object.hasOwn(own, input)
          ? at('roles', index, input)
          : Object.hasOwn(defaults, input)
            ? at('defaults', input)
            : at('roles', index),
    };
  });
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
  return path.some((key) => isInputName(key) && ['map', 'document'].includes(INPUTS[key].kind));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema of a manifest, for editors: what `readManifest` accepts. */
export function manifestSchema(): object {
  const properties = (names: readonly InputName[]): Record<string, JsonSchema & { description: string }> =>
    Object.fromEntries(
      names.map((name) => [name, { description: INPUTS[name].meaning, ...written(INPUTS[name].schema) }]),
    );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Manifest of aws-iam-instance-profile',
    type: 'object',
    required: ['roles'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      defaults: {
        type: 'object',
        additionalProperties: false,
        properties: properties(FOR_ALL),
      },
      roles: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['role-name'],
          additionalProperties: false,
          properties: properties(ROLE_INPUTS),
        },
      },
    },
  };
}

/** As it may be written in YAML: the value of a tag may be a number or a boolean, which is read as text. */
function written(schema: JsonSchema): JsonSchema {
  const { additionalProperties: values } = schema;
  return values !== undefined && values !== false && values.type === 'string'
    ? { ...schema, additionalProperties: { ...values, type: ['string', 'number', 'boolean'] } }
    : schema;
}
