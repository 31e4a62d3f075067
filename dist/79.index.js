export const id = 79;
export const ids = [79];
export const modules = {

/***/ 79:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   commentOnPullRequest: () => (/* binding */ commentOnPullRequest)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8127);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9009);
/* harmony import */ var _http_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7964);
/**
 * One comment on the pull request, kept up to date. It has the Action's marker, by which a later run finds it. GitHub's client
 * is large, so it is loaded only for a pull request.
 *
 * https://docs.github.com/en/rest/issues/comments
 */




/** Characters; GitHub refuses a longer body. */
const MAX_LENGTH = 65_536;
const PAGE_SIZE = 100;
/** Authors of a job's comments, on GitHub, Gitea and Forgejo. */
const BOTS = ['github-actions[bot]', 'gitea-actions', 'forgejo-actions'];
/** Writes the comment. @returns a warning if that failed: the run's own success does not depend on a comment */
async function commentOnPullRequest(comment, ports) {
    const { env, token } = ports;
    const failed = (where, why) => `The comment on ${where} could not be made: ${why} The job's summary has all of it.`;
    let number;
    try {
        number = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .pullRequestNumber */ .Kd)(env);
    }
    catch (error) {
        return failed('the pull request', `${(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error).message}.`);
    }
    const { owner, name: repo } = (0,_context_js__WEBPACK_IMPORTED_MODULE_2__/* .runRepository */ .Yk)(env);
    if (number === undefined || repo === '')
        return undefined;
    const where = `pull request #${number}`;
    if (token === undefined)
        return failed(where, 'github-token is empty.');
    try {
        const { createGitHub } = await Promise.all(/* import() */[__webpack_require__.e(194), __webpack_require__.e(463)]).then(__webpack_require__.bind(__webpack_require__, 4463));
        const github = createGitHub(token, ports);
        await write(comment, { github, repository: { owner, repo }, number, actor: env['GITHUB_ACTOR'] ?? '' });
        return undefined;
    }
    catch (error) {
        return failed(where, (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .describeGitHubError */ .dZ)(error, 'pull-requests: write'));
    }
}
async function write(comment, thread) {
    const { subject, account } = comment;
    const { github, repository, number: issue_number } = thread;
    const marked = await commentsWithMarker(thread, subject);
    const found = await own(thread, marked);
    const exact = found.filter((each) => sameAccount(each.account, account));
    // A run that does not know its account takes the only comment.
    const [kept, ...duplicates] = account === undefined && found.length === 1 ? found : exact;
    // Of a run that failed early. It is replaced and not updated: runs in several accounts may do that at the same moment.
    const early = account === undefined ? [] : found.filter((each) => each.account === undefined);
    if (kept !== undefined) {
        await update(thread, kept.id, bodyOf(comment, account ?? kept.account));
        await deleteAll(thread, [...duplicates, ...early]);
        return;
    }
    if (!comment.create && early.length === 0)
        return;
    const body = bodyOf(comment, account);
    const added = { ...repository, issue_number, body };
    const response = await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', added);
    const { id, user } = (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .objectIn */ .D7)(response);
    if (typeof id !== 'number')
        throw new _http_js__WEBPACK_IMPORTED_MODULE_3__/* .UnexpectedResponseError */ .dk(response);
    const author = loginIn(user);
    if (author === undefined)
        return;
    // Another run may have created one at the same moment. Both runs keep the older one, with the text of the later run.
    const ownComments = (await commentsWithMarker(thread, subject)).filter((other) => other.author === author && sameAccount(other.account, account));
    const [oldest, ...younger] = ownComments;
    if (oldest !== undefined && oldest.id < id)
        await update(thread, oldest.id, body);
    await deleteAll(thread, [...younger, ...early]);
}
function bodyOf({ subject, hideAccount, render }, account) {
    const marker = hideAccount ? markerOf(withoutIds(subject), hashOf(account)) : markerOf(subject, account);
    return `${marker}\n${render(MAX_LENGTH - marker.length - 1)}`;
}
/** Returns all comments with the subject's marker, by any author, the oldest first. */
async function commentsWithMarker(thread, subject) {
    const { github, repository, number } = thread;
    const comments = new Map();
    const seen = new Set();
    for (let page = 1;; page += 1) {
        const at = { ...repository, issue_number: number, per_page: PAGE_SIZE, page };
        const response = await github.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', at);
        const before = seen.size;
        for (const { id, body, user } of (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .listIn */ .Of)(response)) {
            if (typeof id !== 'number')
                continue;
            seen.add(id);
            const account = typeof body === 'string' ? accountInMarker(body, subject) : null;
            if (account !== null)
                comments.set(id, { id, author: loginIn(user), account });
        }
        // Some servers ignore the page's number and send everything again.
        const last = seen.size === before || !/rel="?next"?/.test(response.headers.link ?? '');
        if (last)
            return [...comments.values()].sort((first, second) => first.id - second.id);
    }
}
/** Returns the comments by the token's owner: anyone may write a marker, but not as that author. */
async function own({ github, actor }, marked) {
    if (marked.length === 0)
        return [];
    const authors = [...BOTS, actor].filter((name) => name !== '');
    const by = (name) => marked.filter(({ author }) => author === name);
    const author = (await loginOf(github)) ?? authors.find((name) => by(name).length > 0);
    if (author !== undefined)
        return by(author);
    throw new Error(`GitHub does not identify the owner of github-token (GraphQL and GET /user refuse), and the comment with the marker is by neither ${authors.join(' nor ')}. Pass a github-token that may read its user`);
}
async function update({ github, repository }, id, body) {
    const changed = { ...repository, comment_id: id, body };
    (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .objectIn */ .D7)(await github.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', changed));
}
/** Deletes comments, and accepts that another run has just deleted them. */
async function deleteAll({ github, repository }, comments) {
    for (const { id } of comments) {
        try {
            const at = { ...repository, comment_id: id };
            await github.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', at);
        }
        catch (error) {
            if ((0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .statusOf */ .c2)(error) !== 404 && (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .statusOf */ .c2)(error) !== 410)
                throw error;
        }
    }
}
/** Returns the login of the token's owner. A job's token may use only GraphQL; other servers have only REST. */
async function loginOf(github) {
    const viewer = async () => {
        const baseUrl = github.request.endpoint.DEFAULTS.baseUrl.replace(/\/api\/v3\/?$/, '/api');
        const query = 'query { viewer { login } }';
        const { data } = (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .objectIn */ .D7)(await github.request('POST /graphql', { baseUrl, query }));
        return data?.viewer;
    };
    const user = async () => (0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .objectIn */ .D7)(await github.request('GET /user'));
    for (const ask of [viewer, user]) {
        try {
            const login = loginIn(await ask());
            if (login !== undefined)
                return login;
        }
        catch (error) {
            if (!(0,_http_js__WEBPACK_IMPORTED_MODULE_3__/* .isRefusal */ .vu)(error) && !(error instanceof _http_js__WEBPACK_IMPORTED_MODULE_3__/* .UnexpectedResponseError */ .dk))
                throw error;
        }
    }
    return undefined;
}
function loginIn(user) {
    const { login } = (user ?? {});
    return typeof login === 'string' && login !== '' ? login : undefined;
}
/** Anchored at both ends: anyone may write a comment, and a search would take minutes for some. */
const MARKER = /^<!-- aws-iam-instance-profile: (.+?)(?: account=(\d{12}|~[0-9a-f]{4}))? -->$/;
/** Returns the marker of a comment. @param account the account's id or its hash */
function markerOf(subject, account) {
    const suffix = account === undefined ? '' : ` account=${account}`;
    return `<!-- aws-iam-instance-profile: ${escaped(subject)}${suffix} -->`;
}
/**
 * Returns the account in a text's marker, or null if the text does not begin with a marker for the subject. Elsewhere it may
 * be a quotation: another tool's comment, by the same author, that shows this one or a title with a marker.
 */
function accountInMarker(body, subject) {
    const [line = ''] = body.trimStart().split(/[\n\r\u2028\u2029]/, 1);
    const [, marked, account] = MARKER.exec(line.slice(0, line.lastIndexOf('-->') + 3)) ?? [];
    return marked !== undefined && withoutIds(marked) === withoutIds(escaped(subject)) ? account : null;
}
/** Compares two accounts: by their ids, or by their hashes if one of them is a hash. */
function sameAccount(first, second) {
    const known = [first, second].every((account) => account?.startsWith('~') === false);
    return known ? first === second : hashOf(first) === hashOf(second);
}
/** Returns enough of a hash to distinguish a few accounts, and too little to find an id; returns a hash as it is. */
function hashOf(account) {
    if (account === undefined || account.startsWith('~'))
        return account;
    return `~${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', account).slice(0, 4)}`;
}
/** Replaces each number of a subject that may be the id of an account: known or not, so the marker is always the same. */
function withoutIds(subject) {
    return subject.replace(/\d{12}/g, (id) => hashOf(id) ?? '');
}
/** Escapes a manifest's path, which could end the HTML comment. */
function escaped(subject) {
    return subject.replace(/[\r\n>]/g, (character) => encodeURIComponent(character));
}


/***/ }),

