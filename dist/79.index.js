export const id = 79;
export const ids = [79];
export const modules = {

/***/ 79:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   commentOnPullRequest: () => (/* binding */ commentOnPullRequest)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9009);
/**
 * One comment on the pull request, kept up to date. GitHub's client is large, so it is loaded only for a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */


/** Writes the comment. @returns a warning if that failed: the run's own success does not depend on a comment */
async function commentOnPullRequest(comment, ports) {
    const { env, token } = ports;
    const failed = (where, why) => `The comment on ${where} could not be made: ${why} The job's summary has all of it.`;
    let number;
    try {
        number = (0,_context_js__WEBPACK_IMPORTED_MODULE_1__/* .pullRequestNumber */ .Kd)(env);
    }
    catch (error) {
        return failed('the pull request', `${(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message}.`);
    }
    const { owner, name: repo } = (0,_context_js__WEBPACK_IMPORTED_MODULE_1__/* .runRepository */ .Yk)(env);
    if (number === undefined || repo === '')
        return undefined;
    const where = `pull request #${number}`;
    if (token === undefined)
        return failed(where, 'github-token is empty.');
    const { writeComment } = await Promise.all(/* import() */[__webpack_require__.e(194), __webpack_require__.e(676)]).then(__webpack_require__.bind(__webpack_require__, 3676));
    const why = await writeComment(comment, { owner, repo, issue_number: number }, token, ports);
    return why === undefined ? undefined : failed(where, why);
}


/***/ })

};
