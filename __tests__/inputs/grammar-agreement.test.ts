/** Random documents, valid and broken: the Action's grammar and the emulator's, written apart, accept the same. */
import fc from 'fast-check';
import { AwsError } from '../../emulator/errors.ts';
import { policyProblems } from '../../src/inputs/documents.ts';
import { missingClaims } from '../../src/inputs/public-trust.ts';
import { emulated } from '../harness/emulated.ts';
import { mixedDocuments } from '../harness/mixed-documents.ts';

function accepted(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'MalformedPolicyDocument' || error.code === 'ValidationError') return false;
    throw error;
  }
}

test.each(['trust', 'identity'] as const)('of 1,000 %s policies both accept the same', async (kind) => {
  const { iam } = await emulated();
  const ec2 = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const RoleName = 'r';
  iam.call('CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify({ Statement: ec2 }) });
  const counts = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(mixedDocuments(kind), (document) => {
      const PolicyDocument = JSON.stringify(document);
      const byEmulator = accepted(() => {
        if (kind === 'trust') iam.call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
        else iam.call('PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
      });
      const reasons = policyProblems(document, kind, 'aws').map(({ message }) => message);
      if (kind === 'trust' && reasons.length === 0) reasons.push(...missingClaims(document));
      counts[byEmulator ? 'accepted' : 'refused'] += 1;
      expect(reasons.length === 0 ? 'accepted' : reasons).toEqual(
        byEmulator ? 'accepted' : expect.any(Array),
      );
    }),
    { numRuns: 1000 },
  );
  // Neither side is tested by documents of one sort.
  expect(counts.accepted).toBeGreaterThan(150);
  expect(counts.refused).toBeGreaterThan(150);
});
