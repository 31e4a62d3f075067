import { policyProblems, type PolicyKind } from '../../src/inputs/documents.ts';
import { placeOf } from '../../src/inputs/problem.ts';

const identity = (change: object = {}, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...change }],
  ...more,
});
const trust = (change: object = {}, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole', ...change },
  ],
  ...more,
});
/** Returns the document as YAML or JSON gives it: without what is undefined. */
const problems = (document: unknown, kind: PolicyKind): string[] =>
  policyProblems(document === undefined ? undefined : JSON.parse(JSON.stringify(document)), kind).map(
    ({ path, message }) => `${placeOf(path)}: ${message}`,
  );
const condition = (Condition: unknown) => identity({ Condition });

describe('an identity policy is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['for text', 'text', /^: "text" is not a policy document/],
    ['for a list', [], /^: "\[\]" is not a policy document/],
    ['for null', null, /^: an empty text is not a policy document/],
    ['for an unknown element', identity({}, { Statements: [] }), /^Statements: .*did you mean Statement\?$/],
    ['for an element far from any', identity({}, { Foo: 1 }), /^Foo: .*one of Version, Id, Statement$/],
    ['for a Version of today', identity({}, { Version: '2020-01-17' }), /^Version: .*exactly "2012-10-17"/],
    ['for a Version with time', identity({}, { Version: '2012-10-17T00:00:00Z' }), /^Version: .*exactly/],
    ['for a Version of null', identity({}, { Version: null }), /^Version: /],
    ['for an Id that is a list', identity({}, { Id: [] }), /^Id: .*not text$/],
    ['without Statement', { Version: '2012-10-17' }, /^: has no Statement$/],
    ['for an empty Statement', identity({}, { Statement: [] }), /^Statement: is empty/],
    ['for a Statement of null', identity({}, { Statement: null }), /^Statement: .*is not a statement/],
    [
      'for a statement that is text',
      identity({}, { Statement: ['x'] }),
      /^Statement\[0\]: .*not a statement/,
    ],
    ['for Effect: allow', identity({ Effect: 'allow' }), /^Statement\[0\]\.Effect: .*"allow".*exactly/],
    ['for Effect: DENY', identity({ Effect: 'DENY' }), /\.Effect: .*exactly/],
    ['for an Effect that is a list', identity({ Effect: ['Allow'] }), /\.Effect: .*exactly/],
    ['without Effect', identity({ Effect: undefined }), /^Statement\[0\]: has no Effect/],
    ['for a Sid with a hyphen', identity({ Sid: 'a-b' }), /\.Sid: .*"a-b" may hold only letters/],
    ['for a Sid with a space', identity({ Sid: 'a b' }), /\.Sid: .*only letters/],
    ['for a Sid with a letter beyond ASCII', identity({ Sid: 'é' }), /\.Sid: .*only letters/],
    ['for a Sid that is a number', identity({ Sid: 1 }), /\.Sid: .*not text/],
    [
      'for both Action and NotAction',
      identity({ NotAction: 's3:*' }),
      /\.NotAction: Action and NotAction exclude each other/,
    ],
    ['without Action', identity({ Action: undefined }), /^Statement\[0\]: has no Action \(nor NotAction\)$/],
    ['for an empty Action', identity({ Action: [] }), /\.Action: Action is empty/],
    ['for an Action of null', identity({ Action: null }), /\.Action: Action "null" is not text/],
    ['for an Action without service', identity({ Action: 'GetObject' }), /"service:GetObject"/],
    ['for an Action that is empty', identity({ Action: '' }), /"" has no service/],
    [
      'for the second Action of a list',
      identity({ Action: ['s3:*', 'x'] }),
      /^Statement\[0\]\.Action\[1\]: /,
    ],
    ['for two colons', identity({ Action: 's3:Get:Object' }), /more than one colon/],
    ['for a service with a space', identity({ Action: 's 3:GetObject' }), /"s 3" is not the name/],
    ['for a service with a wildcard', identity({ Action: 's3*:GetObject' }), /"s3\*" is not the name/],
    ['for an empty service', identity({ Action: ':GetObject' }), /"" is not the name of a service/],
    ['for an Action in an Action', identity({ Action: [['s3:*']] }), /\.Action\[0\]: .*not text/],
    [
      'for both Resource and NotResource',
      identity({ NotResource: 'arn:aws:s3:::b' }),
      /\.NotResource: Resource and NotResource exclude/,
    ],
    ['without Resource', identity({ Resource: undefined }), /has no Resource \(nor NotResource\)/],
    ['for an empty Resource', identity({ Resource: [] }), /\.Resource: Resource is empty/],
    ['for a Resource of null', identity({ Resource: null }), /\.Resource: Resource "null" is not text/],
    ['for a Resource that is a name', identity({ Resource: 'my-bucket' }), /neither an ARN nor "\*"/],
    ['for a Resource without arn', identity({ Resource: 'aws:s3:::b' }), /neither an ARN nor "\*"/],
    ['for an empty text as Resource', identity({ Resource: '' }), /neither an ARN nor "\*"/],
    [
      'for a partition that is none',
      identity({ Resource: 'arn:error:s3:::b' }),
      /"error" is not a partition/,
    ],
    ['for an ARN without service', identity({ Resource: 'arn:aws' }), /names no service/],
    ['for an ARN with an empty service', identity({ Resource: 'arn:aws::::b' }), /names no service/],
    ['for an ARN with five parts', identity({ Resource: 'arn:aws:s3::b' }), /too few parts/],
    [
      'for every service in an ARN',
      identity({ Resource: 'arn:aws:*:*:*:*' }),
      /wildcard.*"arn:aws:SERVICE:…"/,
    ],
    [
      'for a part of a service in an ARN',
      identity({ Resource: 'arn:aws:s?:::b' }),
      /wildcard in the service/,
    ],
    ...['demo-role', '*/*', 'ro*', 'Role/r', 'account-alias/*', ''].map((path): [string, unknown, RegExp] => [
      `for the path "${path}" of IAM`,
      identity({ Resource: `arn:aws:iam::123456789012:${path}` }),
      /path of IAM must be "\*" or root, or start with user\/.*, role\/, .*contextProvider\/$/,
    ]),
    ['for a bucket in a region', identity({ Resource: 'arn:aws:s3:us-east-1::b' }), /buckets have no region/],
    ['for objects in a region', identity({ Resource: 'arn:aws:s3:*::b/*' }), /buckets have no region/],
    ['for IAM in a region', identity({ Resource: 'arn:aws:iam:us-east-1::role/r' }), /no region/],
    [
      'for a function of CloudFormation',
      identity({ Resource: { 'Fn::Sub': 'arn:aws:s3:::${Bucket}' } }),
      /\.Resource: Resource has CloudFormation's Fn::Sub, which IAM does not know; write its result$/,
    ],
    ['for a Ref of CloudFormation', identity({ Action: ['s3:*', { Ref: 'x' }] }), /CloudFormation's Ref/],
    ['for a Resource that is a map', identity({ Resource: { a: 'b' } }), /not text$/],
    ['for Fn::If beside the elements', identity({ 'Fn::If': [] }), /Fn::If is a function of CloudFormation/],
    ['for Actions', identity({ Actions: 's3:*' }), /\.Actions: .*did you mean Action\?$/],
    ['for action in small letters', identity({ action: 's3:*' }), /did you mean Action\?$/],
    ['for Principal', identity({ Principal: '*' }), /\.Principal: Principal is not allowed in an identity/],
    ['for NotPrincipal', identity({ NotPrincipal: '*' }), /NotPrincipal is not allowed in an identity/],
    ['for U+2011', identity({ Resource: 'arn:aws:s3:::a‑b' }), /\.Resource: .*\(U\+2011\)/],
    ['for an emoji', condition({ StringEquals: { 'aws:x': '🙂' } }), /\(U\+1F642\)/],
    [
      'for a letter in a condition key',
      condition({ StringEquals: { 'aws:RequestTag/ключ': 'x' } }),
      /U\+043A/,
    ],
    ['for a letter in the Id', identity({}, { Id: '“x”' }), /^Id: .*U\+201C/],
    ['for a Condition of null', condition(null), /\.Condition: .*not a map of operators/],
    ['for a Condition that is text', condition('a'), /not a map of operators/],
    ['for a Condition that is a list', condition([{ Bool: { a: 'true' } }]), /not a map of operators/],
    ['for an operator with text', condition({ StringEquals: 'b' }), /not a map of condition keys/],
    ['for an operator with a list', condition({ DateGreaterThan: [] }), /not a map of condition keys/],
    ['for StringEqual', condition({ StringEqual: { a: 'b' } }), /did you mean StringEquals\?/],
    ['for stringlike', condition({ stringlike: { a: 'b' } }), /did you mean StringLike\?/],
    ...(
      [
        ['StringEqualsIfExist', /did you mean StringEqualsIfExists\?/],
        ['forAllValues:StringLike', /did you mean ForAllValues:StringLike\?/],
        ['ForAnyValues:StringLikeIfExists', /did you mean ForAnyValue:StringLikeIfExists\?/],
        ['ForAllValues:StringEqual', /did you mean ForAllValues:StringEquals\?/],
      ] as const
    ).map(([operator, message]): [string, unknown, RegExp] => [
      `for ${operator}`,
      condition({ [operator]: { a: 'b' } }),
      message,
    ]),
    [
      'for NullIfExists',
      condition({ NullIfExists: { a: 'true' } }),
      /"NullIfExists" is not a condition operator; did you mean Null\?/,
    ],
    ['for ForAnyValue::', condition({ 'ForAnyValue::StringEquals': { a: 'b' } }), /not a condition operator/],
    ['for a value that is a map', condition({ StringEquals: { a: {} } }), /value of a "\{\}" is not text/],
    ['for a value of null', condition({ StringEquals: { a: null } }), /value of a "null" is not text/],
    ['for a list in a list', condition({ StringEquals: { a: [['b']] } }), /\.a\[0\]: .*not text/],
    ['for a date that is none', condition({ DateLessThan: { a: 'soon' } }), /"soon" is no date/],
    [
      'for a value of CloudFormation',
      condition({ StringEquals: { a: { Ref: 'b' } } }),
      /CloudFormation's Ref/,
    ],
  ])('%s', (_, document, message) => {
    expect(problems(document, 'identity')).toEqual([expect.stringMatching(message)]);
  });
});

