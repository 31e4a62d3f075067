/** YAML 1.2 with its core schema and JSON, by a library that is loaded only when an input needs it. */
import { asError } from '../aws/errors.ts';
import type * as Library from 'yaml';
import type { Document, Node } from 'yaml';
import { ParseError } from './problem.ts';

export interface ParsedYaml {
  readonly value: unknown;
  /** Returns the 1-based line of the node at a path of keys and indexes. */
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined;
}

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
  asWritten: (path: readonly string[]) => boolean,
): Promise<ParsedYaml> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Only the core schema's tags: JSON would change the text of a date or of bytes.
    resolveKnownTags: false,
  });
  // The library only warns about an unknown tag or directive, and ignores it.
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) throw new ParseError(error.message, lines.linePos(error.pos[0]).line);
  // In YAML 1.1 `no` and `0777` are false and 511.
  if (document.directives.yaml.version !== '1.2') {
    const { line } = lines.linePos(text.search(/^%YAML/m));
    throw new ParseError('the document must be YAML 1.2; remove the %YAML directive', line);
  }
  const lineAt = (node: Node | undefined): number | undefined => {
    const offset = node?.range?.[0];
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  yaml.visit(document, {
    Pair(_, pair) {
      const key = yaml.isAlias(pair.key) ? pair.key.resolve(document) : pair.key;
      if (!yaml.isCollection(key)) return;
      throw new ParseError('a key is a list or a map, not text', lineAt(key));
    },
    Alias(_, node, ancestors) {
      const target = node.resolve(document);
      if (target === undefined || !ancestors.includes(target)) return;
      throw new ParseError(`alias *${node.source} refers to its own ancestor; remove it`, lineAt(node));
    },
    Scalar(key, node, ancestors) {
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
    // A few aliases are fine; a document that unfolds to millions of nodes is not.
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new ParseError(asError(cause).message, undefined, { cause });
  }
  return {
    value,
    lineOf: (path) => {
      const offset = nearest(yaml, document, path)?.range?.[0];
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

/** Finds the node at the path, or its closest parent. For a map's entry it is the key, which may precede its value by lines. */
function nearest(
  yaml: typeof Library,
  document: Document,
  path: readonly (string | number)[],
): Node | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const above = length < 2 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair =
      length > 0 && yaml.isMap(above)
        ? above.items.find(({ key }) => yaml.isScalar(key) && key.value === path[length - 1])
        : undefined;
    const node =
      pair?.key ?? (length === 0 ? document.contents : document.getIn(path.slice(0, length), true));
    if (yaml.isNode(node) && node.range !== undefined && node.range !== null) return node;
  }
  return undefined;
}
