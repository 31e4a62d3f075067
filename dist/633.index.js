export const id = 633;
export const ids = [633];
export const modules = {

/***/ 1633:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   commentOnPullRequest: () => (/* binding */ commentOnPullRequest)
/* harmony export */ });
/* harmony import */ var _config_event_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3791);
/* harmony import */ var _blocks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6813);


/** Characters; https://docs.github.com/en/rest/issues/comments refuses a longer body. */
const MOST = 65_536;
/** How long to wait, all in all, for a rate limit to end. */
const LONGEST_WAIT_MS = 60_000;
/** @returns what to warn of: the run's own success does not hang on a comment */
async function commentOnPullRequest(comment, ports) {
    const { env, token } = ports;
    let number;
    const failed = (why) => `The comment on ${number === undefined ? 'the pull request' : `pull request #${number}`} could not be made: ${why} ` +
        "The job's summary has all of it.";
    try {
        number = pullRequest(env);
        const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
        if (number === undefined || owner === undefined || repo === undefined)
            return undefined;
        if (token === undefined)
            return failed('github-token is empty.');
        const octokit = await client(token, ports);
        const marker = `<!-- aws-iam-instance-profile: ${comment.about} -->`;
        const at = { owner, repo };
        const old = await ownComment(octokit, { ...at, issue_number: number }, marker);
        if (old === undefined && !comment.create)
            return undefined;
        const body = bodyOf(comment, marker, env);
        if (old === undefined)
            await octokit.rest.issues.createComment({ ...at, issue_number: number, body });
        else
            await octokit.rest.issues.updateComment({ ...at, comment_id: old, body });
        return undefined;
    }
    catch (error) {
        return failed(reason(error));
    }
}
function bodyOf({ blocks }, marker, env) {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
    const url = `${server ?? 'https://github.com'}/${repository ?? ''}/actions/runs/${run ?? ''}`;
    const link = `[The run's summary](${url}) has all of it.`;
    const footer = `<sub>[${env['GITHUB_WORKFLOW'] === undefined ? 'Run' : 'This run'}](${url})</sub>`;
    const most = MOST - marker.length - footer.length - 2;
    const measure = (text) => text.length;
    return `${marker}\n${(0,_blocks_js__WEBPACK_IMPORTED_MODULE_1__/* .fitted */ .$)(blocks, { most, measure, elsewhere: link })}${footer}\n`;
}
async function client(token, { env, clock, signal }) {
    const github = await Promise.all(/* import() */[__webpack_require__.e(159), __webpack_require__.e(78)]).then(__webpack_require__.bind(__webpack_require__, 2413));
    const octokit = github.getOctokit(token, { baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com' });
    let left = LONGEST_WAIT_MS;
    octokit.hook.wrap('request', async (request, options) => {
        for (;;) {
            try {
                return await request({ ...options, request: { ...options.request, signal } });
            }
            catch (error) {
                const wait = rateLimitWait(error);
                if (wait === undefined || wait > left)
                    throw error;
                left -= wait;
                await clock.sleep(wait, signal);
            }
        }
    });
    return octokit;
}
/** The first comment that begins with the marker and is ours: anyone may write a marker, but not under our name. */
async function ownComment(octokit, issue, marker) {
    let viewer;
    const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, { ...issue, per_page: 100 });
    for await (const { data } of pages) {
        for (const { id, body, user } of data) {
            if (body?.startsWith(`${marker}\n`) !== true)
                continue;
            // REST does not tell a job's token who it is; GraphQL does.
            viewer ??= (await octokit.graphql('query { viewer { login } }')).viewer
                .login;
            if (user?.login === viewer)
                return id;
        }
    }
    return undefined;
}
/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function rateLimitWait(error) {
    const { status, message, response } = error;
    if (status !== 403 && status !== 429)
        return undefined;
    const header = (name) => Number(response?.headers?.[name] ?? NaN);
    if (header('retry-after') >= 0)
        return header('retry-after') * 1000;
    if (header('x-ratelimit-remaining') === 0)
        return Math.max(0, header('x-ratelimit-reset') * 1000 - Date.now()) + 1000;
    return status === 429 || /rate limit/i.test(message ?? '') ? LONGEST_WAIT_MS : undefined;
}
function reason(error) {
    const { status, message = String(error) } = error;
    if (rateLimitWait(error) !== undefined)
        return `GitHub's rate limit is used up (${status ?? 0}: ${message}).`;
    if (status === 401)
        return `GitHub does not accept the github-token (401: ${message}).`;
    if (status === 403 || status === 404) {
        return (`${status}: ${message}. Give the job \`permissions: pull-requests: write\`; ` +
            'runs for forks and for Dependabot have a token that can only read.');
    }
    return `${message}.`;
}
function pullRequest(env) {
    const { pull_request, issue } = (0,_config_event_js__WEBPACK_IMPORTED_MODULE_0__/* .readEvent */ .j)(env) ?? {};
    const number = pull_request?.number ?? (issue?.pull_request === undefined ? undefined : issue.number);
    return typeof number === 'number' ? number : undefined;
}


/***/ })

};
