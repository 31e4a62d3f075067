/** Random policy documents, valid about as often as broken, written from IAM's rules and from mistakes that authors make. */
import fc from 'fast-check';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';

export type Values = fc.Arbitrary<unknown>;

/** Draws mostly valid values, so that a document with several of them is valid about as often as not. */
export function mostly(valid: readonly unknown[], broken: readonly unknown[]): Values {
  return fc.oneof(
    { weight: 24, arbitrary: fc.constantFrom(...valid) },
    { weight: 1, arbitrary: fc.constantFrom(...broken) },
  );
}
const listed = (value: Values): Values =>
  fc.oneof({ weight: 3, arbitrary: value }, fc.array(value, { minLength: 1, maxLength: 3 }), fc.constant([]));
/** Draws a map of some of these elements, each with its own percentage. */
export function elements(
  fields: Readonly<Record<string, readonly [percent: number, values: Values]>>,
): Values {
  return fc
    .tuple(
      ...Object.entries(fields).map(([key, [percent, values]]) =>
        fc
          .tuple(fc.integer({ min: 1, max: 100 }), values)
          .map(([drawn, value]) => (drawn <= percent ? [[key, value] as const] : [])),
      ),
    )
    .map((entries) => Object.fromEntries(entries.flat()) as unknown);
}

const ACCOUNT = 'arn:aws:iam::111122223333';
const GITHUB = 'token.actions.githubusercontent.com';
const HOSTILE = [null, 1, true, {}, [], '', ' ', 'x‑y', '🙂', '\u0007', { Ref: 'x' }, { 'Fn::Sub': '${x}' }];

const sids = mostly(['', 'a', 'b', 'A1'], ['a-b', 'a b', 'é', ...HOSTILE]);
const effects = mostly(['Allow', 'Deny'], ['allow', 'DENY', ['Allow'], ...HOSTILE]);
const operators = [
  ...['StringEquals', 'StringLike', 'ForAnyValue:StringNotLike', 'ForAllValues:ArnLikeIfExists', 'Null'],
  ...['DateLessThan', 'ForAnyValue:DateEqualsIfExists', 'NumericGreaterThanEquals', 'BoolIfExists'],
  ...['StringEqual', 'stringEquals', 'NullIfExists', 'ForAnyValue::Bool', 'ForSomeValues:Bool', 'Date'],
];
const tests = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.dictionary(
      fc.constantFrom('aws:x', 'aws:y', `${GITHUB}:sub`, `${GITHUB}:aud`, 'gitlab.com:sub'),
      listed(
        mostly(
          ['a', '*', 'repo:octo-org/*', '2026-01-31T00:00:00Z', '1767225600', '${aws:z}', true, 3],
          HOSTILE,
        ),
      ),
      { maxKeys: 2 },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...HOSTILE) },
);
const conditions = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.dictionary(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...operators.slice(0, 9)) },
        fc.constantFrom(...operators),
      ),
      tests,
      { maxKeys: 2 },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...HOSTILE) },
);
const unknownElements = { Actions: [2, fc.constant('s3:*')], Fn: [2, fc.constant(1)] } as const;
const shared = { Sid: [30, sids], Effect: [98, effects], Condition: [30, conditions] } as const;

const identityActions = listed(
  mostly(
    ['*', 's3:GetObject', 's3:*', '*:*', 'a-b.c:x', 's3: x'],
    ['GetObject', 's3:a:b', 's 3:x', ':x', 's3*:x', '**', ...HOSTILE],
  ),
);
const resources = listed(
  mostly(
    [
      '*',
      'arn:aws:s3:::b/*',
      'arn:*:s3:::b',
      'arn:aws:sqs',
      'arn:aws:sqs:x',
      'arn:aws:s3:us-east-1:111122223333:accesspoint/a',
      `${ACCOUNT}:role/r`,
    ],
    [
      ...[
        'b',
        'arn',
        'arn:',
        'arn:aws',
        'arn:aws:',
        'arn:aws::x',
        'arn:aws::::b',
        'arn:aws:s3::b',
        'aws:s3:::b',
      ],
      ...[
        'arn:error:s3:::b',
        'arn:aws-cn:s3:::b',
        'arn:aws:iam:us-east-1::role/r',
        'arn:aws:iam:x',
        ...['arn:aws:*:*:*:*', 'arn:aws:s?:::b', `${ACCOUNT}:r*`, `${ACCOUNT}:`, 'arn:aws:s3:us-east-1::b/*'],
        '::',
        ...HOSTILE,
      ],
    ],
  ),
);
const identityStatement = elements({
  ...shared,
  ...unknownElements,
  Action: [98, identityActions],
  NotAction: [3, identityActions],
  Resource: [98, resources],
  NotResource: [3, resources],
  Principal: [2, fc.constant('*')],
  NotPrincipal: [1, fc.constant('*')],
});

