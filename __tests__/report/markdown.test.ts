import fc from 'fast-check';
import { code, escapeMarkdown, fenced, paragraphs, table } from '../../src/report/markdown.ts';
import { escapeControlCharacters, plainText } from '../../src/runtime/log-escape.ts';
import { HOSTILE, tablesOf, textOf, toHtml } from './rendered.ts';

const shown = (value: string): string => escapeControlCharacters(value.replace(/\s+/g, ' ').trim());
const outsideCode = (html: string): string => textOf(html.replace(/<code>.*?<\/code>/gs, '<code></code>'));
/** The text that GitHub links outside code. https://docs.github.com/en/get-started/writing-on-github */
const LIVE = /(?:^|\W)@\w|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:\w+:|\$|:\/\/|www\./i;

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 6 })), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((parts) => fc.constantFrom('', ' ', '-').map((glue) => parts.join(glue)));

const PLACES: readonly [name: string, markdown: (inner: string) => string, tag: RegExp][] = [
  ['paragraph', (inner) => inner, /^<p>(.*)<\/p>\n$/s],
  ['heading', (inner) => `### ✅ ${inner}`, /^<h3>✅ (.*)<\/h3>\n$/s],
  ['list item', (inner) => `- ${inner}`, /^<ul>\n<li>(.*)<\/li>\n<\/ul>\n$/s],
];

describe.each([
  ['text', escapeMarkdown],
  ['code', code],
])('%s', (_, escape) => {
  test.each(PLACES)('any string appears unchanged in a %s', (_, markdown, tag) => {
    fc.assert(
      fc.property(hostile, (value) => {
        fc.pre(shown(value) !== '');
        const html = toHtml(markdown(escape(value)));
        const inner = tag.exec(html)?.[1];
        expect(inner).toBeDefined();
        expect(inner?.replace(/<!--.*?-->/g, '').match(/<(?!\/?code>)[^>]*>/g)).toBeNull();
        expect(textOf(inner ?? '').trim()).toBe(shown(value));
        expect(outsideCode(inner ?? '')).not.toMatch(LIVE);
      }),
      { numRuns: 400 },
    );
  });

  test('any string fits in a table cell and keeps the table whole', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const html = toHtml(
          table(
            ['a', 'b'],
            [
              [escape(one), escape(other)],
              ['x', 'y'],
            ],
          ),
        );
        expect(
          tablesOf(html).map((rows) => rows.map((row) => row.map((cell) => textOf(cell).trim()))),
        ).toEqual([
          [
            ['a', 'b'],
            [shown(one), shown(other)],
            ['x', 'y'],
          ],
        ]);
      }),
      { numRuns: 400 },
    );
  });
});

test('plain words remain unchanged', () => {
  const sentence = 'description "a" → "b"; max session duration 3600 s → 7200 s (done)';
  expect(escapeMarkdown(sentence)).toBe(sentence);
  expect(code('role/demo')).toBe('`role/demo`');
});

test('ARNs and addresses in a message become code', () => {
  expect(escapeMarkdown('attach arn:aws:iam::1:policy/x to @octocat')).toBe(
    'attach `arn:aws:iam::1:policy/x` to `@octocat`',
  );
});

test('nothing closes a fence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('```', '`````', '~~~', '</details>', '\n', 'x', '\u202e')),
      (parts) => {
        const content = parts.join('');
        fc.pre(content.trim() !== '');
        const html = toHtml(`${fenced('sh', content)}\n\nafter`);
        expect(html.match(/<pre><code>/g)).toHaveLength(1);
        expect(html).toMatch(/<\/code><\/pre><p>after<\/p>\n$/);
      },
    ),
  );
});

test('a message becomes paragraphs and lists, with any lines', () => {
  expect(paragraphs('It failed\n- one\n- two\nAnd\nso on')).toBe('It failed\n\n- one\n- two\n\nAnd\n\nso on');
  expect(toHtml(paragraphs(HOSTILE.join('\n')))).not.toMatch(/<(?!\/?(?:p|ul|li|code)>|!-- -->)/);
});

test.each([
  ['a soft hyphen', '\u00ad', '\\u00ad'],
  ['an Arabic letter mark', '\u061c', '\\u061c'],
  ['a vowel separator', '\u180e', '\\u180e'],
  ['an annotation mark', '\ufff9', '\\ufff9'],
  ['a tag character', '\u{e0041}', '\\udb40\\udc41'],
  ['a mark of direction', '\u202e', '\\u202e'],
  ['a line separator', '\u2028', '\\u2028'],
])('%s is visible in the log and in a block of code', (_, character, visible) => {
  expect(plainText(`a${character}b`)).toBe(`a${visible}b`);
  expect(fenced('diff', `+a${character}b`)).toBe(`\`\`\`diff\n+a${visible}b\n\`\`\``);
});
