import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { inputVariable, readInputs, parseText } from '../../src/inputs/read.ts';
import { fits } from '../../src/inputs/schemas.ts';
import { problemLine, quote } from '../../src/inputs/problem.ts';
import {
  DEFAULTS,
  INPUT_NAMES,
  INPUTS,
  isInputName,
  MAX_TAGS,
  type InputName,
  type InputSpec,
  type Settings,
} from '../../src/inputs/table.ts';

async function read(name: InputName, text: string, env: NodeJS.ProcessEnv = {}) {
  const { settings, problems } = await readInputs({ ...env, [inputVariable(name)]: text }, [name]);
  return { value: settings[name], problems };
}

function defaultOf(name: InputName): unknown {
  return (DEFAULTS as Partial<Settings>)[name];
}

test('the variable of an input is upper case, with its hyphens', () => {
  expect([inputVariable('role-name'), inputVariable('a b')]).toEqual(['INPUT_ROLE-NAME', 'INPUT_A_B']);
});

describe('accepted', () => {
  const tag = 'k'.repeat(128);
  test.each<[InputName, string, unknown]>([
    ['role-name', 'r'.repeat(64), 'r'.repeat(64)],
    ['role-name', ' a_+=,.@-Z9 \n', 'a_+=,.@-Z9'],
    ['role-path', '/', '/'],
    ['role-path', '/a/b!~/', '/a/b!~/'],
    ['role-path', `/${'p'.repeat(510)}/`, `/${'p'.repeat(510)}/`],
    ['role-description', 'tab\tline\nü ÿ', 'tab\tline\nü ÿ'],
    ['role-description', 'd'.repeat(1000), 'd'.repeat(1000)],
    ['max-session-duration', '3600', 3600],
    ['max-session-duration', '43200', 43_200],
    ['permissions-boundary', 'none', 'none'],
    [
      'permissions-boundary',
      'arn:aws-cn:iam::111111111111:policy/team/b',
      'arn:aws-cn:iam::111111111111:policy/team/b',
    ],
    [
      'policy-arns',
      'service-role/X\nY\narn:aws:iam::aws:policy/Z',
      ['service-role/X', 'Y', 'arn:aws:iam::aws:policy/Z'],
    ],
    ['policy-arns', 'with,comma', ['with,comma']],
    ['inline-policies', 'a: {Statement: []}\nb: file.json', { a: { Statement: [] }, b: 'file.json' }],
    ['tags', `${tag}=${'v'.repeat(256)}`, { [tag]: 'v'.repeat(256) }],
    ['tags', 'Ünïcode key=a b_.:/=+-@', { 'Ünïcode key': 'a b_.:/=+-@' }],
    ['trust-services', 'ec2\npods.eks', ['ec2', 'pods.eks']],
    ['prune', 'policies\ntags', ['policies', 'tags']],
    ['timeout-seconds', '1', 1],
    ['adopt', 'TRUE', true],
    ['instance-profile-name', 'p'.repeat(128), 'p'.repeat(128)],
    ['tags', '\n \n  a: b\n  c: d\n\n', { a: 'b', c: 'd' }],
    ['tags', '  a=b\n  c=d', { a: 'b', c: 'd' }],
    ['policy-arns', '  - A\n  - B\n', ['A', 'B']],
    ['policy-arns', '\r\n  A\r\n  B', ['A', 'B']],
    ['trust-policy', ' \n  Version: 2012-10-17\n  Statement: []\n', { Version: '2012-10-17', Statement: [] }],
    ['trust-policy', '\t{"Statement":\n[]}', { Statement: [] }],
    ['trust-policy', '\n  a b/trust.json \n', 'a b/trust.json'],
  ])('%s: %j', async (name, text, value) => {
    await expect(read(name, text)).resolves.toEqual({ value, problems: [] });
  });
});

