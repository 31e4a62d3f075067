/** Parses the text of an input by its kind. Text that cannot be parsed is an error, never a default. */
import { isObject } from '../aws/policy-document.ts';
import type { InputSpec, InputKind } from './schemas.ts';
import { ParseError } from './problem.ts';

/** Trims an input's text. YAML keeps the first line's indentation, because the other lines align with it. */
export function trimInput(text: string, kind: InputKind): string {
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

/**
 * Converts each text in a map with known keys to the type that its key's schema has.
 *
 * @param keysOnly whether to drop all but the key fields
 */
export function coerce({ schema, tags, keyFields }: InputSpec, value: unknown, keysOnly = false): unknown {
  const { properties } = schema;
  if (tags === true) return tagMap(value);
  if (properties === undefined || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !keysOnly || keyFields?.includes(key) !== false)
      .map(([key, entry]) => {
        if (key === 'tags') return [key, tagMap(entry)];
        if (typeof entry !== 'string') return [key, entry];
        const type = properties[key]?.type;
        return [key, scalar(entry, type) ?? (type === 'array' ? [entry] : entry)];
      }),
  );
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
  const lines = entries(text);
  if (!/^(?:\[|-(?:\s|$))/.test(lines[0] ?? '')) return lines;
  return yaml(text);
}

/** Parses one `key=value` a line, or a YAML or JSON map. */
async function parseMap(text: string): Promise<unknown> {
  const lines = entries(text);
  const first = lines[0] ?? '';
  if (/^[{[]/.test(first) || /^[^=]*:(?:\s|$)/.test(first)) {
    const value = await yaml(text);
    if (typeof value === 'object' && value !== null) return value;
    throw new ParseError('is not a map');
  }
  const pairs = new Map<string, string>();
  for (const line of lines) {
    const [, key, value = ''] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    if (key === undefined) throw new ParseError(`line ${JSON.stringify(line)} is not "key=value"`);
    add(pairs, key.trim(), value.trim());
  }
  return Object.fromEntries(pairs);
}

/** Adds an entry to a map. @throws ParseError if it has one of that key */
function add<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.has(key)) throw new ParseError(`key ${JSON.stringify(key)} is declared twice`);
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
 * Returns a hint for text that a YAML `>` block has folded into one line, or undefined. Its spaces and equals signs may be
 * part of a value: only the author knows.
 */
export function foldedHint(text: string, kind: InputKind): string | undefined {
  const [line = '', second] = entries(text);
  if (second !== undefined || /^[[{-]/.test(line)) return undefined;
  const key = kind === 'map' ? /^([^\s=:]+)=(?![{[]).*?\s[^\s=]+=/.exec(line)?.[1] : undefined;
  const folded = kind === 'list' ? /[^\s,]\s+\S/.test(line) : key !== undefined;
  if (!folded) return undefined;
  const read = key === undefined ? 'one item' : `the value of ${JSON.stringify(key)}`;
  return `a line is read as ${read}, spaces included; if it was meant as several lines, write \`|\` for the YAML block's \`>\`, which folds lines into one`;
}

/** Returns the lines that are neither empty nor comments. */
function entries(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