const trustActions = listed(
  mostly(
    ['sts:AssumeRole', 'STS:*', 'sts:tag?ession'],
    ['*', 's3:x', 'AssumeRole', 'sts:a:b', 'sts', 'sts:', 'sts:Get*', ...HOSTILE],
  ),
);
const accounts = mostly(
  [
    ...['*', '111122223333', `${ACCOUNT}:root`, `${ACCOUNT}:role/r`, `${ACCOUNT}:user/p/u`],
    ...['arn:aws:sts::111122223333:assumed-role/r/s', 'arn:aws:sts::111122223333:federated-user/u'],
  ],
  [
    ...['12345678901', 'arn:aws:iam::*:root', `${ACCOUNT}:role/*`, `${ACCOUNT}:role/`, `${ACCOUNT}:group/g`],
    ...[
      'arn:aws:iam::<id>:root',
      'arn:aws:iam::${id}:root',
      'somebody',
      `${ACCOUNT}:rooted`,
      `${ACCOUNT}:policy/p`,
    ],
    ...['arn:aws:sts::111122223333:assumed-role/r', 'arn:aws:iam::1:root', 'ec2.amazonaws.com', ...HOSTILE],
    ...['arn:aws-cn:iam::111122223333:root', 'arn:aws-us-gov:iam::111122223333:role/r'],
  ],
);
const services = mostly(
  ['ec2.amazonaws.com', 'a.b.amazonaws.com.cn', 'x.c2s.ic.gov', 'alexa-appkit.amazon.com', 'x.aws.internal'],
  [
    'ec2',
    'ec2.amazon.com',
    '*',
    '*.amazonaws.com',
    '${x}.amazonaws.com',
    'amazonaws.com',
    'no host',
    ...HOSTILE,
  ],
);
const providers = mostly(
  [
    ...[
      `${ACCOUNT}:oidc-provider/${GITHUB}`,
      `${ACCOUNT}:oidc-provider/gitlab.com`,
      `${ACCOUNT}:saml-provider/s`,
    ],
    ...[`${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X`, 'accounts.google.com', GITHUB],
  ],
  [
    'github',
    '*',
    `${ACCOUNT}:oidc-provider/`,
    `${ACCOUNT}:oidc-provider/*`,
    `${ACCOUNT}:role/r`,
    '!',
    ...HOSTILE,
  ],
);
const principals = fc.oneof(
  { weight: 2, arbitrary: mostly(['*'], ['ec2.amazonaws.com', ['*'], ...HOSTILE]) },
  {
    weight: 9,
    arbitrary: elements({
      AWS: [50, listed(accounts)],
      Service: [50, listed(services)],
      Federated: [30, listed(providers)],
      Robot: [2, fc.constant('x')],
    }),
  },
);
const trustStatement = elements({
  ...shared,
  ...unknownElements,
  Action: [98, trustActions],
  NotAction: [3, trustActions],
  Principal: [97, principals],
  NotPrincipal: [4, principals],
  Resource: [2, fc.constant('*')],
  NotResource: [1, fc.constant('*')],
});

/** Draws a document; it may be no document at all. */
export function mixedDocuments(kind: 'trust' | 'identity'): fc.Arbitrary<PolicyDocument> {
  const statement = kind === 'trust' ? trustStatement : identityStatement;
  const statements = fc.oneof(
    { weight: 6, arbitrary: statement },
    { weight: 6, arbitrary: fc.array(statement, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>([], ...HOSTILE) },
  );
  return elements({
    Version: [90, mostly(['2012-10-17', '2008-10-17'], ['2020-01-17', '2012-10-17T00:00:00Z', ...HOSTILE])],
    Id: [10, mostly(['an id'], HOSTILE)],
    Statement: [99, statements],
    Statements: [1, statements],
  }) as fc.Arbitrary<PolicyDocument>;
}
