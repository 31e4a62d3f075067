export const id = 138;
export const ids = [138];
export const modules = {

/***/ 9138:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   asDeclaredBlock: () => (/* binding */ asDeclaredBlock)
/* harmony export */ });
/* unused harmony exports inputsAsDeclared, stepAsDeclared */
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _config_public_trust_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4353);
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
        ...((0,_config_public_trust_js__WEBPACK_IMPORTED_MODULE_1__/* .publicTrust */ .s)(role.trust).length === 0 ? {} : { 'allow-public-trust': 'true' }),
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
