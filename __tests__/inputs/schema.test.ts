import { readFileSync } from 'node:fs';
import { repositoryFile } from '../../scripts/generated-text.ts';
import { INPUTS, type InputName } from '../../src/inputs/table.ts';

test.each<[InputName, readonly string[]]>([
  ['role-name', ['1 to 64']],
  ['role-path', ['at most 512']],
  ['role-description', ['at most 1000', 'Latin-1']],
  ['tags', ['at most 47']],
  ['instance-profile-name', ['1 to 128']],
])('the description of %s, and so action.yml and the README, contains its promise: %j', (name, words) => {
  for (const word of words) expect(INPUTS[name].description).toContain(word);
});

const PAGE = readFileSync(repositoryFile('docs/inputs.md'), 'utf8').replace(/\s+/g, ' ');

test.each<[string, readonly string[]]>([
  ['role-path', ['Another path for an existing role is refused']],
  ['tags', ['unique whatever their case', 'none has the prefix `aws:`']],
  ['prune', ['prefix `aws:` are never touched']],
  ['wait-for: ec2', ['the step fails without rolling back', 'sets `ready-for` to `iam`']],
  ['expected-plan-digest', ['also succeeds if no changes remain']],
  ['adopt', ['refused in `destroy`']],
])('docs/inputs.md has the rule of %s: %j', (name, words) => {
  const [, rule = ''] = PAGE.split(`- **\`${name}\`**`);
  const [item = ''] = rule.split(/ - \*\*| ## /);
  for (const word of words) expect(item).toContain(word);
});

test('docs/inputs.md explains booleans and maps', () => {
  expect(PAGE).toContain('`true` or `false` as in YAML 1.2. Anything else is an error');
  expect(PAGE).toContain('starts with `{` or its first entry has `: ` before any `=`');
});
