export const id = 230;
export const ids = [230];
export const modules = {

/***/ 230:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   keptLines: () => (/* binding */ keptLines),
/* harmony export */   sweepBlocks: () => (/* binding */ sweepBlocks),
/* harmony export */   unjudgedWarning: () => (/* binding */ unjudgedWarning)
/* harmony export */ });
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9009);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1408);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4902);
/* harmony import */ var _status_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7937);
/* harmony import */ var _summary_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4611);
/** The report of a sweep: each role with its pull request, the state of that, and the result. */





/** Returns one line for each kept role. */
function keptLines(swept) {
    return swept
        .filter(({ outcome }) => outcome === undefined)
        .map(({ roleName, request, state, unjudged }) => {
        const why = request === undefined ? state : `pull request #${request}: ${state}`;
        return `${unjudged ? '⚠️ ' : ''}role/${roleName} is kept: ${why}`;
    });
}
/** Returns a warning for the roles that the sweep could not judge; none without such roles. */
function unjudgedWarning(swept) {
    const names = swept.filter(({ unjudged }) => unjudged).map(({ roleName }) => `role/${roleName}`);
    if (names.length === 0)
        return [];
    return [
        `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(names.length, 'role')} could not be judged, and were kept: ${names.join(', ')}. Check that github-token has pull-requests: read for this repository, and delete by hand what is left over.`,
    ];
}
function sweepBlocks(swept, reports, dryRun, context) {
    const outcomes = swept.flatMap(({ outcome }) => outcome ?? []);
    const { failed = [], unjudged = [], destroyed = [], kept = [] } = Object.groupBy(swept, resultOf);
    const counts = [
        { icon: '❌ ', roles: failed, words: 'failed' },
        { icon: '', roles: destroyed, words: dryRun ? 'would be destroyed' : 'destroyed' },
        { icon: '', roles: kept, words: 'kept' },
        { icon: '⚠️ ', roles: unjudged, words: 'could not be judged' },
    ].flatMap(({ icon, roles, words }) => (roles.length === 0 ? [] : [`${icon}${roles.length} ${words}`]));
    const heading = `### 🧹 ${dryRun ? '`mode: sweep`, dry run: ' : ''}${counts.join(', ') || 'no roles of pull requests'}`;
    const place = (0,_summary_js__WEBPACK_IMPORTED_MODULE_4__/* .placeLine */ .ap)(outcomes, dryRun ? 'sweep (dry run)' : 'sweep', context);
    const rows = [
        ...failed.map((role) => row(role, context.env, '❌ failed, see below')),
        ...unjudged.map((role) => row(role, context.env, '⚠️ kept')),
        ...destroyed.map((role) => row(role, context.env, dryRun ? 'would be destroyed' : role.outcome?.status)),
        ...kept.map((role) => row(role, context.env, 'kept')),
    ];
    // The table has the whole reason of a role that could not be judged.
    const explained = new Set(unjudged.map(({ roleName }) => roleName));
    return [
        ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .blockOf */ .VN)('the heading', `${heading}\n\n${place}`, true),
        ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .blockOf */ .VN)('the roles', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(['role', 'pull request', 'state', 'result'], rows)),
        ...reports.flatMap((report) => {
            const { roleName } = report.outcome.declaration;
            const failure = explained.has(roleName) ? '' : (0,_summary_js__WEBPACK_IMPORTED_MODULE_4__/* .failureText */ .kY)(report);
            const name = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(`role/${roleName}`);
            return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .blockOf */ .VN)(`the failure of ${name}`, failure === '' ? '' : `${name}\n\n${failure}`);
        }),
        ...(0,_status_js__WEBPACK_IMPORTED_MODULE_3__/* .nextStepBlock */ .Nz)(nextStep(failed.length, unjudged.length, dryRun ? destroyed.length : 0)),
    ];
}
function resultOf({ unjudged, outcome }) {
    if (unjudged)
        return 'unjudged';
    if (outcome === undefined)
        return 'kept';
    return outcome.failure === undefined ? 'destroyed' : 'failed';
}
/** Returns the next step; empty if nothing is left to do. */
function nextStep(failed, unjudged, removable) {
    if (failed > 0)
        return 'correct the cause of the failures, then run the sweep again.';
    if (unjudged > 0)
        return `check that ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('github-token')} has ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('pull-requests: read')}, then sweep again, or delete by hand the roles that could not be judged.`;
    return removable > 0 ? `run ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('mode: sweep')} without ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('dry-run')} to destroy them.` : '';
}
function row({ roleName, request, state }, env, result = '') {
    const link = request === undefined ? '' : `[\\#${request}](${(0,_github_context_js__WEBPACK_IMPORTED_MODULE_0__/* .repositoryUrl */ .Ek)(env)}/pull/${request})`;
    return [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(`role/${roleName}`), link, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .escapeMarkdown */ .FV)(state), result];
}


/***/ })

};
