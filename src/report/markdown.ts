/**
 * A report as Markdown that GitHub shows as it is meant. Text from IAM or from a pull request is escaped, so that it renders as
 * plain text; whole blocks are omitted, with a note, if a report is too long. All text except our own wording passes through
 * the escapes. The labels of the diagram and the marker of the comment have escapes of their own.
 *
 * https://github.github.com/gfm/ and https://docs.github.com/en/get-started/writing-on-github
 */
import { escapeControlCharacters } from '../runtime/log-escape.ts';

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

function oneLine(value: string): string {
  return escapeControlCharacters(value.replace(/\s+/g, ' ').trim());
}

export interface Block {
  /** The words for the block in the note that it was omitted. */
  readonly name: string;
  readonly markdown: string;
  /** Markdown for the block if an earlier role has the same; undefined for a block that is never shortened so. */
  readonly title?: string;
  /** Whether all other blocks are omitted before it. */
  readonly essential?: boolean;
  /** The contents, if the block is the beginning of a fold. */
  readonly inner?: readonly Block[] | undefined;
}

/** Returns Markdown as a block; no block if it is empty. */
export function blockOf(name: string, markdown: string, essential = false): Block[] {
  return markdown === '' ? [] : [{ name, markdown, essential }];
}

/** Returns a fold as a block. @param title HTML of our own wording */
export function fold(
  title: string,
  name: string,
  inner: readonly Block[],
  { open = false, essential = false } = {},
): Block {
  return { name, markdown: `<details${open ? ' open' : ''}><summary>${title}</summary>`, inner, essential };
}

interface Limit {
  readonly max: number;
  readonly measure: (text: string) => number;
  /** A sentence that names a place with the omitted blocks; Markdown. */
  readonly elsewhere: string;
}

/** A step's summary may have 1 MiB; a larger one is dropped whole. */
export const SUMMARY_LIMIT: Limit = {
  max: 1024 * 1024,
  measure: (text) => Buffer.byteLength(text),
  elsewhere: 'The log lists every change.',
};

/** Space for the note itself. */
const NOTE_SIZE = 3_000;
const MAX_NAMES = 10;

/** Joins the blocks, without those that exceed the limit; a note at the end lists those. */
export function fitToLimit(blocks: readonly Block[], limit: Limit): string {
  const whole = joined(blocks);
  if (limit.measure(whole) <= limit.max) return whole;
  let room = limit.max - NOTE_SIZE;
  const kept = new Set<Block>();
  const all = withParents(blocks);
  const inOrder = all.toSorted(([a], [b]) => Number(b.essential ?? false) - Number(a.essential ?? false));
  for (const [block, parent] of inOrder) {
    const size = limit.measure(joined([block], (each) => each === block));
    if (size > room || (parent !== undefined && !kept.has(parent))) continue;
    room -= size;
    kept.add(block);
  }
  const omitted = all
    .filter(([block, parent]) => !kept.has(block) && (parent === undefined || kept.has(parent)))
    .map(([block]) => block.name);
  const more = omitted.length > MAX_NAMES ? `, and ${omitted.length - MAX_NAMES} more` : '';
  const names = omitted.slice(0, MAX_NAMES).join(', ');
  const note = `**Too long for GitHub, so left out: ${names}${more}.** ${limit.elsewhere}`;
  return `${joined(blocks, (block) => kept.has(block))}${note}\n\n`;
}

/** Lists every block with the fold that contains it, folds before their contents. */
function withParents(blocks: readonly Block[], parent?: Block): (readonly [Block, Block | undefined])[] {
  return blocks.flatMap((block) => [[block, parent] as const, ...withParents(block.inner ?? [], block)]);
}

function joined(blocks: readonly Block[], isKept: (block: Block) => boolean = () => true): string {
  const texts = blocks.filter(isKept).map(({ markdown, inner }) => {
    const contents = inner === undefined ? '' : `${joined(inner, isKept)}</details>\n\n`;
    return `${markdown}\n\n${contents}`;
  });
  return texts.join('');
}

/** Applies a function to the text of every block. */
export function mapText(blocks: readonly Block[], change: (text: string) => string): Block[] {
  return blocks.map((block) => ({
    ...block,
    name: change(block.name),
    markdown: change(block.markdown),
    inner: block.inner && mapText(block.inner, change),
  }));
}
