import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { Change } from '../../src/resources/resource.ts';
import { awsCommand } from '../../src/report/machine-part.ts';
import { name } from './states.ts';

const change = (api: string, input: object): Change => ({ api, input }) as unknown as Change;

/** Splits a command into words as a shell does for the AWS CLI. */
function words(command: string): string[] {
  const script = `aws() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test('a command has the words that a user would type', () => {
  expect(
    awsCommand(
      change('AttachRolePolicy', { RoleName: 'demo', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    ),
  ).toBe('aws iam attach-role-policy --role-name demo --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess');
  expect(awsCommand(change('TagRole', { RoleName: 'demo', Tags: [{ Key: 'a', Value: "it's" }] }))).toBe(
    `aws iam tag-role --role-name demo --tags '[{"Key":"a","Value":"it'\\''s"}]'`,
  );
});

test.each([
  ['a file', 'file:///etc/passwd'],
  ['a binary file', 'fileb://x'],
  ['a page', 'https://evil.example'],
  ['an option', '--profile'],
  ['nothing', ''],
  ['control characters', 'a\rb'],
  ['a character that the summary escapes', 'a\u00adb'],
])('a value that the CLI would read as %s is sent as JSON, which it does not interpret', (_, Description) => {
  const input = { RoleName: 'demo', Description, MaxSessionDuration: 3600 };
  const [, verb, option, json, ...rest] = words(awsCommand(change('UpdateRole', input)));
  expect([verb, option, rest]).toEqual(['update-role', '--cli-input-json', []]);
  expect(JSON.parse(json ?? '')).toEqual(input);
});

test('a shell parses the command into the exact input, with any values', () => {
  const text = fc
    .oneof(name, fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', ' ', 'x') }))
    .filter((value) => !value.includes('\0') && value.isWellFormed());
  fc.assert(
    fc.property(text, text, fc.array(text), (RoleName, Description, TagKeys) => {
      const input = { RoleName, Description, TagKeys };
      const [service, verb, ...options] = words(awsCommand(change('UpdateRole', input)));
      expect([service, verb]).toEqual(['iam', 'update-role']);
      const seen =
        options[0] === '--cli-input-json'
          ? (JSON.parse(options[1] ?? '') as unknown)
          : {
              RoleName: options[options.indexOf('--role-name') + 1],
              Description: options[options.indexOf('--description') + 1],
              TagKeys: JSON.parse(options[options.indexOf('--tag-keys') + 1] ?? '') as unknown,
            };
      expect(seen).toEqual(input);
    }),
    { numRuns: 150 },
  );
});
