export const id = 816;
export const ids = [816,78];
export const modules = {

/***/ 887:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   pullRequestsOf: () => (/* binding */ pullRequestsOf)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2413);
/**
 * Whether a pull request is closed, by GitHub. Loaded only when that is asked: its client is large.
 *
 * https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
 */

/** @returns asks GitHub once for each number */
function pullRequestsOf(repository, token, apiUrl, signal) {
    const [owner = '', repo = ''] = repository.split('/');
    const known = new Map();
    const ask = async (number) => {
        const unread = (why) => ({
            closed: false,
            why: `pull request #${number} cannot be read: ${why}`,
        });
        if (token === undefined)
            return unread('github-token is empty');
        try {
            const { data } = await (0,_actions_github__WEBPACK_IMPORTED_MODULE_0__.getOctokit)(token, { baseUrl: apiUrl }).rest.pulls.get({
                owner,
                repo,
                pull_number: Number(number),
                request: { signal },
            });
            // Only the word itself: an answer that nobody expected must not destroy anything.
            const state = data.state;
            if (state === 'closed' && data.number === Number(number))
                return { closed: true };
            return { closed: false, why: `pull request #${number} is ${state}` };
        }
        catch (error) {
            const { status, message = String(error) } = error;
            if (status === 404)
                return { closed: false, why: `pull request #${number} does not exist in ${repository}` };
            return unread(`${status === undefined ? '' : `${status}: `}${message}`);
        }
    };
    return (number) => {
        const answer = known.get(number) ?? ask(number);
        known.set(number, answer);
        return answer;
    };
}


/***/ }),

/***/ 78:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ProxyAgent: () => (/* reexport default export from named module */ _node_modules_undici_lib_dispatcher_proxy_agent_js__WEBPACK_IMPORTED_MODULE_0__),
/* harmony export */   fetch: () => (/* reexport safe */ _node_modules_undici_lib_web_fetch_index_js__WEBPACK_IMPORTED_MODULE_1__.fetch)
/* harmony export */ });
/* harmony import */ var _node_modules_undici_lib_dispatcher_proxy_agent_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6672);
/* harmony import */ var _node_modules_undici_lib_web_fetch_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4398);
/**
 * The parts of undici that GitHub's client uses, for the bundle (tsconfig.bundle.json). Its index would add web sockets, caches
 * and mocks, a third of its size.
 */




/***/ })

};