/***/ 7964:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D7: () => (/* binding */ objectIn),
/* harmony export */   MU: () => (/* binding */ TimeoutError),
/* harmony export */   Of: () => (/* binding */ listIn),
/* harmony export */   Zk: () => (/* binding */ fetchWithProxy),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   c4: () => (/* binding */ isNotFound),
/* harmony export */   dZ: () => (/* binding */ describeGitHubError),
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   dk: () => (/* binding */ UnexpectedResponseError),
/* harmony export */   hD: () => (/* binding */ rateLimitWait),
/* harmony export */   vu: () => (/* binding */ isRefusal)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var _actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9783);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8538);
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5693);
/**
 * HTTP for GitHub's client: requests, the contents of responses, and failures with their kind, description and remedy. It uses
 * Node's own agents as for IAM. They carry HTTP and HTTPS through a proxy, and undici's `fetch`, which is larger than all the
 * rest of the client, sends CONNECT also for HTTP.
 */





const MAX_REDIRECTS = 3;
/** Bytes; a page of 100 comments is smaller, whatever their text. */
const MAX_BODY = 64 * 1024 * 1024;
/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);
/** Sends a request and reads its whole response, within the signal's time. */
async function fetchWithProxy(url, options, redirects = 0) {
    const target = new URL(url);
    const incoming = await send(target, options);
    const body = await readBody(incoming);
    const status = incoming.statusCode ?? 0;
    const next = redirectTarget(target, incoming, options.method ?? 'GET');
    if (next !== undefined && redirects < MAX_REDIRECTS) {
        return fetchWithProxy(next.href, options, redirects + 1);
    }
    const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) => values.map((value) => [name, value]));
    return new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers });
}
async function send(target, options) {
    const { method = 'GET', headers = {}, body, signal } = options;
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
        const request = target.protocol === 'https:' ? node_https__WEBPACK_IMPORTED_MODULE_1__.request : node_http__WEBPACK_IMPORTED_MODULE_0__.request;
        const outgoing = request(target, { method, headers, agent: agentFor(target) });
        const abort = () => {
            outgoing.destroy();
            // A request that still waits for its proxy emits no error when it is destroyed.
            reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
        outgoing.on('response', resolve).on('error', (error) => {
            reject(connectionError(error));
        });
        outgoing.end(body);
    });
}
async function readBody(incoming) {
    const chunks = [];
    let size = 0;
    for await (const chunk of incoming) {
        size += chunk.length;
        if (size > MAX_BODY)
            throw new Error('the response is too large');
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}
/** Names the cause also if Node tried several addresses: its error has a code then, and no message. */
function connectionError(cause) {
    const { code, message } = cause;
    const text = message === '' ? (code ?? 'no connection') : message;
    return Object.assign(new Error(text, { cause }), { code });
}
const agents = new Map();
/** Returns the agent for a URL: with the proxy that `@actions/http-client` would choose, or without one. */
function agentFor(target) {
    const proxy = (0,_actions_http_client_lib_proxy__WEBPACK_IMPORTED_MODULE_2__/* .getProxyUrl */ .s)(target)?.href ?? '';
    const key = `${target.protocol} ${proxy}`;
    const proxyEnv = proxy === '' ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
    const Agent = target.protocol === 'https:' ? node_https__WEBPACK_IMPORTED_MODULE_1__.Agent : node_http__WEBPACK_IMPORTED_MODULE_0__.Agent;
    const agent = agents.get(key) ?? new Agent({ keepAlive: true, ...proxyEnv });
    agents.set(key, agent);
    return agent;
}
/** Returns the URL of a redirect to follow. The token is sent to no other host, and a write is never turned into a read. */
function redirectTarget(target, incoming, method) {
    const { statusCode = 0, headers } = incoming;
    const followed = method === 'GET' ? [301, 302, 307, 308] : [307, 308];
    if (!followed.includes(statusCode) || headers.location === undefined)
        return undefined;
    const next = URL.parse(headers.location, target.href);
    return next?.origin === target.origin ? next : undefined;
}
/** A call, or all of them, took too long. */
class TimeoutError extends Error {
    name = 'TimeoutError';
    constructor(milliseconds, operation) {
        super(`no response within ${Math.ceil(milliseconds / 1000)} s (${operation})`);
    }
}
/** A response that GitHub's API does not give: another server's page, or half a body. */
class UnexpectedResponseError extends Error {
    name = 'UnexpectedResponseError';
    constructor({ status, headers }, fault = headers['content-type']) {
        super(`an unexpected response (${status}, ${shorten(fault ?? 'without a content type')})`);
    }
}
/** Returns a response's body if it is an object. @throws UnexpectedResponseError for a page of another server, say */
function objectIn(response) {
    const data = response.data;
    if (response.status < 300 && (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__/* .isObject */ .Gv)(data) && !(data instanceof ArrayBuffer))
        return data;
    throw new UnexpectedResponseError(response);
}
/** Returns the objects of a response's body if that is a list. @throws UnexpectedResponseError */
function listIn(response) {
    if (Array.isArray(response.data))
        return response.data.filter(_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_3__/* .isObject */ .Gv);
    throw new UnexpectedResponseError(response);
}
const NETWORK = "Check the runner's network, its proxy (HTTPS_PROXY, HTTP_PROXY, NO_PROXY) and GITHUB_API_URL.";
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/;
const CONNECTION = /^(?:ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
const MAX_DETAIL_LENGTH = 300;
/**
 * Describes why a call failed, and what to do, in whole sentences.
 *
 * @param permission the permission that the call needs, as a workflow grants it
 */
function describeGitHubError(error, permission) {
    const { status = 0, response, message } = error;
    const detail = shorten(message ?? String(error));
    const code = codeOf(error);
    if (error instanceof UnexpectedResponseError || error instanceof TimeoutError)
        return `GitHub gave ${error.message}. ${NETWORK}`;
    if (CERTIFICATE.test(code))
        return `the certificate is not trusted (${code}: ${detail}). Set NODE_EXTRA_CA_CERTS to a file with the certificate of your CA.`;
    if (status === 407 || /\b407\b/.test(code === 'ERR_PROXY_TUNNEL' ? detail : ''))
        return `the proxy refused the credentials (407: ${detail}). Correct the user and password in HTTPS_PROXY or HTTP_PROXY.`;
    if (code === 'ERR_INVALID_CHAR')
        return 'github-token contains a character that no HTTP header may hold, such as a line break. Correct the secret.';
    if (response === undefined)
        return status === 0 ? `${detail}.` : `${detail}. ${NETWORK}`;
    if (rateLimitWait(error) !== undefined)
        return `GitHub's rate limit is used up (${status}: ${detail}). Run the step again later.`;
    if (status === 401)
        return `GitHub does not accept the github-token (401: ${detail}). Pass a token that is valid.`;
    if (/\blocked\b/i.test(detail))
        return `${status}: ${detail}. Unlock the conversation, or set pr-comment: off.`;
    if (status === 403 || status === 404)
        return `${status}: ${detail}. Give the job the permission ${permission}; runs for forks and for Dependabot have a token that can only read.`;
    return `${status}: ${detail}.${status >= 500 ? ' Run the step again later.' : ''}`;
}
/**
 * Returns how long GitHub wants its callers to wait, in milliseconds, 0 if it gives no time, or undefined if no limit is reached.
 * An empty header counts as no number.
 */
function rateLimitWait(error) {
    const { status, message, response } = error;
    if (status !== 403 && status !== 429)
        return undefined;
    const number = (name) => Number(String(response?.headers?.[name] ?? '').trim() || NaN);
    const retryAfter = number('retry-after');
    if (!Number.isNaN(retryAfter))
        return Math.max(0, retryAfter * 1000);
    if (number('x-ratelimit-remaining') === 0) {
        const reset = number('x-ratelimit-reset');
        return Number.isNaN(reset) ? 0 : Math.max(0, reset * 1000 - Date.now()) + 1000;
    }
    const limited = status === 429 || response?.headers?.['retry-after'] !== undefined;
    return limited || /rate limit|abuse detection/i.test(message ?? '') ? 0 : undefined;
}
/** Reports whether another attempt may succeed: GitHub failed, or the connection did. */
function isTransient(error) {
    const { status = 0, response } = error;
    return response === undefined ? CONNECTION.test(codeOf(error)) : status >= 500;
}
/** Reports whether GitHub refused the call itself, and not the number of calls. */
function isRefusal(error) {
    const { status = 0, response } = error;
    return response !== undefined && status >= 400 && status < 500 && rateLimitWait(error) === undefined;
}
/** Reports whether GitHub has no such resource. A 404 of another server is no response of GitHub's API. */
function isNotFound(error) {
    const data = error.response?.data;
    return statusOf(error) === 404 && typeof data === 'object' && data !== null && 'message' in data;
}
function statusOf(error) {
    const { status, response } = error;
    return response === undefined ? undefined : status;
}
/** Returns Node's code of the error, or of the one that caused it. */
function codeOf(error) {
    const { code, cause } = (error ?? {});
    if (typeof code === 'string')
        return code;
    return cause === undefined ? '' : codeOf(cause);
}
/** Shortens the text of another server for a sentence: one line, truncated, without its full stop. */
function shorten(text) {
    const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
    return line.length <= MAX_DETAIL_LENGTH ? line : `${(0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_4__/* .cutText */ .IN)(line, MAX_DETAIL_LENGTH)}…`;
}


/***/ })

};
