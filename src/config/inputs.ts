/** The step's inputs as the runner hands them over, parsed once; every problem is collected, none is thrown. */
import { Validator } from '@cfworker/json-schema';
import type { RunSettings } from './declaration.ts';
import { quote, type Problem } from './problem.ts';
import {
  INPUT_NAMES,
  INPUTS,
  type InputName,
  type InputSpec,
  type JsonSchema,
  type Settings,
} from './schema.ts';
import { parseText, stripped, typed } from './text.ts';

/** The variable in which the runner passes an input: upper case, spaces to `_`, hyphens kept. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replace(/ /g, '_').toUpperCase()}`;
}

/**
 * Reads and validates inputs. An input that is empty has its default.
 *
 * @param names which ones; others are not looked at, so that `destroy` does not fail for what it does not use
 * @param identityOnly of maps that tell a thing by some of their keys, only those
 */
export async function readInputs(
  env: NodeJS.ProcessEnv,
  names: readonly InputName[] = INPUT_NAMES,
  identityOnly = false,
): Promise<{ settings: Settings; problems: Problem[] }> {
  const problems: Problem[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const text = stripped(env[inputVariable(name)] ?? '', INPUTS[name].kind);
    const given = text === '' ? defaultOf(name, env) : text;
    if (given === undefined) continue;
    try {
      const value = await readText(name, given, identityOnly);
      const wrong = validate(name, value);
      problems.push(...wrong);
      if (wrong.length === 0) settings[name] = value;
    } catch (error) {
      problems.push({ input: name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { settings, problems };
}

/** The value that an input's text stands for. @throws Error in words that can follow the input's name */
export async function readText(name: InputName, text: string, identityOnly: boolean): Promise<unknown> {
  const { kind, rule } = INPUTS[name];
  try {
    return typed(INPUTS[name], await parseText(text, kind), identityOnly);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${quote(text)} ${reason}; it must be ${rule}`, { cause });
  }
}

/** `action.yml` states the defaults too, but GitHub's expressions are known only to the runner. */
function defaultOf(name: InputName, env: NodeJS.ProcessEnv): string | undefined {
  if (name === 'owner') return env['GITHUB_REPOSITORY'];
  const spec: InputSpec = INPUTS[name];
  return spec.default?.startsWith('${{') === true ? undefined : spec.default;
}

/** Holds a value to its input's schema; each item of a list or map that is wrong is a problem of its own. */
export function validate(name: InputName, value: unknown): Problem[] {
  return violations(name, value).map(({ message }) => ({ input: name, message }));
}

/** What is wrong with a value, and where in it: at the item or entry, or nothing for all of it. */
export interface Violation {
  readonly within: readonly (string | number)[];
  readonly message: string;
}

/** What of a value its input's schema refuses. */
export function violations(name: InputName, value: unknown): Violation[] {
  const spec: InputSpec = INPUTS[name];
  const { errors } = new Validator(spec.schema as object, '2020-12', false).validate(value);
  const places = new Set(errors.map((error) => error.instanceLocation));
  // The validator also reports every place above a wrong one; the deepest says it.
  const deepest = [...places].filter(
    (place) => ![...places].some((other) => other !== place && other.startsWith(`${place}/`)),
  );
  return deepest.map((place) => {
    const [, key] = place.split('/');
    if (key === undefined) {
      const message =
        unquoted(value, spec.schema) ?? `${quote(value)} is not allowed; it must be ${spec.rule}`;
      return { within: [], message };
    }
    const within = decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~');
    if (Array.isArray(value)) {
      const index = Number(within);
      const item: unknown = value[index];
      const bare = unquoted(item, spec.schema.items);
      const message =
        bare === undefined
          ? `item ${index + 1}, ${quote(item)}, is not allowed; it must be ${spec.rule}`
          : `item ${index + 1}: ${bare}`;
      return { within: [index], message };
    }
    const entry = (value as Readonly<Record<string, unknown>>)[within];
    const schema = spec.schema.properties?.[within];
    const rule = schema?.description ?? spec.rule;
    const message = unquoted(entry, schema) ?? `${quote(entry)} is not allowed; it must be ${rule}`;
    return { within: [within], message: `entry ${quote(within)}: ${message}` };
  });
}

/** What is wrong with text that a manifest has without quotes; by its characters it may be just what is wanted. */
function unquoted(value: unknown, schema: JsonSchema | undefined): string | undefined {
  if (schema?.type !== 'string' || (typeof value !== 'number' && typeof value !== 'boolean'))
    return undefined;
  return `${value} is a ${typeof value} in YAML; to be text it must stand in quotes`;
}

/** What the inputs say of the whole step. */
export function runSettings(settings: Settings): RunSettings {
  return {
    mode: (settings.mode ?? 'apply') as RunSettings['mode'],
    timeoutSeconds: settings['timeout-seconds'] ?? 120,
    rollbackOnFailure: settings['rollback-on-failure'] ?? true,
    waitFor: (settings['wait-for'] ?? 'iam') as RunSettings['waitFor'],
    ec2ImageId: settings['ec2-image-id'] ?? '',
    expectedPlanDigest: settings['expected-plan-digest'],
    prComment: (settings['pr-comment'] ?? 'off') as RunSettings['prComment'],
    githubToken: settings['github-token'],
  };
}

/** Whether accounts' ids are to be hidden; known before the inputs are, for what is wrong with them may hold one. */
export function masksAccountId(env: NodeJS.ProcessEnv): boolean {
  return /^(?:true|True|TRUE)$/.test(env[inputVariable('mask-account-id')]?.trim() ?? '');
}
