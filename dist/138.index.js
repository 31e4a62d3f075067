export const id = 138;
export const ids = [138,353];
export const modules = {

/***/ 6734:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   publicTrust: () => (/* binding */ publicTrust)
/* harmony export */ });
/* harmony import */ var _iam_policy_document_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(714);
/**
 * Trust policies that anyone could use. A statement passes only when something in it surely keeps strangers out.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.github.com/en/actions/reference/security/oidc
 */

/** Condition keys that say who or from where, and the values that say it surely. Others a stranger could satisfy. */
const NARROWING = [
    [/^aws:(principal|source)(orgid)$/, /^o-[a-z0-9]{10,32}$/],
    [/^aws:(principal|source)(orgpaths)$/, /^o-[a-z0-9]{10,32}\//],
    [/^aws:(principal|source)account$/, /^\d{12}$/],
    [/^aws:(principal|source)arn$/, /^arn:[\w-]+:[\w-]+:[\w*?-]*:\d{12}:./],
    // Buckets have no account in their ARN; their names belong to one owner.
    [/^aws:sourcearn$/, /^arn:[\w-]+:s3:::[^*?]+$/],
    [/^aws:userid$/, /^A[A-Z0-9]{15,}/],
    [/^aws:sourcevpc$/, /^vpc-[0-9a-f]+$/],
    [/^aws:sourcevpce$/, /^vpce-[0-9a-f]+$/],
    // Not aws:VpcSourceIp: a stranger's VPC may have the same addresses.
    [/^aws:sourceip$/, /^(?!0\.0\.0\.0)[\d.]+(?:\/(?:[89]|[12]\d|3[0-2]))?$/],
    [/^aws:sourceip$/, /^(?!:)[\da-f:]+(?:\/(?:3[2-9]|[4-9]\d|1[01]\d|12[0-8]))?$/i],
    [/^sts:externalid$/, /^[^*?]+$/],
];
/** Identity providers that anyone can have an account with: one of these conditions has to say whose. */
const PUBLIC_PROVIDERS = [
    [/:saml-provider\//, /^saml:/, 'a condition such as StringEquals SAML:aud'],
    [
        /^cognito-identity[\w.-]*\.amazonaws\.com(?:\.cn)?$/,
        /^cognito-identity[\w.-]*\.amazonaws\.com(?:\.cn)?:(aud|sub)$/,
        'a condition StringEquals cognito-identity.amazonaws.com:aud with your identity pool',
    ],
    [
        /(?:^|oidc-provider\/)(accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/,
        /:(aud|sub|oaud|app_id|user_id|id)$/,
        'a condition on its aud or sub',
    ],
];
const GITHUB_PROVIDER = /(^|oidc-provider\/)token\.actions\.githubusercontent\.com(\/|$)/;
const GITHUB_KEY = /^token\.actions\.githubusercontent\.com(?:\/[^:]+)?:(sub|job_workflow_ref)$/;
const OWNER = '[A-Za-z0-9][A-Za-z0-9_-]*';
/** Subjects that name an owner: `repo:octo-org/…`, `repo:octo-org@123/…@456:…`, and those of customized claims. */
const GITHUB_SUBJECT = new RegExp(`^(?:(?:repo|repository|job_workflow_ref):${OWNER}(?:@[\\d*]+)?/.|repository_owner:${OWNER}(?:@\\d+)?(?::|$)|repository(?:_owner)?_id:\\d+(?::|$))`);
const GITHUB_WORKFLOW = new RegExp(`^${OWNER}/.`);
/**
 * Why strangers could assume a role with this trust policy, one line a reason; empty when they could not.
 */
function publicTrust(document) {
    return (0,_iam_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .parseStatements */ .YK)(document)
        .filter((statement) => statement.effect !== 'Deny')
        .flatMap((statement) => [...new Set(reasons(statement))]);
}
function* reasons(statement) {
    const tests = [...statement.conditions].flatMap(([test, values]) => effective(test, values));
    if (statement.fields.has('NotPrincipal')) {
        yield 'NotPrincipal lets everyone in but those it names';
    }
    for (const principal of statement.fields.get('Principal') ?? []) {
        if (principal === '*' || /^\w+:\*$/.test(principal)) {
            const narrowed = tests.some(({ key, values }) => values.every((value) => isNarrowing(key, value)));
            if (!narrowed) {
                yield 'principal "*" is anyone; name accounts or roles, or add a condition such as StringEquals aws:PrincipalOrgID';
            }
        }
        else if (principal.startsWith('Federated:')) {
            yield* federated(principal.slice('Federated:'.length), tests);
        }
    }
}
function* federated(provider, tests) {
    if (GITHUB_PROVIDER.test(provider)) {
        const named = tests.some(({ key, values }) => {
            const claim = GITHUB_KEY.exec(key)?.[1];
            const form = claim === 'sub' ? GITHUB_SUBJECT : GITHUB_WORKFLOW;
            return claim !== undefined && values.every((value) => form.test(value));
        });
        if (!named) {
            yield "GitHub's OIDC provider serves every repository on GitHub; add a condition StringLike token.actions.githubusercontent.com:sub that names an owner in each value, as repo:OWNER/REPO:*";
        }
        return;
    }
    for (const [pattern, key, hint] of PUBLIC_PROVIDERS) {
        if (!pattern.test(provider))
            continue;
        const named = tests.some((test) => key.test(test.key) && test.values.every((value) => !/^[*?]*$/.test(value)));
        if (!named)
            yield `${provider} signs in more than your own users; add ${hint}`;
    }
}
function isNarrowing(key, value) {
    return NARROWING.some(([keys, values]) => keys.test(key) && values.test(value));
}
/**
 * The tests of a condition that must hold for a request to pass. Those that also pass without the key (`…IfExists`,
 * `ForAllValues:`), that only ask for presence (`Null`) or that only exclude (`…Not…`) keep no stranger out.
 */
function effective(test, values) {
    const [operator, key] = (0,_iam_policy_document_js__WEBPACK_IMPORTED_MODULE_0__/* .splitAt */ .gI)(test, ' ');
    const positive = /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/i;
    // A variable may stand for the very value that is tested.
    const said = values.length > 0 && !values.some((value) => value.includes('${'));
    return positive.test(operator) && said ? [{ key, values }] : [];
}


/***/ }),

/***/ 9138:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   asDeclaredBlock: () => (/* binding */ asDeclaredBlock)
/* harmony export */ });
/* unused harmony exports inputsAsDeclared, stepAsDeclared */
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4903);
/* harmony import */ var _config_public_trust_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6734);
/* harmony import */ var _config_schema_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7096);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4821);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4902);
/**
 * The step that declares a role as it stands: with it, taking the role over changes nothing but the owner tag. Loaded only
 * where a role is refused because it is not ours.
 */





