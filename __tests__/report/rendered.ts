/** Shows Markdown as a reader sees it, by a parser of GitHub's dialect, which also makes links of bare addresses. */
import { toHtml } from '../../scripts/preview.ts';

export { toHtml };

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** Returns the text of an HTML fragment, without its tags and comments. */
export function textOf(html: string): string {
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (entity, digits?: string, name = '') =>
      digits === undefined ? (NAMED[name as string] ?? entity) : String.fromCodePoint(Number(digits)),
    );
}

/** Returns the cells of each row of each table. */
export function tablesOf(html: string): string[][][] {
  const all = (pattern: RegExp, text: string): string[] =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  return all(/<table>(.*?)<\/table>/gs, html).map((table) =>
    all(/<tr>(.*?)<\/tr>/gs, table).map((row) => all(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs, row)),
  );
}

export const HOSTILE = [
  '@octocat',
  '@github/security',
  'a@b.example',
  'https://evil.example/x?y=1',
  'www.evil.example',
  'mailto:a@b.example',
  '#1',
  'octo-org/octo-repo#1',
  'GH-1',
  'GHSA-jfhx-c2jp-abcd',
  'deadbeefcafe',
  'user@deadbeefcafe',
  ':rocket:',
  '$x^2$',
  '$$x$$',
  '$`x`$',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<details>',
  '</td></tr></table>',
  '<!-- x -->',
  '-->',
  '![pixel](https://evil.example/p.png)',
  '[click](javascript:alert(1))',
  '[ref]: https://evil.example',
  '`code`',
  '```',
  '``` `',
  '|',
  'a | b',
  '\\|',
  '\\',
  '*bold*',
  '__bold__',
  '_it_',
  '~~gone~~',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '1) item',
  '> quote',
  '---',
  '===',
  '&lt;b&gt;',
  '&#64;octocat',
  '&amp;',
  'line\nbreak',
  'line\r\n\r\n# break',
  '\tx',
  '::error::x',
  '##[error]x',
  '\u202etxt.exe',
  '\u200b@octocat',
  'é ü ß',
  '🚀',
];
