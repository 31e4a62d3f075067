export const id = 7307;
export const ids = [7307];
export const modules = {

/***/ 7307:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MU: () => (/* binding */ TimeoutError),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   c4: () => (/* binding */ isNotFound),
/* harmony export */   describeGitHubError: () => (/* binding */ describeGitHubError),
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   dk: () => (/* binding */ UnexpectedResponseError),
/* harmony export */   hD: () => (/* binding */ rateLimitWait),
/* harmony export */   vu: () => (/* binding */ isRefusal)
/* harmony export */ });
/** Failures of calls to GitHub: their kind, and their description with a remedy. */
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
    constructor(status, contentType) {
        super(`an unexpected response (${status}, ${shorten(contentType ?? 'without a content type')})`);
    }
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
    if (error instanceof UnexpectedResponseError || error instanceof TimeoutError) {
        return `GitHub gave ${error.message}. ${NETWORK}`;
    }
    if (CERTIFICATE.test(code)) {
        return (`the certificate is not trusted (${code}: ${detail}). ` +
            'Set NODE_EXTRA_CA_CERTS to a file with the certificate of your CA.');
    }
    if (status === 407 || /\b407\b/.test(code === 'ERR_PROXY_TUNNEL' ? detail : '')) {
        return `the proxy refused the credentials (407: ${detail}). Correct the user and password in HTTPS_PROXY or HTTP_PROXY.`;
    }
    if (code === 'ERR_INVALID_CHAR') {
        return 'github-token contains a character that no HTTP header may hold, such as a line break. Correct the secret.';
    }
    if (response === undefined)
        return status === 0 ? `${detail}.` : `${detail}. ${NETWORK}`;
    if (rateLimitWait(error) !== undefined) {
        return `GitHub's rate limit is used up (${status}: ${detail}). Run the step again later.`;
    }
    if (status === 401) {
        return `GitHub does not accept the github-token (401: ${detail}). Pass a token that is valid.`;
    }
    if (/\blocked\b/i.test(detail))
        return `${status}: ${detail}. Unlock the conversation, or set pr-comment: off.`;
    if (status === 403 || status === 404) {
        return (`${status}: ${detail}. Give the job the permission ${permission}; ` +
            'runs for forks and for Dependabot have a token that can only read.');
    }
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
    const header = (name) => String(response?.headers?.[name] ?? '').trim();
    const number = (name) => (header(name) === '' ? NaN : Number(header(name)));
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
    return line.length <= MAX_DETAIL_LENGTH ? line : `${line.slice(0, MAX_DETAIL_LENGTH)}…`;
}


/***/ })

};
