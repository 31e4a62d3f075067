import { policyProblems } from '../../src/inputs/documents.ts';
import { placeOf } from '../../src/inputs/problem.ts';

const problems = (Principal: unknown): string[] =>
  policyProblems(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] },
    'trust',
  ).map(({ path, message }) => `${placeOf(path.slice(2))}: ${message}`);
const ACCOUNT = 'arn:aws:iam::111122223333';

describe('a principal that can never exist is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['11 digits', { AWS: '12345678901' }, /^Principal\.AWS: .*11 digits.*has 12$/],
    ['13 digits', { AWS: '1234567890123' }, /13 digits/],
    ['every account', { AWS: 'arn:aws:iam::*:root' }, /wildcard.*aws:PrincipalArn/],
    ['every role', { AWS: `${ACCOUNT}:role/*` }, /wildcard/],
    ['a role with a question mark', { AWS: `${ACCOUNT}:role/a?` }, /wildcard/],
    ['every session', { AWS: 'arn:aws:sts::111122223333:assumed-role/r/*' }, /wildcard/],
    ['a group', { AWS: `${ACCOUNT}:group/g` }, /group/],
    ['a policy', { AWS: `${ACCOUNT}:policy/p` }, /neither the id/],
    ['an instance profile', { AWS: `${ACCOUNT}:instance-profile/p` }, /neither the id/],
    ['a role without a name', { AWS: `${ACCOUNT}:role/` }, /neither the id/],
    ['a session without a name', { AWS: 'arn:aws:sts::111122223333:assumed-role/r' }, /neither the id/],
    ['a role of an account with 11 digits', { AWS: 'arn:aws:iam::11112222333:role/r' }, /neither the id/],
    ['a role with a region', { AWS: 'arn:aws:iam:us-east-1:111122223333:role/r' }, /neither the id/],
    ['a name', { AWS: 'somebody' }, /neither the id/],
    ['a service under AWS', { AWS: 'ec2.amazonaws.com' }, /neither the id/],
    ['the second of a list', { AWS: ['111122223333', 'x'] }, /^Principal\.AWS\[1\]: /],
    ['<ACCOUNT_ID>', { AWS: 'arn:aws:iam::<ACCOUNT_ID>:root' }, /placeholder <ACCOUNT_ID>; replace it/],
    ['${account}', { AWS: 'arn:aws:iam::${account}:root' }, /placeholder \$\{account\}/],
    [
      '${aws:username}, which is no variable here',
      { AWS: `${ACCOUNT}:user/\${aws:username}` },
      /placeholder/,
    ],
    ['{{ account }}', { AWS: 'arn:aws:iam::{{ account }}:root' }, /placeholder \{\{ account \}\}/],
    ['ec2', { Service: 'ec2' }, /did you mean "ec2\.amazonaws\.com"\?/],
    ['ec2.amazon.com', { Service: 'ec2.amazon.com' }, /did you mean "ec2\.amazonaws\.com"\?/],
    ['ec2.amazonaws.org', { Service: 'ec2.amazonaws.org' }, /did you mean "ec2\.amazonaws\.com"\?/],
    ['amazonaws.com alone', { Service: 'amazonaws.com' }, /not the host name/],
    ['a URL', { Service: 'https://ec2.amazonaws.com' }, /not the host name of a service such as/],
    ['every service', { Service: '*' }, /wildcard/],
    ['every service of AWS', { Service: '*.amazonaws.com' }, /wildcard/],
    ['a service with a placeholder', { Service: '${service}.amazonaws.com' }, /placeholder/],
    ['every provider', { Federated: '*' }, /wildcard/],
    ['every provider of an account', { Federated: `${ACCOUNT}:oidc-provider/*` }, /wildcard/],
    ['a name of a provider', { Federated: 'github' }, /neither the ARN of a SAML/],
    ['a provider without a name', { Federated: `${ACCOUNT}:saml-provider/` }, /neither the ARN/],
    [
      'a provider of a placeholder',
      { Federated: 'arn:aws:iam::<id>:oidc-provider/gitlab.com' },
      /placeholder/,
    ],
    ['a role under Federated', { Federated: `${ACCOUNT}:role/r` }, /neither the ARN/],
    ['a small kind', { aws: '111122223333' }, /"aws" is not a kind of principal/],
    ['an unknown kind', { Robot: 'x' }, /one of AWS, Service, Federated, CanonicalUser/],
    ['a service as text', 'ec2.amazonaws.com', /write "\*" or a map/],
    ['a list', ['*'], /write "\*" or a map/],
    ['a number', { AWS: 111122223333 }, /is not text/],
    [
      'the id of a role',
      { AWS: 'AROAABCDEFGHIJKLMNOPQ' },
      /"AROA.*" is the id of a role or user.*name its ARN/,
    ],
    ['the id of a user', { AWS: ['AIDAABCDEFGHIJKLMNOPQ'] }, /name its ARN/],
    ['null', { AWS: null }, /is not text/],
    ['a Ref', { AWS: { Ref: 'Account' } }, /CloudFormation's Ref/],
    ['Fn::Sub in a list', { Service: [{ 'Fn::Sub': 'x' }] }, /CloudFormation's Fn::Sub/],
  ])('%s', (_, principal, message) => {
    expect(problems(principal)).toEqual([expect.stringMatching(message)]);
  });
});

describe('a principal that may exist passes', () => {
  test.each<[string, unknown]>([
    ['anyone', '*'],
    ['anyone under AWS', { AWS: '*' }],
    ['an account', { AWS: '111122223333' }],
    ['the root of an account', { AWS: `${ACCOUNT}:root` }],
    ['an account of China', { AWS: 'arn:aws-cn:iam::111122223333:root' }],
    ['an absent role', { AWS: `${ACCOUNT}:role/path/not-yet` }],
    ['a user', { AWS: `${ACCOUNT}:user/a+b=c,d.e@f-g` }],
    ['a session', { AWS: 'arn:aws:sts::111122223333:assumed-role/r/session' }],
    ['a federated user', { AWS: 'arn:aws:sts::111122223333:federated-user/u' }],
    ['several kinds', { AWS: '111122223333', Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }],
    ['a service of China', { Service: 'ec2.amazonaws.com.cn' }],
    ['a service of a region', { Service: 'logs.us-east-1.amazonaws.com' }],
    ['a service of a secret region', { Service: 'ec2.c2s.ic.gov' }],
    ["a service of AWS's own network", { Service: 'codedeploy.aws.internal' }],
    ['Alexa', { Service: 'alexa-appkit.amazon.com' }],
    ['SAML', { Federated: `${ACCOUNT}:saml-provider/corp` }],
    ['OIDC', { Federated: `${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X` }],
    ['a host', { Federated: 'cognito-identity.amazonaws.com' }],
    [
      'a canonical user',
      { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
    ],
    ['an empty list and another principal', { AWS: [], Service: 'ec2.amazonaws.com' }],
  ])('%s', (_, principal) => {
    expect(problems(principal)).toEqual([]);
  });
});
