/** The step's inputs as the runner hands them over, parsed and validated; every problem is collected, none is thrown. */
import { asError } from '../aws/errors.ts';
import { isObject } from '../aws/policy-document.ts';
import { coerce, foldedHint, parseText, trimInput } from './parse.ts';
import { closest, quote, type InputProblem, type Path } from './problem.ts';
import { fits, part, ruleOf, type JsonSchema } from './schemas.ts';
import { DEFAULTS, INPUT_NAMES, INPUTS, type InputName, type InputSpec, type Settings } from './table.ts';

/** Returns the variable in which the runner passes an input: upper case, spaces to `_`, hyphens kept. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replace(/ /g, '_').toUpperCase()}`;
}

/** The inputs of the step, or of a role in a manifest. */
export interface Inputs {
  readonly env: NodeJS.ProcessEnv;
  readonly settings: Settings;
  /** Receives every problem that is found later. */
  readonly problems: InputProblem[];
}

/**
 * Reads and validates inputs. An input that is not read, empty or not valid has its default.
 *
 * @param names the inputs to read; no other input is validated, so `destroy` does not fail for an input it does not use
 * @param keysOnly whether to reduce a map to its key fields, if it has any
 */
export async function readInputs(
  env: NodeJS.ProcessEnv,
  names: readonly InputName[] = INPUT_NAMES,
  keysOnly = false,
): Promise<Inputs> {
  const problems: InputProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const name of names) {
    // Only the runner evaluates the expression for the owner.
    const given = env[inputVariable(name)] ?? (name === 'owner' ? env['GITHUB_REPOSITORY'] : undefined);
    if (given === undefined) continue;
    const text = trimInput(given, INPUTS[name].kind);
    const { value, problems: invalid } = await readValue(name, text === '' ? null : text, keysOnly);
    problems.push(...invalid);
    if (value !== undefined) values[name] = value;
  }
  return { env, settings: { ...DEFAULTS, ...values }, problems };
}

/** Reads an input's value, or the text of it. Returns no value if it is empty or not valid. */
export async function readValue(
  name: InputName,
  given: unknown,
  keysOnly: boolean,
): Promise<{ readonly value?: unknown; readonly problems: readonly InputProblem[] }> {
  const spec: InputSpec = INPUTS[name];
  const { kind, constraint, guard } = spec;
  const text = typeof given === 'string' ? trimInput(given, kind) : given;
  const isEmpty = text === null || text === '';
  if (isEmpty && guard === true) return { problems: [{ input: name, message: emptyGuard(spec) }] };
  // In a manifest, the empty text of a string overrides the default.
  if (isEmpty && (given === null || kind !== 'string')) return { problems: [] };
  const written = kind === 'string' ? given : text;
  try {
    const parsed = typeof written === 'string' ? await parseText(written, kind) : written;
    const value = coerce(spec, parsed, keysOnly);
    const invalid = violations(name, value);
    const problems = [...invalid, ...hints(name, written, invalid.length > 0)];
    return invalid.length > 0 ? { problems } : { value, problems };
  } catch (error) {
    const message = `${quote(written)} ${asError(error).message}; it must be ${constraint}`;
    return { problems: [{ input: name, message }] };
  }
}

/** Returns the message for a guard without a value. A default that is an expression can only be left to the runner. */
function emptyGuard({ default: standard }: InputSpec): string {
  const remedy = standard === undefined ? '' : `, or write its default, ${standard.toString()}`;
  return `is empty, as an expression without a value is; correct the expression, or leave the input out${remedy}`;
}

/** Returns hints about an input's text. The value of a tag may look like more tags; an item of a list never does. */
function hints(name: InputName, text: unknown, isInvalid: boolean): InputProblem[] {
  const { kind } = INPUTS[name];
  if (typeof text !== 'string' || (kind !== 'map' && !isInvalid)) return [];
  const hint = foldedHint(text, kind);
  return hint === undefined ? [] : [{ input: name, message: hint, isHint: true }];
}

