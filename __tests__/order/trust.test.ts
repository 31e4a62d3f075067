/** The trust policy in between: it interrupts no principal that both ends trust, and admits none that one end refuses. */
import { plan } from '../../src/resources/index.ts';
import { intersectTrust } from '../../src/aws/trust-policy.ts';
import type { Change } from '../../src/resources/resource.ts';
import { aRole } from '../harness/examples.ts';
import { mayAssume, type Context, type Policy, type Principal, type Statement } from './evaluator.ts';
import { policy } from './worlds.ts';

const ACCOUNT = '111111111111';
const APP: Principal = { kind: 'AWS', id: `arn:aws:iam::${ACCOUNT}:role/app` };
const TO_APP: Context = { 'aws:PrincipalArn': APP.id };
const trust = (
  Principal: NonNullable<Statement['Principal']>,
  Condition: NonNullable<Statement['Condition']> = {},
  more: Partial<Statement> = { Action: 'sts:AssumeRole' },
): Policy => policy({ Effect: 'Allow', Principal, Condition, ...more });
const common = (a: Policy, b: Policy, onUnknown?: () => void): Policy =>
  intersectTrust(a as never, b as never, onUnknown) as unknown as Policy;

const ips = (...ranges: string[]): Policy =>
  trust({ AWS: ACCOUNT }, { IpAddress: { 'aws:SourceIp': ranges } });
const units = (...names: string[]): Policy =>
  trust(
    { AWS: '*' },
    { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': names.map((name) => `o-a/r-1/${name}/*`) } },
  );
const tagged = (value: string): Policy =>
  trust({ AWS: ACCOUNT }, { StringLike: { 'aws:PrincipalTag/team': value } });
const branches = (...sub: string[]): Policy => trust({ AWS: ACCOUNT }, { StringLike: { sub } });
const teams = (...names: string[]): Policy =>
  trust({ AWS: ACCOUNT }, { StringEquals: { 'aws:PrincipalTag/team': names } });
const except = (key: string, ...NotAction: string[]): Policy =>
  trust({ AWS: ACCOUNT }, { StringEquals: { [key]: 'x' } }, { NotAction });
const PATHS = 'aws:PrincipalOrgPaths';
const ASSUME = 'sts:AssumeRole';
const LOGIN = { k: 'x', l: 'x' };

test.each<[string, Policy, Policy, readonly Context[], string]>([
  ['an account and a role of it', trust({ AWS: ACCOUNT }), trust({ AWS: APP.id }), [TO_APP, {}], ASSUME],
  [
    'an account under a condition, and a role of it',
    trust({ AWS: ACCOUNT }, { StringEquals: { 'sts:ExternalId': 'x' } }),
    trust({ AWS: APP.id }),
    [TO_APP, { ...TO_APP, 'sts:ExternalId': 'x' }],
    ASSUME,
  ],
  [
    'IP addresses',
    ips('192.0.2.0/24', '198.51.100.0/24'),
    ips('198.51.100.0/25', '203.0.113.0/24'),
    ['192.0.2.1', '198.51.100.1', '198.51.100.200', '203.0.113.1'].map((ip) => ({ 'aws:SourceIp': ip })),
    ASSUME,
  ],
  [
    'paths in an organization',
    units('one', 'two'),
    units('two', 'three'),
    [
      {},
      ...['one', 'two', 'three'].map((name) => ({ [PATHS]: `o-a/r-1/${name}/x` })),
      { [PATHS]: ['o-a/r-1/one/x', 'o-a/r-1/three/x'] },
    ],
    ASSUME,
  ],
  [
    'patterns that overlap',
    tagged('a*'),
    tagged('*z'),
    [{}, ...['a', 'z', 'az', 'b'].map((team) => ({ 'aws:PrincipalTag/team': team }))],
    ASSUME,
  ],
  [
    'a text with colons and a pattern that matches it',
    branches('o/x:main', 'o/y:ref:main'),
    branches('o/x:main', '*:main'),
    [{}, ...['o/x:main', 'o/y:ref:main', 'o/z:main'].map((sub) => ({ sub }))],
    ASSUME,
  ],
  [
    'lists with a variable',
    teams('${aws:username}', 'p'),
    teams('p', 'q'),
    [{}, ...['p', 'q', 'r'].map((team) => ({ 'aws:PrincipalTag/team': team, 'aws:username': 'q' }))],
    ASSUME,
  ],
  [
    'an action in two cases under two conditions',
    trust({ AWS: ACCOUNT }, { StringEquals: { k: 'x' } }, { Action: 'sts:assumeRole' }),
    trust({ AWS: ACCOUNT }, { StringEquals: { l: 'x' } }),
    [LOGIN, { k: 'x' }, { l: 'x' }],
    ASSUME,
  ],
  [
    'all actions but some',
    except('k', 'sts:AssumeRole', 'sts:TagSession'),
    except('l', 'sts:AssumeRole', 'sts:AssumeRoleWithSAML'),
    [LOGIN],
    'sts:AssumeRoleWithSAML',
  ],
  [
    'all actions but some, of which one remains',
    except('k', 'sts:AssumeRole', 'sts:TagSession'),
    except('l', 'sts:AssumeRole', 'sts:AssumeRoleWithSAML'),
    [LOGIN, { k: 'x' }],
    'sts:SetSourceIdentity',
  ],
])('%s have exactly the common principals between them', (_, a, b, contexts, action) => {
  const allows = (document: Policy, context: Context): boolean => mayAssume(document, APP, context, action);
  for (const [first, second] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const context of contexts) {
      // IAM always knows the ARN of the caller.
      const full = { ...TO_APP, ...context };
      expect([context, allows(common(first, second), full)]).toEqual([
        context,
        allows(a, full) && allows(b, full),
      ]);
    }
  }
});

