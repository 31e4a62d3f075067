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
} from './table.ts';
import { foldedHint, parseText, stripped, typed } from './parse.ts';

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
      problems.push(...wrong, ...hints(name, given, wrong));
      if (wrong.length === 0) settings[name] = value;
    } catch (error) {
      problems.push({ input: name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { settings, problems };
}

/** Returns what to add about an input's text: a tag may hold what looks like more tags, an item of a list never does. */
export function hints(name: InputName, text: string, wrong: readonly unknown[]): Problem[] {
  const { kind } = INPUTS[name];
  const hint = kind === 'map' || wrong.length > 0 ? foldedHint(text, kind) : undefined;
  return hint === undefined ? [] : [{ input: name, message: hint, isHint: true }];
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

/** Returns the schema violations in an input's value. */
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
        spec.secret === true
          ? `the value, which is not shown, is not allowed; it must be ${spec.rule}`
          : refusal('', value, { ...spec.schema, description: spec.rule });
      return { within: [], message };
    }
    const within = decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~');
    const { items, properties, propertyNames, additionalProperties } = spec.schema;
    if (Array.isArray(value)) {
      const index = Number(within);
      return { within: [index], message: refusal(`item ${index + 1}`, value[index], items) };
    }
    const wrongKey = errors.some(
      ({ instanceLocation, keywordLocation }) =>
        instanceLocation === place && keywordLocation.startsWith('#/propertyNames'),
    );
    if (wrongKey) return { within: [within], message: refusal('key', within, propertyNames) };
    const entry = (value as Readonly<Record<string, unknown>>)[within];
    const schema = properties?.[within] ?? additionalProperties;
    const message =
      schema === undefined || schema === false
        ? `entry ${quote(within)} is not allowed; there are ${Object.keys(properties ?? {}).join(', ')}`
        : refusal(`entry ${quote(within)}:`, entry, schema);
    return { within: [within], message };
  });
}

/** Returns the words for a value, or a part of one, that its schema refuses. */
function refusal(part: string, value: unknown, schema: JsonSchema | undefined): string {
  const rule = `it must be ${schema?.description ?? 'another value'}`;
  const isItem = part.startsWith('item');
  if (value === null) return `${part} has no value (null in YAML); ${rule}`.trim();
  const bare = unquoted(value, schema);
  if (bare !== undefined) return `${part}${isItem ? ':' : ''} ${bare}`.trim();
  const shown = isItem ? `, ${quote(value)},` : ` ${quote(value)}`;
  return `${part}${shown} is not allowed; ${rule}`.trim();
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
