import { readFileSync } from 'node:fs';
import { checkIdentityPolicy, checkTrustPolicy } from '../../emulator/policy-document.ts';
import { policyProblems } from '../../src/inputs/documents.ts';
import {
  canonicalDocument,
  decodeDocument,
  encodeDocument,
  sameDocument,
  type PolicyDocument,
} from '../../src/aws/policy-document.ts';
import { motoRefusals } from '../harness/moto-documents.ts';
import { hasMoto } from '../harness/moto.ts';

/**
 * Policy documents of public repositories, each with the repository and file that it was read from. Ids of accounts are
 * replaced, and some long lists of actions are shortened.
 */
const documents = JSON.parse(
  readFileSync(new URL('./real-documents.json', import.meta.url), 'utf8'),
) as readonly {
  readonly source: string;
  readonly kind: 'trust' | 'identity';
  readonly document: PolicyDocument;
}[];

test('there are at least 150, of both kinds', () => {
  expect(documents.length).toBeGreaterThanOrEqual(150);
  expect(documents.filter(({ kind }) => kind === 'trust').length).toBeGreaterThanOrEqual(30);
});

test('every document passes', () => {
  const refused = documents.flatMap(({ source, kind, document }) =>
    policyProblems(document, kind).map(({ path, message }) => `${source} ${path.join('.')}: ${message}`),
  );
  expect(refused).toEqual([]);
});

test('the emulator accepts every document', () => {
  for (const { source, kind, document } of documents) {
    const text = encodeDocument(document);
    try {
      if (kind === 'trust') checkTrustPolicy(text);
      // The emulator is an account of one partition.
      else checkIdentityPolicy(text.replace(/arn:aws-(?:cn|us-gov):/g, 'arn:aws:'), 'inline', 'aws');
    } catch (cause) {
      throw new Error(source, { cause });
    }
  }
});

test('no document changes its meaning in canonical form or over the wire', () => {
  for (const { document } of documents) {
    const canonical = canonicalDocument(document);
    expect(sameDocument(canonical, document)).toBe(true);
    expect(canonicalDocument(canonical)).toEqual(canonical);
    expect(decodeDocument(encodeURIComponent(encodeDocument(document)))).toEqual(document);
    for (const kind of ['trust', 'identity'] as const) {
      expect(policyProblems(canonical, kind).length === 0).toBe(policyProblems(document, kind).length === 0);
    }
  }
});

const describeWithMoto = hasMoto('real documents against moto') ? describe : describe.skip;
describeWithMoto('moto', () => {
  const refusal = motoRefusals();

  test('accepts nearly all of them, and none of these is refused here', async () => {
    const accepted: PolicyDocument[] = [];
    for (const { kind, document } of documents) {
      if ((await refusal(kind, document)) !== undefined) continue;
      accepted.push(document);
      expect(policyProblems(document, kind)).toEqual([]);
    }
    console.log(`moto accepts ${accepted.length} of ${documents.length} documents`);
    expect(accepted.length).toBeGreaterThanOrEqual(documents.length * 0.9);
  });
});
