/**
 * OIDC issuers that strangers share, and the claims that a trust policy must test so that only one owner's tokens pass.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export interface SharedIssuer {
  /** The issuer's URL without its scheme, as in the provider's ARN and in condition keys. */
  readonly url: RegExp;
  readonly name: string;
  /** The claim that names the owner. */
  readonly claim: string;
  /** Whether IAM refuses a new or changed trust policy that does not test the claim. */
  readonly demanded: boolean;
  /** Values of the claim that name an owner. */
  readonly owner: RegExp;
  /** Further claims that name an owner, besides the one that IAM demands. */
  readonly alternatives?: Readonly<Record<string, RegExp>>;
  readonly example: string;
}

/** Returns the issuer of a Federated principal if strangers share it; an issuer whose URL names a tenant is private. */
export function sharedIssuer(provider: string): { issuer: SharedIssuer; url: string } | undefined {
  const url = provider.replace(/^arn:[^:]*:iam::[^:]*:oidc-provider\//, '').toLowerCase();
  const issuer = SHARED_ISSUERS.find((candidate) => candidate.url.test(url));
  return issuer && { issuer, url };
}

const NAME = '[A-Za-z0-9_][A-Za-z0-9_.-]*';
const GITHUB_OWNER = '[A-Za-z0-9][A-Za-z0-9_-]*';
const ID = /^\d+$/;
/** Text without a wildcard. */
const LITERAL = /^[^*?]+$/;
/** `organization:acme:…`: the first two parts are literal. */
const SCOPED = /^[^*?:/]+[:/][^*?:/]+(?:[:/]|$)/;
const scope = (...words: readonly string[]): RegExp => new RegExp(`^(?:${words.join('|')})[:/]${NAME}[:/].`);

const sub = (url: RegExp, name: string, owner: RegExp, example: string): SharedIssuer => ({
  url,
  name,
  claim: 'sub',
  demanded: true,
  owner,
  example,
});

const SHARED_ISSUERS: readonly SharedIssuer[] = [
  {
    url: /^(?:vs)?token\.actions\.githubusercontent\.com$/,
    name: 'GitHub Actions',
    claim: 'sub',
    demanded: true,
    // `repo:octo-org/…`, `repo:octo-org@123/…@456:…`, and the subjects of customized claims.
    owner: new RegExp(
      `^(?:(?:repo|repository|job_workflow_ref):${GITHUB_OWNER}(?:@[\\d*]+)?/.|repository_owner:${GITHUB_OWNER}(?:@\\d+)?(?::|$)|repository(?:_owner)?_id:\\d+(?::|$))`,
    ),
    alternatives: {
      job_workflow_ref: new RegExp(`^${GITHUB_OWNER}/.`),
      repository: new RegExp(`^${GITHUB_OWNER}/.`),
      repository_id: ID,
      repository_owner_id: ID,
      enterprise_id: ID,
    },
    example: 'repo:OWNER/REPO:*',
  },
  sub(
    /^oidc-configuration\.audit-log\.githubusercontent\.com$/,
    "GitHub's audit log",
    /^https:\/\/github\.com\/[^*?/]+$/,
    'https://github.com/ENTERPRISE',
  ),
  sub(/^gitlab\.com$/, 'GitLab.com', scope('project_path'), 'project_path:GROUP/PROJECT:*'),
  sub(/^app\.terraform\.io$/, 'HCP Terraform', scope('organization'), 'organization:ORG:*'),
  {
    ...sub(/^app\.eu\.terraform\.io$/, 'HCP Terraform', scope('organization'), 'organization:ORG:*'),
    demanded: false,
  },
  sub(/^agent\.buildkite\.com$/, 'Buildkite', scope('organization'), 'organization:ORG:pipeline:PIPELINE:*'),
  sub(/^oidc\.codefresh\.io$/, 'Codefresh', scope('account'), 'account:ACCOUNT:pipeline:*'),
  sub(/^studio\.datachain\.ai\/api$/, 'DataChain Studio', SCOPED, 'credentials:TEAM/NAME'),
  sub(/^scalr\.io$/, 'Scalr', scope('account'), 'account:ACCOUNT:*'),
  sub(/^tokens\.cloud\.shisho\.dev$/, 'Shisho Cloud', SCOPED, 'job:ORG:*'),
  sub(/^proidc\.upbound\.io$/, 'Upbound', SCOPED, 'mcp:ORG/CONTROL_PLANE:*'),
  sub(
    /^(?:oidc\.op1\.openshiftapps\.com|rh-oidc\.s3\.us-east-1\.amazonaws\.com)\/.+$/,
    'IBM Turbonomic',
    LITERAL,
    'system:serviceaccount:NAMESPACE:NAME',
  ),
  ...(
    [
      [/^api\.pulumi\.com\/oidc$/, 'Pulumi Cloud', /^(?:aws:)?[A-Za-z0-9_.-]+$/, 'aws:ORG'],
      [/^sandboxes\.cloud$/, 'sandboxes.cloud', LITERAL, 'ORG'],
      [/^oidc\.vercel\.com$/, 'Vercel', /^https:\/\/vercel\.com\/[^*?/]+$/, 'https://vercel.com/TEAM'],
      [/^cognito-identity\.amazonaws\.com$/, 'Amazon Cognito', LITERAL, 'REGION:IDENTITY_POOL'],
    ] as const
  ).map(([url, name, owner, example]) => ({ url, name, claim: 'aud', demanded: true, owner, example })),
  {
    url: /^cognito-identity[\w.-]+\.amazonaws\.com(?:\.cn)?$|^cognito-identity\.[\w.-]+\.amazonaws\.com\.cn$/,
    name: 'Amazon Cognito',
    claim: 'aud',
    demanded: false,
    owner: LITERAL,
    example: 'REGION:IDENTITY_POOL',
  },
  {
    url: /^sts\.windows\.net\/33e01921-4d64-4f8c-a055-5bdaffd5e33d\/?$/,
    name: 'Microsoft Sentinel',
    claim: 'sts:RoleSessionName',
    demanded: true,
    owner: LITERAL,
    example: 'MicrosoftSentinel_WORKSPACE_ID',
  },
  {
    url: /^accounts\.google\.com$/,
    name: 'Google',
    claim: 'aud',
    demanded: false,
    owner: LITERAL,
    alternatives: { sub: LITERAL, oaud: LITERAL },
    example: 'CLIENT_ID',
  },
  {
    url: /^www\.amazon\.com$/,
    name: 'Login with Amazon',
    claim: 'app_id',
    demanded: false,
    owner: LITERAL,
    alternatives: { user_id: LITERAL },
    example: 'APP_ID',
  },
  {
    url: /^graph\.facebook\.com$/,
    name: 'Facebook',
    claim: 'app_id',
    demanded: false,
    owner: LITERAL,
    alternatives: { id: LITERAL },
    example: 'APP_ID',
  },
  {
    ...sub(/^oidc\.circleci\.com$/, 'CircleCI', /^org\/[^*?/]+\//, 'org/ORG_ID/project/PROJECT_ID/user/*'),
    demanded: false,
  },
];
