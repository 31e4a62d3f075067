/** Random policy documents, and rewrites of them that keep their meaning or change it. */
import fc from 'fast-check';
import type { Json, PolicyDocument } from '../../src/aws/policy-document.ts';

export type Statement = Readonly<Record<string, Json>>;

/** Draws a string or a list of strings, as IAM accepts either. */
function oneOrMore(value: fc.Arbitrary<string>): fc.Arbitrary<Json> {
  return fc.oneof(value, fc.uniqueArray(value, { minLength: 1, maxLength: 3 }));
}

const principalValues = fc.constantFrom(
  '*',
  '111111111111',
  'arn:aws:iam::111111111111:root',
  'arn:aws:iam::222222222222:role/deploy',
  'arn:aws:iam::222222222222:user/octo',
);
const services = fc.constantFrom('ec2.amazonaws.com', 'ecs-tasks.amazonaws.com', 'lambda.amazonaws.com');

export const principals: fc.Arbitrary<Json> = fc.oneof(
  fc.constant<Json>('*'),
  fc.record({ AWS: oneOrMore(principalValues) }),
  fc.record({ Service: oneOrMore(services) }),
  fc.record({ AWS: oneOrMore(principalValues), Service: oneOrMore(services) }),
);

const conditions: fc.Arbitrary<Json> = fc.dictionary(
  fc.constantFrom('StringEquals', 'StringLike', 'StringNotEquals', 'Bool', 'ForAllValues:StringEquals'),
  fc.dictionary(
    fc.constantFrom('aws:PrincipalOrgID', 'sts:ExternalId', 'aws:MultiFactorAuthPresent'),
    fc.oneof(
      oneOrMore(fc.constantFrom('o-abcdefghij', 'a', 'b', 'c*', '${aws:username}')),
      fc.boolean(),
      fc.nat(9),
    ),
    { minKeys: 1, maxKeys: 2 },
  ),
  { minKeys: 1, maxKeys: 2 },
);

const trustActions = fc.constantFrom('sts:AssumeRole', 'sts:TagSession', 'sts:*');
const actions = fc.constantFrom('s3:GetObject', 's3:Get*', 's3:*', '*', 'ec2:RunInstances', 's3:Get?bject');
const resources = fc.constantFrom(
  '*',
  'arn:aws:s3:::bucket/*',
  'arn:aws:s3:::bucket/${aws:username}/*',
  'arn:aws:s3:::b?cket/x',
);

function optional(key: string, value: fc.Arbitrary<Json>): fc.Arbitrary<Statement> {
  return fc.option(value).map((given): Statement => (given === null ? {} : { [key]: given }));
}

function statement(...parts: fc.Arbitrary<Statement>[]): fc.Arbitrary<Statement> {
  const effect = fc.constantFrom('Allow', 'Allow', 'Deny').map((Effect): Statement => ({ Effect }));
  return fc.tuple(effect, ...parts).map((all) => Object.assign({}, ...all) as Statement);
}

const always = (key: string, value: fc.Arbitrary<Json>): fc.Arbitrary<Statement> =>
  value.map((given) => ({ [key]: given }));

const trustStatements = statement(
  always('Principal', principals),
  always('Action', oneOrMore(trustActions)),
  optional('Condition', conditions),
);

const policyStatements = statement(
  fc.oneof(always('Action', oneOrMore(actions)), always('NotAction', oneOrMore(actions))),
  fc.oneof(always('Resource', oneOrMore(resources)), always('NotResource', oneOrMore(resources))),
  optional('Condition', conditions),
);

function documentOf(statements: fc.Arbitrary<Statement>): fc.Arbitrary<PolicyDocument> {
  return fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.uniqueArray(statements, { minLength: 1, maxLength: 3, selector: (s) => JSON.stringify(s) }),
  });
}

export const trusts = documentOf(trustStatements);
export const policies = documentOf(policyStatements);
export const documents = fc.oneof(trusts, policies);

/** Rewrites the document in other words, with random use of every freedom of spelling that IAM allows. */
export function respelled(document: PolicyDocument): fc.Arbitrary<PolicyDocument> {
  return fc.infiniteStream(fc.boolean()).map((coins) => {
    const coin = (): boolean => coins.next().value === true;
    const turned = <T>(items: readonly T[]): readonly T[] => (coin() ? [...items].reverse() : items);
    const list = (value: Json): Json => {
      if (!Array.isArray(value)) return coin() ? [value] : value;
      const items = turned(value as readonly Json[]);
      return items.length === 1 && coin() ? (items[0] ?? null) : items;
    };
    const entries = (value: Json, each: (value: Json, key: string) => Json): Json =>
      Object.fromEntries(
        turned(Object.entries(value as Statement)).map(([key, inner]) => [key, each(inner, key)]),
      );
    const account = (value: Json): Json => {
      if (value === '111111111111') return coin() ? 'arn:aws-us-gov:iam::111111111111:root' : value;
      return value === 'arn:aws:iam::111111111111:root' && coin() ? '111111111111' : value;
    };
    const principal = (value: Json): Json => {
      if (value === '*') return coin() ? { AWS: '*' } : value;
      return entries(value, (names) => list(Array.isArray(names) ? names.map(account) : account(names)));
    };
    const scalar = (value: Json): Json =>
      (typeof value === 'number' || typeof value === 'boolean') && coin() ? String(value) : value;
    const one = (value: Json): Json =>
      entries(value, (inner, key) => {
        if (key === 'Effect' && typeof inner === 'string') return coin() ? inner.toUpperCase() : inner;
        if (key === 'Principal') return principal(inner);
        if (key === 'Condition')
          return entries(inner, (tests) => entries(tests, (wanted) => list(scalar(wanted))));
        return list(inner);
      });
    const statements = turned(document['Statement'] as readonly Json[]).map((each) => {
      const spelled = one(each) as Statement;
      return 'Condition' in spelled || coin() ? spelled : { ...spelled, Condition: coin() ? {} : null };
    });
    return {
      Statement: statements.length === 1 && coin() ? (statements[0] ?? null) : statements,
      Version: document['Version'] ?? null,
    };
  });
}

/** Changes the meaning of one statement of the document. */
export function altered(document: PolicyDocument): fc.Arbitrary<PolicyDocument> {
  const statements = document['Statement'] as readonly Statement[];
  const edit = fc.constantFrom<(statement: Statement) => Statement>(
    (s) => ({ ...s, Effect: s['Effect'] === 'Deny' ? 'Allow' : 'Deny' }),
    (s) => ({ ...s, Sid: 'New' }),
    (s) => ({ ...s, Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
    (s) => ({ ...s, ...('Action' in s ? { Action: 'iam:CreateUser' } : { NotAction: 'iam:CreateUser' }) }),
    ({ Action, NotAction, ...s }) =>
      Action === undefined ? { ...s, Action: NotAction ?? '' } : { ...s, NotAction: Action },
    (s) => ({ ...s, ...('Principal' in s ? { Principal: { AWS: '999999999999' } } : { Resource: 'arn:x' }) }),
  );
  return fc.oneof(
    fc.tuple(fc.nat(statements.length - 1), edit).map(([index, change]) => ({
      ...document,
      Statement: statements.map((each, at) => (at === index ? change(each) : each)),
    })),
    fc.constant({
      ...document,
      Version: document['Version'] === '2012-10-17' ? '2008-10-17' : '2012-10-17',
    }),
    fc.constant({ ...document, Id: 'New' }),
    fc.constant({
      ...document,
      Statement: [...statements, { Effect: 'Deny', Action: 'iam:CreateUser', Resource: 'arn:y' }],
    }),
  );
}