/** The inputs, in the order of `action.yml`, as text. Empty where there is no role. */
function inputsAsDeclared({ role, instanceProfile }) {
    if (role === undefined)
        return {};
    const profile = instanceProfile?.role?.name === role.name ? instanceProfile : undefined;
    const tags = commonTags(role, profile);
    const known = [...role.inlinePolicies].filter((entry) => entry[1] !== undefined);
    const stays = [
        ...(known.length === role.inlinePolicies.size ? ['policies', 'inline-policies'] : ['policies']),
        ...(tags.all ? ['tags'] : []),
    ];
    return {
        'role-name': role.name,
        ...(role.path === '/' ? {} : { 'role-path': role.path }),
        ...(role.description === '' ? {} : { 'role-description': role.description }),
        'trust-policy': (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(role.trust, { lineWidth: 0 }),
        ...((0,_config_public_trust_js__WEBPACK_IMPORTED_MODULE_1__.publicTrust)(role.trust).length === 0 ? {} : { 'allow-public-trust': 'true' }),
        ...(role.maxSessionDuration === 3600 ? {} : { 'max-session-duration': String(role.maxSessionDuration) }),
        ...(role.boundary === undefined ? {} : { 'permissions-boundary': role.boundary }),
        ...(role.managedPolicies.size === 0
            ? {}
            : { 'policy-arns': [...role.managedPolicies].sort().join('\n') }),
        // As JSON where it can be one line a policy: a name may hold what would begin another notation.
        ...(known.length === 0 ? {} : { 'inline-policies': JSON.stringify(Object.fromEntries(known), null, 2) }),
        ...(tags.common.size === 0 ? {} : { tags: written(tags.common) }),
        ...(profile === undefined ? { 'instance-profile': 'false' } : {}),
        ...(profile === undefined || profile.name === role.name ? {} : { 'instance-profile-name': profile.name }),
        ...(profile === undefined || profile.path === '/' ? {} : { 'instance-profile-path': profile.path }),
        ...(stays.length === 3 ? {} : { prune: stays.join('\n') }),
        adopt: 'true',
    };
}
/** @param name of the role, as Markdown */
function asDeclaredBlock(state, name) {
    const how = `With this step ${name} is taken over as it stands: nothing changes but the owner tag.`;
    return {
        name: `the step that declares ${name} as it stands`,
        markdown: (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .folded */ .TM)('The step that takes it over as it is', `${how}\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fenced */ .OF)('yaml', stepAsDeclared(state))}`),
    };
}
/** The step as YAML, ready to paste. */
function stepAsDeclared(state) {
    const inputs = Object.entries(inputsAsDeclared(state)).map(([name, value]) => [
        name,
        // What would be an expression to GitHub, as one that says just that.
        value.replaceAll('${{', "${{ '${{' }}"),
    ]);
    const step = [{ uses: 'OWNER/aws-iam-instance-profile@v1', with: Object.fromEntries(inputs) }];
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(step, { lineWidth: 0, blockQuote: 'literal' }).trimEnd();
}
/** Tags are declared for role and profile alike: those that both have, and whether there are no others. */
function commonTags(role, profile) {
    const own = (tags) => [...tags].filter(([key]) => ![_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .OWNER_TAG */ .FX, _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .PULL_REQUEST_TAG */ .Pw].some((ours) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(ours, key)));
    const [ofRole, ofProfile] = [own(role.tags), own((profile ?? role).tags)];
    const common = ofRole
        .filter(([key, value]) => (profile ?? role).tags.get(key) === value)
        .slice(0, _config_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_TAGS */ .x3);
    return {
        common: new Map(common),
        all: common.length === ofRole.length && common.length === ofProfile.length,
    };
}
/** `key=value` a line where that is unmistakable, else JSON. */
function written(tags) {
    const plain = [...tags].every(([key, value]) => /^[\w./+@-]+$/.test(key) && value === value.trim());
    return plain
        ? [...tags].map(([key, value]) => `${key}=${value}`).join('\n')
        : JSON.stringify(Object.fromEntries(tags), null, 2);
}


/***/ })

};
