export const id = 4051;
export const ids = [4051];
export const modules = {

/***/ 4051:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declareRolesAnywhere: () => (/* binding */ declareRolesAnywhere),
/* harmony export */   rolesAnywhereName: () => (/* binding */ rolesAnywhereName)
/* harmony export */ });
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8538);
/* harmony import */ var _resources_roles_anywhere_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4053);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7511);
/* harmony import */ var _trust_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8686);
/**
 * The profile of IAM Roles Anywhere that a step declares.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html
 */





const INPUT = 'roles-anywhere-profile';
const SERVICE = 'rolesanywhere.amazonaws.com';
/** Returns the profile's name: its own, or the role's if a profile may have it. */
function rolesAnywhereName(profile, roleName, problems) {
    const { name } = profile;
    if (name === undefined && !/^[A-Za-z0-9_-]*$/.test(roleName)) {
        const message = `needs a name of its own: ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(roleName)} has characters that a profile's name may not have; set name`;
        problems.push({ input: INPUT, message });
    }
    return name ?? roleName;
}
/**
 * Declares the profile, and reports its problems.
 *
 * @param trust the role's trust policy, which must allow the service
 * @param stepTags the role's tags, which the profile has too
 * @param document reads the session policy, and reports its problems
 */
async function declareRolesAnywhere(profile, trust, stepTags, document, problems) {
    const missing = missingActions(trust);
    // A trust policy that could not be read is a problem of its own.
    if (missing.length > 0 && Object.keys(trust).length > 0) {
        const statement = JSON.stringify((0,_trust_js__WEBPACK_IMPORTED_MODULE_3__/* .trustOfServices */ .A1)([SERVICE])['Statement']);
        problems.push({
            input: INPUT,
            message: `the trust policy does not let ${SERVICE} in with ${missing.join(', ')}: add rolesanywhere to trust-services, or ${statement} to trust-policy`,
        });
    }
    const session = profile['session-policy'];
    const policy = session === undefined ? undefined : await document('session-policy', session);
    return {
        enabled: profile['enabled'] ?? true,
        durationSeconds: profile['duration-seconds'] ?? 3600,
        policies: profile['managed-policy-arns'] ?? [],
        sessionPolicy: (0,_resources_roles_anywhere_state_js__WEBPACK_IMPORTED_MODULE_0__/* .limiting */ ._S)(policy),
        acceptRoleSessionName: profile['accept-role-session-name'] ?? false,
        roleArns: profile['role-arns'] ?? [],
        requireInstanceProperties: profile['require-instance-properties'] ?? false,
        tags: profileTags(stepTags, (profile['tags'] ?? {}), problems),
    };
}
/** Returns those of the service's actions that no statement of the trust policy allows. */
function missingActions(trust) {
    const allowed = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStatements */ .YK)(trust)
        .filter(({ effect, fields }) => effect === 'Allow' && fields.get('Principal')?.includes(`Service:${SERVICE}`))
        .flatMap(({ fields }) => fields.get('Action') ?? []);
    return (0,_trust_js__WEBPACK_IMPORTED_MODULE_3__/* .neededActions */ .Rl)(SERVICE).filter((action) => !allowed.some((pattern) => new RegExp(`^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`, 'i').test(action)));
}
/** Merges the profile's own tags over the step's tags. The service allows fewer characters than IAM. */
function profileTags(step, own, problems) {
    const tags = (0,_tags_js__WEBPACK_IMPORTED_MODULE_2__/* .overTags */ .s)(step, INPUT, own, problems);
    for (const [key, value] of tags) {
        if (/^[ a-zA-Z0-9_.:/=+@-]*$/.test(key + value))
            continue;
        const message = `tag ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(`${key}=${value}`)} cannot be put on the profile: Roles Anywhere allows only A-Z a-z 0-9, spaces and _ . : / = + - @ in tags`;
        problems.push({ input: INPUT, message });
    }
    return tags;
}


/***/ })

};
