import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import {
  attachmentsProblem,
  DEFAULT_TRUST_POLICY_QUOTA,
  inlinePoliciesProblem,
  notAttachable,
  QUOTAS,
  sizeOf,
  tagsProblem,
  trustPolicyProblem,
} from '../../src/inputs/quotas.ts';

/** Returns a document of as many characters as IAM counts. */
function sized(characters: number): PolicyDocument {
  const empty = sizeOf({ Statement: [], Id: '' });
  return { Statement: [], Id: 'x'.repeat(characters - empty) };
}

test('white space does not count', () => {
  expect(sizeOf({ Id: 'a b\tc' })).toBe('{"Id":"ab\\tc"}'.length);
  expect(sizeOf(sized(100))).toBe(100);
});

describe('inline policies', () => {
  const of = (...sizes: number[]) => new Map(sizes.map((size, index) => [`p${index}`, sized(size)]));

  test('may have 10,240 characters together', () => {
    expect(inlinePoliciesProblem(of(10_240))).toBeUndefined();
    expect(inlinePoliciesProblem(of(5000, 5240))).toBeUndefined();
    expect(inlinePoliciesProblem(new Map())).toBeUndefined();
  });

  test('are refused with one more, and the error names the largest', () => {
    expect(inlinePoliciesProblem(of(3000, 5000, 2241))).toBe(
      'the inline policies of a role have 10241 characters together, and IAM allows 10240; ' +
        'no account can have more. The largest is "p1" with 5000: make it a managed policy',
    );
  });

  test('count with those that prune keeps, but not with those that they replace', () => {
    expect(inlinePoliciesProblem(of(6000), new Map([['kept', sized(4241)]]))).toMatch(
      /^the inline policies of a role, with 1 undeclared that prune keeps, have 10241 /,
    );
    expect(inlinePoliciesProblem(of(6000), new Map([['p0', sized(9000)]]))).toBeUndefined();
  });
});

describe('a trust policy', () => {
  test('may have 4,096 characters in an account with the highest quota', () => {
    expect(trustPolicyProblem(sized(4096))).toBeUndefined();
    expect(trustPolicyProblem(sized(4097))).toMatch(/has 4097 characters, and IAM allows 4096; no account/);
  });

  test('must fit the quota of the account, and only then the advice is to raise it', () => {
    expect(trustPolicyProblem(sized(2048), DEFAULT_TRUST_POLICY_QUOTA)).toBeUndefined();
    expect(trustPolicyProblem(sized(2049), DEFAULT_TRUST_POLICY_QUOTA)).toMatch(
      /IAM allows 2048; ask AWS to raise the quota \(at most 4096\)$/,
    );
    expect(trustPolicyProblem(sized(5000), DEFAULT_TRUST_POLICY_QUOTA)).toMatch(/no account can have more/);
  });
});

describe('tags', () => {
  const keys = (count: number, prefix = 'k') =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  test('are at most 50', () => {
    expect(tagsProblem(keys(50))).toBeUndefined();
    expect(tagsProblem(keys(51))).toBe(
      '51 tags are more than the 50 that IAM allows; no account can have more',
    );
  });

  test('count with those that prune keeps, and one key once, whatever its case', () => {
    expect(tagsProblem(keys(30), keys(20, 'other'))).toBeUndefined();
    expect(tagsProblem(keys(30), keys(21, 'other'))).toMatch(
      /^51 tags \(30 of this step and 21 undeclared that prune keeps\) are more/,
    );
    expect(tagsProblem(keys(50), keys(50, 'K'))).toBeUndefined();
  });
});

test('attachments must fit the quota of the account, which AWS raises', () => {
  expect(attachmentsProblem(10)).toBeUndefined();
  expect(attachmentsProblem(11)).toMatch(/^11 managed policies are more than the 10 .*ask AWS to raise/);
  expect(attachmentsProblem(20, 20)).toBeUndefined();
  const adjustable = Object.entries(QUOTAS).filter(([, quota]) => quota.adjustable);
  expect(adjustable.map(([name]) => name)).toEqual(['attachments']);
});

test.each([
  'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy',
  'arn:aws-cn:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy',
  'aws-service-role/AWSSupportServiceRolePolicy',
  '/aws-service-role/AWSSupportServiceRolePolicy',
])('%s cannot be attached', (reference) => {
  expect(notAttachable(reference)).toMatch(/belongs to a service-linked role/);
});

test.each([
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  'arn:aws:iam::111122223333:policy/aws-service-role/mine',
  'ReadOnlyAccess',
  'aws-service-rolex',
])('%s may be attached', (reference) => {
  expect(notAttachable(reference)).toBeUndefined();
});
