export const id = 929;
export const ids = [929,80];
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


/***/ }),

/***/ 6929:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   importBlocks: () => (/* binding */ importBlocks)
/* harmony export */ });
/* unused harmony export importStep */
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4903);
/* harmony import */ var _inputs_declare_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4966);
/* harmony import */ var _inputs_public_trust_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5080);
/* harmony import */ var _inputs_read_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8718);
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(5693);
/* harmony import */ var _inputs_table_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1761);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3385);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9023);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7665);
/* harmony import */ var _resources_role_state_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(4364);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(4821);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(4902);
/**
 * The step that declares a role as it is: with it, taking the role over changes only the tags of ownership. Loaded only by
 * `mode: read`.
 */












/** Returns the inputs as text, in the order of `action.yml`; none without a role. */
function importInputs({ role, instanceProfile, ...further }) {
    if (role === undefined)
        return {};
    const profile = instanceProfile?.role?.name === role.name ? instanceProfile : undefined;
    // Declaring a resource that does not name the role would give it the role.
    const related = Object.entries(further).filter(([, resource]) => namesTheRole(resource));
    const state = { role, instanceProfile: profile, ...Object.fromEntries(related) };
    const tags = stepTags(state);
    const unread = Object.values(_inputs_table_js__WEBPACK_IMPORTED_MODULE_4__/* .INPUTS */ .mc).some(({ declares }) => {
        const value = declaredValue(state, declares);
        return value instanceof Map && [...value.values()].includes(undefined);
    });
    const prune = ['policies', ...(unread ? [] : ['inline-policies']), ...(tags.complete ? ['tags'] : [])];
    const trust = declaredValue(state, _inputs_table_js__WEBPACK_IMPORTED_MODULE_4__/* .INPUTS */ .mc['trust-policy'].declares);
    const isPublic = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .isDocument */ .wz)(trust) && (0,_inputs_public_trust_js__WEBPACK_IMPORTED_MODULE_2__.publicTrust)(trust).length > 0;
    const special = {
        'role-name': role.name,
        'allow-public-trust': isPublic ? 'true' : undefined,
        tags: tagText(tags.step),
        'instance-profile-tags': tagText(tags.profile),
        'instance-profile': profile === undefined ? 'false' : undefined,
        'instance-profile-name': instanceProfile?.name === role.name ? undefined : instanceProfile?.name,
        'instance-profile-path': profile?.path === role.path ? undefined : profile?.path,
        prune: prune.length === 3 ? undefined : prune.join('\n'),
        adopt: 'true',
    };
    const inputs = Object.entries(_inputs_table_js__WEBPACK_IMPORTED_MODULE_4__/* .INPUTS */ .mc).flatMap(([input, spec]) => {
        if (Object.hasOwn(special, input))
            return [[input, special[input] ?? '']];
        const text = spec.declaresEntries === undefined
            ? asInput(declaredValue(state, spec.declares), spec)
            : entriesText(state, spec.declaresEntries, tags.step);
        return text === spec.default?.toString() ? [] : [[input, text]];
    });
    return Object.fromEntries(inputs.filter(([, text]) => text !== ''));
}
/** Reports whether a set of the resource has the placeholder of the step's own role. */
function namesTheRole(resource) {
    const entries = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .fieldsOf */ .Pf)(resource).flatMap(([, value]) => value instanceof Set ? [...value] : []);
    return entries.some((entry) => (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_5__/* .parsePlaceholder */ .$z)(String(entry)) !== undefined);
}
/** @param declares the property that an input declares: `role.path` */
function declaredValue(state, declares = '') {
    const [kind = '', property = ''] = declares.split('.');
    return (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .valueOf */ .RP)(state[kind], property);
}
/** Returns a map with known keys as YAML; empty if the resource does not exist. */
function entriesText(state, declares, step) {
    const entries = Object.entries(declares).flatMap(([key, property]) => {
        const value = declaredValue(state, property);
        if (value instanceof Map) {
            const own = [...value].filter(([tag, text]) => !(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_9__/* .isActionTag */ .P5)(tag) && step.get(tag) !== text);
            return own.length === 0 ? [] : [[key, Object.fromEntries(own)]];
        }
        if (!(value instanceof Set))
            return value === undefined ? [] : [[key, value]];
        // The step's own role is in the list without being declared.
        const items = [...value].filter((item) => (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_5__/* .parsePlaceholder */ .$z)(item) === undefined);
        return items.length === 0 ? [] : [[key, items.sort()]];
    });
    return entries.length === 0 ? '' : (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(Object.fromEntries(entries), { lineWidth: 0 });
}
/** Returns a property's value as the text of its input, without documents that were not read. */
function asInput(value, { kind }) {
    if (value === undefined)
        return '';
    if (kind === 'document')
        return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(value, { lineWidth: 0 });
    if (!(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .isEntries */ .hd)(value))
        return (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_7__/* .scalarText */ .ws)(value);
    if (!(value instanceof Map))
        return [...value.keys()].sort().join('\n');
    const read = [...value].filter(([, item]) => item !== undefined);
    // As JSON: a policy's name may look like the beginning of another notation.
    return read.length === 0 ? '' : JSON.stringify(Object.fromEntries(read), null, 2);
}
/**
 * @param name of the role, as Markdown
 * @param uses the Action, as a step names it
 * @param hidesIds whether the summary shows `***` in place of an account's id
 */
async function importBlocks(state, name, uses, hidesIds) {
    const step = `the step that declares ${name} as it is`;
    const effect = `This step declares ${name} as it is.${deleting(state)} ${await effectOf(state)}`;
    const lastUse = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .escapeMarkdown */ .FV)(`The role: ${(0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_8__/* .lastUseText */ .ZZ)(state.role?.identity?.facts?.lastUsed)}`);
    const yaml = importStep(state, uses);
    const hidden = hidesIds && /(?<!\d)\d{12}(?!\d)/.test(yaml) ? `\n\n${HIDDEN}` : '';
    const inner = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .blockOf */ .VN)(step, `${effect}${hidden}\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .fenced */ .OF)('yaml', yaml)}`);
    return [
        ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .blockOf */ .VN)(`the last use of ${name}`, lastUse),
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .fold */ .AU)('The step that declares it as it is', step, inner),
    ];
}
const HIDDEN = 'Before you run it, replace each `***` by the id of its account, which `mask-account-id` hides here.';
/** Plans the step, and describes its effect: not every role can be declared exactly as it is. */
async function effectOf(state) {
    const inputs = Object.entries(importInputs(state));
    const env = inputs.map(([name, text]) => [(0,_inputs_read_js__WEBPACK_IMPORTED_MODULE_3__/* .inputVariable */ .LO)(name), text]);
    try {
        const { declarations } = await (0,_inputs_declare_js__WEBPACK_IMPORTED_MODULE_1__/* .declare */ .x)({ ...NEW_OWNER, ...Object.fromEntries(env) });
        const changes = declarations.flatMap((declaration) => {
            const reasons = (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .refusals */ .Ke)(declaration, state);
            if (reasons.length > 0)
                throw new _resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .Refusal */ .P_(reasons);
            return (0,_resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .plan */ .et)((0,_resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .desiredState */ .Iq)(declaration, state, new Map()), state).changes;
        });
        const isOwnership = (property) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_9__/* .isActionTag */ .P5)(property.replace(/^tags\//, ''));
        const others = changes.filter(({ sets }) => sets === undefined || !Object.keys(sets).every(isOwnership));
        if (others.length === 0)
            return 'If you run it, only the tags of ownership change.';
        const lines = others.map(({ resource, summary }) => `${resource}: ${summary}`);
        return `If you run it, the tags of ownership change, and:${listOf(lines)}`;
    }
    catch (error) {
        if (!(error instanceof _inputs_declare_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .d || error instanceof _resources_index_js__WEBPACK_IMPORTED_MODULE_6__/* .Refusal */ .P_))
            throw error;
        return `The Action refuses it as it is shown:${listOf(error.message.split('\n'))}`;
    }
}
function listOf(lines) {
    return `\n\n${lines.map((line) => `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .escapeMarkdown */ .FV)(line)}`).join('\n')}`;
}
/** An owner that no resource has: the effect must not depend on the repository of the read. Its id is a tag, too. */
const NEW_OWNER = { GITHUB_REPOSITORY: 'mode/read', GITHUB_REPOSITORY_ID: '1' };
/** Names the instance profile that does not contain the role, and that the step would delete. */
function deleting({ role, instanceProfile: profile }) {
    if (profile === undefined || profile.role?.name === role?.name)
        return '';
    return ` If your owner tag is on ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_10__/* .code */ .aY)(`instance-profile/${profile.name}`)}, which does not contain the role, the step deletes it.`;
}
/** Returns the step as YAML, ready to paste. */
function importStep(state, uses) {
    const inputs = Object.entries(importInputs(state)).map(([name, value]) => {
        // Escapes text that GitHub would evaluate as an expression.
        const scalar = new yaml__WEBPACK_IMPORTED_MODULE_0__.Scalar(value.replaceAll('${{', "${{ '${{' }}"));
        // The summary shows control characters as escapes, which YAML reads only between double quotes.
        const isPlain = value.split('\n').every((line) => (0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_11__/* .escapeControlCharacters */ .F7)(line) === line);
        if (!isPlain)
            scalar.type = 'QUOTE_DOUBLE';
        return [name, scalar];
    });
    const step = [{ uses, with: Object.fromEntries(inputs) }];
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(step, { lineWidth: 0, blockQuote: 'literal' }).trimEnd();
}
/**
 * Returns the tags of the step and those of the profile alone. Tags of the role alone cannot be declared, because every
 * resource of the step would get them too: then they are not complete.
 */
function stepTags({ role, instanceProfile: profile, ...further }) {
    const own = (resource) => [...(resource?.tags ?? [])].filter(([key]) => !(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_9__/* .isActionTag */ .P5)(key));
    const ofRole = own(role);
    const others = [profile, ...Object.values(further)].filter((resource) => resource !== undefined);
    const step = ofRole
        .filter(([key]) => others.every(({ tags }) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_9__/* .tagValue */ .EZ)(tags, key) !== undefined))
        .slice(0, _inputs_table_js__WEBPACK_IMPORTED_MODULE_4__/* .MAX_TAGS */ .x3);
    return {
        step: new Map(step),
        profile: new Map(own(profile).filter(([key, value]) => role.tags.get(key) !== value)),
        complete: step.length === ofRole.length,
    };
}
/** Returns one `key=value` a line if that is unambiguous, else JSON; empty without tags. */
function tagText(tags) {
    const plain = [...tags].every(([key, value]) => /^[\w./+@-]+$/.test(key) && value === value.trim());
    return plain
        ? [...tags].map(([key, value]) => `${key}=${value}`).join('\n')
        : JSON.stringify(Object.fromEntries(tags), null, 2);
}


/***/ })

};
