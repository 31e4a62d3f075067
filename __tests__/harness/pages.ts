/** The pages of the project: every Markdown file, its headings and its blocks of code. */
import { readdirSync } from 'node:fs';
import { marked, type Token, type Tokens } from 'marked';

const ROOT = new URL('../../', import.meta.url);
const markdownIn = (folder: string): string[] =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}${name}`);

export const PAGES: readonly string[] = [...markdownIn('./'), ...markdownIn('docs/')].map((path) =>
  path.replace(/^\.\//, ''),
);

/** Returns the text of a token without markup and entities. */
export function textOf(token: Token): string {
  const { tokens, text = '' } = token as { tokens?: Token[]; text?: string };
  return tokens === undefined ? text : tokens.map(textOf).join('');
}

/** Lists the anchors of the headings, as GitHub makes them. */
export function slugsOf(markdown: string): string[] {
  const counts = new Map<string, number>();
  const slugs: string[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type !== 'heading') return;
    const slug = textOf(token)
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    slugs.push(count === 0 ? slug : `${slug}-${count}`);
  });
  return slugs;
}

interface Fence {
  readonly language: string;
  /** Line of its first line in the page. */
  readonly line: number;
  readonly text: string;
}

/** Lists the blocks of code in the order of the page. */
export function fencesIn(markdown: string): Fence[] {
  const lines = markdown.split('\n');
  const fences: Fence[] = [];
  let from = 0;
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type !== 'code') return;
    const { lang = '', text } = token as Tokens.Code;
    const opening = lines.findIndex((line, index) => index >= from && /^[ >]*(?:```|~~~)/.test(line));
    from = opening + text.split('\n').length + 2;
    fences.push({ language: lang, line: opening + 2, text });
  });
  return fences;
}
