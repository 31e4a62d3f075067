import { InputError } from '../../src/inputs/declare.ts';
import { quote } from '../../src/inputs/problem.ts';
import { CallError } from '../../src/aws/errors.ts';
import { diagram } from '../../src/report/diagram.ts';
import { AccountMask } from '../../src/report/account-mask.ts';
import { annotateAll } from '../../src/report/report.ts';
import { cutText, truncate } from '../../src/runtime/log-escape.ts';
import { githubRunner } from '../../src/runtime/runner.ts';
import { aRole } from '../harness/examples.ts';

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

describe('text that is cut next to an id has all of the id or none', () => {
  const annotated = (text: string): string => {
    const texts: string[] = [];
    annotateAll(
      { ...githubRunner({}), group: () => undefined, annotate: (_, each) => texts.push(each) },
      'notice',
      [text],
    );
    return texts.join('');
  };
  const drawn = (name: string): string => {
    const role = { ...aRole, managedPolicies: new Set([`arn:aws:iam::aws:policy/${name}`]) };
    return /managed policy<br\/>([^"]*)"/.exec(diagram({}, { role }) ?? '')?.[1] ?? '';
  };
  const limits: readonly (readonly [string, number, (text: string) => string])[] = [
    ['a value in a table', 200, (text) => truncate(text)],
    ['a value in a message', 100, quote],
    ['an annotation', 4_030, annotated],
    ['a label of the diagram, at its start', 32, drawn],
    ['a label of the diagram, at its end', 32, (text) => drawn(Array.from(text).reverse().join(''))],
  ];
  test.each(limits)('%s', (_, limit, cut) => {
    for (let position = limit - 20; position < limit + 20; position += 1) {
      const id = cut === limits[4]?.[2] ? Array.from(ID).reverse().join('') : ID;
      const shown = cut(`${'x'.repeat(Math.max(0, position))}${id}${'y'.repeat(5000)}`);
      expect(shown).toContain('x');
      expect(shown.replaceAll(ID, '***').match(/\d{2,11}(?!\d| characters)/g)).toBeNull();
    }
  });

  test('a number at the end of what fits stays', () => {
    expect([cutText('in 2026 again', 7), cutText('in 2026 again', 6), cutText('😀😀', 3)]).toEqual([
      'in 2026',
      'in ',
      '😀',
    ]);
  });
});

test('the runner gets each id once', () => {
  expect(masked([`arn:aws:iam::${ID}:role/a`], { AWS: ID })).toEqual([ID]);
});
