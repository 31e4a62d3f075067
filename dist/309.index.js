export const id = 309;
export const ids = [309];
export const modules = {

/***/ 3309:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   observeRolesAnywhereProfile: () => (/* binding */ observeRolesAnywhereProfile)
/* harmony export */ });
/* harmony import */ var _iam_policy_document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(714);
/* harmony import */ var _role_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1656);
/* harmony import */ var _roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3178);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4821);
/* harmony import */ var _unsettled_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8962);





/**
 * Reads all pages of ListProfiles: there is no other way from a name to a profile.
 *
 * @param role name and path of the role that the profile is for
 * @throws CallError when the service refuses, Unsettled when its answers contradict one another
 */
async function observeRolesAnywhereProfile(iam, name, role) {
    const found = [];
    let nextToken;
    do {
        const page = await iam.call('ListProfiles', nextToken === undefined ? {} : { nextToken });
        found.push(...(page.profiles ?? []).filter((profile) => profile.name === name));
        ({ nextToken } = page);
    } while (nextToken !== undefined);
    const states = await Promise.all(found.map((profile) => observed(iam, profile, role)));
    const [first, ...rest] = states.sort((a, b) => (age(a) < age(b) ? -1 : 1));
    return first && { ...first, namesakes: rest };
}
function age({ born }) {
    return `${born?.created?.toISOString() ?? ''} ${born?.id ?? ''}`;
}
async function observed(iam, found, role) {
    const { profileId: id, profileArn: arn, sessionPolicy = '', createdAt } = found;
    const answer = await (0,_role_js__WEBPACK_IMPORTED_MODULE_0__/* .orAbsent */ .Re)(iam.call('ListTagsForResource', { resourceArn: arn }));
    if (answer === undefined)
        throw new _unsettled_js__WEBPACK_IMPORTED_MODULE_2__/* .Unsettled */ .h(`Roles Anywhere lists the profile ${id}, and has no tags of it`);
    const [, partition = '', , , account = ''] = arn.split(':');
    const roleArn = `arn:${partition}:iam::${account}:role${role.path ?? '/'}${role.name}`;
    const policy = sessionPolicy === '' ? undefined : JSON.parse(sessionPolicy);
    return {
        name: found.name,
        enabled: found.enabled ?? false,
        durationSeconds: found.durationSeconds ?? 3600,
        roleArns: new Set((found.roleArns ?? []).map((each) => (each === roleArn ? (0,_roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_1__/* .roleArnOf */ .z$)(role.name) : each))),
        managedPolicies: new Set(found.managedPolicyArns),
        sessionPolicy: policy !== undefined && (0,_iam_policy_document_js__WEBPACK_IMPORTED_MODULE_3__/* .sameDocument */ ._H)(policy, _roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_1__/* .ADMIT_EVERYTHING */ .U4) ? undefined : policy,
        requireInstanceProperties: found.requireInstanceProperties ?? false,
        tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagsFromIam */ .p6)((answer.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value }))),
        namesakes: [],
        born: { arn, id, created: createdAt === undefined ? undefined : new Date(createdAt) },
    };
}


/***/ })

};
