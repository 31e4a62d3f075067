/** Parses the text of an input by its kind. Text that cannot be parsed is an error, never a default. */
import type { InputSpec, InputKind } from './table.ts';
import { ParseError } from './problem.ts';

/** Trims an input's text. YAML keeps the first line's indentation, because the other lines align with it. */
export function trimInput(text: string, kind: InputKind): string {
  const isYaml = kind === 'list' || kind === 'map' || kind === 'document';
  return isYaml ? text.replace(/^\s*[\r\n]/, '').trimEnd() : text.trim();
}

/** Parses an input's text. @throws ParseError with the reason */
export async function parseText(text: string, kind: InputKind): Promise<unknown> {
  switch (kind) {
    case 'string':
      return text;
    case 'integer':
      if (!/^[-+]?\d{1,15}$/.test(text)) throw new ParseError('is not a whole number', undefined);
      return Number(text);
    case 'boolean':
      // YAML 1.2's core schema, as GitHub's own getBooleanInput.
      if (/^(?:true|True|TRUE)$/.test(text)) return true;
      if (/^(?:false|False|FALSE)$/.test(text)) return false;
      throw new ParseError('is not a boolean', undefined);
    case 'list':
      return parseList(text);
    case 'map':
      return parseMap(text);
    case 'document':
      return parseDocument(text);
  }
}

/**
 * Converts each text in a map with known keys to the type that its key's schema has.
 *
 * @param keysOnly whether to drop all but the key fields
 */
export function coerce(
  { schema, tags, keyFields: identity }: InputSpec,
  value: unknown,
  keysOnly = false,
): unknown {
  const { properties } = schema;
  if (tags === true) return tagMap(value);
  if (properties === undefined || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !keysOnly || identity === undefined || identity.includes(key))
      .map(([key, entry]: [string, unknown]) => {
        const type = properties[key]?.type;
        if (key === 'tags') return [key, tagMap(entry)];
        if (typeof entry !== 'string') return [key, entry];
        if (type === 'integer' && /^[-+]?\d{1,15}$/.test(entry)) return [key, Number(entry)];
        if (type === 'boolean' && /^(?:true|True|TRUE)$/.test(entry)) return [key, true];
        if (type === 'boolean' && /^(?:false|False|FALSE)$/.test(entry)) return [key, false];
        return [key, type === 'array' ? [entry] : entry];
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
      throw new ParseError('is a list with an item that is not {"Key": …, "Value": …}', undefined);
    }
    if (tags.has(Key)) throw new ParseError(`key ${JSON.stringify(Key)} is declared twice`, undefined);
    tags.set(Key, Value);
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
    if (typeof value !== 'object' || value === null) {
      throw new ParseError('is not a map', undefined);
    }
    return value;
  }
  const pairs = lines.map((line) => {
    const equals = line.indexOf('=');
    if (equals < 0) throw new ParseError(`line ${JSON.stringify(line)} is not "key=value"`, undefined);
    return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const;
  });
  const duplicate = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
  if (duplicate !== undefined)
    throw new ParseError(`key ${JSON.stringify(duplicate[0])} is declared twice`, undefined);
  return Object.fromEntries(pairs);
}

/** Parses a YAML or JSON document. Returns a plain string as it is: it is a file's path. */
export async function parseDocument(text: string): Promise<unknown> {
  // An ordinary path needs no parser.
  if (/^[\w./ -]+$/.test(text)) return text.trim();
  return yaml(text);
}

async function yaml(text: string): Promise<unknown> {
  const { parseYaml } = await import('./yaml.ts');
  return (await parseYaml(text, () => true)).value;
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
