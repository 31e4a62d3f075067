import { readFileSync } from 'node:fs';
import { repositoryFile } from '../../scripts/generated-text.ts';
import { INPUTS, type InputName } from '../../src/inputs/table.ts';

test.each<[InputName, readonly string[]]>([
  ['role-name', ['1 to 64']],
  ['role-path', ['at most 512']],
  ['role-description', ['at most 1000', 'Latin-1']],
  ['tags', ['at most 47', 'unique whatever their case', '`aws:`']],
  ['instance-profile-name', ['1 to 128']],
  ['instance-profile-path', ['at most 512']],
  ['prune', ['prefix `aws:` are never touched']],
  ['wait-for', ['the step fails without rolling back', 'sets `ready-for` to `iam`']],
  ['expected-plan-digest', ['also succeeds if no changes remain']],
])('the description of %s, and so action.yml and the README, contains its promise: %j', (name, words) => {
  for (const word of words) expect(INPUTS[name].description).toContain(word);
});

test('the README explains booleans and maps before the table of inputs', () => {
  const [, text = ''] = readFileSync(repositoryFile('README.md'), 'utf8').split('## Inputs\n');
  const [before = ''] = text.split('<!-- inputs:begin -->');
  const line = before.replaceAll('\n', ' ');
  expect(line).toContain('`true` or `false` as in YAML 1.2, anything else is an error');
  expect(line).toContain('starts with `{` or its first entry has `: ` before any `=`');
});
