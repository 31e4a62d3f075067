/** `action.yml`, the README's tables and the pages made from the code say what the code does. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { actionYml, readmeWithTables } from '../scripts/docs.ts';
import { repositoryFile } from '../scripts/generated-text.ts';
import { permissionsPage } from '../scripts/permissions-page.ts';
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
    const { default: standard }: InputSpec = INPUTS[name];
    // As text: the runner hands over nothing else, and a bare `false` would be one for YAML too.
    expect([name, action.inputs[name]?.default]).toEqual([name, standard]);
    expect(action.inputs[name]?.description).not.toBe('');
  }
});

test('outputs are those of the code', () => {
  expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS));
});

test('two inputs never share a variable', () => {
  expect(new Set(INPUT_NAMES.map(inputVariable)).size).toBe(INPUT_NAMES.length);
});

/** Returns the cells of the rows between two markers, the first without its backticks. */
function rows(name: string): string[][] {
  const section = new RegExp(`<!-- ${name}:begin -->(.*)<!-- ${name}:end -->`, 's').exec(
    read('README.md'),
  )?.[1];
  return (section ?? '')
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

test("README's tables have the same inputs, defaults and outputs", () => {
  const inputs = rows('inputs');
  expect(inputs.map(([name]) => name)).toEqual(Object.keys(action.inputs).map((name) => `\`${name}\``));
  for (const [name = '', kind, standard] of inputs) {
    const given = action.inputs[name.replaceAll('`', '')]?.default;
    expect([name, standard]).toEqual([name, typeof given === 'string' ? `\`${given}\`` : '']);
    expect(kind).toBe(INPUTS[name.replaceAll('`', '') as keyof typeof INPUTS].kind);
  }
  expect(rows('outputs').map(([name]) => name)).toEqual(
    Object.keys(action.outputs).map((name) => `\`${name}\``),
  );
});

test('the generated files match the code (npm run docs)', async () => {
  expect(read('action.yml')).toBe(await actionYml());
  expect(read('docs/permissions.md')).toBe(await permissionsPage());
  expect(read('README.md')).toBe(await readmeWithTables(read('README.md')));
});

test("README's table of errors has the words of the code, and IAM's own", () => {
  const source = ['src', 'emulator']
    .flatMap((folder) =>
      readdirSync(repositoryFile(folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .map(read)
    .join('\n');
  const section = /^## Errors\n(.*?)^## /ms.exec(read('README.md'))?.[1] ?? '';
  const messages = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, message = '']) => message);
  expect(messages.length).toBeGreaterThan(10);
  for (const words of messages.flatMap((message) => message.split('…')))
    expect(source).toContain(words.trim());
});