describe('refused', () => {
  test.each<[InputName, string, RegExp]>([
    ['mode', 'aply', /"aply" is not allowed; it must be one of apply/],
    ['role-name', 'r'.repeat(65), /1 to 64 characters/],
    ['role-name', 'a b', /1 to 64/],
    ['role-name', 'a/b', /1 to 64/],
    ['role-name', 'a\nb', /1 to 64/],
    ['role-path', 'team', /starts and ends with/],
    ['role-path', '/team', /starts and ends with/],
    ['role-path', `/${'p'.repeat(511)}/`, /at most 512/],
    ['role-path', '/é/', /ASCII/],
    ['role-description', 'd'.repeat(1001), /at most 1000/],
    ['role-description', '€', /Latin-1/],
    ['trust-services', 'ec2,ecs', /item 1, "ec2,ecs", is not allowed/],
    ['trust-services', '# none', /./],
    ['allow-public-trust', 'yes', /"yes" is not a boolean; it must be true or false/],
    ['max-session-duration', '3599', /3600 to 43200/],
    ['max-session-duration', '43201', /3600 to 43200/],
    ['max-session-duration', '1h', /not a whole number/],
    ['permissions-boundary', 'arn:aws:s3:::bucket', /ARN of a managed policy/],
    ['policy-arns', 'a, b', /item 1/],
    ['policy-arns', 'ok\nX # comment', /item 2, "X # comment"/],
    ['policy-arns', '[null]', /item 1 has no value \(null in YAML\)/],
    ['policy-arns', '- a: b', /item 1/],
    ['inline-policies', 'a/b: {Statement: []}', /key "a\/b"/],
    ['inline-policies', 'a~b: {Statement: []}', /key "a~b"/],
    ['inline-policies', 'a: [1]', /entry "a"/],
    ['inline-policies', 'a: null', /entry "a": has no value/],
    ['tags', 'aws:x=1', /key "aws:x"/],
    ['tags', 'AWS:x=1', /key "AWS:x"/],
    ['tags', `${'k'.repeat(129)}=v`, /key "k/],
    ['tags', `k=${'v'.repeat(257)}`, /entry "k"/],
    ['tags', '=v', /key ""/],
    ['tags', 'k=<b>', /entry "k": "<b>"/],
    ['tags', 'a:\n  b: c', /entry "a"/],
    ['tags', Array.from({ length: 49 }, (_, n) => `k${n}=v`).join('\n'), /at most 47 tags/],
    ['tags', 'a', /"a" is not "key=value"/],
    ['instance-profile-name', 'p'.repeat(129), /1 to 128/],
    ['prune', 'everything', /item 1, "everything"/],
    ['owner', 'a#b', /letters, digits/],
    ['timeout-seconds', '0', /1 to 3600/],
    ['timeout-seconds', '3601', /1 to 3600/],
    ['wait-for', 'ecs', /one of iam, ec2/],
    ['ec2-image-id', 'ami-1', /AMI id/],
  ])('%s: %j', async (name, text, words) => {
    const { value, problems } = await read(name, text);
    expect(value).toEqual(defaultOf(name));
    expect(problems.map(problemLine).join('\n')).toMatch(words);
    expect(problems.map(({ input }) => input)).toEqual(problems.map(() => name));
  });

  test('each wrong item by itself', async () => {
    const { problems } = await read('policy-arns', 'a b\nok\nc d');
    expect(problems.map(({ message }) => message.slice(0, 6))).toEqual(['item 1', 'item 3']);
  });
});

test('an empty or omitted input has its default', async () => {
  const env = { 'INPUT_ROLE-PATH': '  ', GITHUB_REPOSITORY: 'octo-org/octo-repo' };
  const { settings, problems } = await readInputs(env, INPUT_NAMES);
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    mode: 'apply',
    'role-path': '/',
    owner: 'octo-org/octo-repo',
    prune: ['all'],
  });
  expect(settings['role-name']).toBeUndefined();
});

test.each(
  INPUT_NAMES.flatMap((name) => {
    const { default: value }: InputSpec = INPUTS[name];
    return value === undefined ? [] : [[name, value] as const];
  }),
)('the default of %s, %j, is valid, and its text in action.yml means the same', async (name, value) => {
  expect(fits(INPUTS[name].schema, value)).toBe(true);
  expect(await parseText(value.toString(), INPUTS[name].kind)).toEqual(value);
});

