import fc from 'fast-check';
import { parseText } from '../../src/inputs/read.ts';
import type { InputKind } from '../../src/inputs/table.ts';
import { ParseError } from '../../src/inputs/problem.ts';

describe('a text is read as', () => {
  test.each<[InputKind, string, unknown]>([
    ['string', 'a: [b', 'a: [b'],
    ['integer', '3600', 3600],
    ['integer', '+7', 7],
    ['integer', '-1', -1],
    ['integer', '007', 7],
    ['boolean', 'true', true],
    ['boolean', 'True', true],
    ['boolean', 'TRUE', true],
    ['boolean', 'false', false],
    ['boolean', 'False', false],
    ['boolean', 'FALSE', false],
    ['list', 'a', ['a']],
    ['list', 'a\nb', ['a', 'b']],
    ['list', ' a \r\n\r\n# comment\r\n  b\r', ['a', 'b']],
    ['list', 'a,b', ['a,b']],
    ['list', '["a", "b"]', ['a', 'b']],
    ['list', '- a\n# comment\n- b', ['a', 'b']],
    ['list', '# first\n- a', ['a']],
    ['list', '-a', ['-a']],
    ['list', '[012345678901, true]', ['012345678901', 'true']],
    ['list', '# nothing', []],
    ['map', 'a=b', { a: 'b' }],
    ['map', ' a = b=c \r\n# comment\r\nd=', { a: 'b=c', d: '' }],
    ['map', 'a:b=c', { 'a:b': 'c' }],
    ['map', 'url=https://x: y', { url: 'https://x: y' }],
    ['map', 'a: b', { a: 'b' }],
    ['map', 'a: b=c', { a: 'b=c' }],
    ['map', 'a:\n  b: 1', { a: { b: '1' } }],
    ['map', '{"a": "b"}', { a: 'b' }],
    ['map', 'account: 012345678901', { account: '012345678901' }],
    ['map', '{n: 1.50, b: True, 007: x}', { n: '1.50', b: 'True', '007': 'x' }],
    ['map', 'n: null', { n: null }],
    ['document', 'policies/trust.json', 'policies/trust.json'],
    ['document', 'policies/träum.json', 'policies/träum.json'],
    ['document', '{"Statement": []}', { Statement: [] }],
    ['document', 'Statement:\n- Sid: 1', { Statement: [{ Sid: '1' }] }],
    ['document', 'a: &x [1]\nb: *x', { a: ['1'], b: ['1'] }],
  ])('%s: %j', async (kind, text, value) => {
    await expect(parseText(text, kind)).resolves.toEqual(value);
  });

  test('a map with a key called __proto__', async () => {
    for (const text of ['__proto__=x', '__proto__: x', '{"__proto__": "x"}']) {
      expect(Object.entries((await parseText(text, 'map')) as object)).toEqual([['__proto__', 'x']]);
    }
  });
});

describe('a text is refused as', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat(
      Array.from({ length: 7 }, (_, n) => `b${n}: &b${n} [${`*${n === 0 ? 'a' : `b${n - 1}`},`.repeat(9)}]`),
    )
    .join('\n');
  test.each<[InputKind, string, RegExp]>([
    ['integer', '1e3', /not a whole number/],
    ['integer', '3600s', /not a whole number/],
    ['integer', '3,600', /not a whole number/],
    ['integer', '3600.0', /not a whole number/],
    ['integer', '0x10', /not a whole number/],
    ['integer', '１２', /not a whole number/],
    ['integer', '1234567890123456', /not a whole number/],
    ['boolean', 'yes', /not a boolean/],
    ['boolean', 'on', /not a boolean/],
    ['boolean', '1', /not a boolean/],
    ['boolean', 'tRue', /not a boolean/],
    ['boolean', 'true\nfalse', /not a boolean/],
    ['list', '[a', /./],
    ['list', '- a\nb: c', /./],
    ['map', 'a=b\nc', /"c" is not "key=value"/],
    ['map', 'a=b\na=c', /"a" is declared twice/],
    ['map', 'a: b\na: c', /declared twice/],
    ['map', '{"a": 1, "a": 2}', /declared twice/],
    ['map', '{a', /./],
    ['map', '{}\n---\n{}', /multiple documents/],
    ['document', '{"Statement": [}', /./],
    ['document', 'a: *b', /alias/i],
    ['document', '&a [*a]', /alias \*a refers to its own ancestor/],
    ['document', '&a {Statement: [{x: *a}]}', /alias \*a refers to its own ancestor/],
    ['document', '? [k]\n: v', /not text/],
    ['document', bomb, /alias/i],
  ])('%s: %j', async (kind, text, words) => {
    const refused = parseText(text, kind);
    await expect(refused).rejects.toThrow(ParseError);
    await expect(refused).rejects.toThrow(words);
  });

  test('a map, if it is a scalar', async () => {
    await expect(parseText('"a\\": b"', 'map')).rejects.toThrow('is not a map');
  });

  test('a document, with the wrong line', async () => {
    await expect(parseText('a: 1\nb: [', 'document')).rejects.toMatchObject({ line: 2 });
    await expect(parseText('a: 1\nb: &x\n  - *x', 'document')).rejects.toMatchObject({ line: 3 });
  });
});

test('any text at all is read or refused with a ParseError', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'{}[]:,-#&*!|>\'"%@`?\n\r\t =ab0~<'.split('')), maxLength: 30 }),
    fc.json(),
  );
  const kinds = fc.constantFrom<InputKind>('string', 'integer', 'boolean', 'list', 'map', 'document');
  await fc.assert(
    fc.asyncProperty(texts, kinds, async (text, kind) => {
      try {
        await parseText(text, kind);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }),
    { numRuns: 1_000 },
  );
});
