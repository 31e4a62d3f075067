/** The structure of `src/`: its size, the direction of its imports, and the files that stay generic over kinds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import ts from 'typescript';
import { CALLS } from '../src/aws/calls.ts';
import { RESOURCES } from '../src/resources/index.ts';

/** Folders of `src/` in layers: a file imports from its own layer and from the layers before it. */
const LAYERS = [
  ['runtime'],
  ['aws'],
  ['github'],
  ['resources'],
  ['inputs'],
  ['reconcile'],
  ['report'],
  ['.'],
];

/** Today's size. Lower these numbers as the code shrinks; never raise them without a feature that needs it. */
const MAX_FILES = 69;
const MAX_LINES = 12_894;
const MAX_LINES_OF_A_FILE = 300;

/** In how many files a word may occur, comments aside. */
const MAX_FILES_WITH = [
  [/\bmaxSessionDuration\b/, 4],
  [/\bboundary\b/, 5],
  [/\binlinePolicies\b/, 6],
  [/\bmanagedPolicies\b/, 6],
  [/\bdescription\b/, 6],
  [/roles.?anywhere/i, 8],
] as const;

/** Files that know properties and calls only through the contract of a kind. */
const GENERIC = [
  'reconcile/rollback.ts',
  'report/change-report.ts',
  'report/differences.ts',
  'report/diagram.ts',
  'report/import-step.ts',
  'report/words.ts',
  'resources/properties.ts',
];

/**
 * Every resource has these fields, so a generic file may use them. `role` also names a kind. All other names count, common
 * words too, because only the syntax of a property counts: `.description`, `{ description }`, `'description'`.
 */
const COMMON_PROPERTIES = ['name', 'path', 'tags', 'role'];

interface SourceFile {
  /** Relative to `src/`. */
  readonly path: string;
  readonly text: string;
  readonly withoutComments: string;
  readonly imports: readonly string[];
}

const root = new URL('../src/', import.meta.url);
const files: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(new URL(path, root), 'utf8');
    const imports = ts
      .preProcessFile(text)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.') && !name.includes('/node_modules/'))
      .map((name) => join(path, '..', name));
    return { path, text, withoutComments: stripComments(text), imports: [...new Set(imports)] };
  });

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
}

/** Prints the syntax tree, which has no comments. */
function stripComments(text: string): string {
  return ts.createPrinter({ removeComments: true }).printFile(parse(text));
}

function folderOf(path: string): string {
  return path.includes('/') ? path.replace(/\/.*/, '') : '.';
}

function layerOf(path: string): number {
  return LAYERS.findIndex((folders) => folders.includes(folderOf(path)));
}

/** Returns the paths that lead from a node back to itself, one for each node that has one. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const pathBack = (start: string): readonly string[] | undefined => {
    const seen = new Set<string>();
    const queue: (readonly string[])[] = [[start]];
    for (const path of queue) {
      for (const next of graph.get(path.at(-1) ?? '') ?? []) {
        if (next === start) return [...path, start];
        if (!seen.has(next)) queue.push([...path, next]);
        seen.add(next);
      }
    }
    return undefined;
  };
  return [...graph.keys()].flatMap((node) => pathBack(node)?.join(' → ') ?? []);
}

/** Lists the properties and texts that code names: member access, destructuring, keys of objects, strings. */
function namesIn(text: string): { readonly properties: Set<string>; readonly words: Set<string> } {
  const properties = new Set<string>();
  const words = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) words.add(node.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      for (const word of node.text.match(/\w+/g) ?? []) words.add(word);
      // `tags/team`, `role.trust`
      properties.add(node.text.replace(/\/.*/s, ''));
      if (/^[\w.]+$/.test(node.text)) for (const part of node.text.split('.')) properties.add(part);
    }
    if (ts.isPropertyAccessExpression(node)) properties.add(node.name.text);
    if (ts.isBindingElement(node)) properties.add((node.propertyName ?? node.name).getText());
    if (
      ts.isPropertyAssignment(node) ||
      ts.isShorthandPropertyAssignment(node) ||
      ts.isPropertySignature(node)
    )
      properties.add(node.name.getText().replaceAll("'", ''));
    ts.forEachChild(node, visit);
  };
  visit(parse(text));
  return { properties, words };
}

describe('the size of src', () => {
  test(`is at most ${MAX_FILES} files`, () => {
    expect(files.length).toBeLessThanOrEqual(MAX_FILES);
  });

  test(`is at most ${MAX_LINES} lines`, () => {
    const lines = files.reduce((sum, { text }) => sum + lineCount(text), 0);
    expect(lines).toBeLessThanOrEqual(MAX_LINES);
  });

  test(`is at most ${MAX_LINES_OF_A_FILE} lines in each file`, () => {
    const long = files.filter(({ text }) => lineCount(text) > MAX_LINES_OF_A_FILE);
    expect(long.map(({ path, text }) => `${path}: ${lineCount(text)}`)).toEqual([]);
  });
});

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

describe('imports', () => {
  test('lead to files of src', () => {
    const paths = new Set(files.map(({ path }) => path));
    // The table of imports would otherwise lack some of them, and the other tests could not fail.
    expect(files.flatMap(({ imports }) => imports).filter((each) => !paths.has(each))).toEqual([]);
    expect(files.find(({ path }) => path === 'main.ts')?.imports.length).toBeGreaterThan(5);
    expect(files.find(({ path }) => path === 'reconcile/reconcile.ts')?.imports).toContain(
      'reconcile/apply.ts',
    );
  });

  test('have no circle among files', () => {
    expect(circles(new Map(files.map(({ path, imports }) => [path, imports])))).toEqual([]);
  });

  test('have no circle among folders', () => {
    const graph = new Map<string, string[]>();
    for (const { path, imports } of files) {
      const others = imports.map(folderOf).filter((folder) => folder !== folderOf(path));
      graph.set(folderOf(path), [...(graph.get(folderOf(path)) ?? []), ...others]);
    }
    expect(circles(graph)).toEqual([]);
  });

  test('lead to the same layer or a lower one', () => {
    expect(files.map(({ path }) => path).filter((path) => layerOf(path) < 0)).toEqual([]);
    const upward = files.flatMap(({ path, imports }) =>
      imports.filter((each) => layerOf(each) > layerOf(path)).map((each) => `${path} → ${each}`),
    );
    expect(upward).toEqual([]);
  });
});

describe('a name', () => {
  test.each(MAX_FILES_WITH)('%s is in at most %d files', (pattern, max) => {
    const having = files.filter(({ withoutComments }) => pattern.test(withoutComments));
    // More than the limit fails with the list of files.
    expect(having.length > max ? having.map(({ path }) => path) : []).toEqual([]);
    expect(having).not.toHaveLength(0);
  });
});

describe.each(GENERIC)('%s', (path) => {
  const text = files.find((file) => file.path === path)?.text ?? '';

  test('exists', () => {
    expect(text).not.toBe('');
  });

  test('names no property of a kind', () => {
    const all = new Set(RESOURCES.flatMap(({ properties }) => Object.keys(properties)));
    for (const common of COMMON_PROPERTIES) all.delete(common);
    expect(all).toContain('maxSessionDuration');
    const { properties } = namesIn(text);
    expect([...properties].filter((name) => all.has(name))).toEqual([]);
  });

  test('names no call', () => {
    const { words } = namesIn(text);
    expect(Object.keys(CALLS).filter((call) => words.has(call))).toEqual([]);
  });
});
