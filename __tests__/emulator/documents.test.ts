import { refusal, startWithClient, trust } from './emulator-with-client.ts';

const trustOf = (change: object, more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole', ...change },
    ],
    ...more,
  });
const identityOf = (change: object, more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...change }],
    ...more,
  });
const twice = (statement: object) => ({ Statement: [statement, statement] });
const syntax = 'Syntax errors in policy.';
const gitHub = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const sentinel =
  'arn:aws:iam::123456789012:oidc-provider/sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';
const cognito = 'cognito-identity.amazonaws.com';
const subjectOf = (value: string) => ({ StringLike: { 'token.actions.githubusercontent.com:sub': value } });

test.each([
  ['no JSON', '{', 'This policy contains invalid Json'],
  ['no object', '[]', syntax],
  ['an unknown element', trustOf({}, { Statements: [] }), syntax],
  ['an unknown version', trustOf({}, { Version: '2020-01-01' }), syntax],
  ['no statement', trustOf({}, { Statement: [] }), 'Could not parse the policy: Statement is empty!'],
  ['no Effect', trustOf({ Effect: undefined }), 'Missing required field Effect'],
  ['a wrong Effect', trustOf({ Effect: 'allow' }), 'Invalid effect: "allow"'],
  ['no Principal', trustOf({ Principal: undefined }), 'Missing required field Principal'],
  ['an empty Principal', trustOf({ Principal: {} }), 'Missing required field Principal cannot be empty!'],
  [
    'NotPrincipal with Allow',
    trustOf({ Principal: undefined, NotPrincipal: '*' }),
    'Allow with NotPrincipal is not allowed.',
  ],
  [
    'NotPrincipal with Deny',
    trustOf({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '111122223333' } }),
    'AssumeRole policy must not contain NotPrincipal.',
  ],
  ['a Resource', trustOf({ Resource: '*' }), 'Has prohibited field Resource'],
  ['no Action', trustOf({ Action: undefined }), 'Missing required field Action'],
  [
    'another Action',
    trustOf({ Action: 's3:*' }),
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  [
    'an action of STS that no trust policy has',
    trustOf({ Action: 'sts:GetCallerIdentity' }),
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  [
    'an unknown operator',
    trustOf({ Condition: { StringIs: { a: 'b' } } }),
    'Invalid Condition type : StringIs.',
  ],
  [
    'a duplicate Sid',
    trustOf({}, twice({ Sid: 'a', Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' })),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    'a service without its domain',
    trustOf({ Principal: { Service: 'ec2' } }),
    'Invalid principal in policy: "SERVICE":"ec2"',
  ],
  [
    'a missing role',
    trustOf({ Principal: { AWS: 'arn:aws:iam::123456789012:role/absent' } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/absent"',
  ],
  [
    'a missing user',
    trustOf({ Principal: { AWS: ['*', 'arn:aws:iam::123456789012:user/absent'] } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/absent"',
  ],
  [
    'another partition',
    trustOf({ Principal: { AWS: 'arn:aws-cn:iam::123456789012:root' } }),
    'Invalid principal in policy: "AWS":"arn:aws-cn:iam::123456789012:root"',
  ],
  [
    'an invalid principal',
    trustOf({ Principal: { AWS: 'absent' } }),
    'Invalid principal in policy: "AWS":"absent"',
  ],
  [
    'an unknown federated provider',
    trustOf({ Principal: { Federated: 'github' } }),
    'Federated principals must be valid domain names or SAML metadata ARNs',
  ],
  ['a Sid with a space', trustOf({ Sid: 'a b' }), 'Statement IDs (SID) must be alpha-numeric.'],
  ['both Action and NotAction', trustOf({ NotAction: 'sts:TagSession' }), syntax],
  [
    'both Principal and NotPrincipal',
    trustOf({ Effect: 'Deny', NotPrincipal: '*' }),
    'AssumeRole policy must not contain NotPrincipal.',
  ],
  [
    'an empty list of principals',
    trustOf({ Principal: { AWS: [] } }),
    'Missing required field Principal cannot be empty!',
  ],
  ['two colons', trustOf({ Action: 'sts:Assume:Role' }), 'Actions/Condition can contain only one colon.'],
  [
    'a wildcard in the ARN of a role',
    trustOf({ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/*"',
  ],
  [
    'a role without a name',
    trustOf({ Principal: { AWS: 'arn:aws:iam::111122223333:role/' } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/"',
  ],
  [
    'GitHub by its audience alone',
    trustOf({
      Principal: { Federated: gitHub },
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
    }),
    'The trust policy must evaluate token.actions.githubusercontent.com:sub for the shared OIDC provider token.actions.githubusercontent.com.',
  ],
  [
    'GitHub by a subject of nothing but wildcards',
    trustOf({ Principal: { Federated: gitHub }, Condition: subjectOf('*') }),
    'The trust policy must evaluate token.actions.githubusercontent.com:sub for the shared OIDC provider token.actions.githubusercontent.com.',
  ],
  [
    'Microsoft Sentinel without the name of the session',
    trustOf({ Principal: { Federated: sentinel } }),
    'The trust policy must evaluate sts:rolesessionname for the shared OIDC provider sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d.',
  ],
])('a trust policy with %s is malformed', async (_, AssumeRolePolicyDocument, message) => {
  const { iam } = await startWithClient();
  expect(await refusal(() => iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument }))).toEqual({
    code: 'MalformedPolicyDocument',
    message,
  });
});

test.each([
  ['an account', { AWS: '111122223333' }],
  ['another account', { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:role/theirs'] }],
  ['anyone', '*'],
  ['a provider of the account', { Federated: 'arn:aws:iam::123456789012:oidc-provider/gitlab.example.com' }],
  ['SAML', { Federated: 'arn:aws:iam::123456789012:saml-provider/corp' }],
  ['China', { Service: 'ec2.amazonaws.com.cn' }],
])('%s is a valid principal', async (_, Principal) => {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trustOf({ Principal }) });
});

test.each([
  ['GitHub', gitHub, subjectOf('repo:octo-org/*')],
  ['GitHub by all owners', gitHub, subjectOf('repo:*')],
  ['GitHub of an enterprise', `${gitHub}/octo-corp`, {}],
  ['Cognito', cognito, { StringEquals: { [`${cognito}:AUD`]: 'eu-west-1:1234' } }],
  ['Sentinel', sentinel, { StringLike: { 'sts:RoleSessionName': 'MicrosoftSentinel_*' } }],
])('%s may be trusted with its claim', async (_, Federated, Condition) => {
  const { iam } = await startWithClient();
  const AssumeRolePolicyDocument = trustOf({ Principal: { Federated }, Condition });
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument });
});

test.each([
  ['half an ARN', { Resource: 'arn:aws:sqs' }],
  ['half an ARN of IAM', { Resource: 'arn:aws:iam' }],
  ['the root of an account', { Resource: 'arn:aws:iam::123456789012:root' }],
  ['all of IAM in an account', { Resource: 'arn:aws:iam::123456789012:*' }],
  ['an access point in a region', { Resource: 'arn:aws:s3:us-east-1:123456789012:accesspoint/a' }],
  ['an unknown operator without keys', { Condition: { Unknown: {} } }],
  ['a date before our era', { Condition: { DateLessThan: { a: '-292275054' } } }],
])('an identity policy may have %s', async (_, change) => {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  iam.call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: identityOf(change) });
});

test.each([
  ['no JSON', '{', 'This policy contains invalid Json'],
  ['a Principal', identityOf({ Principal: '*' }), 'Policy document should not specify a principal.'],
  ['an unknown field', identityOf({ Resources: '*' }), syntax],
  ['both Action and NotAction', identityOf({ NotAction: 's3:*' }), syntax],
  ['no Action', identityOf({ Action: undefined }), 'Policy statement must contain actions.'],
  ['no Resource', identityOf({ Resource: [] }), 'Policy statement must contain resources.'],
  [
    'an Action without its service',
    identityOf({ Action: 'GetObject' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  ['two colons', identityOf({ Action: 's3:Get:Object' }), 'Actions/Condition can contain only one colon.'],
  ['a wrong service', identityOf({ Action: 's 3:GetObject' }), 'Vendor s 3 is not valid'],
  [
    'a bucket for a Resource',
    identityOf({ Resource: 'bucket' }),
    'Resource bucket must be in ARN format or "*".',
  ],
  ['too short an ARN', identityOf({ Resource: 'arn:aws:s3::b' }), 'The policy failed legacy parsing'],
  [
    'an ARN without service',
    identityOf({ Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  ...['arn:aws:*:*:*:*', 'arn:aws:s?:::b'].map((Resource) => [
    `a wildcard for a service, ${Resource}`,
    identityOf({ Resource }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ]),
  ...['demo-role', '*/*', 'Role/r', ''].map((path) => [
    `the path "${path}" of IAM`,
    identityOf({ Resource: `arn:aws:iam::123456789012:${path}` }),
    'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ]),
  [
    'a bucket in a region',
    identityOf({ Resource: 'arn:aws:s3:us-east-1::b' }),
    'Resource arn:aws:s3:us-east-1::b can not contain region information.',
  ],
  [
    'another partition',
    identityOf({ Resource: 'arn:aws-cn:s3:::b' }),
    'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".',
  ],
  [
    'IAM in a region',
    identityOf({ Resource: 'arn:aws:iam:eu-west-1::role/r' }),
    'IAM resource arn:aws:iam:eu-west-1::role/r cannot contain region information.',
  ],
  [
    'an unknown operator',
    identityOf({ Condition: { NullIfExists: { a: 'true' } } }),
    'Invalid Condition type : NullIfExists.',
  ],
  ['an object for a value', identityOf({ Condition: { StringEquals: { a: {} } } }), syntax],
  ['a Sid that is a list', identityOf({ Sid: ['a'] }), syntax],
  ['a Sid with a hyphen', identityOf({ Sid: 'a-b' }), 'Statement IDs (SID) must be alpha-numeric.'],
  [
    'a date that is none',
    identityOf({ Condition: { 'ForAnyValue:DateLessThanIfExists': { a: ['2026-01-31', 'soon'] } } }),
    'The policy failed legacy parsing',
  ],
])('an identity policy with %s is malformed', async (_, PolicyDocument, message) => {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  const malformed = { code: 'MalformedPolicyDocument', message };
  expect(
    await refusal(() => {
      iam.call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument });
    }),
  ).toEqual(malformed);
  expect(await refusal(() => iam.call('CreatePolicy', { PolicyName: 'p', PolicyDocument }))).toEqual(
    malformed,
  );
});

test('only an inline policy may have the old version or none', async () => {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  for (const Version of ['2008-10-17', undefined]) {
    const PolicyDocument = identityOf({}, { Version });
    iam.call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument });
    expect(() => iam.call('CreatePolicy', { PolicyName: 'p', PolicyDocument })).toThrow(
      'Policy document must be version 2012-10-17 or greater.',
    );
  }
});

test('a deleted principal reads back as its id, even after a new one has its name', async () => {
  const { iam } = await startWithClient();
  const { Role } = iam.call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: trust });
  const { User } = iam.call('CreateUser', { UserName: 'her' });
  const AssumeRolePolicyDocument = trustOf({
    Principal: { AWS: [Role.Arn, User.Arn], Service: 'ec2.amazonaws.com' },
    Condition: { ArnLike: { 'aws:PrincipalArn': Role.Arn } },
  });
  iam.call('CreateRole', { RoleName: 'us', AssumeRolePolicyDocument });
  const read = () =>
    decodeURIComponent(iam.call('GetRole', { RoleName: 'us' }).Role.AssumeRolePolicyDocument);
  expect(read()).toBe(AssumeRolePolicyDocument);
  iam.call('DeleteRole', { RoleName: 'them' });
  iam.call('DeleteUser', { UserName: 'her' });
  iam.call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: trust });
  expect(JSON.parse(read())).toMatchObject({
    Statement: [
      {
        Principal: { AWS: [Role.RoleId, User.UserId], Service: 'ec2.amazonaws.com' },
        Condition: { ArnLike: { 'aws:PrincipalArn': Role.Arn } },
      },
    ],
  });
  expect(() => {
    iam.call('UpdateAssumeRolePolicy', { RoleName: 'us', PolicyDocument: read() });
  }).toThrow(`Invalid principal in policy: "AWS":"${Role.RoleId}"`);
});

test('a role can trust itself only after its creation', async () => {
  const { iam } = await startWithClient();
  const itself = trustOf({ Principal: { AWS: 'arn:aws:iam::123456789012:role/r' } });
  expect(() => iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: itself })).toThrow(
    'Invalid principal',
  );
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  iam.call('UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: itself });
  expect(decodeURIComponent(iam.call('GetRole', { RoleName: 'r' }).Role.AssumeRolePolicyDocument)).toBe(
    itself,
  );
});

test('an account number reads back as the ARN of its root, and everything else verbatim', async () => {
  const { iam } = await startWithClient();
  const read = (document: string) => {
    iam.call('UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: document });
    return decodeURIComponent(iam.call('GetRole', { RoleName: 'r' }).Role.AssumeRolePolicyDocument);
  };
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  const spaced = JSON.stringify(JSON.parse(trust), null, 2);
  expect(read(spaced)).toBe(spaced);
  expect(JSON.parse(read(trustOf({ Principal: { AWS: '111122223333' } })))).toMatchObject({
    Statement: [{ Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
  });
});
