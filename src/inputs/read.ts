/** The step's inputs as the runner hands them over, parsed once; every problem is collected, none is thrown. */
import { asError } from '../aws/errors.ts';
import { Validator } from '@cfworker/json-schema';
import type { RunSettings } from './declaration.ts';
import { quote, type InputProblem } from './problem.ts';
import {
  INPUT_NAMES,
  INPUTS,
  type InputName,
  type InputSpec,
  type JsonSchema,
  type Settings,
} from './table.ts';
import { suggestion } from './likely-mistakes.ts';
import { foldedHint, parseText, trimInput, coerce } from './parse.ts';

/** The inputs that every mode reads: a mode that declares nothing adds its own to them. */
export const COMMON_INPUTS: readonly InputName[] = [
  'mode',
  'timeout-seconds',
  'github-token',
  'mask-account-id',
  'role-to-assume',
  'aws-region',
];

/** Returns the variable in which the runner passes an input: upper case, spaces to `_`, hyphens kept. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replace(/ /g, '_').toUpperCase()}`;
}

/**
 * Reads and validates inputs. An input that is empty has its default, unless it is a guard.
 *
 * @param names the inputs to read; no other input is validated, so `destroy` does not fail for an input it does not use
 * @param keysOnly whether to reduce a map to its key fields, if it has any
 */
export async function readInputs(
  env: NodeJS.ProcessEnv,
  names: readonly InputName[] = INPUT_NAMES,
  keysOnly = false,
): Promise<{ settings: Settings; problems: InputProblem[] }> {
  const problems: InputProblem[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const given = env[inputVariable(name)];
    const text = trimInput(given ?? '', INPUTS[name].kind);
    const spec: InputSpec = INPUTS[name];
    if (given !== undefined && text === '' && spec.guard === true) {
      problems.push({ input: name, message: emptyGuard(spec) });
      continue;
    }
    const effectiveText = text === '' ? defaultOf(name, env) : text;
    if (effectiveText === undefined) continue;
    try {
      const value = await readText(name, effectiveText, keysOnly);
      const invalid = validate(name, value);
      problems.push(...invalid, ...hints(name, effectiveText, invalid));
      if (invalid.length === 0) settings[name] = value;
    } catch (error) {
      problems.push({ input: name, message: asError(error).message });
    }
  }
  return { settings, problems };
}

/** Returns the message for a guard without a value. A default that is an expression can only be left to the runner. */
export function emptyGuard({ default: standard = '' }: { readonly default?: string | undefined }): string {
  const remedy = standard.startsWith('${{') ? '' : `, or write its default, ${standard}`;
  return `is empty, as an expression without a value is; correct the expression, or leave the input out${remedy}`;
}

/** Returns hints about an input's text. The value of a tag may look like more tags; an item of a list never does. */
export function hints(name: InputName, text: string, violationsInText: readonly unknown[]): InputProblem[] {
  const { kind } = INPUTS[name];
  const hint = kind === 'map' || violationsInText.length > 0 ? foldedHint(text, kind) : undefined;
  return hint === undefined ? [] : [{ input: name, message: hint, isHint: true }];
}

/** Parses an input's text. @throws Error in words that can follow the input's name */
export async function readText(name: InputName, text: string, keysOnly: boolean): Promise<unknown> {
  const { kind, constraint } = INPUTS[name];
  try {
    return coerce(INPUTS[name], await parseText(text, kind), keysOnly);
  } catch (cause) {
    const reason = asError(cause).message;
    throw new Error(`${quote(text)} ${reason}; it must be ${constraint}`, { cause });
  }
}

/** Returns an input's default. `action.yml` has the defaults too, but only the runner evaluates GitHub's expressions. */
function defaultOf(name: InputName, env: NodeJS.ProcessEnv): string | undefined {
  if (name === 'owner') return env['GITHUB_REPOSITORY'];
  const spec: InputSpec = INPUTS[name];
  return spec.default?.startsWith('${{') === true ? undefined : spec.default;
}

/** Validates a value by its input's schema; each invalid item of a list or map is a separate problem. */
export function validate(name: InputName, value: unknown): InputProblem[] {
  return violations(name, value).map(({ message }) => ({ input: name, message }));
}

