/** The text of an input as a value of its kind. Nothing that cannot be read becomes a default. */
import type { InputSpec, Kind } from './table.ts';
import { SyntaxProblem } from './problem.ts';

/** Without the white space around it; but the first line's indentation says in YAML how far the others are in. */
export function stripped(text: string, kind: Kind): string {
  const isYaml = kind === 'list' || kind === 'map' || kind === 'document';
  return isYaml ? text.replace(/^\s*[\r\n]/, '').trimEnd() : text.trim();
}

/** @throws SyntaxProblem saying what would be right */
export async function parseText(text: string, kind: Kind): Promise<unknown> {
  switch (kind) {
    case 'string':
      return text;
    case 'integer':
      if (!/^[-+]?\d{1,15}$/.test(text)) throw new SyntaxProblem('is not a whole number', undefined);
      return Number(text);
    case 'boolean':
      // YAML 1.2's core schema, as GitHub's own getBooleanInput.
      if (/^(?:true|True|TRUE)$/.test(text)) return true;
      if (/^(?:false|False|FALSE)$/.test(text)) return false;
      throw new SyntaxProblem('is not a boolean', undefined);
    case 'list':
      return parseList(text);
    case 'map':
      return parseMap(text);
    case 'document':
      return parseDocument(text);
  }
}

/**
 * A map whose keys are known, with each value as its key's type: what is written in a map is text at first.
 *
 * @param identityOnly without the keys that only say what the thing is to be like
 */
export function typed({ schema, identity }: InputSpec, value: unknown, identityOnly = false): unknown {
  const { properties } = schema;
  if (properties === undefined || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !identityOnly || identity === undefined || identity.includes(key))
      .map(([key, given]: [string, unknown]) => {
        const type = properties[key]?.type;
        if (typeof given !== 'string') return [key, given];
        if (type === 'integer' && /^[-+]?\d{1,15}$/.test(given)) return [key, Number(given)];
        if (type === 'boolean' && /^(?:true|True|TRUE)$/.test(given)) return [key, true];
        if (type === 'boolean' && /^(?:false|False|FALSE)$/.test(given)) return [key, false];
        return [key, type === 'array' ? [given] : given];
      }),
  );
}

/** One item a line, or a YAML or JSON list. A comma never separates: it may be part of a policy's name. */
async function parseList(text: string): Promise<unknown> {
  const lines = entries(text);
  if (!/^(?:\[|-(?:\s|$))/.test(lines[0] ?? '')) return lines;
  return yaml(text);
}

/** `key=value` a line, or a YAML or JSON map. */
async function parseMap(text: string): Promise<unknown> {
  const lines = entries(text);
  const first = lines[0] ?? '';
  if (first.startsWith('{') || /^[^=]*:(?:\s|$)/.test(first)) {
    const value = await yaml(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SyntaxProblem('is not a map', undefined);
    }
    return value;
  }
  const pairs = lines.map((line) => {
    const equals = line.indexOf('=');
    if (equals < 0) throw new SyntaxProblem(`line ${JSON.stringify(line)} is not "key=value"`, undefined);
    return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const;
  });
  const twice = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
  if (twice !== undefined) throw new SyntaxProblem(`key ${JSON.stringify(twice[0])} stands twice`, undefined);
  return Object.fromEntries(pairs);
}

/** A YAML or JSON document; what parses to a plain string is a file's path and stays that string. */
export async function parseDocument(text: string): Promise<unknown> {
  // The usual path needs no parser at all.
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
export function foldedHint(text: string, kind: Kind): string | undefined {
  const [line = '', second] = entries(text);
  if (second !== undefined || /^[[{-]/.test(line)) return undefined;
  const key = kind === 'map' ? /^([^\s=:]+)=(?![{[]).*?\s[^\s=]+=/.exec(line)?.[1] : undefined;
  const folded = kind === 'list' ? /\S\s+\S/.test(line) : key !== undefined;
  if (!folded) return undefined;
  const read = key === undefined ? 'one item' : `the value of ${JSON.stringify(key)}`;
  return `a line is read as ${read}, spaces included; if it was meant as several lines, write \`|\` for the YAML block's \`>\`, which folds lines into one`;
}

/** The lines that say something: not empty, no comment. */
function entries(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
