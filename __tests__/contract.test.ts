/** `action.yml`, the README's tables and the pages generated from the code match the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { actionYml, FILLED_PAGES } from '../scripts/docs.ts';
import { repositoryFile } from '../scripts/generated-text.ts';
import { permissionsPage } from '../scripts/permissions-page.ts';
import { defaultText, inputGroups } from '../scripts/reference.ts';
import { inputVariable } from '../src/inputs/read.ts';
import { INPUT_NAMES, INPUTS, type InputSpec } from '../src/inputs/table.ts';
import { OUTPUTS } from '../src/report/outputs.ts';

const read = (path: string): string => readFileSync(repositoryFile(path), 'utf8');

interface Action {
  name: string;
  description: string;
  author: string;
  branding: { icon: string; color: string };
  inputs: Record<string, { description: string; default?: unknown; required?: unknown }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
}
const action = parse(read('action.yml')) as Action;

test('action.yml has the fields that the runner and the Marketplace need', () => {
  expect(action.name).not.toBe('');
  expect(action.author).not.toBe('');
  expect(action.description.length).toBeLessThanOrEqual(125);
  expect(action.branding).toEqual({ icon: 'shield', color: 'orange' });
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  expect(read(action.runs.main).length).toBeGreaterThan(0);
});

test('inputs and their defaults are those of the code', () => {
  expect(Object.keys(action.inputs)).toEqual(INPUT_NAMES);
  for (const name of INPUT_NAMES) {
    // As text: the runner hands over nothing else, and a bare `false` would be one for YAML too.
    expect([name, action.inputs[name]?.default]).toEqual([name, defaultText(INPUTS[name])]);
    expect(action.inputs[name]?.description).not.toBe('');
  }
});

test('outputs are those of the code', () => {
  expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS));
});

test('two inputs never share a variable', () => {
  expect(new Set(INPUT_NAMES.map(inputVariable)).size).toBe(INPUT_NAMES.length);
});

/** Returns the rows of the table between two markers. */
function rows(page: string, name: string): string[][] {
  const [, section = ''] =
    new RegExp(`<!-- ${name}:begin -->(.*)<!-- ${name}:end -->`, 's').exec(read(page)) ?? [];
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const codeIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

test('the README lists each input once, by its subject, with its default', () => {
  const inputs = rows('README.md', 'inputs');
  expect(inputs.map(([subject]) => subject)).toEqual([...inputGroups().keys()]);
  const listed = inputs.flatMap(([subject, cell = '']) =>
    cell.split('<br>').map((line) => [subject, ...(codeIn(line)[0] ?? '').split(/: (.*)/)] as const),
  );
  expect(listed.map(([, name]) => name).sort()).toEqual([...INPUT_NAMES].sort());
  for (const [subject, name = '', standard] of listed) {
    const spec: InputSpec = INPUTS[name as keyof typeof INPUTS];
    expect([name, spec.group]).toEqual([name, subject]);
    if (name !== 'ec2-image-id') expect([name, standard]).toEqual([name, action.inputs[name]?.default]);
  }
});

test('docs/inputs.md has the type, the default and the allowed values of each input, and whether it may be empty', () => {
  const listed = [...inputGroups().keys()].flatMap((group) => rows('docs/inputs.md', group.toLowerCase()));
  expect(listed.map(([name]) => codeIn(name)[0]).sort()).toEqual([...INPUT_NAMES].sort());
  for (const [name, kind, standard, empty, constraint] of listed) {
    const input = codeIn(name)[0] as keyof typeof INPUTS;
    const given = action.inputs[input]?.default;
    expect([input, standard]).toEqual([input, typeof given === 'string' ? `\`${given}\`` : '']);
    expect([input, empty === 'refused']).toEqual([input, (INPUTS[input] as InputSpec).guard === true]);
    expect([kind, constraint?.replace(/\\(?=\W)/g, '')]).toEqual([
      INPUTS[input].kind,
      INPUTS[input].constraint,
    ]);
  }
});

test('the README lists each output once', () => {
  expect(
    rows('README.md', 'outputs')
      .flatMap(([names]) => codeIn(names))
      .sort(),
  ).toEqual(Object.keys(action.outputs).sort());
});

test('a description in action.yml is one short sentence', () => {
  for (const [name, { description }] of Object.entries(action.inputs)) {
    expect([name, description.length <= 120, description.match(/[.!?](?:\s|$)/g)?.length]).toEqual([
      name,
      true,
      1,
    ]);
  }
});

test('the README has at most 220 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(220);
});

test("the README's figures are those of the benchmark", () => {
  const [, page = ''] = read('docs/benchmark.md').split('## No change, 0 ms a call');
  const seconds = (subject: string): string => {
    const [, milliseconds = ''] = new RegExp(`\\| ${subject} *\\| *(\\d+) `).exec(page) ?? [];
    return (Number(milliseconds) / 1000).toFixed(1);
  };
  expect(read('README.md').replace(/\s+/g, ' ')).toContain(
    `takes ${seconds('this Action')} s where \`terraform plan\` takes ${seconds('`terraform plan`')} s ([benchmark](docs/benchmark.md))`,
  );
});

test('the generated files match the code (npm run docs)', async () => {
  expect(read('action.yml')).toBe(await actionYml());
  expect(read('docs/permissions.md')).toBe(await permissionsPage());
  for (const [page, filled] of FILLED_PAGES)
    expect([page, read(page)]).toEqual([page, await filled(read(page))]);
});

test('each message in docs/troubleshooting.md has the words of the code, or of AWS as the emulator copies them', () => {
  const source = ['src', 'emulator']
    .flatMap((folder) =>
      readdirSync(repositoryFile(folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .map(read)
    .join('\n');
  // EC2's message is in two parts: the name or the ARN may be wrong.
  const words = source.replace(
    "Invalid IAM Instance Profile ${field === 'name' ? 'name' : 'ARN'}",
    'Invalid IAM Instance Profile name',
  );
  const page = read('docs/troubleshooting.md');
  const messages = [
    ...[...page.matchAll(/^### (.*)$/gm)].flatMap(([, heading]) => codeIn(heading)),
    // Names of settings and calls have no space.
    ...codeIn(page.replace(/^### .*$/gm, '')).filter((text) => /^[A-Z][a-z]+ \w+/.test(text)),
  ];
  expect(messages.length).toBeGreaterThan(30);
  for (const message of messages)
    for (const part of message.split('…'))
      expect([message, words.includes(part.trim())]).toEqual([message, true]);
});
