/** Links, anchors, images and file names of the pages: each has a target, and each page of `docs/` is reachable from the README. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { marked, type Token } from 'marked';
import { fencesIn, PAGES, slugsOf, textOf } from '../harness/pages.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const exists = (path: string): boolean => existsSync(new URL(path, ROOT));

interface Link {
  readonly href: string;
  readonly image: boolean;
}

/** Lists the links and images of a page, those in HTML too. */
function linksOf(markdown: string): Link[] {
  const links: Link[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'link' || token.type === 'image')
      links.push({ href: String(token.href), image: token.type === 'image' });
    if (token.type !== 'html') return;
    for (const [, name, href = ''] of token.raw.matchAll(/\b(href|src|srcset)="([^"]*)"/g))
      links.push({ href, image: name !== 'href' });
  });
  return links.filter(({ href }) => !/^(?:https?|mailto):/.test(href));
}

/** Explains what is wrong with a link of a page; undefined if it has a target. */
function problemOf(page: string, { href, image }: Link): string | undefined {
  const [path = '', anchor] = decodeURIComponent(href).split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (target.startsWith('..') || path.startsWith('/') || !exists(target)) return `${href}: no file ${target}`;
  if (image && !/\.(?:png|svg)$/.test(target)) return `${href}: no image`;
  if (anchor === undefined) return undefined;
  if (!target.endsWith('.md')) return `${href}: no page`;
  return slugsOf(read(target)).includes(anchor) ? undefined : `${href}: no heading`;
}

test('all pages are known', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/recipes.md']));
});

test.each(PAGES)('every link and image of %s has a target', (page) => {
  expect(linksOf(read(page)).flatMap((link) => problemOf(page, link) ?? [])).toEqual([]);
});

test.each(PAGES)('every file that %s names exists', (page) => {
  const names: string[] = [];
  void marked.walkTokens(marked.lexer(read(page)), (token: Token) => {
    if (token.type === 'codespan') names.push(textOf(token));
  });
  const files = names.filter((name) =>
    /^(?:src|docs|__tests__|emulator|scripts|examples|bench|schema|ecs-cluster|dist|\.github|\.ci)\/[\w./-]*$/.test(
      name,
    ),
  );
  // KIND is a placeholder.
  expect(files.filter((name) => !name.includes('KIND') && !exists(name))).toEqual([]);
});

test('every page of docs/ is reachable from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { href } of linksOf(read(page))) {
      const [path = ''] = href.split('#');
      const target = join(dirname(page), path);
      if (path.endsWith('.md') && exists(target)) reached.add(target);
    }
  }
  const pages = readdirSync(new URL('docs/', ROOT)).filter((name) => name.endsWith('.md'));
  expect(pages.map((name) => `docs/${name}`).filter((page) => !reached.has(page))).toEqual([]);
});

test.each(readdirSync(new URL('docs/images/', ROOT)))('docs/images/%s is shown on a page', (name) => {
  const shown = PAGES.flatMap((page) => linksOf(read(page)).map(({ href }) => join(dirname(page), href)));
  expect(shown).toContain(`docs/images/${name}`);
});

test.each(
  read('docs/recipes.md')
    .split(/^## /m)
    .slice(1)
    .map((recipe) => [recipe.split('\n')[0] ?? '', recipe] as const),
)('the recipe "%s" has at most 25 lines', (_, recipe) => {
  expect(recipe.trim().split('\n').length).toBeLessThanOrEqual(25);
});

test.each([
  ['## A B', 'a-b'],
  ["## GitHub's `sub`, and what it's for?", 'githubs-sub-and-what-its-for'],
  ['## `mode: apply` of a cluster', 'mode-apply-of-a-cluster'],
  ['## Plan → apply', 'plan--apply'],
  ['## A [link](b.md) & an_underscore', 'a-link--an_underscore'],
  ['## Größe', 'größe'],
])('%j has the anchor %s', (heading, anchor) => {
  expect(slugsOf(heading)).toEqual([anchor]);
});

test('equal headings are numbered, and code has no headings', () => {
  expect(slugsOf('# A\n\n## A\n\n```sh\n# B\n```\n\n> # C\n\n# A')).toEqual(['a', 'a-1', 'c', 'a-2']);
});

test.each([
  ['[a](docs/nothing.md)', 'docs/nothing.md: no file docs/nothing.md'],
  ['[a](docs/recipes.md#nothing)', 'docs/recipes.md#nothing: no heading'],
  ['[a](#nothing)', '#nothing: no heading'],
  ['[a](package.json#x)', 'package.json#x: no page'],
  ['[a](../README.md)', '../README.md: no file ../README.md'],
  ['[a](/README.md)', '/README.md: no file README.md'],
  ['![a](docs/images/nothing.png)', 'docs/images/nothing.png: no file docs/images/nothing.png'],
  ['<img src="docs/images/nothing.png">', 'docs/images/nothing.png: no file docs/images/nothing.png'],
  ['![a](LICENSE)', 'LICENSE: no image'],
])('%s of the README would be reported', (markdown, problem) => {
  expect(linksOf(markdown).map((link) => problemOf('README.md', link))).toEqual([problem]);
});

test('code blocks are found in lists and quotes, with their lines', () => {
  const text = 'A\n\n```yaml\na: 1\n```\n\n1. B\n\n   ```sh\n   b\n   ```\n\n> ```json\n> {}\n> ```\n';
  expect(fencesIn(text)).toEqual([
    { language: 'yaml', line: 4, text: 'a: 1' },
    { language: 'sh', line: 10, text: 'b' },
    { language: 'json', line: 14, text: '{}' },
  ]);
});
