/**
 * Text from IAM or from a pull request, made fit to stand in GitHub's Markdown as nothing but text. The one place of
 * escaping: everything that is not our own wording passes through here.
 *
 * https://github.github.com/gfm/ and https://docs.github.com/en/get-started/writing-on-github
 */
import { escapeControlCharacters } from '../runtime/log-escape.ts';

/**
 * As text in a paragraph, list item or table cell. Words that GitHub would make a link, a mention, a reference, an emoji or
 * mathematics of stand as code: it looks for those in the rendered text too, where no escape is left, but never in code.
 */
export function text(value: string): string {
  return oneLine(value)
    .split(' ')
    .map((word, index) => (LIVELY.test(word) ? code(word) : escaped(word, index === 0)))
    .join(' ');
}

/** URLs, e-mail addresses and mentions, `#1`, `GH-1` and the like, commits, emoji, mathematics, and what ends code. */
const LIVELY =
  /:\/\/|www\.|@|#\w|[a-z]-\d|GHSA-|(?:^|[^\da-z])[\da-f]{7,40}(?![\da-z])|:[\w+-]+:|mailto:|xmpp:|[$`]/i;

function escaped(word: string, first: boolean): string {
  const plain = word.replace(/[\\*_[\]<>|~&]/g, '\\$&');
  return first ? plain.replace(/^[-+=#]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2') : plain;
}

/** As code in a paragraph, list item or table cell. */
export function code(value: string): string {
  const line = oneLine(value);
  if (line === '') return '';
  if (!/[`|]/.test(line)) return `\`${line}\``;
  // Neither backticks nor, in a table, pipes can be in a code span. Inside an element Markdown is still at work, so every
  // sign is a character reference; an empty comment keeps an e-mail address from being one.
  const signs = line.replace(/[^\w\s]|_/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
  return `<code>${signs.replaceAll('&#64;', '&#64;<!-- -->')}</code>`;
}

/** A block of code, between fences that nothing in it can close. */
export function fenced(language: string, content: string): string {
  const runs = content.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${content.split('\n').map(escapeControlCharacters).join('\n')}\n${fence}`;
}

/** Our own heading, folded away. */
export function folded(heading: string, content: string): string {
  return `<details><summary>${heading}</summary>\n\n${content}\n\n</details>`;
}

/** @param rows of cells that are Markdown already */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A message, a paragraph a line; lines that begin with `- ` are a list. */
export function paragraphs(message: string): string {
  const blocks: string[] = [];
  let list: string[] = [];
  for (const line of [...message.split('\n'), '']) {
    if (line.startsWith('- ')) list.push(`- ${text(line.slice(2))}`);
    else {
      blocks.push(list.join('\n'), text(line));
      list = [];
    }
  }
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** A long value, cut where that is said. */
export function short(value: string, length = 200): string {
  return value.length > length ? `${value.slice(0, length)}… (${value.length} characters)` : value;
}

function oneLine(value: string): string {
  return escapeControlCharacters(value.replace(/\s+/g, ' ').trim());
}
