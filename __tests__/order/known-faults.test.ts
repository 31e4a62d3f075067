/** Updates that once had gaps, peaks or false flags, each as a test of its own. */
import { faultsOf, runUpdates, runRollbacks, type Run } from './bundle.ts';
import type { Policy, Role, Statement } from './evaluator.ts';
import type { Update } from './random-updates.ts';
import { ACCOUNTS, ORGANIZATIONS, policy, SERVICES, type State } from './worlds.ts';

const [EC2 = '', LAMBDA = ''] = SERVICES;
const [ONE = '', TWO = '', THREE = ''] = ACCOUNTS;
const managed = (name: string): string => `arn:aws:iam::123456789012:policy/${name}`;
const DENY_ALL = managed('a-deny-all');
const LATE_DENY_ALL = managed('z-deny-all');
const ALLOW_GET = managed('c-allow-get');
const ONLY_S3 = managed('only-s3');
const ONLY_SQS = managed('only-sqs');
const EVERYTHING = managed('everything');

const A = 's3:GetObject';
const B = 's3:PutObject';
const X = 'sns:Publish';
const SQS = 'sqs:*';
const allow = (...Action: string[]): Policy => policy({ Effect: 'Allow', Action, Resource: '*' });
const deny = (...Action: string[]): Policy => policy({ Effect: 'Deny', Action, Resource: '*' });
const allowExcept = (Action: string): Policy =>
  policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action, Resource: '*' });
const trust = (Principal: Statement['Principal'] & object, Condition: Statement['Condition'] = {}): Policy =>
  policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition });
const inAccount = (...accounts: string[]): Policy =>
  trust({ Service: LAMBDA }, { StringEquals: { 'aws:SourceAccount': accounts } });
const likeAccount = (...accounts: string[]): Policy =>
  trust({ Service: LAMBDA }, { StringLike: { 'aws:SourceAccount': accounts } });
const inOrganization = trust({ Service: LAMBDA }, { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATIONS } });

interface Ends {
  readonly inline?: Role['InlinePolicies'];
  readonly managed?: readonly string[];
  readonly boundary?: string;
  readonly trust?: Policy;
}

function role({ inline = {}, managed = [], boundary, trust: trusted = trust({ Service: EC2 }) }: Ends): Role {
  return {
    AssumeRolePolicyDocument: trusted,
    InlinePolicies: inline,
    AttachedPolicies: managed,
    PermissionsBoundary: boundary ?? null,
  };
}

