import { InputError } from '../../src/inputs/declare.ts';
import { quote } from '../../src/inputs/problem.ts';
import { CallError } from '../../src/aws/errors.ts';
import { AccountMask } from '../../src/report/log.ts';
import { githubRunner } from '../../src/runtime/runner.ts';

const ID = '123456789012';

function masked(...sources: readonly unknown[]): string[] {
  const ids: string[] = [];
  new AccountMask({ ...githubRunner({}), mask: (id) => ids.push(id) }).collect(...sources);
  return ids;
}

const wrong = (message: string): Error => new InputError([{ input: 'trust-policy', message }]);
const refused = (detail: string): Error =>
  new CallError({
    ...{ code: 'MalformedPolicyDocument', detail, call: 'CreateRole' },
    ...{ input: { RoleName: 'r' }, status: 400 },
  });

describe('the mask finds an account in', () => {
  test.each<[string, unknown]>([
    ['an ARN', { boundary: `arn:aws:iam::${ID}:policy/nope` }],
    ['an ARN of another service and partition', [`arn:aws-cn:sqs:cn-north-1:${ID}:queue`]],
    ['an ARN in a set', { managedPolicies: new Set([`arn:aws:iam::${ID}:policy/p`]) }],
    ['an ARN in a map', { inlinePolicies: new Map([['p', { Resource: `arn:aws:sns:x:${ID}:t` }]]) }],
    ['an ARN that lacks a colon', wrong(`item 1, ${quote(`arn:aws:iam:${ID}:policy/x`)}, is not allowed`)],
    ['a principal', { Principal: { AWS: ID } }],
    ['one of several principals', { Principal: { AWS: ['arn:aws:iam::*:root', ID] } }],
    ['a condition', { Condition: { StringEquals: { 'aws:SourceAccount': [ID] } } }],
    ['a principal that IAM refuses', refused(`Invalid principal in policy: "AWS":"${ID}"`)],
    [
      'an action that IAM refuses to a caller',
      refused(`User: arn:aws:sts::${ID}:assumed-role/x is not authorized`),
    ],
    ['a document that is quoted', wrong(`${quote(`{"Principal":{"AWS":"${ID}"`)} is not YAML`)],
    ['YAML that is quoted', wrong(`${quote(`Principal:\n  AWS:\n    - ${ID}\n   x`)} is not YAML`)],
    ['a list that is quoted', wrong(`${quote(`Principal: {AWS: [${ID}, "x"`)} is not YAML`)],
  ])('%s', (_, source) => {
    expect(masked(source)).toEqual([ID]);
  });
});

test.each<[string, unknown]>([
  ['a tag', { tags: new Map([['AWS', ID]]), input: { Tags: [{ Key: 'AWS', Value: ID }] } }],
  ['a tag by another name', { tags: { 'my-aws': ID } }],
  ['a name', { Resource: `arn:aws:iam::aws:policy/${ID}`, roleName: ID }],
  ['a resource', { Resource: `arn:aws:s3:::bucket-${ID}` }],
  ['a longer number', { Principal: { AWS: `${ID}3` }, arn: `arn:aws:iam::${ID}3:role/x` }],
])('%s of twelve digits is no account', (_, source) => {
  expect(masked(source)).toEqual([]);
});

test('the runner gets each id once', () => {
  expect(masked([`arn:aws:iam::${ID}:role/a`], { AWS: ID })).toEqual([ID]);
});
