/**
 * Holds the prose of the code and of the pages to its rules. `PROSE_SCOPE=src/reconcile,emulator npm test --
 * __tests__/language.test.ts` checks other folders or files of code than those of SCOPE.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MIN_VERB_SHARE } from './harness/prose-rules.ts';
import { offencesInPage } from './harness/prose-pages.ts';
import { offencesIn, proseOf } from './harness/prose.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Folders and files whose prose is checked. */
const SCOPE = ['src', 'emulator', 'scripts', 'bench', '__tests__'];

/** Folders with pages and workflows. */
const PAGES = [
  ['.', /\.md$|^action\.yml$/],
  ['docs', /\.md$/],
  ['examples', /\.yml$/],
  ['.github/workflows', /\.yml$/],
  ['ecs-cluster', /\.yml$/],
] as const;

function sourcesIn(path: string): { file: string; source: string }[] {
  const absolute = join(ROOT, path);
  const files = statSync(absolute).isFile()
    ? [absolute]
    : readdirSync(absolute, { recursive: true, encoding: 'utf8' }).map((name) => join(absolute, name));
  return files
    .filter((file) => /\.[jt]s$/.test(file) && file !== fileURLToPath(import.meta.url)) // Its samples break the rules.
    .sort()
    .map((file) => ({ file: relative(ROOT, file), source: readFileSync(file, 'utf8') }));
}

describe.each(process.env['PROSE_SCOPE']?.split(',') ?? SCOPE)('%s', (path) => {
  const sources = sourcesIn(path);

  test('keeps the rules in every comment, message and test name', () => {
    expect(sources).not.toEqual([]);
    const offences = sources.flatMap(({ file, source }) => offencesIn(file, source));
    if (offences.length > 0) throw new Error(`${offences.length} offences:\n${offences.join('\n')}`);
  });

  test('begins its function comments with a verb', () => {
    const comments = sources.flatMap(({ file, source }) =>
      proseOf(file, source).functionComments.map((comment) => ({ ...comment, file })),
    );
    const others = comments.filter(({ verb }) => !verb);
    if (comments.length - others.length >= MIN_VERB_SHARE * comments.length) return;
    const lines = others.map(({ file, line, text }) => `${file}:${line}: no verb: ${text}`);
    throw new Error(`${others.length} of ${comments.length} begin otherwise:\n${lines.join('\n')}`);
  });
});

describe.each(PAGES)('the pages of %s', (folder, pattern) => {
  const names = readdirSync(join(ROOT, folder)).filter((name) => pattern.test(name));

  test('are found', () => {
    expect(names).not.toEqual([]);
  });

  test.each(names)('%s keeps the rules', (name) => {
    const file = join(folder, name);
    const offences = offencesInPage(file, readFileSync(join(ROOT, file), 'utf8'));
    if (offences.length > 0) throw new Error(`${offences.length} offences:\n${offences.join('\n')}`);
  });
});

test.each([
  ['a paragraph', 'a.md', 'A role\nstands in it.', 1],
  ['the text of a link', 'a.md', '# A role\n\nRead [what stands](a.md).', 3],
  ['a list in a list', 'a.md', '- One.\n- Two:\n  - It stands.', 3],
  ['the cell of a table', 'a.md', '| a | b |\n| --- | --- |\n| 1 | 2 |\n| 1 | It stands. |', 4],
  ['a description', 'a.yml', 'inputs:\n  a:\n    description: It stands.', 3],
  ['a comment at the end of a line', 'a.yml', 'a: 1 # it stands', 1],
  ['a comment of two lines', 'a.yml', 'a: 1\n# A role\n# stands.', 2],
  ['a comment in a script', 'a.yml', 'run: |\n  # It stands.\n  true', 2],
])('reads %s of a page', (_, file, source, line) => {
  const offences = offencesInPage(file, source).map((offence) => offence.split(': ').slice(0, 2).join(': '));
  expect(offences).toEqual([`${file}:${line}: stands`]);
});

test.each([
  ['a block of code', 'a.md', '```sh\n# what stands\n```'],
  ['code', 'a.md', 'The word `stands`.'],
  ['a quotation', 'a.md', '> It stands.'],
  ['a comment', 'a.md', '<!-- It stands. -->'],
  ['the beginning of a heading', 'a.md', '# How it works'],
  ['the address of a link', 'a.md', 'See [here](stands.md).'],
  ['a value', 'a.yml', 'run: echo it stands'],
])('exempts %s of a page', (_, file, source) => {
  expect(offencesInPage(file, source)).toEqual([]);
});

test('holds headings to the other rules, and sentences of pages to their length', () => {
  expect(offencesInPage('a.md', '## It stands')).toEqual(['a.md:1: stands: It stands']);
  expect(offencesInPage('a.md', `A${' word'.repeat(30)}.`)[0]).toContain('31 words');
});