const CASES: readonly (readonly [name: string, start: State, target: State])[] = [
  [
    '1: a managed deny-all is detached from a role with an inline allow',
    role({ managed: [DENY_ALL], inline: { p1: allow(A) } }),
    role({ inline: { p1: allow(A) } }),
  ],
  [
    '2: a managed deny-all and an inline allow are both removed',
    role({ managed: [DENY_ALL], inline: { p1: allow(A) } }),
    role({}),
  ],
  [
    '2: a managed allow and a managed deny-all are both attached',
    role({}),
    role({ managed: [ALLOW_GET, LATE_DENY_ALL] }),
  ],
  ['2: a role is created with both', undefined, role({ managed: [ALLOW_GET, LATE_DENY_ALL] })],
  [
    '2: a role with an inline deny and an inline allow is destroyed',
    role({ inline: { p1: deny(A), p2: allow(A) } }),
    undefined,
  ],
  ['2: a role with both is destroyed', role({ managed: [DENY_ALL, ALLOW_GET] }), undefined],
  [
    '3: a boundary broadens over an inline allow that the target drops',
    role({ boundary: ONLY_S3, inline: { p1: allow(SQS) } }),
    role({ boundary: EVERYTHING }),
  ],
  [
    '3: a boundary broadens while the trust changes',
    role({ boundary: ONLY_S3, inline: { p1: allow(SQS) } }),
    role({ boundary: EVERYTHING, inline: { p1: allow(SQS) }, trust: trust({ Service: LAMBDA }) }),
  ],
  [
    '3: a first boundary narrows an inline allow that stays while the trust widens',
    role({ inline: { p1: allow(SQS) } }),
    role({ inline: { p1: allow(SQS) }, boundary: ONLY_S3, trust: trust({ Service: [EC2, LAMBDA] }) }),
  ],
  [
    '3: a boundary changes both ways over an inline denial that the target drops',
    role({ boundary: ONLY_S3, inline: { p1: allowExcept(B) } }),
    role({ boundary: ONLY_SQS, inline: { p1: allow('*') } }),
  ],
  [
    '3: a boundary changes both ways over an inline denial that the target adds',
    role({ boundary: ONLY_SQS, inline: { p1: allow('*') } }),
    role({ boundary: ONLY_S3, inline: { p1: allowExcept(B) } }),
  ],
  [
    '3: a boundary changes both ways while an inline policy loses a denial and another one gains a grant',
    role({ boundary: ONLY_S3, inline: { p1: allowExcept(B) } }),
    role({ boundary: ONLY_SQS, inline: { p1: allow('*'), p2: allow(SQS) } }),
  ],
  [
    '4: an action moves from the first inline policy to the second',
    role({ inline: { p1: allow(A, B), p2: allow(X) } }),
    role({ inline: { p1: allow(B), p2: allow(X, A) } }),
  ],
  [
    '4: two inline policies swap their documents',
    role({ inline: { p1: allow(A), p2: allow(B) } }),
    role({ inline: { p1: allow(B), p2: allow(A) } }),
  ],
  [
    '4: an action moves from an inline policy to a managed one',
    role({ inline: { p1: allow(A) } }),
    role({ inline: { p1: deny(SQS) }, managed: [ALLOW_GET] }),
  ],
  [
    '4: an action moves from a managed policy to an inline one',
    role({ inline: { p1: deny(SQS) }, managed: [ALLOW_GET] }),
    role({ inline: { p1: allow(A) } }),
  ],
  [
    '5: the trust changes from an organization to an account, and the grants both ways',
    role({ trust: inOrganization, inline: { p1: allow(A, B) } }),
    role({ trust: inAccount(ONE), inline: { p1: allow(A, X) } }),
  ],
  [
    '5: the trust changes from two accounts to two other accounts, and the grants both ways',
    role({ trust: inAccount(ONE, TWO), inline: { p1: allow(A, B) } }),
    role({ trust: inAccount(TWO, THREE), inline: { p1: allow(A, X) } }),
  ],
  [
    '5: the trust changes between patterns of accounts that overlap, and the grants both ways',
    role({ trust: likeAccount(TWO, '1*'), inline: { p1: allow(A, B) } }),
    role({ trust: likeAccount(ONE, THREE), inline: { p1: allow(A, X) } }),
  ],
];

const UPDATES: readonly Update[] = CASES.map(([, start, target]) => ({ start, target }));
const isChange = ({ start, target }: Update): boolean => start !== undefined && target !== undefined;
/** All updates, and all rollbacks, each as roles of few steps. */
const updated = memo(() => runUpdates(UPDATES));
const rolledBack = memo(() => runRollbacks(UPDATES.filter(isChange)));

function memo<T>(compute: () => T): () => T {
  let result: T | undefined;
  return () => (result ??= compute());
}

function faultsIn(runs: readonly Run[], update: Update | undefined): readonly string[] {
  const own = runs.filter((run) => run.update === update);
  expect(own).not.toEqual([]);
  return own.flatMap(faultsOf);
}

test.each(CASES.map(([name], index) => [name, UPDATES[index]] as const))('%s', async (_, update) => {
  expect(faultsIn(await updated(), update)).toEqual([]);
});

test.each(
  CASES.map(([name], index) => [name, UPDATES[index]] as const).filter(
    ([, update]) => update !== undefined && isChange(update),
  ),
)('6: the rollback of %s', async (_, update) => {
  expect(faultsIn(await rolledBack(), update)).toEqual([]);
});
