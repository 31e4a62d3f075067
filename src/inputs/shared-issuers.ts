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
const REPOSITORY = /^https:\/\/[^*?/]+\/[^*?/]+\//;
const scope = (...words: readonly string[]): RegExp => new RegExp(`^(?:${words.join('|')})[:/]${NAME}[:/].`);

type Row = readonly [url: RegExp, name: string, owner: RegExp, example: string];

const by =
  (claim: string) =>
  (...[url, name, owner, example]: Row): SharedIssuer => ({
    url,
    name,
    claim,
    demanded: true,
    owner,
    example,
  });
const bySub = by('sub');
const byAud = by('aud');
const byApp = by('app_id');

const SHARED_ISSUERS: readonly SharedIssuer[] = [
  {
    ...bySub(
      /^(?:vs)?token\.actions\.githubusercontent\.com$/,
      'GitHub Actions',
      // `repo:octo-org/…`, `repo:octo-org@123/…@456:…`, and the subjects of customized claims.
      new RegExp(
        `^(?:(?:repo|repository|job_workflow_ref):${GITHUB_OWNER}(?:@[\\d*]+)?/.|repository_owner:${GITHUB_OWNER}(?:@\\d+)?(?::|$)|repository(?:_owner)?_id:\\d+(?::|$))`,
      ),
      'repo:OWNER/REPO:*',
    ),
    alternatives: {
      job_workflow_ref: new RegExp(`^${GITHUB_OWNER}/.`),
      repository: new RegExp(`^${GITHUB_OWNER}/.`),
      repository_id: ID,
      repository_owner_id: ID,
      enterprise_id: ID,
    },
  },
  bySub(
    /^oidc-configuration\.audit-log\.githubusercontent\.com$/,
    "GitHub's audit log",
    /^https:\/\/github\.com\/[^*?/]+$/,
    'https://github.com/ENTERPRISE',
  ),
  bySub(/^gitlab\.com$/, 'GitLab.com', scope('project_path'), 'project_path:GROUP/PROJECT:*'),
  bySub(/^app\.terraform\.io$/, 'HCP Terraform', scope('organization'), 'organization:ORG:*'),
  bySub(
    /^agent\.buildkite\.com$/,
    'Buildkite',
    // Or the id of an organization, a cluster or a pipeline, as `--subject-claim` gives it.
    new RegExp(`${scope('organization').source}|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    'organization:ORG:pipeline:PIPELINE:*',
  ),
  bySub(/^oidc\.codefresh\.io$/, 'Codefresh', scope('account'), 'account:ACCOUNT:pipeline:*'),
  bySub(/^studio\.datachain\.ai\/api$/, 'DataChain Studio', SCOPED, 'credentials:TEAM/NAME'),
  bySub(/^scalr\.io$/, 'Scalr', scope('account'), 'account:ACCOUNT:*'),
  bySub(/^tokens\.cloud\.shisho\.dev$/, 'Shisho Cloud', SCOPED, 'job:ORG:*'),
  bySub(/^proidc\.upbound\.io$/, 'Upbound', SCOPED, 'mcp:ORG/CONTROL_PLANE:*'),
  bySub(
    /^(?:oidc\.op1\.openshiftapps\.com|rh-oidc\.s3\.us-east-1\.amazonaws\.com)\/.+$/,
    'IBM Turbonomic',
    LITERAL,
    'system:serviceaccount:NAMESPACE:NAME',
  ),
  byAud(/^api\.pulumi\.com\/oidc$/, 'Pulumi Cloud', /^(?:aws:)?[A-Za-z0-9_.-]+$/, 'aws:ORG'),
  byAud(/^sandboxes\.cloud$/, 'sandboxes.cloud', LITERAL, 'ORG'),
  byAud(/^oidc\.vercel\.com$/, 'Vercel', /^https:\/\/vercel\.com\/[^*?/]+$/, 'https://vercel.com/TEAM'),
  byAud(/^cognito-identity\.amazonaws\.com$/, 'Amazon Cognito', LITERAL, 'REGION:IDENTITY_POOL'),
  by('sts:RoleSessionName')(
    /^sts\.windows\.net\/33e01921-4d64-4f8c-a055-5bdaffd5e33d\/?$/,
    'Microsoft Sentinel',
    LITERAL,
    'MicrosoftSentinel_WORKSPACE_ID',
  ),
  // IAM accepts a trust policy that does not test the claims of these.
  ...[
    bySub(/^app\.eu\.terraform\.io$/, 'HCP Terraform', scope('organization'), 'organization:ORG:*'),
    byAud(
      /^cognito-identity[\w.-]+\.amazonaws\.com(?:\.cn)?$|^cognito-identity\.[\w.-]+\.amazonaws\.com\.cn$/,
      'Amazon Cognito',
      LITERAL,
      'REGION:IDENTITY_POOL',
    ),
    {
      ...byAud(/^accounts\.google\.com$/, 'Google', LITERAL, 'CLIENT_ID'),
      // Not `oaud`: the caller chooses it, because AWS takes `aud` from the token's `azp`.
      alternatives: { sub: LITERAL },
    },
    {
      ...byApp(/^www\.amazon\.com$/, 'Login with Amazon', LITERAL, 'APP_ID'),
      alternatives: { user_id: LITERAL },
    },
    { ...byApp(/^graph\.facebook\.com$/, 'Facebook', LITERAL, 'APP_ID'), alternatives: { id: LITERAL } },
    bySub(/^oidc\.modal\.com$/, 'Modal', scope('modal:workspace_id'), 'modal:workspace_id:WORKSPACE_ID:*'),
    bySub(/^oidc\.deno\.com$/, 'Deno Deploy', scope('deployment'), 'deployment:ORG/APP/*'),
    bySub(/^login\.app\.env0\.com\/?$/, 'env zero', LITERAL, 'auth0|ID'),
    {
      ...byAud(
        /^login\.microsoftonline\.com\/9188040d-6c67-4c5b-b112-36a304b66dad\/v2\.0\/?$/,
        'Microsoft',
        LITERAL,
        'CLIENT_ID',
      ),
      alternatives: { sub: LITERAL },
    },
    bySub(/^oidc\.cirrus-ci\.com$/, 'Cirrus CI', scope('repo:github'), 'repo:github:OWNER/*'),
    bySub(/^token\.builds\.bitrise\.io$/, 'Bitrise', LITERAL, 'SUBJECT'),
    bySub(/^app\.gitpod\.io$/, 'Ona (Gitpod)', SCOPED, 'organization_id:ORG_ID:*'),
    bySub(/^api\.gitpod\.io\/idp$/, 'Gitpod Classic', REPOSITORY, 'https://github.com/OWNER/REPO/*'),
    bySub(/^issuer\.enforce\.dev$/, 'Chainguard', LITERAL, 'IDENTITY'),
    {
      ...byAud(/^appleid\.apple\.com$/, 'Sign in with Apple', LITERAL, 'CLIENT_ID'),
      alternatives: { sub: LITERAL },
    },
    bySub(/^oidc\.circleci\.com$/, 'CircleCI', /^org\/[^*?/]+\//, 'org/ORG_ID/project/PROJECT_ID/user/*'),
  ].map((issuer) => ({ ...issuer, demanded: false })),
];
