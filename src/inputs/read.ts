/** The step's inputs as the runner hands them over, parsed by their kind and validated; every problem is collected, none is thrown. */
import { asError } from '../aws/errors.ts';
import { isObject } from '../aws/policy-document.ts';
import { closest, quote, ParseError, type InputProblem, type Path } from './problem.ts';
import { fits, part, ruleOf, type JsonSchema, type InputSpec, type InputKind } from './schemas.ts';
import { DEFAULTS, INPUTS, type InputName, type Settings } from './table.ts';

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
 * Reads and validates inputs. An input that is not read, empty or not valid has its default; of a map the valid entries remain.
 *
 * @param names the inputs to read; no other input is validated, so `destroy` does not fail for an input it does not use
 * @param namesOnly whether to reduce a map with known keys to its `name`
 */
export async function readInputs(
  env: NodeJS.ProcessEnv,
  names: readonly InputName[],
  namesOnly = false,
): Promise<Inputs> {
  const problems: InputProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const name of names) {
    // Only the runner evaluates the expression for the owner.
    const given = env[inputVariable(name)] ?? (name === 'owner' ? env['GITHUB_REPOSITORY'] : undefined);
    if (given === undefined) continue;
    const text = trimInput(given, INPUTS[name].kind) || null;
    const { value, problems: invalid } = await readValue(name, text, namesOnly);
    problems.push(...invalid);
    if (value !== undefined) values[name] = value;
  }
  return { env, settings: { ...DEFAULTS, ...values }, problems };
}

