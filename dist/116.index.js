export const id = 116;
export const ids = [116];
export const modules = {

/***/ 3735:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   accountOf: () => (/* binding */ accountOf),
/* harmony export */   commentBody: () => (/* binding */ commentBody)
/* harmony export */ });
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3385);
/* harmony import */ var _size_limit_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2656);
/** The text of the comment on a pull request. */


/** Renders the report in at most `maxLength` characters, with a link to the run. */
function commentBody(blocks, maxLength, env) {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
    const url = `${server ?? 'https://github.com'}/${repository ?? ''}/actions/runs/${run ?? ''}`;
    const footer = `<sub>[${env['GITHUB_WORKFLOW'] === undefined ? 'Run' : 'This run'}](${url})</sub>\n`;
    return `${(0,_size_limit_js__WEBPACK_IMPORTED_MODULE_0__/* .fitToLimit */ .Q)(blocks, {
        max: maxLength - footer.length,
        measure: (text) => text.length,
        elsewhere: `[The run's summary](${url}) has all of it.`,
    })}${footer}`;
}
/** Returns the id of the account, from the resources that the run saw, or from the caller that IAM refused. */
function accountOf(outcomes) {
    const resources = outcomes
        .flatMap(({ finalState, start }) => [finalState, start])
        .flatMap((state) => Object.values(state ?? {}));
    const callers = outcomes.map(({ failure }) => /User: (arn:\S+)/.exec(failure?.error.message ?? '')?.[1]);
    return [...resources.map((resource) => resource?.identity?.arn), ...callers]
        .map((arn) => (arn === undefined ? undefined : (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .accountOfArn */ .KC)(arn)))
        .find((account) => account !== undefined);
}


/***/ })

};
