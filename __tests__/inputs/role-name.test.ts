import fc from 'fast-check';
import { expandRoleName, type PlaceholderValues } from '../../src/inputs/role.ts';

const NONE = { pr: undefined, repo: undefined, branch: undefined };
const named = (template: string, values: Partial<PlaceholderValues>): string =>
  expandRoleName(template, { ...NONE, ...values });

test.each<[template: string, values: Partial<PlaceholderValues>, name: string | RegExp]>([
  ['web', {}, 'web'],
  ['web-{pr}', { pr: '12' }, 'web-12'],
  ['web-{branch}', { branch: 'login' }, 'web-login'],
  ['{pr}-{branch}', { pr: '12', branch: 'login' }, '12-login'],
  // A name that does not distinguish its values ends in a hash.
  ['web-{branch}', { branch: 'feature/login' }, /^web-feature-login-[0-9a-f]{16}$/],
  ['web-{branch}', { branch: 'Login' }, /^web-Login-[0-9a-f]{16}$/],
  ['web-{repo}', { repo: 'octo-repo' }, 'web-octo-repo'],
  ['web-{repo}', { repo: 'Octo-Repo' }, /^web-Octo-Repo-[0-9a-f]{16}$/],
  ['web-{branch}', { branch: 'x'.repeat(61) }, /^web-x{43}-[0-9a-f]{16}$/],
  ['web-{branch}', { branch: 'login-0123456789abcdef' }, /^web-login-0123456789abcdef-[0-9a-f]{16}$/],
  ['{pr}{branch}', { pr: '1', branch: '2' }, /^12-[0-9a-f]{16}$/],
  ['{pr}0{branch}', { pr: '1', branch: '0x' }, /^100x-[0-9a-f]{16}$/],
])('%s of %j is named by its values', (template, values, name) => {
  expect(named(template, values)).toMatch(typeof name === 'string' ? new RegExp(`^${name}$`) : name);
});

test('the error names every placeholder without a value, with the source of its value', () => {
  expect(() => named('{pr}-{repo}-{branch}', {})).toThrow(
    /\{pr\} has no value here: .* pull request; \{repo\} .* GITHUB_REPOSITORY.*; \{branch\} .* branch of this repository/,
  );
  expect(() => named('{branch}', { branch: '' })).toThrow('{branch} has no value');
});

const template = fc
  .array(fc.constantFrom('{pr}', '{repo}', '{branch}', '-', 'a', 'A', '0', '12', 'x'.repeat(30)), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))
  .filter((text) => text.includes('{'));
/** Few letters, so that values come near one another. */
const free = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'A', '-', '0', '1', '/', 'é', '\u{1f600}'),
    minLength: 1,
    maxLength: 6,
  }),
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 50, maxLength: 70 }),
);
const values = fc.record({ pr: fc.integer({ min: 1, max: 120 }).map(String), repo: free, branch: free });

test('every name is valid in IAM', () => {
  fc.assert(
    fc.property(template, values, (text, given) => {
      expect(expandRoleName(text, given)).toMatch(/^[A-Za-z0-9_+=,.@-]{1,64}$/);
    }),
    { numRuns: 500 },
  );
});

test('two different values never share a name, also not by case', () => {
  const fields = ['pr', 'repo', 'branch'] as const;
  fc.assert(
    fc.property(template, values, values, (text, one, other) => {
      const differ = fields.some((field) => text.includes(`{${field}}`) && one[field] !== other[field]);
      const meet = expandRoleName(text, one).toLowerCase() === expandRoleName(text, other).toLowerCase();
      expect(meet).toBe(!differ);
    }),
    { numRuns: 1000 },
  );
});

test('an unaltered name never equals a name with a hash, with any name of a branch', () => {
  const hashed = named('web-{branch}', { branch: 'feature/login' });
  const branch = hashed.slice('web-'.length);
  expect(named('web-{branch}', { branch })).not.toBe(hashed);
});

test.each([
  '{pr}-{branch}',
  '{branch}-{pr}',
  '{pr}{branch}',
  '{pr}1{branch}',
  '{branch}0{pr}',
  '{branch}-{pr}-{branch}',
  '{repo}{branch}',
  '{repo}-{branch}',
])('in a small world %s gives every two values names of their own', (text) => {
  const letters = ['0', '1', '-', 'a', 'A', '/'];
  const words = [...letters, ...letters.flatMap((a) => [...letters, '-a', 'a-'].map((b) => a + b))];
  const names = new Map<string, string>();
  for (const pr of text.includes('{pr}') ? ['1', '10', '11', '101', '111', '2'] : ['1']) {
    for (const repo of text.includes('{repo}') ? words : ['r']) {
      for (const branch of words) {
        const name = expandRoleName(text, { pr, repo, branch }).toLowerCase();
        expect([name, names.get(name)]).toEqual([name, undefined]);
        names.set(name, `${pr} ${repo} ${branch}`);
      }
    }
  }
});
