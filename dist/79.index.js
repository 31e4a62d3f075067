export const id = 79;
export const ids = [79];
export const modules = {

/***/ 79:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   commentOnPullRequest: () => (/* binding */ commentOnPullRequest)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _event_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6830);
/* harmony import */ var _marker_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4878);
/**
 * One comment on the pull request, kept up to date. GitHub's client is large, so it is loaded only for a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */



/** Characters; GitHub refuses a longer body. */
const MAX_LENGTH = 65_536;
/** Writes the comment. @returns a warning if that failed: the run's own success does not depend on a comment */
async function commentOnPullRequest(comment, ports) {
    const { env, token } = ports;
    const failed = (where, why) => `The comment on ${where} could not be made: ${why} The job's summary has all of it.`;
    let number;
    try {
        number = (0,_event_js__WEBPACK_IMPORTED_MODULE_1__/* .pullRequestNumber */ .K)((0,_event_js__WEBPACK_IMPORTED_MODULE_1__/* .readEvent */ .j)(env));
    }
    catch (error) {
        return failed('the pull request', `${(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message}.`);
    }
    const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
    if (number === undefined || owner === undefined || repo === undefined)
        return undefined;
    const where = `pull request #${number}`;
    if (token === undefined)
        return failed(where, 'github-token is empty.');
    const { openThread } = await Promise.all(/* import() */[__webpack_require__.e(5194), __webpack_require__.e(3676)]).then(__webpack_require__.bind(__webpack_require__, 3676));
    try {
        await write(comment, openThread({ owner, repo, issue_number: number }, token, ports));
        return undefined;
    }
    catch (error) {
        const { describeGitHubError } = await __webpack_require__.e(/* import() */ 7307).then(__webpack_require__.bind(__webpack_require__, 7307));
        return failed(where, describeGitHubError(error, 'pull-requests: write'));
    }
}
async function write(comment, thread) {
    const { subject, account, create } = comment;
    const marked = await thread.commentsWithMarker(subject);
    if (marked.length === 0 && !create)
        return;
    const [kept, ...duplicates] = choose(await thread.own(marked), account);
    if (kept !== undefined) {
        await thread.update(kept.id, bodyOf(comment, account ?? kept.account));
        await thread.delete(duplicates);
        return;
    }
    if (!create)
        return;
    const body = bodyOf(comment, account);
    const created = await thread.create(body);
    if (created.author === undefined)
        return;
    // Another run may have created one at the same moment. Both runs keep the older one, with the text of the later run.
    const ownComments = (await thread.commentsWithMarker(subject)).filter((other) => other.author === created.author && (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .sameAccount */ .M_)(other.account, account));
    const [oldest, ...younger] = ownComments;
    if (oldest !== undefined && oldest.id < created.id)
        await thread.update(oldest.id, body);
    await thread.delete(younger);
}
/**
 * Chooses the comments for the account, the oldest first. If no comment has another account, that includes the comment of
 * an earlier run without an account. A run that does not know its account chooses the comments of the only account.
 */
function choose(own, account) {
    const exact = own.filter((comment) => (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .sameAccount */ .M_)(comment.account, account));
    const accounts = new Set(own.flatMap(({ account: other }) => (other === undefined ? [] : (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .hashOf */ .qQ)(other))));
    return exact.length === 0 && accounts.size === (account === undefined ? 1 : 0) ? own : exact;
}
function bodyOf({ subject, hideAccount, render }, account) {
    const marker = (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .markerOf */ .we)(subject, account !== undefined && hideAccount ? (0,_marker_js__WEBPACK_IMPORTED_MODULE_2__/* .hashOf */ .qQ)(account) : account);
    return `${marker}\n${render(MAX_LENGTH - marker.length - 1)}`;
}


/***/ }),

/***/ 4878:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M_: () => (/* binding */ sameAccount),
/* harmony export */   NY: () => (/* binding */ accountInMarker),
/* harmony export */   qQ: () => (/* binding */ hashOf),
/* harmony export */   we: () => (/* binding */ markerOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/** The first line of the Action's comments, by which a later run finds them. */

/** Matches a marker alone or within a line, as an editor may leave it, but not quoted nor before the end of another comment. */
const MARKER = /^(?![ \t]*>).*?<!-- aws-iam-instance-profile: (.+?)(?: account=(\d{12}|~[0-9a-f]{4}))? -->(?!.*-->)/m;
/** Returns the marker of a comment. @param account the account's id or its hash */
function markerOf(subject, account) {
    const suffix = account === undefined ? '' : ` account=${account}`;
    return `<!-- aws-iam-instance-profile: ${escaped(subject)}${suffix} -->`;
}
/** Returns the account in a text's marker, or null if the text has no marker for the subject. */
function accountInMarker(body, subject) {
    const [, marked, account] = MARKER.exec(body) ?? [];
    return marked === escaped(subject) ? account : null;
}
/** Compares two accounts, each by its id or its hash. */
function sameAccount(first, second) {
    return first === undefined || second === undefined ? first === second : hashOf(first) === hashOf(second);
}
/** Returns enough of a hash to distinguish a few accounts, and too little to find an id. */
function hashOf(account) {
    if (account.startsWith('~'))
        return account;
    return `~${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(account).digest('hex').slice(0, 4)}`;
}
/** Escapes a manifest's path, which could end the HTML comment. */
function escaped(subject) {
    return subject.replace(/[\r\n>]/g, (character) => encodeURIComponent(character));
}


/***/ })

};
