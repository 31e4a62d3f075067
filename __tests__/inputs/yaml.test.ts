import { Alias } from 'yaml';
import { parseYaml } from '../../src/inputs/yaml.ts';

const text = 'roles:\n- name: a\n  count: 7\n- name: b\n  tags:\n    id: 042\n';

test('numbers remain numbers unless their source text is requested', async () => {
  const { value } = await parseYaml(text, (path) => path.includes('tags'));
  expect(value).toEqual({
    roles: [
      { name: 'a', count: 7 },
      { name: 'b', tags: { id: '042' } },
    ],
  });
});

test('a path has the line of its value, or of the closest value above it', async () => {
  const parsed = await parseYaml(text, () => true);
  expect(parsed.lineOf(['roles', 0, 'count'])).toBe(3);
  expect(parsed.lineOf(['roles', 1, 'tags', 'id'])).toBe(6);
  expect(parsed.lineOf(['roles', 1, 'missing'])).toBe(4);
  expect(parsed.lineOf(['missing', 'too'])).toBe(1);
});

test('an empty text has no lines', async () => {
  const parsed = await parseYaml('', () => true);
  expect([parsed.value, parsed.lineOf(['a'])]).toEqual([null, undefined]);
});

test.each(['? [a, 1]\n: b', '{a: b}: c', 'x: &k {a: b}\n? *k\n: c'])(
  'a key that is not text is refused: %j',
  async (written) => {
    await expect(parseYaml(written, () => true)).rejects.toThrow('a key is a list or a map, not text');
  },
);

test('a key that is null, a number or a boolean is its text', async () => {
  const { value } = await parseYaml('null: a\n1.50: b\nTrue: c', () => false);
  expect(value).toEqual({ null: 'a', '1.50': 'b', True: 'c' });
});

test('keys are unique as text, of one map each, also by an alias', async () => {
  const { value, lineOf } = await parseYaml('a: {b: 1}\nb: {1: x, 01: y}\n');
  expect(value).toEqual({ a: { b: '1' }, b: { '1': 'x', '01': 'y' } });
  expect(lineOf(['b', '01'])).toBe(2);
  for (const written of ['a: 1\nb: 2\na: 3', '- {a: 1,\n   b: 2,\n   a: 3}', '&x a: 1\n\n*x : 3']) {
    const message = 'key "a" is declared twice; keep one';
    await expect(parseYaml(written)).rejects.toMatchObject({ message, line: 3 });
  }
  await expect(parseYaml('1: a\n"1": b')).rejects.toThrow('key "1" is declared twice');
});

test('only an alias within the value of its anchor refers to its own ancestor', async () => {
  const { value } = await parseYaml('a: &x [&x 1, *x]\nb: *x\n', () => false);
  expect(value).toEqual({ a: [1, 1], b: 1 });
  await expect(parseYaml('a: &x\n  - {b: *x}')).rejects.toMatchObject({ line: 2 });
});

test.each(['Resource: *', '- x\n- *', 'AWS: [*]', 'a: *.example.com', '*x : 1', 'a: *x\nb: &x 1'])(
  'text that begins with an asterisk needs quotes: %j',
  async (written) => {
    const message = expect.stringMatching(/^text that begins with \* must be in quotes;/) as string;
    const line = written.split('\n').findIndex((each) => each.includes('*')) + 1;
    await expect(parseYaml(written)).rejects.toMatchObject({ name: 'ParseError', message, line });
  },
);

test.each([
  '// of JSON\n{"a": "b"}',
  '/* of JSON */ {"a":"b"}',
  '{"a": "b", // of JSON\n"c": "d"}',
  '{"a": [ // of JSON\n"b"]}',
  '{"a": "b" // of JSON\n}',
  '{"a": "b"} // of JSON',
  '{"a": ["b", /* of JSON */ "c"]}',
  '{"a": 1 // of JSON\n}',
  '{"a": -1.5e3 /* of JSON */, "b": 2}',
  '{"a": [true // of JSON\n]}',
  '{"a": null\n// of JSON\n}',
  '[1, /* of JSON */ 2]',
])('a comment in JSON never becomes a part of a key or of a value: %j', async (written) => {
  const message = 'JSON has no comments; remove each // and /* */, or write #';
  await expect(parseYaml(written)).rejects.toMatchObject({ name: 'ParseError', message, line: 1 });
});

test('text with slashes is no comment', async () => {
  const { value } = await parseYaml(
    'a: //server/*\n"b": "// \\"b\\""\nc: {d: /*, e: /**/x, f: 1//2, g: x // y}\nh: 24 // 7\ni: // "x"\n',
  );
  expect(value).toEqual({
    a: '//server/*',
    b: '// "b"',
    c: { d: '/*', e: '/**/x', f: '1//2', g: 'x // y' },
    h: '24 // 7',
    i: '// "x"',
  });
});

test.each([
  ['JSON lists', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['JSON maps', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)],
  ['lists that stay open', '['.repeat(20_000)],
  ['YAML lists', '- '.repeat(20_000)],
])('%s of many levels are refused in words of the Action', async (_, written) => {
  const message = 'the document is nested too deeply; use fewer levels';
  await expect(parseYaml(written)).rejects.toMatchObject({ name: 'ParseError', message, line: 1 });
});

test('the document is searched at most once for all aliases together', async () => {
  const resolve = Reflect.get(Alias.prototype, 'resolve');
  const searched: boolean[] = [];
  Alias.prototype.resolve = function (document, context) {
    searched.push(context?.aliasResolveCache === undefined);
    return resolve.call(this, document, context);
  };
  try {
    const list = Array.from({ length: 50 }, () => '- {*a : *a}\n').join('');
    const { value } = await parseYaml(`- &a x\n${list}`);
    expect(value).toEqual(['x', ...Array.from({ length: 50 }, () => ({ x: 'x' }))]);
  } finally {
    Alias.prototype.resolve = resolve;
  }
  expect(searched.length).toBeGreaterThan(49);
  expect(searched.filter(Boolean)).toHaveLength(1);
});

test.each([
  ['a: b\naws:PrincipalTag/team: !Ref Team', 'Unresolved tag: !Ref', 2],
  ['a:\n  - !Sub [x]', 'Unresolved tag: !Sub', 2],
  ['a: b\n!Key c: d', 'Unresolved tag: !Key', 2],
  ['Version: !!timestamp 2012-10-17', 'Unresolved tag: tag:yaml.org,2002:timestamp', 1],
  ['a: !!binary aGk=', 'Unresolved tag: tag:yaml.org,2002:binary', 1],
  ['%FOO x\n---\na: b', 'Unknown directive %FOO', 1],
  ['%YAML 1.3\n---\na: b', 'Unsupported YAML version 1.3', 1],
  ['# old\n%YAML 1.1\n---\na: no', 'the document must be YAML 1.2', 2],
])('the parser refuses ambiguous text: %j', async (written, message, line) => {
  const refused = parseYaml(written, () => true);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ name: 'ParseError', line });
});

test("the core schema's tags, and the version that is read, may be written", async () => {
  const { value } = await parseYaml('%YAML 1.2\n---\na: !!str no\nb: !!map {c: ! x}', () => true);
  expect(value).toEqual({ a: 'no', b: { c: 'x' } });
});
