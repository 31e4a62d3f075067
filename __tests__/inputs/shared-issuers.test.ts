import { missingClaims, publicTrust, trustWarnings } from '../../src/inputs/public-trust.ts';
import type { Json, PolicyDocument } from '../../src/aws/policy-document.ts';

const trust = (Principal: Json, Condition: Json = null): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
});
const GITHUB = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com';
const SUB = 'token.actions.githubusercontent.com:sub';
const github = (Condition: Json): PolicyDocument => trust({ Federated: GITHUB }, Condition);
const COGNITO = 'cognito-identity.amazonaws.com';
const provider = (url: string): string => `arn:aws:iam::111111111111:oidc-provider/${url}`;
/** Returns a trust in an issuer, with the claim's values under an operator. */
const issued = (url: string, claim: string, value: Json, operator = 'StringLike'): PolicyDocument =>
  trust(
    { Federated: provider(url) },
    { [operator]: { [claim.includes(':') ? claim : `${url}:${claim}`]: value } },
  );
const SENTINEL = 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';
const MICROSOFT = 'login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';
const TURBONOMIC = 'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7';

/** Twelve shared issuers: a trust that strangers pass, and one that they do not. */
const SHARED: [name: string, stranger: PolicyDocument, owner: PolicyDocument][] = [
  [
    'GitHub Actions',
    issued('token.actions.githubusercontent.com', 'sub', 'repo:*'),
    issued('token.actions.githubusercontent.com', 'sub', 'repo:octo-org@1/octo-repo@2:ref:refs/heads/main'),
  ],
  [
    'GitLab.com',
    issued('gitlab.com', 'sub', 'project_path:*:ref_type:branch:ref:main'),
    issued('gitlab.com', 'sub', 'project_path:my-group/my-project:ref_type:branch:ref:main'),
  ],
  [
    'HCP Terraform',
    issued('app.terraform.io', 'sub', 'organization:*:project:p:workspace:w:run_phase:*'),
    issued('app.terraform.io', 'sub', 'organization:my-org:project:*:workspace:*:run_phase:*'),
  ],
  [
    'Buildkite',
    issued('agent.buildkite.com', 'aud', 'sts.amazonaws.com', 'StringEquals'),
    issued('agent.buildkite.com', 'sub', 'organization:my-org:pipeline:deploy:*'),
  ],
  [
    'Buildkite',
    issued('agent.buildkite.com', 'sub', '018fb1c2-0000-4000-8000-*'),
    issued('agent.buildkite.com', 'sub', '018fb1c2-0000-4000-8000-0123456789ab', 'StringEquals'),
  ],
  [
    'Codefresh',
    issued('oidc.codefresh.io', 'sub', 'account:*'),
    issued('oidc.codefresh.io', 'sub', 'account:64f884a4:pipeline:*'),
  ],
  [
    'Vercel',
    issued('oidc.vercel.com', 'sub', 'owner:my-team:project:p:environment:production'),
    issued('oidc.vercel.com', 'aud', 'https://vercel.com/my-team', 'StringEquals'),
  ],
  [
    'Pulumi Cloud',
    issued('api.pulumi.com/oidc', 'aud', 'aws:*'),
    issued('api.pulumi.com/oidc', 'aud', 'aws:my-org', 'StringEquals'),
  ],
  ['Scalr', issued('scalr.io', 'sub', 'account:a*'), issued('scalr.io', 'sub', 'account:acme:environment:*')],
  [
    'Upbound',
    issued('proidc.upbound.io', 'sub', 'mcp:*/control-plane:provider:aws'),
    issued('proidc.upbound.io', 'sub', 'mcp:my-org/control-plane:provider:*'),
  ],
  [
    'CircleCI',
    issued('oidc.circleci.com', 'sub', 'org/*/project/*/user/*'),
    issued('oidc.circleci.com', 'sub', 'org/0000-1111/project/*/user/*'),
  ],
  [
    'Amazon Cognito',
    issued(COGNITO, 'aud', 'eu-west-1:*'),
    issued(COGNITO, 'aud', 'eu-west-1:0000-1111', 'StringEquals'),
  ],
  [
    'Google',
    issued('accounts.google.com', 'email_verified', 'true', 'StringEquals'),
    issued('accounts.google.com', 'aud', '66677788899900pro0', 'StringEquals'),
  ],
];

