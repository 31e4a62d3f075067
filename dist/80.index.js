export const id = 80;
export const ids = [80];
export const modules = {

/***/ 5080:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   missingClaims: () => (/* binding */ missingClaims),
/* harmony export */   publicTrust: () => (/* binding */ publicTrust),
/* harmony export */   trustWarnings: () => (/* binding */ trustWarnings)
/* harmony export */ });
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8538);
/**
 * Trust policies that anyone could use. A statement passes only if something in it surely keeps strangers out.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */

/**
 * Condition keys that name a caller or a network, and the values that surely narrow. A stranger could satisfy other
 * keys: `sts:ExternalId` is no secret, and a caller sends it.
 */
const NARROWING = [
    [/^aws:(principal|source|vpce)orgid$/, /^o-[a-z0-9]{10,32}$|^\$\{aws:ResourceOrgID\}$/i],
    [/^aws:(principal|source|vpce)orgpaths$/, /^o-[a-z0-9]{10,32}\//],
    [/^aws:(principal|source|vpce)account$/, /^\d{12}$|^\$\{aws:ResourceAccount\}$/i],
    [/^aws:(principal|source)arn$/, /^arn:[\w-]+:[\w-]+:[\w-]*:\d{12}:./],
    // Buckets have no account in their ARN; their names belong to one owner.
    [/^aws:sourcearn$/, /^arn:[\w-]+:s3:::[^*?]+$/],
    // An account's root user has the account's id.
    [/^aws:userid$/, /^A[A-Z0-9]{15,}|^\d{12}$/],
    [/^aws:sourcevpc$/, /^vpc-[0-9a-f]+$/],
    [/^aws:sourcevpcarn$/, /^arn:[\w-]+:ec2:[\w-]*:\d{12}:vpc\/./],
    [/^aws:sourcevpce$/, /^vpce-[0-9a-f]+$/],
    // Not aws:VpcSourceIp: a stranger's VPC may have the same addresses.
    [/^aws:sourceip$/, /^(?!0)[\d.]+(?:\/(?:[89]|[12]\d|3[0-2]))?$/],
    [/^aws:sourceip$/, /^(?!0*:)[\da-f:]+(?:\/(?:3[2-9]|[4-9]\d|1[01]\d|12[0-8]))?$/i],
];
/**
 * Returns why strangers could assume a role with this trust policy, one line a reason; empty if they could not. The grammar of
 * policies refuses NotPrincipal.
 */
function publicTrust(document) {
    return allowing(document).flatMap((statement) => [...new Set(publicReasons(statement))]);
}
/**
 * Returns why IAM would refuse this trust policy as a new or changed one: it does not test the claim that AWS demands of
 * an issuer. IAM accepts such a trust policy only if the role has it already.
 */
function missingClaims(document) {
    const reasons = allowing(document).flatMap((statement) => {
        // IAM accepts any value that has more than wildcards.
        const tested = testsOf(statement)
            .filter(({ values }) => values.length > 0 && values.every((value) => /[^*?]/.test(value)))
            .map(({ key }) => key);
        return issuersOf(statement)
            .filter((issuer) => issuer.demanded && !tested.includes(conditionKey(issuer).toLowerCase()))
            .map((issuer) => `IAM refuses a new trust in ${issuer.url} without ${advice(issuer)}`);
    });
    return [...new Set(reasons)];
}
/** Returns a line for each condition of a trust policy that compares a wildcard literally, and so matches no caller. */
function trustWarnings(document) {
    return (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseStatements */ .YK)(document)
        .flatMap(testsOf)
        .filter(({ operator, key }) => /StringEquals/i.test(operator) && !/tag\/|externalid/.test(key))
        .flatMap(({ operator, key, values }) => values
        .filter((value) => /[*?]/.test(value))
        .map((value) => `${operator} compares ${key} with ${JSON.stringify(value)} letter by letter, so the wildcard matches nothing; use StringLike`));
}
function allowing(document) {
    return (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseStatements */ .YK)(document).filter((statement) => statement.effect !== 'Deny');
}
function* publicReasons(statement) {
    const tests = testsOf(statement).filter(mustHold);
    const isAnyone = statement.fields.get('Principal')?.some((principal) => /^(?:\w+:)?\*$/.test(principal));
    if (isAnyone === true && !tests.some((test) => test.values.every((value) => isNarrowing(test, value))))
        yield 'principal "*" is anyone; name accounts or roles, or add a condition such as StringEquals aws:PrincipalOrgID';
    for (const issuer of issuersOf(statement)) {
        if (!tests.some((test) => namesOwner(test, issuer)))
            yield `${issuer.name} (${issuer.url}) signs in strangers too; add ${advice(issuer)}`;
    }
}
function issuersOf(statement) {
    return (statement.fields.get('Principal') ?? []).flatMap((principal) => {
        const [kind, provider] = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .splitAt */ .gI)(principal, ':');
        return kind === 'Federated' ? (sharedIssuer(provider) ?? []) : [];
    });
}
function advice(issuer) {
    const { example } = issuer;
    const operator = example.includes('*') ? 'StringLike' : 'StringEquals';
    return `a condition ${operator} ${conditionKey(issuer)} that names an owner in each value, as ${example}`;
}
/** Returns the condition key of a claim, by default of the first one. */
function conditionKey({ url, claims }, claim = Object.keys(claims)[0] ?? '') {
    return claim.includes(':') ? claim : `${url}:${claim}`;
}
function testsOf(statement) {
    return [...statement.conditions].map(([test, values]) => {
        const [operator, key] = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .splitAt */ .gI)(test, ' ');
        // If a statement has the key in two cases, the key's own spelling follows.
        return { operator, key: key.replace(/ .*/s, ''), values };
    });
}
/**
 * Reports whether a condition must hold for a request to pass. Tests that also pass without the key (`…IfExists`,
 * `ForAllValues:`), that only ask for presence (`Null`) or that only exclude (`…Not…`) keep no stranger out.
 */