describe('a trust policy is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['for Resource', trust({ Resource: '*' }), /\.Resource: Resource is not allowed in a trust policy/],
    ['for NotResource', trust({ NotResource: '*' }), /NotResource is not allowed in a trust policy/],
    ['without Principal', trust({ Principal: undefined }), /has no Principal$/],
    ['for an empty Principal', trust({ Principal: {} }), /\.Principal: names no principal/],
    ['for an empty list of principals', trust({ Principal: { AWS: [] } }), /names no principal/],
    ['for a Principal of null', trust({ Principal: null }), /is not a principal/],
    [
      'for NotPrincipal',
      trust({ Principal: undefined, NotPrincipal: '*' }),
      /^Statement\[0\]\.NotPrincipal: NotPrincipal is not allowed in a trust policy; [^\n]*$/,
    ],
    [
      'for NotPrincipal with Deny',
      trust({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '111122223333' } }),
      /NotPrincipal is not allowed in a trust policy; .*aws:PrincipalArn/,
    ],
    [
      'for NotPrincipal with Principal',
      trust({ Effect: 'Deny', NotPrincipal: '*' }),
      /NotPrincipal is not allowed in a trust policy/,
    ],
    ['for an action of another service', trust({ Action: 's3:GetObject' }), /must be one of sts:AssumeRole,/],
    ['for every action', trust({ Action: '*' }), /"\*" cannot be in a trust policy; it must be one of sts:/],
    [
      'for an action that does not exist',
      trust({ Action: 'sts:TagSessions' }),
      /did you mean sts:TagSession\?/,
    ],
    ['for an action with a space', trust({ Action: 'sts: AssumeRole' }), /did you mean sts:AssumeRole\?/],
    ['for a pattern that no action matches', trust({ Action: 'sts:Get*' }), /cannot be in a trust policy/],
    [
      'for a NotAction that does not exist',
      trust({ Action: undefined, NotAction: 'sts:Asume' }),
      /NotAction/,
    ],
    ['for one of two actions', trust({ Action: ['sts:TagSession', 'iam:PassRole'] }), /\.Action\[1\]: /],
    ['for an action without service', trust({ Action: 'AssumeRole' }), /must be one of sts:AssumeRole,/],
    ['for two colons', trust({ Action: 'sts:Assume:Role' }), /did you mean sts:AssumeRole\?/],
    ['without Action', trust({ Action: undefined }), /has no Action/],
    ['for Effect: allow', trust({ Effect: 'allow' }), /exactly "Allow" or "Deny"/],
    ['for a Sid with an underscore', trust({ Sid: 'a_b' }), /only letters/],
    ['for Principals', trust({ Principals: '*' }), /did you mean Principal\?/],
    ['for U+2011', trust({ Principal: { Federated: 'a‑b.example' } }), /Federated: .*(?:U\+2011|neither)/],
  ])('%s', (_, document, message) => {
    expect(problems(document, 'trust').join('\n')).toMatch(message);
  });
});