describe('a shared issuer', () => {
  test.each(SHARED)(
    '%s: strangers pass without an owner, and only the owner passes with one',
    (_, stranger, owner) => {
      expect(publicTrust(stranger)).toEqual([
        expect.stringMatching(/signs in strangers too; add a condition/),
      ]);
      expect(publicTrust(owner)).toEqual([]);
      expect(missingClaims(owner)).toEqual([]);
    },
  );

  test.each<[string, PolicyDocument, PolicyDocument]>([
    [
      "GitHub's former issuer",
      issued('vstoken.actions.githubusercontent.com', 'sub', 'repo:*/r:*'),
      issued('vstoken.actions.githubusercontent.com', 'sub', 'repo:octo-org/r:*'),
    ],
    [
      "GitHub's audit log",
      issued('oidc-configuration.audit-log.githubusercontent.com', 'sub', 'https://github.com/*'),
      issued('oidc-configuration.audit-log.githubusercontent.com', 'sub', 'https://github.com/octo-corp'),
    ],
    [
      'DataChain Studio',
      issued('studio.datachain.ai/api', 'sub', 'credentials:*/x'),
      issued('studio.datachain.ai/api', 'sub', 'credentials:my-team/x'),
    ],
    [
      'Shisho Cloud',
      issued('tokens.cloud.shisho.dev', 'sub', 'job:*'),
      issued('tokens.cloud.shisho.dev', 'sub', 'job:my-org:*'),
    ],
    [
      'IBM Turbonomic',
      issued(TURBONOMIC, 'sub', 'system:serviceaccount:*'),
      issued(TURBONOMIC, 'sub', 'system:serviceaccount:ns:name'),
    ],
    ['sandboxes.cloud', issued('sandboxes.cloud', 'aud', '?*'), issued('sandboxes.cloud', 'aud', 'my-org')],
    [
      'Microsoft Sentinel',
      issued(SENTINEL, 'aud', 'api://1462b192', 'StringEquals'),
      issued(SENTINEL, 'sts:RoleSessionName', 'MicrosoftSentinel_0000-1111', 'StringEquals'),
    ],
    [
      'HCP Terraform in Europe',
      issued('app.eu.terraform.io', 'sub', 'organization:*'),
      issued('app.eu.terraform.io', 'sub', 'organization:my-org:*'),
    ],
    [
      'Login with Amazon',
      issued('www.amazon.com', 'app_id', '*'),
      issued('www.amazon.com', 'app_id', 'amzn1.application-oa2-client.x', 'StringEquals'),
    ],
    [
      'Facebook',
      issued('graph.facebook.com', 'app_id', '*'),
      issued('graph.facebook.com', 'app_id', '111222333444555', 'StringEquals'),
    ],
    [
      'Modal',
      issued('oidc.modal.com', 'sub', 'modal:workspace_id:ac-*'),
      issued('oidc.modal.com', 'sub', 'modal:workspace_id:ac-12345abcd:environment_name:main:*'),
    ],
    [
      'Deno Deploy',
      issued('oidc.deno.com', 'sub', 'deployment:*/app/production'),
      issued('oidc.deno.com', 'sub', 'deployment:my-org/app/*'),
    ],
    [
      'env zero, whose issuer ends in a slash',
      issued('login.app.env0.com/', 'aud', 'the audience of all', 'StringEquals'),
      issued('login.app.env0.com/', 'sub', 'auth0|my-org', 'StringEquals'),
    ],
    [
      'env zero without the slash',
      issued('login.app.env0.com', 'sub', 'auth0|*'),
      issued('login.app.env0.com', 'sub', 'auth0|my-org', 'StringEquals'),
    ],
    [
      'Cirrus CI',
      issued('oidc.cirrus-ci.com', 'sub', 'repo:github:*'),
      issued('oidc.cirrus-ci.com', 'sub', 'repo:github:my-org/*'),
    ],
    [
      'Bitrise',
      issued('token.builds.bitrise.io', 'aud', 'sts.amazonaws.com', 'StringEquals'),
      issued('token.builds.bitrise.io', 'sub', 'the subject of one app', 'StringEquals'),
    ],
    [
      'Ona',
      issued('app.gitpod.io', 'sub', 'organization_id:*:project_id:p'),
      issued('app.gitpod.io', 'sub', ['organization_id:0000-1111:*', 'org:0000-1111/prj:*']),
    ],
    [
      'Gitpod Classic',
      issued('api.gitpod.io/idp', 'sub', 'https://github.com/*'),
      issued('api.gitpod.io/idp', 'sub', 'https://github.com/my-org/*'),
    ],
    [
      'Chainguard',
      issued('issuer.enforce.dev', 'sub', '*'),
      issued('issuer.enforce.dev', 'sub', '45a0c61e/1b2c3d4e', 'StringEquals'),
    ],
    [
      'Sign in with Apple',
      issued('appleid.apple.com', 'aud', '*'),
      issued('appleid.apple.com', 'aud', 'com.example.app', 'StringEquals'),
    ],
    [
      'personal accounts of Microsoft',
      issued(MICROSOFT, 'aud', '*'),
      issued(MICROSOFT, 'aud', '6731de76-14a6-49ae-97bc-6eba6914391e', 'StringEquals'),
    ],
    [
      'one personal account of Microsoft',
      trust({ Federated: provider(MICROSOFT) }),
      issued(MICROSOFT, 'sub', 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ', 'StringEquals'),
    ],
  ])('%s too', (_, stranger, owner) => {
    expect(publicTrust(stranger)).toHaveLength(1);
    expect(publicTrust(owner)).toEqual([]);
    expect(missingClaims(owner)).toEqual([]);
  });

  test('is public if one of two values names no owner, or if the test holds without the claim', () => {
    const values = ['organization:my-org:*', 'organization:*'];
    expect(publicTrust(issued('app.terraform.io', 'sub', values))).toHaveLength(1);
    expect(
      publicTrust(issued('app.terraform.io', 'sub', values.slice(0, 1), 'StringLikeIfExists')),
    ).toHaveLength(1);
    expect(publicTrust(issued('gitlab.com', 'sub', '${aws:username}'))).toHaveLength(1);
  });

  test.each<[string, PolicyDocument]>([
    ['by another part of the subject', issued('gitlab.com', 'sub', 'ref_type:branch:ref:main')],
    ['by a group with an open end', issued('gitlab.com', 'sub', 'project_path:my-group*')],
    ['by a workspace alone', issued('app.terraform.io', 'sub', 'workspace:w:run_phase:*')],
    ['by an account with an open end', issued('oidc.codefresh.io', 'sub', 'account:64f?:pipeline:x')],
    ['by a project alone', issued('oidc.circleci.com', 'sub', 'project/p/user/*')],
    [
      'by the claim of another issuer',
      trust({ Federated: provider('gitlab.com') }, { StringLike: { [SUB]: 'project_path:a/b:x' } }),
    ],
  ])('is public %s', (_, document) => {
    expect(publicTrust(document)).toHaveLength(1);
  });

  test('may name its owner in another claim, if the one that IAM demands is tested too', () => {
    const owner = (claims: Record<string, Json>): PolicyDocument => github({ StringLike: claims });
    const id = 'token.actions.githubusercontent.com:repository_owner_id';
    expect(publicTrust(owner({ [id]: '123' }))).toEqual([]);
    expect(missingClaims(owner({ [id]: '123' }))).toHaveLength(1);
    expect(missingClaims(owner({ [id]: '123', [SUB]: 'repo:*' }))).toEqual([]);
    expect(publicTrust(owner({ [id]: '1*' }))).toHaveLength(1);
  });
});

test.each([
  'oidc.eks.eu-west-1.amazonaws.com/id/X',
  'gitlab.example.com',
  'token.actions.githubusercontent.com/octo-corp',
  'oidc.vercel.com/my-team',
  'oidc.circleci.com/org/0000-1111',
  'sts.windows.net/00000000-0000-0000-0000-000000000000',
  'my-team.scalr.io',
  'login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0',
  'evil.gitlab.com',
  'gitlab.com.example',
])('%s names its tenant, so it needs no claim', (url) => {
  expect(publicTrust(trust({ Federated: provider(url) }))).toEqual([]);
  expect(missingClaims(trust({ Federated: provider(url) }))).toEqual([]);
});

describe('IAM refuses a new trust in an issuer it knows', () => {
  const url = 'gitlab.com';
  test.each<[string, PolicyDocument]>([
    ['without a condition', trust({ Federated: provider(url) })],
    ['without its claim', issued(url, 'aud', 'https://gitlab.com')],
    ['with a claim of nothing but wildcards', issued(url, 'sub', '*')],
    ['with one of two values of nothing but wildcards', issued(url, 'sub', ['project_path:a/b:*', '?*'])],
    ['with an empty claim', issued(url, 'sub', [])],
  ])('%s', (_, document) => {
    expect(missingClaims(document)).toEqual([
      expect.stringMatching(
        /^IAM refuses a new trust in gitlab\.com without a condition StringLike gitlab\.com:sub/,
      ),
    ]);
  });

  test.each<[string, PolicyDocument]>([
    ['but not with a claim that names no owner', issued(url, 'sub', 'project_path:*')],
    ['but not for a key in another case', issued(url, 'SUB', 'project_path:a/b:*')],
    ['but not one it does not list', trust({ Federated: 'accounts.google.com' })],
    ['but not one of a Deny', { Statement: [{ Effect: 'Deny', Principal: { Federated: provider(url) } }] }],
  ])('%s', (_, document) => {
    expect(missingClaims(document)).toEqual([]);
  });
});

describe('a wildcard that is compared letter by letter', () => {
  test('is a warning, since it matches no token', () => {
    expect(
      trustWarnings(github({ StringEquals: { [SUB]: ['repo:octo-org/*', 'repo:octo-org/a:x'] } })),
    ).toEqual([
      `StringEquals compares ${SUB} with "repo:octo-org/*" letter by letter, so the wildcard matches nothing; use StringLike`,
    ]);
    expect(
      trustWarnings(trust('*', { StringEqualsIgnoreCase: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/a?' } })),
    ).toHaveLength(1);
  });

  test('names no owner: a stranger may name a workflow or an environment by an asterisk', () => {
    for (const value of ['workflow:*', 'environment:*', 'repo:*'])
      expect(publicTrust(github({ StringEquals: { [SUB]: value } }))).toHaveLength(1);
    expect(publicTrust(github({ StringEquals: { [SUB]: 'repo:octo-org/*' } }))).toEqual([]);
  });

  test.each<[string, Json]>([
    ['StringLike has wildcards', { StringLike: { [SUB]: 'repo:octo-org/*' } }],
    ['ArnEquals has wildcards', { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111111111111:*' } }],
    ['a tag may hold one', { StringEquals: { 'aws:PrincipalTag/grade': 'a*' } }],
    ['an external id may hold one', { StringEquals: { 'sts:ExternalId': 'a?' } }],
    ['a plain value has none', { StringEquals: { [SUB]: 'repo:octo-org/a:ref:refs/heads/main' } }],
  ])('is none if %s', (_, condition) => {
    expect(trustWarnings(trust({ Federated: GITHUB }, condition))).toEqual([]);
  });
});