/** Reads an input's value, or the text of it. Returns no value if it is empty or not valid. */
export async function readValue(
  name: InputName,
  given: unknown,
  namesOnly: boolean,
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
    const value = coerce(spec, parsed, namesOnly);
    const invalid = violations(name, value);
    const problems = [...invalid, ...foldedHints(name, written, invalid.length > 0)];
    const wrong = new Set(invalid.map(({ path }) => path?.[0]));
    if (wrong.size === 0) return { value, problems };
    // The other entries may have problems, too: a document, or tags whose keys differ by case.
    const hasOthers = isObject(value) && !wrong.has(undefined);
    const valid = hasOthers ? Object.entries(value).filter(([key]) => !wrong.has(key)) : [];
    return valid.length === 0 ? { problems } : { value: Object.fromEntries(valid), problems };
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

/**
 * Returns the problems of a value that its schema refuses, one for each wrong item of a list or entry of a map. The path names
 * the item or entry; it is empty for the whole value.
 */
function violations(name: InputName, value: unknown): InputProblem[] {
  const spec: InputSpec = INPUTS[name];
  // "None" also fits the schema of a policy's name.
  if (fits(spec.schema, value) && intendedWord(name, value) === undefined) return [];
  if (spec.secret === true) {
    const message = `the value, which is not shown, is not allowed; it must be ${spec.constraint}`;
    return [{ input: name, path: [], message }];
  }
  const problems: InputProblem[] = [];
  const report = (message: string, ...path: Path): void => {
    problems.push({ input: name, path, message });
  };
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
  const given = env[inputVariable('mask-account-id')] ?? `${DEFAULTS['mask-account-id']}`;
  return !/^(?:false|False|FALSE)$/.test(given.trim());
}

/** Trims an input's text. YAML keeps the first line's indentation, because the other lines align with it. */
function trimInput(text: string, kind: InputKind): string {
  const isYaml = kind === 'list' || kind === 'map' || kind === 'document';
  return isYaml ? text.replace(/^\s*[\r\n]/, '').trimEnd() : text.trim();
}

/** Parses an input's text. @throws ParseError with the reason */
export async function parseText(text: string, kind: InputKind): Promise<unknown> {
  if (kind === 'list') return parseList(text);
  if (kind === 'map') return parseMap(text);
  if (kind === 'document') return parseDocument(text);
  const value = kind === 'string' ? text : scalar(text, kind);
  if (value !== undefined) return value;
  throw new ParseError(kind === 'integer' ? 'is not a whole number' : 'is not a boolean');
}

/** Returns the number or boolean that a text is, or undefined. */
function scalar(text: string, type: unknown): number | boolean | undefined {
  if (type === 'integer' && /^[-+]?\d{1,15}$/.test(text)) return Number(text);
  // YAML 1.2's core schema, as GitHub's own getBooleanInput.
  if (type === 'boolean' && /^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return /^t/i.test(text);
  return undefined;
}

/** Converts each text in a map with known keys to the type that its key's schema has. */
function coerce({ schema: { properties }, tags }: InputSpec, value: unknown, namesOnly: boolean): unknown {
  if (tags === true) return tagMap(value);
  if (properties === undefined || !isObject(value)) return value;
  const read = Object.entries(value).filter(([key]) => !namesOnly || key === 'name');
  const coerced = read.map(([key, entry]) => {
    if (key === 'tags') return [key, tagMap(entry)];
    if (typeof entry !== 'string') return [key, entry];
    const type = properties[key]?.type;
    return [key, scalar(entry, type) ?? (type === 'array' ? [entry] : entry)];
  });
  return Object.fromEntries(coerced) as unknown;
}

/** Returns AWS's list of tags as a map, and any other value as it is. @throws ParseError */
function tagMap(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const tags = new Map<string, unknown>();
  for (const item of value as readonly unknown[]) {
    const { Key, Value, ...rest } = (item ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof Key !== 'string' || Value === undefined || Object.keys(rest).length > 0) {
      throw new ParseError('is a list with an item that is not {"Key": …, "Value": …}');
    }
    add(tags, Key, Value);
  }
  return Object.fromEntries(tags);
}

/** Parses one item a line, or a YAML or JSON list. A comma never separates: it may be part of a policy's name. */
async function parseList(text: string): Promise<unknown> {
  const lines = linesOf(text);
  if (!/^(?:\[|-(?:\s|$))/.test(lines[0] ?? '')) return lines;
  return yaml(text);
}

/** Parses one `key=value` a line, or a YAML or JSON map. */
async function parseMap(text: string): Promise<unknown> {
  const lines = linesOf(text);
  const first = lines[0] ?? '';
  if (/^[{[]/.test(first) || /^[^=]*:(?:\s|$)/.test(first)) {
    const value = await yaml(text);
    if (typeof value === 'object' && value !== null) return value;
    throw new ParseError('is not a map');
  }
  const pairs = new Map<string, string>();
  for (const line of lines) {
    const [, key, value = ''] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    if (key === undefined) throw new ParseError(`line ${quote(line)} is not "key=value"`);
    add(pairs, key.trim(), value.trim());
  }
  return Object.fromEntries(pairs);
}

/** Adds an entry to a map. @throws ParseError if it has one of that key */
function add<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.has(key)) throw new ParseError(`key ${quote(key)} is declared twice`);
  map.set(key, value);
}

/** Parses a YAML or JSON document. Returns a plain string as it is: it is a file's path. */
export async function parseDocument(text: string): Promise<unknown> {
  // An ordinary path needs no parser.
  if (/^[\w./ -]+$/.test(text)) return text.trim();
  return yaml(text);
}

async function yaml(text: string): Promise<unknown> {
  const { parseYaml } = await import('./yaml.ts');
  return (await parseYaml(text)).value;
}

/**
 * Returns a hint for text that a YAML `>` block has folded into one line. Its spaces and equals signs may be part of a value:
 * only the author knows. The value of a tag may look like more tags; a valid item of a list never does.
 */
function foldedHints(input: InputName, text: unknown, isInvalid: boolean): InputProblem[] {
  const { kind } = INPUTS[input];
  if (typeof text !== 'string' || (kind !== 'map' && !isInvalid)) return [];
  const [line = '', second] = linesOf(text);
  if (second !== undefined || /^[[{-]/.test(line)) return [];
  const key = kind === 'map' ? /^([^\s=:]+)=(?![{[]).*?\s[^\s=]+=/.exec(line)?.[1] : undefined;
  if (kind === 'list' ? !/[^\s,]\s+\S/.test(line) : key === undefined) return [];
  const read = key === undefined ? 'one item' : `the value of ${JSON.stringify(key)}`;
  const message = `a line is read as ${read}, spaces included; if it was meant as several lines, write \`|\` for the YAML block's \`>\`, which folds lines into one`;
  return [{ input, message, isHint: true }];
}

/** Returns the lines that are neither empty nor comments. */
function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
