export const id = 338;
export const ids = [338];
export const modules = {

/***/ 9338:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitHub: () => (/* binding */ createGitHub)
});

// EXTERNAL MODULE: ./node_modules/@octokit/core/dist-src/index.js + 13 modules
var dist_src = __webpack_require__(5194);
// EXTERNAL MODULE: ./build/aws/environment.js
var environment = __webpack_require__(8075);
// EXTERNAL MODULE: ./build/github/errors.js
var errors = __webpack_require__(7307);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/proxy.js
var lib_proxy = __webpack_require__(9783);
;// CONCATENATED MODULE: ./build/github/http.js
/**
 * HTTP for GitHub's client, on Node's own agents as for IAM. They carry HTTP and HTTPS through a proxy, and undici's
 * `fetch`, which is larger than all the rest of the client, sends CONNECT also for HTTP.
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
        const request = target.protocol === 'https:' ? external_node_https_.request : external_node_http_.request;
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
    const proxy = (0,lib_proxy/* getProxyUrl */.s)(target)?.href ?? '';
    const key = `${target.protocol} ${proxy}`;
    const proxyEnv = proxy === '' ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
    const Agent = target.protocol === 'https:' ? external_node_https_.Agent : external_node_http_.Agent;
    const agent = agents.get(key) ?? new Agent({ keepAlive: true, ...proxyEnv });
    agents.set(key, agent);
    return agent;
}
/** Returns the URL of a redirect to follow. The token is sent to no other host, and a write is never turned into a read. */
function redirectTarget(target, { statusCode = 0, headers }, method) {
    const kept = statusCode === 307 || statusCode === 308;
    const followed = kept || (method === 'GET' && (statusCode === 301 || statusCode === 302));
    if (!followed || headers.location === undefined)
        return undefined;
    const next = URL.parse(headers.location, target.href);
    return next?.origin === target.origin ? next : undefined;
}

;// CONCATENATED MODULE: ./build/github/client.js
/**
 * The client for GitHub's API, with all its limits. Octokit's throttling and retry plugins do not suit. They bring a
 * queue (bottleneck, last released in 2019), run on the system's timers alone, and wait 0 s for a limit without a reset.
 * They limit neither a single request nor all of them.
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
    const octokit = new dist_src/* Octokit */.E({
        ...(token === undefined ? {} : { auth: token }),
        baseUrl: (0,environment/* firstSet */.v)(env, 'GITHUB_API_URL') ?? 'https://api.github.com',
        userAgent: 'aws-iam-instance-profile',
        // Octokit would print the text of a deprecation header.
        request: { fetch: fetchWithProxy, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } },
    });
    const { elapsed, measure } = startStopwatch(clock);
    octokit.hook.wrap('request', async (request, options) => measure(async () => {
        let failedBefore = false;
        for (let attempt = 1;; attempt += 1) {
            const left = TOTAL_LIMIT_MS - elapsed();
            if (left <= 0)
                throw new errors/* TimeoutError */.MU(TOTAL_LIMIT_MS, 'all calls together');
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
                    throw new errors/* TimeoutError */.MU(limit, `${options.method} ${options.url}`);
                const limited = (0,errors/* rateLimitWait */.hD)(error);
                const retryable = limited !== undefined || (!failedBefore && (0,errors/* isTransient */.dg)(error));
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


/***/ })

};
