/**
 * Escapes text from IAM or from a pull request, so that GitHub's Markdown renders it as plain text. All text except our own
 * wording passes through it. The labels of the diagram and the marker of the comment have escapes of their own.
 *
 * https://github.github.com/gfm/ and https://docs.github.com/en/get-started/writing-on-github
 */
import { escapeControlCharacters } from '../runtime/runner.ts';

/**
 * Escapes text for a paragraph, list item or table cell. Words that GitHub would turn into a link, a mention, a reference,
 * an emoji or mathematics become code. An escape is not enough, because GitHub also searches the rendered text for them.
 */
export function escapeMarkdown(value: string): string {
  return oneLine(value)
    .split(' ')
    .map((word, index) => (AUTOLINKED.test(word) ? code(word) : escapeWord(word, index === 0)))
    .join(' ');
}

/** URLs, e-mail addresses and mentions, `#1`, `GH-1` and similar, commits, emoji, mathematics, and backticks. */
const AUTOLINKED =
  /:\/\/|www\.|@|#\w|[a-z]-\d|GHSA-|(?:^|[^\da-z])[\da-f]{7,40}(?![\da-z])|:[\w+-]+:|mailto:|xmpp:|[$`]/i;

function escapeWord(word: string, first: boolean): string {
  const plain = word.replace(/[\\*_[\]<>|~&]/g, '\\$&');
  return first ? plain.replace(/^[-+=#]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2') : plain;
}

/** Returns the value as code for a paragraph, list item or table cell. */
export function code(value: string): string {
  const line = oneLine(value);
  if (line === '') return '';
  if (!/[`|]/.test(line)) return `\`${line}\``;
  // A code span cannot contain backticks or, in a table, pipes. Inside an element GitHub still parses Markdown, so every sign
  // becomes a character reference; an empty comment prevents links to e-mail addresses.
  return `<code>${characterReferences(line)}</code>`;
}

function characterReferences(line: string): string {
  const signs = line.replace(/[^\w\s]|_/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
  return signs.replaceAll('&#64;', '&#64;<!-- -->');
}

/** Returns a value as code for HTML, where GitHub parses no Markdown: the title of a fold. */
export function htmlCode(value: string): string {
  return `<code>${characterReferences(oneLine(value))}</code>`;
}

/** Returns a block of code, between fences that nothing in it can close. */
export function fenced(language: string, content: string): string {
  const runs = content.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${content.split('\n').map(escapeControlCharacters).join('\n')}\n${fence}`;
}

/** Returns a table; nothing without rows. @param rows of cells that are Markdown already */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  if (rows.length === 0) return '';
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Renders each line of a message as a paragraph; lines that begin with `- ` form a list. */
export function paragraphs(message: string): string {
  const blocks: string[] = [];
  let list: string[] = [];
  for (const line of [...message.split('\n'), '']) {
    if (line.startsWith('- ')) list.push(`- ${escapeMarkdown(line.slice(2))}`);
    else {
      blocks.push(list.join('\n'), escapeMarkdown(line));
      list = [];
    }
  }
  return paragraphsOf(...blocks);
}

/** Joins Markdown as paragraphs, without empty ones. */
export function paragraphsOf(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

/** Shortens a long value and adds its length. */
export function truncate(value: string, length = 200): string {
  return value.length > length ? `${value.slice(0, length)}… (${value.length} characters)` : value;
}

function oneLine(value: string): string {
  return escapeControlCharacters(value.replace(/\s+/g, ' ').trim());
}
