export const id = 345;
export const ids = [345,844,463];
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


/***/ }),

/***/ 4345:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   stepCredentials: () => (/* binding */ stepCredentials)
/* harmony export */ });
/* harmony import */ var _aws_sdk_nested_clients_sts__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7858);
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8075);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8127);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4463);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9009);
/* harmony import */ var _http_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7964);
/**
 * Credentials of `role-to-assume`, for this step alone: through the job's OIDC token, else with the credentials of the
 * environment. Loaded only for that input: the clients of GitHub and STS are large.
 */






/**
 * Assumes the role. If STS refuses the job's token, the credentials of the environment, if there are any, are tried.
 *
 * @param role ARN
 * @throws Error with the reasons of both ways, and the remedies
 */
async function stepCredentials(role, sts, ports) {
    const { env, signal } = ports;
    const request = { RoleArn: role, RoleSessionName: sessionName(env), DurationSeconds: DURATION_SECONDS };
    const refused = [];
    let token;
    try {
        token = await idToken(ports);
        if (token !== undefined)
            return masked(await assumeByToken(token, sts, request, ports), ports);
    }
    catch (cause) {
        signal.throwIfAborted();
        const error = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(cause);
        refused.push(token === undefined ? error.message : describeTokenRefusal(error, token, env));
    }
    try {
        return masked(await assumeRole(sts, request, sessionTags(env)), ports);
    }
    catch (error) {
        signal.throwIfAborted();
        const failure = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error);
        const remedy = DENIAL.test(failure.name)
            ? 'Allow them sts:AssumeRole on the role, and name them in its trust policy.'
            : `${OTHER_REMEDY} and whether those credentials have expired.`;
        if (failure.name !== 'CredentialsProviderError')
            refused.push(`With the credentials of the environment: ${oneLine(failure)}. ${remedy}`);
        else if (refused.length === 0)
            refused.push('The job may not request an OIDC token, and its environment has no AWS credentials. Give the job the permission id-token: write, or run aws-actions/configure-aws-credentials before this step.');
        throw new Error(`role-to-assume (${role}) could not be assumed. ${refused.join(' ')}`, { cause: error });
    }
}
/**
 * Assumes the role by the job's token. Tries again if STS could not fetch the issuer's keys, which is soon over.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
async function assumeByToken(token, { region, requestHandler }, request, { clock, signal }) {
    for (let attempt = 1;; attempt += 1) {
        try {
            const assume = (0,_aws_sdk_nested_clients_sts__WEBPACK_IMPORTED_MODULE_5__/* .getDefaultRoleAssumerWithWebIdentity */ .I$)({ region, requestHandler });
            return await assume({ ...request, WebIdentityToken: token });
        }
        catch (error) {
            const isLasting = !/retrieve verification key/i.test((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error).message);
            if (isLasting || attempt === MAX_ATTEMPTS)
                throw error;
            await clock.sleep(attempt * 1000, signal);
        }
    }
}
const MAX_ATTEMPTS = 3;
/**
 * Assumes the role with the credentials of the environment. A session that may not have the tags, or cannot, is one without:
 * a key may be inherited from the caller's session, and the tags may not fit.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
async function assumeRole({ region, credentials, requestHandler }, request, Tags) {
    const assume = (0,_aws_sdk_nested_clients_sts__WEBPACK_IMPORTED_MODULE_5__/* .getDefaultRoleAssumer */ .cz)({ region, requestHandler });
    const own = await credentials();
    try {
        return await assume(own, { ...request, Tags });
    }
    catch (error) {
        const { name, message } = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .asError */ .zR)(error);
        if (!/sts:TagSession|transitive tag|PackedPolicyTooLarge/i.test(`${name} ${message}`))
            throw error;
        return assume(own, request);
    }
}
/** The shortest session that STS gives, in seconds. The SDK asks for another one before it ends. */
const DURATION_SECONDS = 900;
/** Requests the job's token, undefined if the job may not have one. */
async function idToken({ runner, ...ports }) {
    const url = (0,_aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .firstSet */ .v)(ports.env, 'ACTIONS_ID_TOKEN_REQUEST_URL');
    const bearer = (0,_aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .firstSet */ .v)(ports.env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN');
    if (url === undefined || bearer === undefined)
        return undefined;
    try {
        const address = new URL(url);
        address.searchParams.set('audience', _context_js__WEBPACK_IMPORTED_MODULE_3__/* .AUDIENCE */ .Xu);
        const headers = { authorization: `Bearer ${bearer}` };
        const response = await (0,_client_js__WEBPACK_IMPORTED_MODULE_2__.createGitHub)(undefined, ports).request(`GET ${address.href}`, { headers });
        const { value } = (0,_http_js__WEBPACK_IMPORTED_MODULE_4__/* .objectIn */ .D7)(response);
        if (typeof value !== 'string' || value === '')
            throw new _http_js__WEBPACK_IMPORTED_MODULE_4__/* .UnexpectedResponseError */ .dk(response, 'without a token');
        runner.mask(value);
        return value;
    }
    catch (cause) {
        const why = (0,_http_js__WEBPACK_IMPORTED_MODULE_4__/* .describeGitHubError */ .dZ)(cause, 'id-token: write');
        throw new Error(`The job's OIDC token could not be requested: ${why}`, { cause });
    }
}
const OTHER_REMEDY = "Run the step again; if that does not help, check aws-region, the runner's network and proxy,";
const DENIAL = /^AccessDenied(?:Exception)?$/;
/** Explains why STS refuses the token. STS gives no reason, so the message shows the claims that trust policies test. */
function describeTokenRefusal(error, token, env) {
    const { sub = 'unknown', aud = 'unknown', iss = 'unknown' } = claimsOf(token);
    const issuer = iss.replace(/^https:\/\//, '');
    if (/No OpenIDConnect provider/i.test(error.message))
        return `The account has no OIDC provider for ${issuer}. Create it with \`aws iam create-open-id-connect-provider --url ${iss} --client-id-list ${_context_js__WEBPACK_IMPORTED_MODULE_3__/* .AUDIENCE */ .Xu}\`.`;
    if (!DENIAL.test(error.name))
        return `With the job's OIDC token: ${oneLine(error)}. ${OTHER_REMEDY} and the OIDC provider of the account.`;
    return [
        `STS refuses the job's OIDC token (${oneLine(error)}).`,
        `It has the sub ${JSON.stringify(sub)}, the aud ${JSON.stringify(aud)} and the issuer ${JSON.stringify(issuer)}.`,
        `Let the role trust that subject${issuer.endsWith(_context_js__WEBPACK_IMPORTED_MODULE_3__/* .SERVER_ISSUER */ .WE) ? '' : otherForm(sub, env)}, or correct the ARN.`,
    ].join(' ');
}
/** Returns the same subject in the other of GitHub's two forms: by name, and with the ids that outlive a rename. */
function otherForm(sub, env) {
    const [, owner, ownerId, repository, , rest] = /^repo:([^/@:]+)(@\d+)?\/([^/@:]+)(@\d+)?(:.*)$/.exec(sub) ?? [];
    if (owner === undefined || repository === undefined || rest === undefined)
        return '';
    if (ownerId !== undefined)
        return ` (older repositories send "repo:${owner}/${repository}${rest}")`;
    const ids = (0,_context_js__WEBPACK_IMPORTED_MODULE_3__/* .runRepository */ .Yk)(env);
    return ids.ownerId === undefined || ids.id === undefined
        ? ''
        : ` (after a rename or transfer it becomes "repo:${owner}@${ids.ownerId}/${repository}@${ids.id}${rest}")`;
}
/** Returns the claims that a trust policy tests; the message leaves out the rest of the token. */
function claimsOf(token) {
    try {
        const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
        const claims = Object.entries(JSON.parse(payload));
        return Object.fromEntries(claims.filter(([, value]) => typeof value === 'string'));
    }
    catch {
        return {};
    }
}
/** Returns a session name that leads from CloudTrail to the run: 2 to 64 of `[\w+=,.@-]`. */
function sessionName(env) {
    const repository = (0,_context_js__WEBPACK_IMPORTED_MODULE_3__/* .runRepository */ .Yk)(env).name || 'run';
    const run = env['GITHUB_RUN_ID'] ?? String(process.pid);
    return `${repository.slice(0, 63 - run.length)}-${run}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
function sessionTags(env) {
    const tags = { Repository: 'GITHUB_REPOSITORY', Workflow: 'GITHUB_WORKFLOW', RunId: 'GITHUB_RUN_ID' };
    return Object.entries(tags).flatMap(([Key, variable]) => {
        const text = (0,_aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .firstSet */ .v)(env, variable)?.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_');
        // Whole characters: half of one could not be sent.
        return text === undefined ? [] : [{ Key, Value: Array.from(text).slice(0, 256).join('') }];
    });
}
/** Masks the secrets: no line holds them, and a debug log of another tool must not either. */
function masked(credentials, { runner }) {
    runner.mask(credentials.secretAccessKey);
    if (credentials.sessionToken === undefined)
        throw new Error('STS returned no session token');
    runner.mask(credentials.sessionToken);
    return credentials;
}
function oneLine(error) {
    const { code, detail } = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .factsOf */ .xS)(error);
    return `${code}: ${detail}`.replace(/\s+/g, ' ').replace(/\.$/, '');
}


/***/ })

};