test('an account and a role of it require a policy of that role in between, as the account alone does', () => {
  expect(common(trust({ AWS: ACCOUNT }), trust({ AWS: APP.id }))).toEqual(
    trust({ AWS: [ACCOUNT] }, { StringEquals: { 'aws:PrincipalArn': APP.id } }),
  );
});

test('a deleted principal, which IAM refuses, is in no trust policy in between', () => {
  const deleted = policy(
    {
      Effect: 'Allow',
      Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
    { Effect: 'Deny', Principal: { AWS: 'AROAAAAAAAAAAAAAAAAAA' }, Action: 'sts:AssumeRole' },
  );
  const other = trust({ Service: ['ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'] });
  expect(JSON.stringify([common(deleted, other), common(other, deleted)])).not.toContain('AROA');
  expect(mayAssume(common(deleted, other), { kind: 'Service', id: 'ecs-tasks.amazonaws.com' })).toBe(true);
});

const grants = (...Action: string[]) => new Map([['p', policy({ Effect: 'Allow', Action, Resource: '*' })]]);
/** Plans from one trust to another, while the role gains and loses grants. */
const steps = (before: Policy, after: Policy): readonly Change[] =>
  plan(
    { role: { ...aRole, trust: after, inlinePolicies: grants('s3:GetObject', 'sns:Publish') } as never },
    { role: { ...aRole, trust: before, inlinePolicies: grants('s3:GetObject', 's3:PutObject') } as never },
  ).changes;

test.each<[string, Policy, Policy, string]>([
  ['apart', trust({ AWS: ACCOUNT }), trust({ AWS: '222222222222' }), 'narrow the trust policy'],
  [
    'with a common part',
    ips('192.0.2.0/24'),
    ips('192.0.2.0/25', '203.0.113.0/24'),
    'narrow the trust policy',
  ],
  [
    'that cannot be compared',
    trust({ AWS: ACCOUNT }),
    trust({ AWS: ACCOUNT }, { StringEquals: { k: 'x' } }, { NotAction: 'sts:TagSession' }),
    'narrow the trust policy (first: the trust in common is unknown)',
  ],
])('the plan marks an interruption of trust policies %s', (_, before, after, summary) => {
  expect(steps(before, after)[0]?.summary).toBe(summary);
});

test('two trust policies too long for one have none in common, and the plan marks that', () => {
  const long = (kind: string, Service: string): Policy =>
    policy(
      {
        Effect: 'Allow',
        Principal: { Service: [Service, 'ecs-tasks.amazonaws.com'] },
        Action: 'sts:AssumeRole',
      },
      {
        Effect: 'Deny',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringNotEquals: {
            'aws:SourceArn': Array.from(
              { length: 22 },
              (_, n) => `arn:aws:ec2:eu-west-1:111111111111:instance/${kind}${n}`,
            ),
          },
        },
      },
    );
  const changes = steps(long('a', 'ec2.amazonaws.com'), long('b', 'lambda.amazonaws.com'));
  const documents = changes.flatMap(({ sets }) =>
    sets?.['trust'] === undefined ? [] : [JSON.stringify(sets['trust'])],
  );
  expect(documents.map((text) => text.length > 2048)).toEqual([false, false]);
  expect(changes[0]?.summary).toBe('narrow the trust policy (first: no room for both)');
});
