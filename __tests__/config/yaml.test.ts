import { parseYaml } from '../../src/config/yaml.ts';

const text = 'roles:\n- name: a\n  count: 7\n- name: b\n  tags:\n    id: 042\n';

test('numbers stay numbers where they are not asked for as written', async () => {
  const { value } = await parseYaml(text, (path) => path.includes('tags'));
  expect(value).toEqual({
    roles: [
      { name: 'a', count: 7 },
      { name: 'b', tags: { id: '042' } },
    ],
  });
});

test('a path has the line of what stands there, or of the closest above it', async () => {
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
  'a key that is no text is refused: %j',
  async (written) => {
    await expect(parseYaml(written, () => true)).rejects.toThrow('a key is a list or a map, not text');
  },
);

test('a key that is null, a number or a boolean is its text', async () => {
  const { value } = await parseYaml('null: a\n1.50: b\nTrue: c', () => false);
  expect(value).toEqual({ null: 'a', '1.50': 'b', True: 'c' });
});
