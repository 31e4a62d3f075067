export const id = 929;
export const ids = [929,353];
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

/***/ 6929:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   importBlock: () => (/* binding */ importBlock)
/* harmony export */ });
/* unused harmony exports importInputs, importStep */
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4903);
/* harmony import */ var _config_public_trust_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6734);
/* harmony import */ var _config_schema_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7096);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7665);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4821);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4902);
/**
 * The step that declares a role as it is: with it, taking the role over changes only the owner tag. Loaded only if a role is
 * refused because it has another owner.
 */






/** Returns the inputs as text, in the order of `action.yml`; none without a role. */
function importInputs({ role, instanceProfile }) {
    if (role === undefined)
        return {};
    const profile = instanceProfile?.role?.name === role.name ? instanceProfile : undefined;
    const tags = commonTags(role, profile);
    const state = { role, instanceProfile: profile };
    const unread = [];
    const inputs = Object.entries(_config_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .INPUTS */ .mc).flatMap(([input, spec]) => {
        const [kind = '', property = ''] = (spec.declares ?? '').split('.');
        const value = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .valueOf */ .RP)(state[kind], property);
        const known = value instanceof Map ? new Map([...value].filter(([, item]) => item !== undefined)) : value;
        if ((0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .isEntries */ .hd)(value) && (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .isEntries */ .hd)(known) && known.size < value.size)
            unread.push(input);
        const text = asInput(known, spec);
        return text === '' || text === spec.default ? [] : [[input, text]];
    });
    const prune = [
        'policies',
        ...(unread.length === 0 ? ['inline-policies'] : []),
        ...(tags.complete ? ['tags'] : []),
    ];
    const trust = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .valueOf */ .RP)(role, 'trust');
    const isPublic = (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .isDocument */ .wz)(trust) && (0,_config_public_trust_js__WEBPACK_IMPORTED_MODULE_1__.publicTrust)(trust).length > 0;
    const values = {
        ...Object.fromEntries(inputs),
        'role-name': role.name,
        'allow-public-trust': isPublic ? 'true' : undefined,
        tags: tags.common.size === 0 ? undefined : tagText(tags.common),
        'instance-profile': profile === undefined ? 'false' : undefined,
        'instance-profile-name': profile === undefined || profile.name === role.name ? undefined : profile.name,
        prune: prune.length === 3 ? undefined : prune.join('\n'),
        adopt: 'true',
    };
    return Object.fromEntries(Object.keys(_config_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .INPUTS */ .mc).flatMap((input) => (values[input] === undefined ? [] : [[input, values[input]]])));
}
/** Returns a property's value as the text of its input. */
function asInput(value, { kind }) {
    if (value === undefined)
        return '';
    if (kind === 'document')
        return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(value, { lineWidth: 0 });
    if (!(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .isEntries */ .hd)(value))
        return (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_3__/* .scalarText */ .ws)(value);
    if (value.size === 0)
        return '';
    // As JSON: a policy's name may look like the beginning of another notation.
    return value instanceof Map
        ? JSON.stringify(Object.fromEntries(value), null, 2)
        : [...value.keys()].sort().join('\n');
}
/** @param name of the role, as Markdown */
function importBlock(state, name) {
    const effect = `This step takes ${name} over as it is: only the owner tag changes.`;
    return {
        name: `the step that declares ${name} as it is`,
        markdown: (0,_markdown_js__WEBPACK_IMPORTED_MODULE_5__/* .folded */ .TM)('The step that takes it over as it is', `${effect}\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_5__/* .fenced */ .OF)('yaml', importStep(state))}`),
    };
}
/** Returns the step as YAML, ready to paste. */
function importStep(state) {
    const inputs = Object.entries(importInputs(state)).map(([name, value]) => [
        name,
        // Escapes text that GitHub would evaluate as an expression.
        value.replaceAll('${{', "${{ '${{' }}"),
    ]);
    const step = [{ uses: 'OWNER/aws-iam-instance-profile@v1', with: Object.fromEntries(inputs) }];
    return (0,yaml__WEBPACK_IMPORTED_MODULE_0__.stringify)(step, { lineWidth: 0, blockQuote: 'literal' }).trimEnd();
}
/** Returns the tags that role and profile share, which is how a step declares them, and whether there are no others. */
function commonTags(role, profile) {
    const own = ({ tags }) => [...tags].filter(([key]) => !(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .isActionTag */ .P5)(key));
    const [ofRole, ofProfile] = [own(role), own(profile ?? role)];
    const common = ofRole
        .filter(([key, value]) => (profile ?? role).tags.get(key) === value)
        .slice(0, _config_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_TAGS */ .x3);
    return {
        common: new Map(common),
        complete: common.length === ofRole.length && common.length === ofProfile.length,
    };
}
/** Returns one `key=value` a line if that is unambiguous, else JSON. */
function tagText(tags) {
    const plain = [...tags].every(([key, value]) => /^[\w./+@-]+$/.test(key) && value === value.trim());
    return plain
        ? [...tags].map(([key, value]) => `${key}=${value}`).join('\n')
        : JSON.stringify(Object.fromEntries(tags), null, 2);
}


/***/ })

};
