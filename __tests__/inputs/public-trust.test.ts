import { missingClaims, publicTrust, trustWarnings } from '../../src/inputs/public-trust.ts';
import type { Json, PolicyDocument } from '../../src/aws/policy-document.ts';

const trust = (Principal: Json, Condition: Json = null): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
});
const anyone = (Condition: Json): PolicyDocument => trust('*', Condition);
const GITHUB = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com';
const SUB = 'token.actions.githubusercontent.com:sub';
const WORKFLOW = 'token.actions.githubusercontent.com:job_workflow_ref';
const github = (Condition: Json): PolicyDocument => trust({ Federated: GITHUB }, Condition);
const sub = (...values: string[]): PolicyDocument => github({ StringLike: { [SUB]: values } });
const inNetworks = (address: string, ...lengths: number[]): PolicyDocument =>
  anyone({ IpAddress: { 'aws:SourceIp': lengths.map((length) => `${address}/${length}`) } });
const SAML = 'arn:aws:iam::111111111111:saml-provider/corp';
const COGNITO = 'cognito-identity.amazonaws.com';

describe('anyone could use', () => {
  test.each<[string, PolicyDocument]>([
    ['"*"', trust('*')],
    ['a list that holds it', trust(['*'])],
    ['AWS: "*"', trust({ AWS: '*' })],
    ['AWS: a list that holds it', trust({ AWS: ['111111111111', '*'] })],
    ['AWS in another case', trust({ aws: '*' })],
    ['every service', trust({ Service: '*' })],
    ['every provider', trust({ Federated: '*' })],
    [
      'a second statement',
      {
        Statement: [
          { Effect: 'Allow', Principal: { AWS: '111111111111' } },
          { Effect: 'Allow', Principal: '*' },
        ],
      },
    ],
    ['a single statement', { Statement: { Effect: 'Allow', Principal: '*' } }],
    ['Effect in another case', { Statement: [{ Effect: 'allow', Principal: '*' }] }],
    ['an organization that is any', anyone({ StringLike: { 'aws:PrincipalOrgID': '*' } })],
    [
      'one of two organizations that is any',
      anyone({ StringLike: { 'aws:PrincipalOrgID': ['o-abcdefghij', 'o-*'] } }),
    ],
    [
      'an organization, if there is one',
      anyone({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
    ],
    ['any organization but one', anyone({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } })],
    ['an organization that is there', anyone({ Null: { 'aws:PrincipalOrgID': 'false' } })],
    [
      'all organizations of none',
      anyone({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
    ],
    ['no value', anyone({ StringEquals: { 'aws:PrincipalOrgID': [] } })],
    ['any account', anyone({ StringLike: { 'aws:SourceAccount': '????????????' } })],
    ['an ARN of any account', anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } })],
    [
      'an account after a wildcard, which also matches the path of a role of a stranger',
      anyone({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam:*:111111111111:*' } }),
    ],
    [
      'an account after a wildcard of one character or none',
      anyone({ StringLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-?:111111111111:topic' } }),
    ],
    ['any external id', anyone({ StringLike: { 'sts:ExternalId': '?*' } })],
    ['an external id, which is no secret', anyone({ StringEquals: { 'sts:ExternalId': 'a-secret' } })],
    [
      'an organization id as an account',
      anyone({ StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceOrgID}' } }),
    ],
    ['the external id that is given', anyone({ StringEquals: { 'sts:ExternalId': '${sts:ExternalId}' } })],
    [
      'one external id, or the one that is given',
      anyone({ StringEquals: { 'sts:ExternalId': ['a-secret', '${sts:ExternalId}'] } }),
    ],
    [
      'a bucket that the caller names',
      anyone({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::${aws:username}' } }),
    ],
    [
      'one of two buckets that the caller names',
      anyone({ ArnEquals: { 'aws:SourceArn': ['arn:aws:s3:::bucket', 'arn:aws:s3:::${aws:username}'] } }),
    ],
    ['every address', anyone({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })],
    ['half of all addresses', anyone({ IpAddress: { 'aws:SourceIp': '128.0.0.0/1' } })],
    ['a network that is written with two zeros', anyone({ IpAddress: { 'aws:SourceIp': '00.0.0.0/8' } })],
    ['a network that is written without its last parts', anyone({ IpAddress: { 'aws:SourceIp': '0/8' } })],
    [
      'IPv6 that begins with zeros, which has IPv4 in it',
      anyone({ IpAddress: { 'aws:SourceIp': '0::/32' } }),
    ],
    ['all of its first zeros', anyone({ IpAddress: { 'aws:SourceIp': '0000:0::/32' } })],
    ['every address of IPv6', anyone({ IpAddress: { 'aws:SourceIp': '::/0' } })],
    ['most addresses of IPv6', anyone({ IpAddress: { 'aws:SourceIp': '2000::/8' } })],
    [
      'private addresses, which every VPC may have',
      anyone({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }),
    ],
    ['every address but one', anyone({ NotIpAddress: { 'aws:SourceIp': '192.0.2.1' } })],
    ['a multi-factor login', anyone({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    ['a region', anyone({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })],
    ['an operator without keys', anyone({ StringEquals: 'o-abcdefghij' })],
    ['GitHub without a condition', github(null)],
    [
      'GitHub with an audience alone',
      github({ StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }),
    ],
    ['GitHub by any subject', sub('*')],
    ['GitHub by repo:*', sub('repo:*')],
    ['GitHub by any owner', sub('repo:*/octo-repo:*')],
    ['GitHub by a part of an owner', sub('repo:octo*/octo-repo:*')],
    ['GitHub by an owner with an open end', sub('repo:octo*')],
    ['GitHub by an owner of other letters', sub('repo:octo-or?/octo-repo:*')],
    ['GitHub by one of two subjects', sub('repo:octo-org/octo-repo:*', 'repo:*')],
    ['GitHub by an environment', sub('environment:prod')],
    ['GitHub by an environment, letter by letter', github({ StringEquals: { [SUB]: 'environment:prod' } })],
    ['GitHub by any owner id', sub('repository_owner_id:*')],
    ['GitHub by an owner after a wildcard', sub('*:repository_owner:octo-org')],
    ['GitHub by an owner after any environment', sub('environment:*:repository_owner:octo-org')],
    ['GitHub by an owner that a workflow may have in its name', sub('workflow:x:repository_owner:octo-org')],
    ['GitHub by an owner that is a part of a branch', sub('ref:refs/heads/x/repository_owner:octo-org')],
    ['GitHub by an environment and a part of an owner', sub('environment:prod:repository_owner:octo*')],
    ['GitHub by a subject, if there is one', github({ StringLikeIfExists: { [SUB]: 'repo:octo-org/*' } })],
    ['GitHub by what it is not', github({ StringNotLike: { [SUB]: 'repo:octo-org/*' } })],
    ['GitHub by any workflow', github({ StringLike: { [WORKFLOW]: '*/.github/workflows/x.yml@*' } })],
    [
      'GitHub by the claim of another provider',
      github({ StringLike: { 'gitlab.com:sub': 'repo:octo-org/*' } }),
    ],
    ['GitHub by its bare host', trust({ Federated: 'token.actions.githubusercontent.com' })],
    ['Cognito without a condition', trust({ Federated: COGNITO })],
    [
      'Cognito for whoever is signed in',
      trust({ Federated: COGNITO }, { 'ForAnyValue:StringLike': { [`${COGNITO}:amr`]: 'authenticated' } }),
    ],
    [
      'Cognito of GovCloud without a condition',
      trust({ Federated: 'cognito-identity-us-gov.amazonaws.com' }),
    ],
    ['Google without a condition', trust({ Federated: 'accounts.google.com' })],
    [
      'Google as a provider of the account',
      trust({ Federated: 'arn:aws:iam::111111111111:oidc-provider/accounts.google.com' }),
    ],
    [
      'Google by the audience that the caller chose',
      trust({ Federated: 'accounts.google.com' }, { StringEquals: { 'accounts.google.com:oaud': '1234' } }),
    ],
    ['GitHub by one of two values without a variable', sub('repo:octo-org/octo-repo:*', '${aws:username}')],
    [
      'Cognito by the key of another provider',
      trust({ Federated: COGNITO }, { StringEquals: { [`x.${COGNITO}:aud`]: 'eu-west-1:1234' } }),
    ],
    [
      'Cognito by a key that only begins like its audience',
      trust({ Federated: COGNITO }, { StringEquals: { [`${COGNITO}:audience`]: 'eu-west-1:1234' } }),
    ],
    [
      'Google by a key that only begins like its audience',
      trust({ Federated: 'accounts.google.com' }, { StringEquals: { 'accounts.google.com:audience': '1' } }),
    ],
    [
      'GitHub by a key that only ends like its subject',
      github({ StringLike: { [`x.${SUB}`]: 'repo:octo-org/*' } }),
    ],
    [
      'GitHub by a key that only begins like its subject',
      github({ StringLike: { [`${SUB}_type`]: 'repo:octo-org/*' } }),
    ],
    ['GitHub by a claim that looks like a workflow', github({ StringLike: { [`${SUB}x`]: 'octo-org/x' } })],
  ])('%s', (_, document) => {
    expect(publicTrust(document)).toHaveLength(1);
  });

  describe('by a condition that only resembles', () => {
    const ARN = 'arn:aws:iam::111111111111:role/deploy';
    const sure: [string, string, string][] = [
      ['aws:PrincipalOrgID', 'o-abcdefghij', 'o-abcdefghij*'],
      ['aws:PrincipalOrgID', '${aws:ResourceOrgID}', '${aws:ResourceOrgID}*'],
      ['aws:SourceOrgPaths', 'o-abcdefghij/r-ab12/*', ''],
      ['aws:SourceAccount', '111111111111', '111111111111?'],
      ['aws:SourceAccount', '${aws:ResourceAccount}', '${aws:ResourceAccount}?'],
      ['aws:PrincipalArn', ARN, ''],
      ['aws:SourceArn', 'arn:aws:s3:::bucket', 'arn:aws:s3:::bucket*'],
      ['aws:userid', 'AROAABCDEFGHIJKLMNOPQ:*', 'AROA*'],
      ['aws:userid', '111111111111', '111111111111*'],
      ['aws:SourceVpc', 'vpc-0123abcd', 'vpc-0123abcd*'],
      ['aws:SourceVpce', 'vpce-0123abcd', 'vpce-0123abcd*'],
      ['aws:SourceVpcArn', 'arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-0123abcd', ''],
      ['aws:VpceAccount', '111111111111', '111111111111?'],
      ['aws:VpceOrgID', 'o-abcdefghij', 'o-abcdefghij*'],
      ['aws:VpceOrgPaths', 'o-abcdefghij/r-ab12/*', ''],
      ['aws:SourceIp', '192.0.2.7', ''],
      ['aws:SourceIp', '2001:db8::/32', ''],
    ];
    test.each(sure)('%s %s: its key, or its value, with more before or behind', (key, value, longer) => {
      const tested = (someKey: string, someValue: string): number =>
        publicTrust(anyone({ StringLike: { [someKey]: someValue } })).length;
      expect(tested(key, value)).toBe(0);
      expect(tested(`x${key}`, value)).toBe(1);
      expect(tested(`${key}x`, value)).toBe(1);
      expect(tested(key, `*${value}`)).toBe(1);
      if (longer !== '') expect(tested(key, longer)).toBe(1);
    });
  });
});

describe('the trust is restricted by', () => {
  test.each<[string, PolicyDocument]>([
    ['an account', trust({ AWS: '111111111111' })],
    ['a service', trust({ Service: 'ec2.amazonaws.com' })],
    ['Deny', { Statement: [{ Effect: 'Deny', Principal: '*' }] }],
    ['DENY', { Statement: [{ Effect: 'DENY', NotPrincipal: { AWS: '111111111111' } }] }],
    ['an organization', anyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } })],
    [
      'an organization, its key in another case',
      anyone({ StringEquals: { 'AWS:principalorgid': 'o-abcdefghij' } }),
    ],
    [
      'two organizations',
      anyone({ StringEquals: { 'aws:PrincipalOrgID': ['o-abcdefghij', 'o-klmnopqrst'] } }),
    ],
    [
      'a part of an organization',
      anyone({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abcdefghij/r-ab12/*' } }),
    ],
    ['the organization of a resource', anyone({ StringEquals: { 'aws:SourceOrgID': 'o-abcdefghij' } })],
    ['an account in a condition', anyone({ StringEquals: { 'aws:SourceAccount': '111111111111' } })],
    [
      'the account of a principal',
      anyone({ StringEqualsIgnoreCase: { 'aws:PrincipalAccount': '111111111111' } }),
    ],
    ['roles of an account', anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*' } })],
    [
      'a resource of an account',
      anyone({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111111111111:topic' } }),
    ],
    [
      'a resource of an account in any region',
      anyone({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111111111111:topic' } }),
    ],
    [
      'a role of an account by its text',
      anyone({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*' } }),
    ],
    ['a bucket', anyone({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } })],
    ['a user id', anyone({ StringLike: { 'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:*' } })],
    ['an account by its root user', anyone({ StringEquals: { 'aws:userid': '111111111111' } })],
    ["the role's organization", anyone({ StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } })],
    ["the role's account", anyone({ StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } })],
    ['a VPC', anyone({ StringEquals: { 'aws:SourceVpc': 'vpc-0123abcd' } })],
    ['a VPC endpoint', anyone({ StringEquals: { 'aws:SourceVpce': 'vpce-0123abcd' } })],
    ['an address', anyone({ IpAddress: { 'aws:SourceIp': '192.0.2.7' } })],
    ['a network', anyone({ IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } })],
    ['networks of IPv4 by the length of their prefix', inNetworks('192.0.2.0', 8, 9, 10, 29, 30, 31, 32)],
    [
      'networks of IPv6 by the length of their prefix',
      inNetworks('2001:db8::', 32, 39, 40, 99, 100, 119, 120, 128),
    ],
    ['an address of IPv6', anyone({ IpAddress: { 'aws:SourceIp': '2001:db8::1' } })],
    [
      'an external id of an organization',
      anyone({ StringEquals: { 'sts:ExternalId': 'a', 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
    ],
    [
      'an organization with a condition that does not narrow',
      anyone({
        StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' },
        Bool: { 'aws:SecureTransport': true },
      }),
    ],
    ['a repository of GitHub', sub('repo:octo-org/octo-repo:ref:refs/heads/main')],
    ['all repositories of an owner', sub('repo:octo-org/*')],
    ['a repository with its ids', sub('repo:octo-org@123/octo-repo@456:*')],
    ['two repositories', sub('repo:octo-org/a:*', 'repo:octo-org/b:*')],
    ['a repository exactly', github({ StringEquals: { [SUB]: 'repo:octo-org/octo-repo:environment:prod' } })],
    ['a customized subject', sub('repository_owner:octo-org:*')],
    ['a customized subject that ends in the owner', sub('environment:prod:repository_owner:octo-org')],
    [
      'customized subjects with several parts before the owner',
      sub(
        'event_name:push:ref:refs/heads/main:repository_owner:octo-org:*',
        'pull_request:repository_visibility:private:repository_id:123',
        'runner_environment:self-hosted:repo:octo-org/octo-repo',
      ),
    ],
    ['an enterprise by its id', sub('enterprise_id:123:*')],
    ['an owner by its id', sub('repository_owner_id:123:*')],
    ['a repository by its id', sub('repository_id:123')],
    ['a workflow', github({ StringLike: { [WORKFLOW]: 'octo-org/flows/.github/workflows/x.yml@*' } })],
    [
      'a repository of an enterprise',
      trust(
        { Federated: `${GITHUB}/octo` },
        { StringLike: { 'token.actions.githubusercontent.com/octo:sub': 'repo:octo-org/*' } },
      ),
    ],
    [
      'one of two tests whose keys differ by case',
      anyone({ StringLike: { 'aws:PrincipalOrgID': '*', 'AWS:PrincipalOrgID': 'o-abcdefghij' } }),
    ],
    [
      "a bucket with the role's account in its name",
      anyone({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::logs-${aws:ResourceAccount}' } }),
    ],
    ['SAML', trust({ Federated: SAML })],
    ['SAML by any audience', trust({ Federated: SAML }, { StringLike: { 'SAML:aud': '*' } })],
    [
      'SAML with its audience',
      trust({ Federated: SAML }, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }),
    ],
    [
      'Cognito with its pool',
      trust({ Federated: COGNITO }, { StringEquals: { [`${COGNITO}:aud`]: 'eu-west-1:1234' } }),
    ],
    [
      'Google with an audience',
      trust({ Federated: 'accounts.google.com' }, { StringEquals: { 'accounts.google.com:aud': '1234' } }),
    ],
    [
      'Cognito of GovCloud with its pool',
      trust(
        { Federated: 'cognito-identity-us-gov.amazonaws.com' },
        { StringEquals: { 'cognito-identity-us-gov.amazonaws.com:aud': 'us-gov-west-1:1234' } },
      ),
    ],
    ['a service of a name that ends like a provider', trust({ Service: 'accounts.google.com' })],
    [
      'a role whose name is that of every provider',
      trust({ AWS: 'arn:aws:iam::111111111111:saml-provider/x' }),
    ],
    ['a provider whose host only ends like Cognito', trust({ Federated: `x${COGNITO}` })],
    ['a provider whose host only begins like Cognito', trust({ Federated: `${COGNITO}.example` })],
    ['a provider whose host only begins like Google', trust({ Federated: 'accounts.google.com.example' })],
    ['a role that ends in an asterisk, which is plain text', trust({ AWS: 'arn:aws:iam::1:role/x:*' })],
    ['a service that begins with an asterisk, which is plain text', trust({ Service: '*.amazonaws.com' })],
    ['no principal at all', { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] }],
    [
      'a provider that only its owner can use',
      trust({ Federated: 'arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X' }),
    ],
  ])('%s', (_, document) => {
    expect(publicTrust(document)).toEqual([]);
  });
});

test.each<[string, PolicyDocument, RegExp]>([
  ['Cognito', trust({ Federated: COGNITO }), /^Amazon Cognito .*; add .*cognito-identity.amazonaws.com:aud/],
  ['Google', trust({ Federated: 'accounts.google.com' }), /^Google \(accounts.google.com\) .*; add .*:aud/],
])(
  'the reason names the open principal and the condition that would restrict it: %s',
  (_, document, reason) => {
    expect(publicTrust(document)).toEqual([expect.stringMatching(reason)]);
  },
);

test.each<[string, string, string]>([
  ['StringLike if the example has a wildcard', 'gitlab.com', 'StringLike gitlab.com:sub'],
  ['StringEquals if it has none', 'oidc.vercel.com', 'StringEquals oidc.vercel.com:aud'],
  [
    'the key of another service by its own name',
    'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d',
    'StringEquals sts:RoleSessionName',
  ],
])('the condition in the reason restricts the trust, and has %s', (_, url, expected) => {
  const Federated = `arn:aws:iam::111111111111:oidc-provider/${url}`;
  const [reason = ''] = publicTrust(trust({ Federated }));
  const [, operator = '', key = '', example = ''] =
    /; add a condition (\S+) (\S+) that names an owner in each value, as (\S+)$/.exec(reason) ?? [];
  expect(`${operator} ${key}`).toBe(expected);
  const restricted = trust({ Federated }, { [operator]: { [key]: example } });
  expect([publicTrust(restricted), missingClaims(restricted), trustWarnings(restricted)]).toEqual([
    [],
    [],
    [],
  ]);
});

test('each reason is reported once', () => {
  const document = trust({ AWS: '*', Service: '*', Federated: [GITHUB, 'gitlab.com', SAML] });
  expect(publicTrust(document).map((reason) => reason.slice(0, 14))).toEqual([
    'principal "*" ',
    'GitHub Actions',
    'GitLab.com (gi',
  ]);
});
