export const id = 871;
export const ids = [871];
export const modules = {

/***/ 871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inlinePoliciesProblem: () => (/* binding */ inlinePoliciesProblem),
/* harmony export */   trustPolicyProblem: () => (/* binding */ trustPolicyProblem)
/* harmony export */ });
/* harmony import */ var _resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9055);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);


/** The trust policy's size that no account exceeds. */
const MAX_TRUST_POLICY_QUOTA = 4096;
/**
 * Reports inline policies whose total size exceeds the quota.
 *
 * @param kept undeclared policies that remain on the role; a declared policy replaces one of the same name
 */
function inlinePoliciesProblem(declared, kept = new Map()) {
    const remaining = [...kept].filter(([name]) => !declared.has(name));
    const sizes = [...declared, ...remaining].map(([name, document]) => [name, (0,_resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .sizeOf */ .$d)(document)]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    if (total <= _resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .INLINE_POLICY_QUOTA */ .wz)
        return undefined;
    const [largest, size] = sizes.reduce((largestSoFar, other) => other[1] > largestSoFar[1] ? other : largestSoFar);
    const undeclared = remaining.length === 0 ? '' : `, with ${remaining.length} undeclared that prune keeps,`;
    return (`the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${_resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .INLINE_POLICY_QUOTA */ .wz}; ` +
        `no account can have more. The largest is ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(largest)} with ${size}: make it a managed policy`);
}
/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
function trustPolicyProblem(document, limit = MAX_TRUST_POLICY_QUOTA) {
    const size = (0,_resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .sizeOf */ .$d)(document);
    if (size <= limit)
        return undefined;
    const advice = size <= MAX_TRUST_POLICY_QUOTA
        ? `ask AWS to raise the quota (at most ${MAX_TRUST_POLICY_QUOTA})`
        : 'no account can have more: name fewer principals, or accounts in place of roles';
    return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}


/***/ })

};
