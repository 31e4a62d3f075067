/** YAML 1.2 with its core schema and JSON, from text or from a file, by a library that is loaded only when an input needs it. */
import { isUtf8 } from 'node:buffer';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { asError } from '../aws/errors.ts';
import type { ErrorCode, Node } from 'yaml';
import { ParseError, quote, type Path } from './problem.ts';

export interface ParsedYaml {
  readonly value: unknown;
  /** Returns the 1-based line of the node at a path, or of its closest parent. */
  readonly lineOf: (path: Path) => number | undefined;
}

const NO_ANCHOR = 'text that begins with * must be in quotes; without them it is an alias without an anchor';

/** Plain text of YAML that is a comment of JSON and the value behind it, or a bare value and the comment behind that. */
const WITH_COMMENT = /^\/[/*][^]*(?:"|\*\/\s)|^(?:-?\d[\d.eE+-]*|true|false|null)\s+\/[/*]/;
const NO_COMMENTS = 'JSON has no comments; remove each // and /* */, or write #';

/** Messages in place of the library's, by its codes. */
const MESSAGES: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: NO_ANCHOR,
  MULTIPLE_DOCS: 'multiple documents; keep one',
  RESOURCE_EXHAUSTION: 'the document is nested too deeply; use fewer levels',
};

/**
 * Parses one YAML document; JSON is YAML.
 *
 * @param text the document
 * @param asWritten whether numbers and booleans at this path remain text as written: in a policy document an account's id
 *   keeps its leading zero, and IAM compares text
 * @throws ParseError with the line
 */
export async function parseYaml(
  text: string,
  asWritten: (path: readonly string[]) => boolean = () => true,
): Promise<ParsedYaml> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // The library would compare each key with all before it.
    uniqueKeys: false,
    // Only the core schema's tags: JSON would change the text of a date or of bytes.
    resolveKnownTags: false,
  });
  // The library only warns about an unknown tag or directive, and ignores it.
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) {
    const [start] = error.pos;
    const message = /^\/[/*]/.test(text.slice(start, start + 2)) ? NO_COMMENTS : MESSAGES[error.code];
    throw new ParseError(message ?? error.message, lines.linePos(start).line);
  }
  // In YAML 1.1 `no` and `0777` are false and 511.
  if (document.directives.yaml.version !== '1.2') {
    const { line } = lines.linePos(text.search(/^%YAML/m));
    throw new ParseError('the document must be YAML 1.2; remove the %YAML directive', line);
  }
  const lineAt = (node: Node | undefined): number | undefined => {
    const offset = node?.range?.[0];
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  const keysOf = new Map<unknown, Map<unknown, Node>>();
  // The library would search the whole document for each alias.
  const anchored = new Map<string | undefined, Node>();
  yaml.visit(document, {
    Pair(_, pair, ancestors) {
      const key = yaml.isAlias(pair.key) ? anchored.get(pair.key.source) : pair.key;
      if (yaml.isCollection(key)) throw new ParseError('a key is a list or a map, not text', lineAt(key));
      if (!yaml.isScalar(key)) return;
      const node = pair.key as Node;
      if (key.source === '<<')
        throw new ParseError('YAML 1.2 has no merge key <<; write the entries out', lineAt(node));
      const keys = keysOf.get(ancestors.at(-1)) ?? new Map<unknown, Node>();
      if (keys.has(key.source))
        throw new ParseError(`key ${quote(key.source)} is declared twice; keep one`, lineAt(node));
      keysOf.set(ancestors.at(-1), keys.set(key.source, node));
    },
    Alias(_, node, ancestors) {
      const target = anchored.get(node.source);
      if (target === undefined) throw new ParseError(NO_ANCHOR, lineAt(node));
      if (!ancestors.some((each) => each === target)) return;
      throw new ParseError(`alias *${node.source} refers to its own ancestor; remove it`, lineAt(node));
    },
    Collection(_, node) {
      anchored.set(node.anchor, node);
    },
    Scalar(key, node, ancestors) {
      anchored.set(node.anchor, node);
      const isInBlock = ancestors.some((each) => yaml.isCollection(each) && each.flow !== true);
      // In YAML it would be text, with all that follows it up to the next comma.
      if (node.type === 'PLAIN' && !isInBlock && WITH_COMMENT.test(node.source ?? ''))
        throw new ParseError(NO_COMMENTS, lineAt(node));
      if (key === 'key' && typeof node.value !== 'string') node.value = node.source ?? String(node.value);
      if (typeof node.value !== 'number' && typeof node.value !== 'boolean') return;
      const path = ancestors
        .filter((ancestor) => yaml.isPair(ancestor))
        .map((pair) => String(yaml.isScalar(pair.key) ? pair.key.value : pair.key));
      if (asWritten(path)) node.value = node.source ?? String(node.value);
    },
  });
  let value: unknown;
  try {
    // Hundreds of roles may share one anchor. A document that unfolds to millions of nodes is refused.
    value = document.toJS({ maxAliasCount: 10_000 });
  } catch (cause) {
    throw new ParseError('its aliases unfold to too many values', undefined, { cause });
  }
  // For a map's entry it is the key, which may precede its value by lines.
  const nearest = (path: Path): Node | undefined => {
    const key = keysOf.get(document.getIn(path.slice(0, -1), true))?.get(path.at(-1));
    const node = key ?? document.getIn(path, true);
    if (yaml.isNode(node) && node.range) return node;
    return path.length === 0 ? undefined : nearest(path.slice(0, -1));
  };
  return { value, lineOf: (path) => lineAt(nearest(path)) };
}

/** Far above the size of any policy or manifest, and small enough for the runner's memory. */
const MAX_BYTES = 1024 * 1024;

/** Returns the folder that paths of files are relative to. */
export function workspaceOf(env: NodeJS.ProcessEnv): string {
  return env['GITHUB_WORKSPACE'] ?? process.cwd();
}

/**
 * Reads a file of the workspace as UTF-8. The checkout may be a pull request's, so no path may lead out of the workspace.
 *
 * @param path relative to the workspace; or absolute, with the link that the workspace may be, or without it
 * @throws Error in words that can follow the input's name
 */
export async function readWorkspaceFile(path: string, workspace: string): Promise<string> {
  if (path.includes('\0')) throw new Error('the path contains a NUL character; remove it');
  const root = await realpath(workspace).catch((cause: unknown) => {
    const message = `GITHUB_WORKSPACE names ${JSON.stringify(workspace)}, which does not exist; check the repository out before this step`;
    throw new Error(message, { cause });
  });
  const name = quote(path);
  const target = resolve(workspace, path);
  if (!isInside(target, workspace) && !isInside(target, root))
    throw new Error(`the file ${name} is outside the workspace; give a path inside it`);
  const real = await realpath(target).catch((cause: unknown) => {
    const message = `there is no file ${name} in the workspace; is the repository checked out?`;
    throw new Error(message, { cause });
  });
  if (!isInside(real, root))
    throw new Error(`the file ${name} is a link that leads out of the workspace; replace it by the file`);
  const stats = await stat(real);
  if (!stats.isFile()) throw new Error(`${name} is not a regular file; give the path of one`);
  if (stats.size > MAX_BYTES) throw new Error(`the file ${name} is larger than 1 MiB`);
  const bytes = await readFile(real).catch((cause: unknown) => {
    const message = `the file ${name} cannot be read (${asError(cause).message}); let the runner's user read it`;
    throw new Error(message, { cause });
  });
  // UTF-16 has a zero byte in each ASCII character.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Error(`the file ${name} is not UTF-8; save it as UTF-8`);
  return new TextDecoder().decode(bytes);
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
