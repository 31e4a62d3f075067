import { sizeOf, TRUST_POLICY_QUOTA, type PolicyDocument } from '../../src/aws/policy-document.ts';
import { inlinePoliciesProblem } from '../../src/inputs/documents.ts';
import { trustPolicyProblem } from '../../src/inputs/trust.ts';

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

  test('count with those that prune leaves out', () => {
    expect(inlinePoliciesProblem(of(6000), new Map([['kept', sized(4241)]]))).toMatch(
      /^the inline policies of a role, with 1 undeclared one that `prune` leaves out, have 10241 /,
    );
    const two = new Map(['a', 'b'].map((name) => [name, sized(2241)]));
    expect(inlinePoliciesProblem(of(6000), two)).toContain('with 2 undeclared ones that `prune` leaves out,');
  });
});

describe('a trust policy', () => {
  test('may have 4,096 characters in an account with the highest quota', () => {
    expect(trustPolicyProblem(sized(4096))).toBeUndefined();
    expect(trustPolicyProblem(sized(4097))).toMatch(/has 4097 characters, and IAM allows 4096; no account/);
  });

  test('must fit the quota of the account, and only then the advice is to raise it', () => {
    expect(trustPolicyProblem(sized(2048), TRUST_POLICY_QUOTA)).toBeUndefined();
    expect(trustPolicyProblem(sized(2049), TRUST_POLICY_QUOTA)).toMatch(
      /IAM allows 2048; ask AWS to raise the quota \(at most 4096\)$/,
    );
    expect(trustPolicyProblem(sized(5000), TRUST_POLICY_QUOTA)).toMatch(/no account can have more/);
  });
});