function mustHold({ operator, values }) {
    const positive = /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/i;
    // A variable may be the very value that is tested, unless it is about the role.
    const ofCaller = /\$\{(?!aws:Resource(?:OrgID|Account)\})/i;
    return positive.test(operator) && values.length > 0 && !values.some((value) => ofCaller.test(value));
}
function isNarrowing({ operator, key }, value) {
    // ARNs are compared part by part, so a wildcard in the region does not reach into a role's path.
    const compared = /Arn/i.test(operator) ? value.replace(/^((?:[^:]*:){3})[\w*?-]+/, '$1') : value;
    return NARROWING.some(([keys, values]) => keys.test(key) && values.test(compared));
}
function namesOwner(test, issuer) {
    const claims = Object.entries(issuer.claims);
    const found = claims.find(([claim]) => conditionKey(issuer, claim).toLowerCase() === test.key);
    return found !== undefined && test.values.every((value) => found[1].test(value));
}
/** Returns the issuer of a Federated principal if strangers share it; an issuer whose URL names a tenant is private. */
function sharedIssuer(provider) {
    const url = provider.replace(/^arn:[^:]*:iam::[^:]*:oidc-provider\//, '').toLowerCase();
    const row = [...DEMANDED, ...NOT_DEMANDED].find(([urls]) => typeof urls === 'string' ? urls === url : urls.test(url));
    if (row === undefined)
        return undefined;
    const [, name, claims, example] = row;
    return { url, name, claims, example, demanded: DEMANDED.includes(row) };
}
const NAME = '[A-Za-z0-9_][A-Za-z0-9_.-]*';
const GITHUB_OWNER = '[A-Za-z0-9][A-Za-z0-9_-]*';
/** Starts of customized subjects. No value in them can have a colon of its own, so a stranger cannot forge what follows. */
const GITHUB_START = '(?:(?:environment|ref|event_name|repository_visibility|runner_environment):[^*?:]+:|pull_request:)*';
const ID = /^\d+$/;
/** Text without a wildcard. */
const LITERAL = /^[^*?]+$/;
/** `organization:acme:…`: the first two parts are literal. */
const SCOPED = /^[^*?:/]+[:/][^*?:/]+(?:[:/]|$)/;
const scope = (word) => new RegExp(`^${word}[:/]${NAME}[:/].`);
const DEMANDED = [
    [
        /^(?:vs)?token\.actions\.githubusercontent\.com$/,
        'GitHub Actions',
        {
            // `repo:octo-org/…`, `repo:octo-org@123/…@456:…`, and the subjects of customized claims.
            sub: new RegExp(`^${GITHUB_START}(?:(?:repo|repository|job_workflow_ref):${GITHUB_OWNER}(?:@[\\d*]+)?/.|repository_owner:${GITHUB_OWNER}(?:@\\d+)?(?::|$)|(?:repository(?:_owner)?|enterprise)_id:\\d+(?::|$))`),
            job_workflow_ref: new RegExp(`^${GITHUB_OWNER}/.`),
            repository: new RegExp(`^${GITHUB_OWNER}/.`),
            repository_id: ID,
            repository_owner_id: ID,
            enterprise_id: ID,
        },
        'repo:OWNER/REPO:*',
    ],
    [
        'oidc-configuration.audit-log.githubusercontent.com',
        "GitHub's audit log",
        { sub: /^https:\/\/github\.com\/[^*?/]+$/ },
        'https://github.com/ENTERPRISE',
    ],
    ['gitlab.com', 'GitLab.com', { sub: scope('project_path') }, 'project_path:GROUP/PROJECT:*'],
    ['app.terraform.io', 'HCP Terraform', { sub: scope('organization') }, 'organization:ORG:*'],
    [
        'agent.buildkite.com',
        'Buildkite',
        // Or the id of an organization, a cluster or a pipeline, as `--subject-claim` gives it.
        { sub: new RegExp(`${scope('organization').source}|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`) },
        'organization:ORG:pipeline:PIPELINE:*',
    ],
    ['oidc.codefresh.io', 'Codefresh', { sub: scope('account') }, 'account:ACCOUNT:pipeline:*'],
    ['studio.datachain.ai/api', 'DataChain Studio', { sub: SCOPED }, 'credentials:TEAM/NAME'],
    ['scalr.io', 'Scalr', { sub: scope('account') }, 'account:ACCOUNT:*'],
    ['tokens.cloud.shisho.dev', 'Shisho Cloud', { sub: SCOPED }, 'job:ORG:*'],
    ['proidc.upbound.io', 'Upbound', { sub: SCOPED }, 'mcp:ORG/CONTROL_PLANE:*'],
    [
        /^(?:oidc\.op1\.openshiftapps\.com|rh-oidc\.s3\.us-east-1\.amazonaws\.com)\/.+$/,
        'IBM Turbonomic',
        { sub: LITERAL },
        'system:serviceaccount:NAMESPACE:NAME',
    ],
    ['api.pulumi.com/oidc', 'Pulumi Cloud', { aud: /^(?:aws:)?[A-Za-z0-9_.-]+$/ }, 'aws:ORG'],
    ['sandboxes.cloud', 'sandboxes.cloud', { aud: LITERAL }, 'ORG'],
    ['oidc.vercel.com', 'Vercel', { aud: /^https:\/\/vercel\.com\/[^*?/]+$/ }, 'https://vercel.com/TEAM'],
    ['cognito-identity.amazonaws.com', 'Amazon Cognito', { aud: LITERAL }, 'REGION:IDENTITY_POOL'],
    [
        /^sts\.windows\.net\/33e01921-4d64-4f8c-a055-5bdaffd5e33d\/?$/,
        'Microsoft Sentinel',
        { 'sts:RoleSessionName': LITERAL },
        'MicrosoftSentinel_WORKSPACE_ID',
    ],
];
/** IAM accepts a trust policy that does not test the claims of these issuers. */
const NOT_DEMANDED = [
    ['app.eu.terraform.io', 'HCP Terraform', { sub: scope('organization') }, 'organization:ORG:*'],
    [
        /^cognito-identity[\w.-]+\.amazonaws\.com(?:\.cn)?$|^cognito-identity\.[\w.-]+\.amazonaws\.com\.cn$/,
        'Amazon Cognito',
        { aud: LITERAL },
        'REGION:IDENTITY_POOL',
    ],
    // Not `oaud`: the caller chooses it, because AWS takes `aud` from the token's `azp`.
    ['accounts.google.com', 'Google', { aud: LITERAL, sub: LITERAL }, 'CLIENT_ID'],
    ['www.amazon.com', 'Login with Amazon', { app_id: LITERAL, user_id: LITERAL }, 'APP_ID'],
    ['graph.facebook.com', 'Facebook', { app_id: LITERAL, id: LITERAL }, 'APP_ID'],
    ['oidc.modal.com', 'Modal', { sub: scope('modal:workspace_id') }, 'modal:workspace_id:WORKSPACE_ID:*'],
    ['oidc.deno.com', 'Deno Deploy', { sub: scope('deployment') }, 'deployment:ORG/APP/*'],
    [/^login\.app\.env0\.com\/?$/, 'env zero', { sub: LITERAL }, 'auth0|ID'],
    [
        /^login\.microsoftonline\.com\/9188040d-6c67-4c5b-b112-36a304b66dad\/v2\.0\/?$/,
        'Microsoft',
        { aud: LITERAL, sub: LITERAL },
        'CLIENT_ID',
    ],
    ['oidc.cirrus-ci.com', 'Cirrus CI', { sub: scope('repo:github') }, 'repo:github:OWNER/*'],
    ['token.builds.bitrise.io', 'Bitrise', { sub: LITERAL }, 'SUBJECT'],
    ['app.gitpod.io', 'Ona (Gitpod)', { sub: SCOPED }, 'organization_id:ORG_ID:*'],
    [
        'api.gitpod.io/idp',
        'Gitpod Classic',
        { sub: /^https:\/\/[^*?/]+\/[^*?/]+\// },
        'https://github.com/OWNER/REPO/*',
    ],
    ['issuer.enforce.dev', 'Chainguard', { sub: LITERAL }, 'IDENTITY'],
    ['appleid.apple.com', 'Sign in with Apple', { aud: LITERAL, sub: LITERAL }, 'CLIENT_ID'],
    ['oidc.circleci.com', 'CircleCI', { sub: /^org\/[^*?/]+\// }, 'org/ORG_ID/project/PROJECT_ID/user/*'],
];


/***/ })

};
