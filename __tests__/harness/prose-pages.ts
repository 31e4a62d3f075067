/** Reads the prose of pages and workflow files: Markdown without its code, descriptions and comments of YAML. */
import { marked, type Token, type Tokens } from 'marked';
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { brokenRules, sentencesOf } from './prose.ts';

interface Passage {
  readonly line: number;
  readonly text: string;
  readonly heading?: boolean;
}

/** Lists the offences of a file as `file:line: rule: sentence`. The line is that of the paragraph, item or row. */
export function offencesInPage(file: string, source: string): string[] {
  const passages = file.endsWith('.md')
    ? passagesOf(marked.lexer(source), 1)
    : [...descriptions(source), ...comments(source)];
  return passages.flatMap(({ line, text, heading }) =>
    sentencesOf(text).flatMap((sentence) =>
      brokenRules(sentence.masked)
        // A heading such as "How it works" is no sentence.
        .filter((rule) => heading !== true || rule !== 'opener')
        .map((rule) => `${file}:${line}: ${rule}: ${sentence.text}`),
    ),
  );
}

/** Collects the headings, paragraphs, list items and table cells. Code, quotes and HTML are exempt. */
function passagesOf(tokens: readonly Token[], first: number): Passage[] {
  let line = first;
  return tokens.flatMap((token) => {
    const start = line;
    line += token.raw.split('\n').length - 1;
    switch (token.type) {
      case 'heading':
        return [{ line: start, text: plain(token.tokens), heading: true }];
      case 'paragraph':
      case 'text':
        return [{ line: start, text: plain(token.tokens ?? [token]) }];
      case 'list':
        return passagesOf((token as Tokens.List).items, start);
      case 'list_item':
        return passagesOf(token.tokens ?? [], start);
      case 'table': {
        const { header, rows } = token as Tokens.Table;
        return [header, ...rows].flatMap((cells, row) =>
          cells.map((cell) => ({ line: start + row + Number(row > 0), text: plain(cell.tokens) })),
        );
      }
      default:
        return [];
    }
  });
}

/** Returns the text without markup; code keeps its backticks, so that it counts as one word. */
function plain(tokens: readonly Token[] = []): string {
  return tokens
    .map((token) => {
      if (token.type === 'codespan') return `\`${token.text}\``;
      if (token.type === 'html' || token.type === 'image') return ' ';
      if (token.type === 'br') return '\n';
      const { tokens: inner, text = '' } = token as { tokens?: Token[]; text?: string };
      return inner === undefined ? text : plain(inner);
    })
    .join('');
}

/** Collects the values of `description` at any depth. */
function descriptions(source: string): Passage[] {
  const lines = new LineCounter();
  const found: Passage[] = [];
  visit(parseDocument(source, { lineCounter: lines }), {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || key.value !== 'description' || !isScalar(value)) return;
      if (typeof value.value !== 'string') return;
      found.push({ line: lines.linePos(value.range?.[0] ?? 0).line, text: value.value });
    },
  });
  return found;
}

/** Collects the comments, also those of scripts. Adjacent lines are one comment; an indented line is a table. */
function comments(source: string): Passage[] {
  const found: { line: number; last: number; text: string }[] = [];
  source.split('\n').forEach((content, index) => {
    const line = index + 1;
    const [, code = '', text] = /^(|.*\s)#(?: ([^ ].*)|.*)$/.exec(content) ?? [];
    if (text === undefined) return;
    const previous = found.at(-1);
    if (code.trim() === '' && previous?.last === line - 1) {
      previous.text += ` ${text}`;
      previous.last = line;
    } else found.push({ line, last: code.trim() === '' ? line : 0, text });
  });
  return found;
}