const rulesBroken = (source: string): string[] =>
  offencesIn('a.ts', source).map((offence) => offence.split(': ').slice(0, 2).join(': '));

test.each([
  ['opener', '// What is left.'],
  ['opener', '/** A rule. Whoever writes it must read it. */'],
  ['opener', '/** @returns whose it is */'],
  ['opener', '/** Finds it. @throws Error what failed */'],
  ['stands', '// The role stands in no profile.'],
  ['told', '// The caller is told the reason.'],
  ['says', '// The log says it.'],
  ['nobody', '// A list for nobody.'],
  ['ours', '// The others wait.'],
  ['ours', '// A role of ours.'],
  ['ours', '// That is not another’s.'],
  ['is to be', '// The role is to be removed.'],
  ['is to be', '// A policy that is to go.'],
  ['comes', '// A policy comes later.'],
  ['goes', '// The profile goes.'],
  ['gone', '// The profile is gone.'],
  ['by lot', '// Drawn by lot.'],
  ['all the same', '// It is read all the same.'],
  ['hangs on', '// All that hangs on a role.'],
  ['where there is', '// The boundary where there is one.'],
  ['another than', '// The role is another than before.'],
  ['may not do', '// Ten may not do.'],
  ['mend', '// Mends a role.'],
  ['beside', '// A file beside it.'],
  ['taken for', '// The read is taken for an old one.'],
  ['so many', '// Reads are so many ms behind.'],
  ['31 words', `// ${'word '.repeat(31)}`],
])('finds the offence "%s" in %p', (rule, comment) => {
  expect(rulesBroken(`${comment}\nconst a = 1;`)).toContain(`a.ts:1: ${rule}`);
});

test.each([
  ['an error', 'throw new Error(`${name} stands twice`);'],
  ['a message that ends in punctuation', "log('It stands.');"],
  ['a message of many words', "const meaning = 'the role that stands in the profile';"],
  ['a test name', "test('a role stands', () => undefined);"],
  ['the name of a table of tests', "test.each([1])('%p stands', () => undefined);"],
  ['a comment at the end of a line', 'const a = 1; // it stands'],
  ['the second line of a comment', 'const a = 1;\n// A role\n// stands.'],
  ['the last paragraph of JSDoc', '/**\n * A role.\n *\n * It stands.\n */\nconst a = 1;'],
])('reads %s', (_, source) => {
  expect(rulesBroken(source).map((offence) => offence.split(': ')[1])).toEqual(['stands']);
});

test.each([
  ['code in backticks', '// Calls `told` once.'],
  ['a quotation', '// IAM answers "nobody says what stands".'],
  ['a quotation in a message', 'log(\'IAM answers "it stands".\');'],
  ['a substitution', 'log(`A role ${told} ${says}.`);'],
  ['an address', '// See https://example.com/says/what for the words.'],
  ['an indented example', '/**\n * Reads.\n *\n *     told says\n */'],
  ['an identifier', 'const told = nobody;'],
  ['an import', "import { a } from './what stands.ts';"],
  ['a text of AWS', "throw new AwsError('NoSuchEntity', 'nobody is told.');"],
  ['a word within a word', '// Understands standards, besides.'],
  ['a question', '// How long does it take?'],
  ['an origin', '// The value comes from the event, and goes to the log.'],
])('exempts %s', (_, source) => {
  expect(rulesBroken(source)).toEqual([]);
});

test('prints file, line, rule and sentence', () => {
  expect(offencesIn('a.ts', "/** It stands. */\nconst a = 'nobody reads this.';")).toEqual([
    'a.ts:1: stands: It stands.',
    'a.ts:2: nobody: nobody reads this.',
  ]);
  const source = 'const a = 1;\n\n/**\n * Reads a role. It\n * stands in "two words" of `a file`.\n */\n';
  expect(offencesIn('b/a.ts', source)).toEqual(['b/a.ts:4: stands: It stands in "two words" of `a file`.']);
});

test.each([
  ['/** Reads a role. */ function read() {}', true],
  ['// Returns the roles.\nconst all = () => [];', true],
  ['class A { /** Sends it. */ send() {} }', true],
  ['const a = { /** Sends it. */ send: () => 1 };', true],
  ['/** Lists the roles. */ export async function list() {}', true],
  ['/** Tags of a role. */ function tags() {}', false],
  ['/** The roles. */ function roles() {}', false],
  ['/** Milliseconds since then. */ function since() {}', false],
  ['/** As the service shows it. */ function shown() {}', false],
])('%s: begins with a verb: %p', (source, verb) => {
  expect(proseOf('a.ts', source).functionComments.map((comment) => comment.verb)).toEqual([verb]);
});

test('counts only the comments directly above functions', () => {
  const source =
    '/** The file. */\n\nfunction a() {}\n/** A number. */\nconst b = 1;\n/** @returns c */\nfunction c() {}';
  expect(proseOf('a.ts', source).functionComments).toEqual([]);
});