describe('a value fits the schema of an input exactly if a validator accepts it', () => {
  const texts = fc.constantFrom(
    ...['', 'a', '/', '/a/', 'a b', 'none', 'all', 'ec2', 'github', 'aws:a', 'AWS:a', 'x@y', 'é', 'policies'],
    ...['octo-org/octo-repo@main', 'octo-org/octo-repo@${a}', 'octo-org@1/octo-repo@2:*', 'eu-central-1'],
    ...['arn:aws:iam::123456789012:policy/a', 'arn:aws:iam::123456789012:role/a', 'ami-0123456789abcdef0'],
    ...[64, 128, 255, 256, 512, 1000].flatMap((length) =>
      [length, length + 1].flatMap((exact) => [
        'a'.repeat(exact),
        '𠮷'.repeat(exact),
        `/${'a'.repeat(exact - 2)}/`,
      ]),
    ),
  );
  const numbers = fc.constantFrom(-1, 0, 1, 1.5, 899, 900, 3600, 43_200, 43_201, 31_536_001);
  const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null));
  const valuesFor = ({ schema: { properties = {} } }: InputSpec): fc.Arbitrary<unknown> => {
    const keys = fc.oneof(texts, fc.constantFrom('constructor', ...Object.keys(properties)));
    const maps = (value: fc.Arbitrary<unknown>) => fc.dictionary(keys, value, { maxKeys: 3 });
    const parts = fc.oneof(scalars, fc.array(scalars, { maxLength: 3 }), maps(scalars));
    const tags = fc.integer({ min: MAX_TAGS - 1, max: MAX_TAGS + 1 });
    const manyTags = tags.map((count) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, ''])),
    );
    return fc.oneof(
      texts,
      parts,
      maps(fc.constant('a')),
      maps(parts),
      fc.array(texts, { maxLength: 2 }),
      manyTags,
    );
  };
  test.each(INPUT_NAMES)('%s', (name) => {
    const spec: InputSpec = INPUTS[name];
    const validate = new Ajv2020({ strict: false }).compile(spec.schema);
    fc.assert(
      fc.property(valuesFor(spec), (value) => {
        expect(fits(spec.schema, value)).toBe(validate(value));
      }),
      { numRuns: 500 },
    );
  });
});

test('only the requested inputs are read, and every other input has its default', async () => {
  const { settings, problems } = await readInputs({ 'INPUT_ROLE-PATH': 'wrong', INPUT_MODE: 'plan' }, [
    'mode',
  ]);
  expect([settings, problems]).toEqual([{ ...DEFAULTS, mode: 'plan' }, []]);
});

test('any text for any input is read, or reported and replaced by the default', async () => {
  const words = fc.string({
    unit: fc.constantFrom(...'{}[]:,-#&*!|>\'"%@/\n\r\t =abn017'.split('')),
    maxLength: 20,
  });
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    words,
    fc.json(),
    fc.constantFrom('true', '3600', 'none'),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...INPUT_NAMES), texts, async (name, text) => {
      fc.pre(text.trim() !== '');
      const { value, problems } = await read(name, text);
      for (const problem of problems) expect(problem.input).toBe(name);
      const spec: InputSpec = INPUTS[name];
      if (problems.length > 0) {
        // Of a map the valid entries remain, and are checked too.
        if (spec.kind !== 'map') expect(value).toEqual(defaultOf(name));
        return;
      }
      expect(value).toBeDefined();
      if (spec.kind === 'string') expect(value).toBe(text.trim());
      if (spec.kind === 'integer') expect(value).toBe(Number(text.trim()));
      if (spec.kind === 'boolean') expect(String(value)).toBe(text.trim().toLowerCase());
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['text', 'a"b', '"a\\"b"'],
  ['nothing', undefined, '"null"'],
  ['a map', { a: 1 }, '"{\\"a\\":1}"'],
  ['long text', 'x'.repeat(101), `"${'x'.repeat(100)}… (101 characters)"`],
])('quoted: %s', (_, value, quoted) => {
  expect(quote(value)).toBe(quoted);
});

test('a problem in a file has its place', () => {
  const problem = { input: 'manifest', message: 'is wrong' };
  expect(
    [problem, { ...problem, file: 'a.yml' }, { ...problem, file: 'a.yml', line: 3 }].map(problemLine),
  ).toEqual(['manifest: is wrong', 'manifest (a.yml): is wrong', 'manifest (a.yml:3): is wrong']);
});

test.each([
  ['role-name', true],
  ['toString', false],
  ['Role-Name', false],
])('%s is the name of an input: %s', (name, is) => {
  expect(isInputName(name)).toBe(is);
});
