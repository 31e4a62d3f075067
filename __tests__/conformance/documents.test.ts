/** Random policy documents, valid and broken, at moto: the Action's grammar judges as moto does, apart from reviewed differences. */
import fc from 'fast-check';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import { policyProblems } from '../../src/inputs/documents.ts';
import { mixedDocuments } from '../harness/mixed-documents.ts';
import { motoRefusals } from '../harness/moto-documents.ts';
import { hasMoto } from '../harness/moto.ts';
import { FULL } from '../harness/full.ts';

const RUNS = FULL ? 1000 : 150;

/** Refusals of moto that IAM does not share, each with the page that shows it. */
const ONLY_MOTO_REFUSES: readonly RegExp[] = [
  // Services need further actions of STS: https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
  /Trust Policy statement actions can only be/,
];

/** Refusals of the Action that moto lacks, each with the page that shows it. */
const ONLY_MOTO_ACCEPTS: readonly RegExp[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  /names no principal|not a principal|is not a kind of principal|^the principal /,
  /(?:Not)?Principal is not allowed in an identity policy/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  /NotPrincipal is not allowed in a trust policy|has no Principal$|exclude each other/,
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
  /IAM accepts only those up to U\+00FF/,
  // Reported from accounts of China and GovCloud: terraform-aws-modules/terraform-aws-iam#39
  /is in another partition than the region/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  /is not the name of a service/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  /"NullIfExists" is not a condition operator/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  /has a wildcard in the service/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
  /^"arn:aws::::b" names no service/,
  // moto skips an empty item of a list, not an empty text
  /^"" is neither an ARN nor "\*"/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
  /^Sid ".*" may hold only letters/,
];

/**
 * Reports whether a document has a value that moto cannot read. Numbers are values of conditions, and the Action takes a variable
 * for a date: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
function isBeyondMoto(document: PolicyDocument): boolean {
  return /[:[,]\d+[,\]}]|Date\w+":\{[^}]*\$\{/.test(JSON.stringify(document));
}

const describeWithMoto = hasMoto('random documents against moto') ? describe : describe.skip;
describeWithMoto('moto', () => {
  const refusal = motoRefusals();

  test.each(['trust', 'identity'] as const)(`judges ${RUNS} %s policies alike`, async (kind) => {
    const counts = { accepted: 0, refused: 0 };
    // moto wants the current version, which IAM does not: the reference of `Version` has an older one, and none.
    const current = ({ Version, ...rest }: PolicyDocument): PolicyDocument => ({
      ...rest,
      Version: Version === undefined || Version === '2008-10-17' ? '2012-10-17' : Version,
    });
    await fc.assert(
      fc.asyncProperty(mixedDocuments(kind).map(current), async (document) => {
        const words = await refusal(kind, document);
        const reasons = policyProblems(document, kind, 'aws').map(({ message }) => message);
        counts[reasons.length === 0 ? 'accepted' : 'refused'] += 1;
        if (words === undefined) {
          const unexplained = reasons.filter((each) => !ONLY_MOTO_ACCEPTS.some((known) => known.test(each)));
          // With a principal moto checks an identity policy less.
          const asResourcePolicy = reasons.some((each) => each.includes('not allowed in an identity policy'));
          expect(asResourcePolicy ? [] : unexplained).toEqual([]);
        } else if (
          reasons.length === 0 &&
          !isBeyondMoto(document) &&
          !ONLY_MOTO_REFUSES.some((known) => known.test(words))
        )
          throw new Error(`moto refuses it: ${words}`);
      }),
      { numRuns: RUNS },
    );
    expect(counts.accepted).toBeGreaterThan(RUNS / 10);
    expect(counts.refused).toBeGreaterThan(RUNS / 10);
  });
});
