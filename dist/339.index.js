export const id = 339;
export const ids = [339];
export const modules = {

/***/ 8339:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   read: () => (/* binding */ read)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7357);
/* harmony import */ var _resources_properties_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7665);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1408);
/* harmony import */ var _deadline_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5027);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5659);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5568);
/** Reads one role with everything that belongs to it, whoever owns it. Loaded only by `mode: read`. */







/** Never throws: the outcome has the failure. */
async function read(declaration, run, ports) {
    const outcome = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_6__/* .unknownOutcome */ .b)(run, declaration);
    const deadline = new _deadline_js__WEBPACK_IMPORTED_MODULE_4__/* .Deadline */ .B2(ports, run['timeout-seconds'] * 1000);
    const observed = (each) => (0,_deadline_js__WEBPACK_IMPORTED_MODULE_4__/* .retryUntilConsistent */ .VH)(() => (0,_plan_js__WEBPACK_IMPORTED_MODULE_5__/* .observe */ .lB)(ports.iam, each), deadline);
    try {
        let state = await observed(declaration);
        let concerned = declaration;
        const instanceProfileName = otherProfile(declaration, state);
        if (instanceProfileName !== undefined) {
            concerned = { ...declaration, instanceProfileName };
            state = await observed(concerned);
        }
        const exists = Object.values(state).some((resource) => resource !== undefined);
        return {
            ...outcome,
            declaration: concerned,
            status: exists ? 'read' : 'absent',
            finalState: state,
            warnings: unreadable(state),
        };
    }
    catch (thrown) {
        return { ...outcome, failure: { error: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(thrown) } };
    }
}
/** Returns the instance profile that contains the role if it has another name than the role and the step names none. */
function otherProfile({ roleName, instanceProfileName }, { role, instanceProfile }) {
    if (instanceProfileName !== roleName || instanceProfile?.role?.name === roleName)
        return undefined;
    const [name] = [...(role?.instanceProfiles ?? [])].sort();
    return name;
}
/** Lists the documents that the caller may not read. */
function unreadable(state) {
    return _resources_index_js__WEBPACK_IMPORTED_MODULE_1__/* .RESOURCES */ .e.flatMap(({ kind, properties }) => {
        const resource = state[kind];
        const name = `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_3__/* .labelOf */ .Wy)(kind)}/${resource?.name ?? ''}`;
        return [...(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_2__/* .propertiesOf */ .P1)(resource).keys()]
            .filter((property) => (0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_2__/* .valueOf */ .RP)(resource, property) === undefined)
            .map((property) => `${name}: the run may not read the document of ${(0,_resources_properties_js__WEBPACK_IMPORTED_MODULE_2__/* .nounOf */ .a2)(properties, property)}`);
    });
}


/***/ })

};