/**
 * Returns the problems of a value that its schema refuses, one for each wrong item of a list or entry of a map. The path names
 * the item or entry; it is empty for the whole value.
 */
function violations(name: InputName, value: unknown): InputProblem[] {
  const spec: InputSpec = INPUTS[name];
  // "None" also fits the schema of a policy's name.
  if (fits(spec.schema, value) && intendedWord(name, value) === undefined) return [];
  const problems: InputProblem[] = [];
  const report = (message: string, ...path: Path): void => {
    problems.push({ input: name, path, message });
  };
  if (spec.secret === true) {
    report(`the value, which is not shown, is not allowed; it must be ${spec.constraint}`);
    return problems;
  }
  const { items = {}, properties = {}, propertyNames = {}, additionalProperties = {} } = spec.schema;
  for (const [index, item] of Array.isArray(value) ? value.entries() : []) {
    if (!fits(items, item)) report(refusal(`item ${index + 1}`, item, items) + suggestion(name, item), index);
  }
  for (const [key, entry] of isObject(value) ? Object.entries(value) : []) {
    const schema = Object.hasOwn(properties, key) ? (properties[key] ?? {}) : additionalProperties;
    if (!fits(propertyNames, key)) report(refusal('key', key, propertyNames), key);
    else if (schema === false) {
      const known = Object.keys(properties).join(', ');
      report(`entry ${quote(key)} is not allowed; it must be one of ${known}`, key);
    } else if (!fits(schema, entry)) report(refusal(`entry ${quote(key)}:`, entry, schema), key);
  }
  if (problems.length === 0) report(refusal('', value, part(spec)) + suggestion(name, value));
  return problems;
}

/** Returns the message for a value, or a part of one, that its schema refuses. */
function refusal(label: string, value: unknown, schema: JsonSchema): string {
  const rule = `it must be ${ruleOf(schema)}`;
  const isItem = label.startsWith('item');
  if (value === null) return `${label} has no value (null in YAML); ${rule}`.trim();
  // The characters may be valid, but YAML makes text without quotes another type.
  if (schema.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    const bare = `${value} is a ${typeof value} in YAML; put it in quotes to make it text`;
    return `${label}${isItem ? ':' : ''} ${bare}`.trim();
  }
  const shown = isItem ? `, ${quote(value)},` : ` ${quote(value)}`;
  return `${label}${shown} is not allowed; ${rule}`.trim();
}

/** Returns the end of a refusal: the value or the form that was probably intended; empty if none is likely. */
function suggestion(name: InputName, value: unknown): string {
  const { kind } = INPUTS[name];
  if (typeof value !== 'string') return '';
  if (name === 'trust-services' && /^github|githubusercontent/.test(value))
    return '. GitHub is no AWS service: its workflows assume a role by OIDC, so use trust-github';
  if (name === 'trust-services' && value.includes('.'))
    return '. Only AWS services have a name here: write a trust-policy for any other principal';
  if (kind === 'list')
    return /,\s*\S/.test(value) ? '. Write one item per line: a comma does not separate' : '';
  const word = intendedWord(name, value);
  return word === undefined ? '' : `. Did you mean ${word}?`;
}

/** Returns the word that a value was probably meant to be; undefined if it is a word already, or no word is close. */
function intendedWord(name: InputName, value: unknown): string | undefined {
  const { schema, synonyms = {} }: InputSpec = INPUTS[name];
  const words = schema.enum?.map(String) ?? Object.keys(synonyms);
  if (typeof value !== 'string' || words.includes(value)) return undefined;
  const [word] = Object.entries(synonyms).find(([, others]) => others.includes(value.toLowerCase())) ?? [];
  return word ?? closest(value, words);
}

/**
 * Reports whether to hide accounts' ids. The run needs to know before it reads the inputs: their problems may quote an id,
 * also if this input itself is wrong.
 */
export function masksAccountId(env: NodeJS.ProcessEnv): boolean {
  return !/^(?:false|False|FALSE)$/.test(
    env[inputVariable('mask-account-id')]?.trim() ?? `${DEFAULTS['mask-account-id']}`,
  );
}
