import { nameOnlySubjects } from '../../src/aws/trust-policy.ts';

const KEY = 'token.actions.githubusercontent.com:sub';

function trust(values: string | string[], operator = 'StringLike', key = KEY, Effect = 'Allow'): object {
  return { Version: '2012-10-17', Statement: [{ Effect, Condition: { [operator]: { [key]: values } } }] };
}

test.each([
  ['repo:octo-org/octo-repo:*'],
  ['repo:octo-org/octo-repo:ref:refs/heads/main'],
  ['repo:octo-org/*'],
])('%s is by name only', (value) => {
  expect(nameOnlySubjects(trust(value) as never)).toEqual([value]);
  expect(nameOnlySubjects(trust(value, 'ForAnyValue:StringEquals') as never)).toEqual([value]);
});

test.each<[string, object]>([
  ['both forms', trust(['repo:octo-org/octo-repo:*', 'repo:octo-org@1/octo-repo@2:*'])],
  ['a wildcard after the owner', trust('repo:octo-org*/octo-repo*:*')],
  ['a wildcard in the owner', trust(['repo:octo-org/octo-repo:*', 'repo:octo*/octo-repo@2:*'])],
  ['another issuer', trust('repo:octo-org/octo-repo:*', 'StringLike', 'ghe.example.com/_services/token:sub')],
  ['a denial', trust('repo:octo-org/octo-repo:*', 'StringLike', KEY, 'Deny')],
  ['an exclusion', trust('repo:octo-org/octo-repo:*', 'StringNotLike')],
  ['another kind of subject', trust('job_workflow_ref:octo-org/octo-repo/x@main')],
])('%s is not', (_, document) => {
  expect(nameOnlySubjects(document as never)).toEqual([]);
});

test('the second form of another owner does not count', () => {
  const values = ['repo:octo-org/octo-repo:*', 'repo:friends@1/octo-repo@2:*'];
  expect(nameOnlySubjects(trust(values) as never)).toEqual([values[0]]);
});
