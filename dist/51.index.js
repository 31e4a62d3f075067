export const id = 51;
export const ids = [51];
export const modules = {

/***/ 4051:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declareRolesAnywhere: () => (/* binding */ declareRolesAnywhere)
/* harmony export */ });
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8538);
/* harmony import */ var _aws_broadening_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6997);
/* harmony import */ var _resources_roles_anywhere_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4053);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);
/* harmony import */ var _trust_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8686);
/**
 * The profile of IAM Roles Anywhere that a step declares.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html
 */





const INPUT = 'roles-anywhere-profile';
const SERVICE = 'rolesanywhere.amazonaws.com';
/**
 * Declares the profile, and reports its problems.
 *
 * @param trust the role's trust policy, which must allow the service
 * @param tags those of the step and of the profile
 */
async function declareRolesAnywhere(profile, trust, tags, inputs) {
    const { settings, problems } = inputs;
    const missing = missingActions(trust);
    // A trust policy that could not be read is a problem of its own. A manifest's defaults do not determine a role's trust.
    if (missing.length > 0 && Object.keys(trust).length > 0 && settings['role-name'] !== undefined) {
        const statement = JSON.stringify((0,_trust_js__WEBPACK_IMPORTED_MODULE_2__/* .trustOfServices */ .A1)([SERVICE])['Statement']);
        problems.push({
            input: INPUT,
            message: `the trust policy does not let ${SERVICE} in with ${missing.join(', ')}: add rolesanywhere to trust-services, or ${statement} to trust-policy`,
        });
    }
    for (const [key, value] of tags) {
        if (/^[ a-zA-Z0-9_.:/=+@-]*$/.test(key + value))
            continue;
        const message = `tag ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(`${key}=${value}`)} cannot be put on the profile: Roles Anywhere allows only A-Z a-z 0-9, spaces and _ . : / = + - @ in tags`;
        problems.push({ input: INPUT, message });
    }
    const entry = (key, standard) => profile[key] ?? standard;
    let policy;
    if (profile['session-policy'] !== undefined) {
        const { readDocument } = await __webpack_require__.e(/* import() */ 130).then(__webpack_require__.bind(__webpack_require__, 130));
        const key = 'session-policy';
        policy = await readDocument(INPUT, key, [key], profile[key], inputs);
    }
    const policies = entry('managed-policy-arns', []);
    return {
        enabled: entry('enabled', true),
        durationSeconds: entry('duration-seconds', 3600),
        policies,
        sessionPolicy: (0,_resources_roles_anywhere_state_js__WEBPACK_IMPORTED_MODULE_0__/* .limiting */ ._S)(policy, new Set(policies)),
        acceptRoleSessionName: entry('accept-role-session-name', false),
        roleArns: entry('role-arns', []),
        requireInstanceProperties: entry('require-instance-properties', false),
        tags,
    };
}
/** Returns those of the service's actions that no statement of the trust policy allows. */
function missingActions(trust) {
    const allowed = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__/* .parseStatements */ .YK)(trust)
        .filter(({ effect, fields }) => effect === 'Allow' && fields.get('Principal')?.includes(`Service:${SERVICE}`))
        .flatMap(({ fields }) => fields.get('Action') ?? []);
    return (0,_trust_js__WEBPACK_IMPORTED_MODULE_2__/* .neededActions */ .Rl)(SERVICE).filter((action) => !allowed.some((pattern) => (0,_aws_broadening_js__WEBPACK_IMPORTED_MODULE_4__/* .matches */ .cK)(action.toLowerCase(), pattern.toLowerCase())));
}


/***/ })

};