/** A part of a value that its schema refuses. The path names an item or entry; it is empty for the whole value. */
export interface Violation {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Returns the schema violations in an input's value. */
export function violations(name: InputName, value: unknown): Violation[] {
  const spec: InputSpec = INPUTS[name];
  const { errors } = new Validator(spec.schema as object, '2020-12', false).validate(value);
  const pointers = new Set(errors.map((error) => error.instanceLocation));
  // The validator also reports every parent of an invalid part; only the deepest is precise.
  const deepest = [...pointers].filter(
    (pointer) => ![...pointers].some((other) => other !== pointer && other.startsWith(`${pointer}/`)),
  );
  return deepest.map((pointer) => {
    const [, key] = pointer.split('/');
    if (key === undefined) {
      const message =
        spec.secret === true
          ? `the value, which is not shown, is not allowed; it must be ${spec.constraint}`
          : refusal('', value, { ...spec.schema, description: spec.constraint }) + suggestion(name, value);
      return { path: [], message };
    }
    const part = decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~');
    const { items, properties, propertyNames, additionalProperties } = spec.schema;
    if (Array.isArray(value)) {
      const index = Number(part);
      return {
        path: [index],
        message: refusal(`item ${index + 1}`, value[index], items) + suggestion(name, value[index]),
      };
    }
    const wrongKey = errors.some(
      ({ instanceLocation, keywordLocation }) =>
        instanceLocation === pointer && keywordLocation.startsWith('#/propertyNames'),
    );
    if (wrongKey) return { path: [part], message: refusal('key', part, propertyNames) };
    const entry = (value as Readonly<Record<string, unknown>>)[part];
    const schema = properties?.[part] ?? additionalProperties;
    const message =
      schema === undefined || schema === false
        ? `entry ${quote(part)} is not allowed; it must be one of ${Object.keys(properties ?? {}).join(', ')}`
        : refusal(`entry ${quote(part)}:`, entry, schema);
    return { path: [part], message };
  });
}

/** Returns the message for a value, or a part of one, that its schema refuses. */
function refusal(part: string, value: unknown, schema: JsonSchema | undefined): string {
  const rule = `it must be ${schema?.description ?? 'another value'}`;
  const isItem = part.startsWith('item');
  if (value === null) return `${part} has no value (null in YAML); ${rule}`.trim();
  const bare = unquoted(value, schema);
  if (bare !== undefined) return `${part}${isItem ? ':' : ''} ${bare}`.trim();
  const shown = isItem ? `, ${quote(value)},` : ` ${quote(value)}`;
  return `${part}${shown} is not allowed; ${rule}`.trim();
}

/** Describes text that a manifest has without quotes. Its characters may be valid, but YAML makes it another type. */
function unquoted(value: unknown, schema: JsonSchema | undefined): string | undefined {
  if (schema?.type !== 'string' || (typeof value !== 'number' && typeof value !== 'boolean'))
    return undefined;
  return `${value} is a ${typeof value} in YAML; put it in quotes to make it text`;
}

/** Returns the settings of the whole run. */
export function runSettings(settings: Settings): RunSettings {
  const mode = settings.mode ?? 'apply';
  const removes = mode === 'destroy' || mode === 'sweep';
  return {
    // A dry run is the plan of a removal.
    mode: (!removes ? mode : settings['dry-run'] === true ? 'plan' : 'destroy') as RunSettings['mode'],
    timeoutSeconds: settings['timeout-seconds'] ?? 120,
    rollbackOnFailure: settings['rollback-on-failure'] ?? true,
    waitFor: (settings['wait-for'] ?? 'iam') as RunSettings['waitFor'],
    ec2ImageId: settings['ec2-image-id'] ?? '',
    expectedPlanDigest: expectedDigest(settings['expected-plan-digest']),
    prComment: (settings['pr-comment'] ?? 'off') as RunSettings['prComment'],
    githubToken: settings['github-token'],
    roleToAssume: settings['role-to-assume'],
    awsRegion: settings['aws-region'],
  };
}

/** Returns the digest without its prefix; undefined if any plan may be sent. */
function expectedDigest(text = 'none'): string | undefined {
  return text === 'none' ? undefined : text.replace(/^(?:sha256:)+/, '');
}

/**
 * Reports whether to hide accounts' ids. The run needs to know before it reads the inputs: their problems may quote an id,
 * also if this input itself is wrong.
 */
export function masksAccountId(env: NodeJS.ProcessEnv): boolean {
  return !/^(?:false|False|FALSE)$/.test(env[inputVariable('mask-account-id')]?.trim() ?? 'false');
}
