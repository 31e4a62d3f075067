export const id = 463;
export const ids = [463];
export const modules = {

/***/ 4463:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createGitHub: () => (/* binding */ createGitHub),
/* harmony export */   pullRequestsOf: () => (/* binding */ pullRequestsOf),
/* harmony export */   repositoriesOf: () => (/* binding */ repositoriesOf)
/* harmony export */ });
/* harmony import */ var _octokit_core__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5194);
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8075);
/* harmony import */ var _http_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7964);
/**
 * The client for GitHub's API, with all its limits, and the questions that a run asks once each. Loaded only by runs that
 * need it, because it is large. Octokit's throttling and retry plugins do not suit. They bring a queue (bottleneck, last
 * released in 2019), run on the system's timers alone, and wait 0 s for a limit without a reset. They limit neither a single
 * request nor all of them.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */



const REQUEST_LIMIT_MS = 10_000;
/** For all calls together, waits included. */
const TOTAL_LIMIT_MS = 60_000;
const MAX_ATTEMPTS = 5;
const MIN_WAIT_MS = 1_000;
/**
 * Creates the client. Its calls end within 10 s each, and within 60 s together.
 *
 * @param token undefined if each request brings its own authorization
 */
function createGitHub(token, ports) {
    const { env, clock, signal, timeout = (milliseconds) => AbortSignal.timeout(milliseconds) } = ports;
    const ignore = () => undefined;
    const octokit = new _octokit_core__WEBPACK_IMPORTED_MODULE_2__/* .Octokit */ .E({
        ...(token === undefined ? {} : { auth: token }),
        baseUrl: (0,_aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .firstSet */ .v)(env, 'GITHUB_API_URL') ?? 'https://api.github.com',
        userAgent: 'aws-iam-instance-profile',
        // Octokit would print the text of a deprecation header.
        request: { fetch: _http_js__WEBPACK_IMPORTED_MODULE_1__/* .fetchWithProxy */ .Zk, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } },
    });
    const { elapsed, measure } = startStopwatch(clock);
    octokit.hook.wrap('request', async (request, options) => measure(async () => {
        let failedBefore = false;
        for (let attempt = 1;; attempt += 1) {
            const left = TOTAL_LIMIT_MS - elapsed();
            if (left <= 0)
                throw new _http_js__WEBPACK_IMPORTED_MODULE_1__/* .TimeoutError */ .MU(TOTAL_LIMIT_MS, 'all calls together');
            const limit = Math.min(REQUEST_LIMIT_MS, left);
            const expired = timeout(limit);
            try {
                // Octokit's own hook for the token ignores what this one passes on, and reads these options.
                options.request = { ...options.request, signal: AbortSignal.any([signal, expired]) };
                return await request(options);
            }
            catch (error) {
                signal.throwIfAborted();
                if (expired.aborted)
                    throw new _http_js__WEBPACK_IMPORTED_MODULE_1__/* .TimeoutError */ .MU(limit, `${options.method} ${options.url}`);
                const limited = (0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .rateLimitWait */ .hD)(error);
                const retryable = limited !== undefined || (!failedBefore && (0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .isTransient */ .dg)(error));
                if (!retryable || attempt === MAX_ATTEMPTS)
                    throw error;
                failedBefore ||= limited === undefined;
                const wait = Math.max(limited ?? 0, MIN_WAIT_MS * 2 ** (attempt - 1));
                if (wait >= TOTAL_LIMIT_MS - elapsed())
                    throw error;
                await clock.sleep(wait, signal);
            }
        }
    }));
    return octokit;
}
/** Measures the time in which at least one call is under way: between them a sweep waits for IAM. */
function startStopwatch(clock) {
    let running = 0;
    let startedAt = 0;
    let before = 0;
    const elapsed = () => before + (running === 0 ? 0 : clock.now() - startedAt);
    return {
        elapsed,
        measure: async (work) => {
            if (running === 0)
                startedAt = clock.now();
            running += 1;
            try {
                return await work();
            }
            finally {
                const total = elapsed();
                running -= 1;
                if (running === 0)
                    before = total;
            }
        },
    };
}
/**
 * Returns a function that asks GitHub for a pull request's state.
 *
 * https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
 *
 * @throws the function throws an Error if GitHub cannot be asked
 */
function pullRequestsOf(repository, token, ports) {
    const [owner = '', repo = ''] = repository.split('/');
    const github = token === undefined ? undefined : createGitHub(token, ports);
    const ask = async (number) => {
        const failed = (why, cause) => new Error(`pull request #${number} cannot be read: ${why}`, { cause });
        if (github === undefined)
            throw failed('github-token is empty. Pass a token that can read pull requests.');
        try {
            const at = { owner, repo, pull_number: Number(number) };
            const response = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
            const { state, number: received, closed_at: closedAt } = (0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .objectIn */ .D7)(response);
            if (received !== Number(number) || (state !== 'open' && state !== 'closed'))
                throw new _http_js__WEBPACK_IMPORTED_MODULE_1__/* .UnexpectedResponseError */ .dk(response);
            return typeof closedAt === 'string' ? { state, closedAt: closedAt.slice(0, 10) } : { state };
        }
        catch (error) {
            if ((0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .isNotFound */ .c4)(error))
                return { state: 'missing' };
            throw failed((0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .describeGitHubError */ .dZ)(error, 'pull-requests: read'), error);
        }
    };
    const first = once(ask);
    // An answer that keeps roles holds for the whole sweep. Someone may reopen a closed request, so for each role it asks again.
    return async (number) => {
        const known = await first(number);
        return known.state === 'closed' ? ask(number) : known;
    };
}
/**
 * Returns a function that asks GitHub for a repository's immutable ids. It returns undefined if the token cannot see the
 * repository.
 *
 * https://docs.github.com/en/rest/repos/repos#get-a-repository
 *
 * @throws the function throws an Error if GitHub cannot be asked
 */
function repositoriesOf(token, ports) {
    const github = createGitHub(token, ports);
    return once(async (owner, repo) => {
        try {
            const response = await github.request('GET /repos/{owner}/{repo}', { owner, repo });
            const { id, name, owner: account } = (0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .objectIn */ .D7)(response);
            const { id: ownerId, login } = (account ?? {});
            const hasIds = typeof id === 'number' && typeof ownerId === 'number';
            if (!hasIds || typeof name !== 'string' || typeof login !== 'string')
                throw new _http_js__WEBPACK_IMPORTED_MODULE_1__/* .UnexpectedResponseError */ .dk(response);
            return { owner: login, name, ownerId: String(ownerId), id: String(id) };
        }
        catch (error) {
            // With a wrong token no repository is visible, so nothing follows from that.
            if ((0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .isRefusal */ .vu)(error) && (0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c2)(error) !== 401)
                return undefined;
            throw new Error((0,_http_js__WEBPACK_IMPORTED_MODULE_1__/* .describeGitHubError */ .dZ)(error, 'contents: read'), { cause: error });
        }
    });
}
/** Returns a function that asks once for each combination of texts. GitHub ignores their case. */
function once(ask) {
    const known = new Map();
    return (...texts) => {
        const key = texts.join('/').toLowerCase();
        const answer = known.get(key) ?? ask(...texts);
        known.set(key, answer);
        return answer;
    };
}


/***/ })

};
