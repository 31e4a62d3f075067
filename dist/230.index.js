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
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4902);
/* harmony import */ var _place_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3060);
/* harmony import */ var _summary_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(799);



/** Returns one line for each kept role. */
function keptLines(swept) {
    return swept
        .filter(({ outcome }) => outcome === undefined)
        .map(({ roleName, request, state, unjudged }) => {
        const why = request === undefined ? state : `pull request #${request}: ${state}`;
        return `${unjudged ? '⚠️ ' : ''}role/${roleName} is kept: ${why}`;
    });
}
/** Returns a warning for the roles that the sweep could not judge; undefined if there are none. */
function unjudgedWarning(swept) {
    const names = swept.filter(({ unjudged }) => unjudged).map(({ roleName }) => `role/${roleName}`);
    if (names.length === 0)
        return undefined;
    const verb = names.length === 1 ? 'role could' : 'roles could';
    return `${names.length} ${verb} not be judged, and were kept: ${names.join(', ')}. Check that github-token has pull-requests: read for this repository, and delete by hand what is left over.`;
}
function sweepBlocks(swept, reports, env, dryRun) {
    const outcomes = swept.flatMap(({ outcome }) => outcome ?? []);
    const number = (predicate) => swept.filter(predicate).length;
    const [removed, failed, unjudged] = [
        number(({ outcome }) => outcome !== undefined && outcome.failure === undefined),
        number(({ outcome, unjudged: unknown }) => outcome?.failure !== undefined && !unknown),
        number((role) => role.unjudged),
    ];
    const kept = number(({ outcome, unjudged: unknown }) => outcome === undefined && !unknown);
    const counts = [
        ...(failed === 0 ? [] : [`❌ ${failed} failed`]),
        ...(removed === 0 ? [] : [`${removed} ${dryRun ? 'would be destroyed' : 'destroyed'}`]),
        ...(kept === 0 ? [] : [`${kept} kept`]),
        ...(unjudged === 0 ? [] : [`⚠️ ${unjudged} could not be judged`]),
    ];
    const heading = `### 🧹 ${dryRun ? '`mode: sweep`, dry run: ' : ''}${counts.length === 0 ? 'no roles of pull requests' : counts.join(', ')}`;
    const inDoubt = new Set(swept.filter((role) => role.unjudged).map(({ roleName }) => roleName));
    const rows = [...swept].sort((a, b) => rank(a) - rank(b)).map((role) => row(role, env, dryRun));
    const next = nextStep(failed, unjudged, dryRun ? removed : 0);
    return [
        {
            name: 'the heading',
            markdown: `${heading}\n\n${(0,_place_js__WEBPACK_IMPORTED_MODULE_1__/* .placeLine */ .ap)(outcomes, env, dryRun ? 'sweep (dry run)' : 'sweep')}`,
            essential: true,
        },
        ...(rows.length === 0
            ? []
            : [{ name: 'the roles', markdown: (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(['role', 'pull request', 'state', 'result'], rows) }]),
        // The table has the whole reason of a role that could not be judged.
        ...reports
            .filter(({ outcome: { failure, declaration } }) => failure !== undefined && !inDoubt.has(declaration.roleName))
            .map((report) => {
            const name = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(`role/${report.outcome.declaration.roleName}`);
            return { name: `the failure of ${name}`, markdown: [name, ...(0,_summary_js__WEBPACK_IMPORTED_MODULE_0__/* .failureText */ .kY)(report)].join('\n\n') };
        }),
        ...(next === undefined
            ? []
            : [{ name: 'the next step', markdown: `**Next:** ${next}`, essential: true }]),
    ];
}
/** Returns the next step; undefined if nothing is left to do. */
function nextStep(failed, unjudged, removable) {
    if (failed > 0)
        return 'correct the cause of the failures, then run the sweep again.';
    if (unjudged > 0)
        return `check that ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('github-token')} has ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('pull-requests: read')}, then sweep again, or delete by hand the roles that could not be judged.`;
    return removable > 0 ? `run ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('mode: sweep')} without ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)('dry-run')} to destroy them.` : undefined;
}
/** Sorts failures first, then roles that could not be judged, then destroyed ones. */
function rank({ outcome, unjudged }) {
    if (outcome?.failure !== undefined)
        return 0;
    return unjudged ? 1 : outcome === undefined ? 3 : 2;
}
function row({ roleName, request, state, unjudged, outcome }, env, dryRun) {
    const result = outcome === undefined || unjudged
        ? `${unjudged ? '⚠️ ' : ''}kept`
        : outcome.failure !== undefined
            ? '❌ failed, see below'
            : dryRun
                ? 'would be destroyed'
                : outcome.status;
    return [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(`role/${roleName}`), requestLink(request, env), (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .escapeMarkdown */ .FV)(state), result];
}
function requestLink(request, env) {
    if (request === undefined)
        return '';
    const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository = '' } = env;
    return `[\\#${request}](${server}/${repository}/pull/${request})`;
}


/***/ })

};