test('a Sid is unique in a document, and an empty one does not count', () => {
  const statement = (Sid: string) => ({ Sid, Effect: 'Allow', Action: 's3:*', Resource: '*' });
  const of = (...sids: string[]) => ({ Version: '2012-10-17', Statement: sids.map(statement) });
  expect(problems(of('a', 'b', 'a'), 'identity')).toEqual([
    'Statement[2].Sid: Sid "a" is used twice; it must be unique in the document',
  ]);
  expect(problems(of('a', 'A', '', ''), 'identity')).toEqual([]);
});

describe('a document that IAM accepts passes', () => {
  test.each<[string, unknown]>([
    ['without Version', identity({}, { Version: undefined })],
    ['of the old Version', identity({}, { Version: '2008-10-17' })],
    ['with an Id', identity({}, { Id: 'cd3a-324d 2343' })],
    ['with one statement', { Version: '2012-10-17', Statement: identity().Statement[0] }],
    ['with an empty Sid', identity({ Sid: '' })],
    ['with Action "*"', identity({ Action: '*' })],
    ['with every service', identity({ Action: '*:Describe*' })],
    ['with spaces in an action', identity({ Action: 'iam: asdf safdsf af ' })],
    ['with a service with a hyphen', identity({ Action: ['execute-api:Invoke', 'a4b:*'] })],
    ['with NotAction', identity({ Action: undefined, NotAction: ['iam:*', 'sts:*'] })],
    ['with NotResource', identity({ Resource: undefined, NotResource: 'arn:aws:s3:::b' })],
    ['with half an ARN', identity({ Resource: 'arn:aws:fdsasf' })],
    ['with an ARN of four parts', identity({ Resource: 'arn:aws:sqs:us-east-1' })],
    ['with every partition', identity({ Resource: 'arn:*:s3:::b' })],
    ['with an ARN of China', identity({ Resource: 'arn:aws-cn:s3:::b' })],
    ['with a policy variable', identity({ Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/*' })],
    ['with an access point', identity({ Resource: 'arn:aws:s3:us-west-2:123456789012:accesspoint/a' })],
    ['with a job in S3', identity({ Resource: 'arn:aws:s3:us-west-2::job/j' })],
    ...[
      '*',
      'root',
      'role/*',
      'mfa/m',
      'access-report/x',
      '${aws:username}',
      'role-template/t',
      'delegation-request/d',
      'contextProvider/c',
    ].map((path): [string, unknown] => [
      `with the path ${path} of IAM`,
      identity({ Resource: `arn:aws:iam::*:${path}` }),
    ]),
    ['with the policies of AWS', identity({ Resource: 'arn:aws:iam::aws:policy/*' })],
    ['with half an ARN of IAM', identity({ Resource: 'arn:aws:iam' })],
    ['with a resource id with colons', identity({ Resource: 'arn:aws:logs:*:*:log-group:/aws/x:*' })],
    ['with placeholders that are plain text to IAM', identity({ Resource: 'arn:aws:s3:::<bucket name>/*' })],
    ['with an empty Condition', condition({})],
    ['with an operator without keys', condition({ DateGreaterThan: {} })],
    ['with an unknown operator without keys', condition({ a: {} })],
    ['with a key without values', condition({ DateGreaterThan: { a: [] } })],
    [
      'with a set operator',
      condition({ 'ForAnyValue:StringNotEqualsIgnoreCaseIfExists': { a: ['b', 'c'] } }),
    ],
    ['with a number and a boolean', condition({ Bool: { a: true }, NumericLessThan: { b: 3 } })],
    ['with Null', condition({ Null: { 'aws:TokenIssueTime': 'true' } })],
    ['with a date and time', condition({ DateGreaterThan: { a: '2016-12-13T21:20:37.593194+00:00' } })],
    ['with a small t in a date', condition({ DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+23' } })],
    ['with a date before our era', condition({ DateLessThan: { a: '-292275054' } })],
    ['with a variable for a date', condition({ DateLessThan: { a: '${aws:CurrentTime}' } })],
    ['with ARNs', condition({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } })],
    ['with a letter of Latin-1', condition({ StringEquals: { 'aws:x': 'Zürich ÿ\u0085' } })],
    ['with a control character, which JSON escapes', condition({ StringEquals: { 'aws:x': '\u0007' } })],
  ])('%s', (_, document) => {
    expect(problems(document, 'identity')).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a trust in a service', trust()],
    ['a trust with several actions', trust({ Action: ['sts:AssumeRole', 'sts:TagSession'] })],
    ['a trust with a pattern', trust({ Action: 'sts:AssumeRole*' })],
    ['a trust with every action of STS', trust({ Action: 'sts:*' })],
    ['a trust with an action in another case', trust({ Action: 'STS:assumerole' })],
    ['a trust with an action in another case', trust({ Action: 'STS:assumerole' })],
    ['a trust in anyone', trust({ Principal: '*' })],
    ['a trust with NotAction', trust({ Action: undefined, NotAction: 'sts:TagSession' })],
  ])('%s', (_, document) => {
    expect(problems(document, 'trust')).toEqual([]);
  });
});

test('all problems of a document are reported at once, each with its place', () => {
  const document = {
    Version: '2020-01-17',
    Statement: [
      { Effect: 'allow', Actions: 's3:*', Resource: null },
      { Sid: 'a-b', Effect: 'Allow', Action: 'GetObject', Resource: ['*', 'my-bucket'], Principal: '*' },
    ],
  };
  expect(policyProblems(document, 'identity').map(({ path }) => placeOf(path))).toEqual([
    'Version',
    'Statement[0].Actions',
    'Statement[0].Effect',
    'Statement[0]',
    'Statement[0].Resource',
    'Statement[1].Principal',
    'Statement[1].Sid',
    'Statement[1].Action',
    'Statement[1].Resource[1]',
  ]);
});

test('a place quotes keys that are no words', () => {
  expect(placeOf(['Statement', 0, 'Condition', 'StringEquals', 'aws:x', 1])).toBe(
    'Statement[0].Condition.StringEquals["aws:x"][1]',
  );
  expect(placeOf([])).toBe('');
});

test('hostile text and depth are reported, not thrown', () => {
  const deep = JSON.parse(`${'['.repeat(500)}1${']'.repeat(500)}`) as unknown;
  expect(problems(identity({ Action: deep }), 'identity')[0]).toMatch(/not text/);
  const hostile = JSON.parse(
    '{"__proto__": {"Effect": "Allow"}, "Statement": [{"constructor": 1}]}',
  ) as unknown;
  expect(problems(hostile, 'identity').length).toBeGreaterThan(3);
  expect(problems(identity({ Action: `s3:${'x'.repeat(10_000)}:y` }), 'identity')[0]?.length).toBeLessThan(
    300,
  );
});

test.each(['AWS', 'Federated'])(
  'a principal of kind %s in another partition than the region is refused',
  (kind) => {
    const arn = `arn:aws-cn:iam::123456789012:${kind === 'AWS' ? 'root' : 'saml-provider/x'}`;
    const document = trust({
      Principal: { [kind]: arn },
      Action: kind === 'AWS' ? 'sts:AssumeRole' : 'sts:AssumeRoleWithSAML',
    });
    expect(policyProblems(document, 'trust', 'aws').map(({ message }) => message)).toEqual([
      expect.stringContaining('is in another partition than the region'),
    ]);
  },
);
