export const id = 829;
export const ids = [829];
export const modules = {

/***/ 5829:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RolesAnywhere: () => (/* binding */ RolesAnywhere)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);
/* harmony import */ var _cancellation_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3679);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9631);
/* harmony import */ var _signed_request_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(320);
/**
 * IAM Roles Anywhere's calls on profiles: REST JSON, signed by what the IAM client has already. Loaded only when a profile
 * is declared.
 *
 * Not by `@aws-sdk/client-rolesanywhere`: npm's newest is 3.332.0 of May 2023, with an SDK core of that time. It would bring
 * 73 packages (14 MB; 756 kB bundled), 0.2 s of start-up, a second chain of credentials and a second retry, without the
 * proxy and the keys of today's; it reads today's answers, but retries CreateProfile, which then makes two.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */




/** `{id}` is taken from the input's profileId; what is left of the input is the query of a GET, the body of the others. */
const ROUTES = {
    ListProfiles: ['GET', '/profiles'],
    ListTagsForResource: ['GET', '/ListTagsForResource'],
    CreateProfile: ['POST', '/profiles'],
    UpdateProfile: ['PATCH', '/profile/{id}'],
    EnableProfile: ['POST', '/profile/{id}/enable'],
    DisableProfile: ['POST', '/profile/{id}/disable'],
    DeleteProfile: ['DELETE', '/profile/{id}'],
    TagResource: ['POST', '/TagResource'],
    UntagResource: ['POST', '/UntagResource'],
};
/** As the SDK's standard retry has them, in milliseconds. */
const RETRY = { base: 100, throttled: 500, longest: 20_000 };
/** The waits, in milliseconds, before each look for a profile of which nobody knows whether it was made. */
const LOOKS = [0, 500, 1_000, 2_000, 3_000];
class RolesAnywhere {
    #client;
    #cancellation;
    /** What this run made, by name: a placeholder may stand for it before anybody has looked. */
    #made = new Map();
    constructor(client, cancellation) {
        this.#client = client;
        this.#cancellation = cancellation;
    }
    /** @throws CallError, Cancelled */
    async call(call, input) {
        const resolved = await this.#resolved(input);
        const attempts = await this.#client.sdk.config.maxAttempts();
        let doubt = false;
        for (let attempt = 1;; attempt += 1) {
            try {
                const answer = await this.#once(call, input, resolved, attempt);
                if (call === 'CreateProfile')
                    this.#remember(answer);
                return answer;
            }
            catch (cause) {
                // Nothing was sent for a run that had been cancelled before.
                doubt ||= cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA && cause.doubt;
                const reached = this.#client.attempts.some(({ status }) => status !== undefined);
                if (!(cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA))
                    throw doubt ? new _cancellation_js__WEBPACK_IMPORTED_MODULE_1__/* .Cancelled */ .c(true) : cause;
                const { code, detail, status } = cause;
                const error = new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA({ code, detail, call, input, status, attempts: attempt, doubt, reached }, { cause });
                if (error.verdict !== 'transient')
                    throw error;
                if (call === 'CreateProfile' && doubt)
                    return this.#madeAfterAll(error);
                if (attempt >= attempts)
                    throw error;
                const base = isThrottled(error) ? RETRY.throttled : RETRY.base;
                await this.#wait(Math.random() * Math.min(RETRY.longest, base * 2 ** (attempt - 1)), doubt);
            }
        }
    }
    async #once(call, input, resolved, attempt) {
        this.#cancellation.throwIfCancelled();
        const [method, path] = ROUTES[call];
        const { profileId = '', ...rest } = resolved;
        const fail = (code, detail, status, cause) => {
            const facts = { call, input, status, attempts: attempt, doubt: status < 300 || (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .leavesDoubt */ .pw)(status) };
            return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA({ ...facts, code, detail }, { cause });
        };
        let answer;
        try {
            answer = await (0,_signed_request_js__WEBPACK_IMPORTED_MODULE_3__/* .signedRequest */ .I)(this.#client, {
                service: 'rolesanywhere',
                operation: call,
                attempt,
                method,
                path: path.replace('{id}', encodeURIComponent(profileId)),
                contentType: 'application/json',
                // Those that say all in their path have no body; Node would send it without its length.
                ...(method === 'GET'
                    ? { query: rest }
                    : Object.keys(rest).length > 0
                        ? { body: JSON.stringify(rest) }
                        : {}),
            }, this.#cancellation.grace);
        }
        catch (error) {
            throw _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA.from(error, call, input, { doubt: !(error instanceof _cancellation_js__WEBPACK_IMPORTED_MODULE_1__/* .Cancelled */ .c) });
        }
        const { status, errorType, body } = answer;
        let content;
        try {
            content = JSON.parse(body === '' ? '{}' : body);
        }
        catch (error) {
            // What stands between here and the service may answer in HTML.
            throw fail(`HTTP ${status}`, body.slice(0, 200), status, error);
        }
        if (status < 300)
            return content;
        const [code = ''] = (errorType ?? content.code ?? `HTTP ${status}`).split(':');
        throw fail(code, content.message ?? 'no message', status);
    }
    /**
     * Nobody knows whether a CreateProfile took effect, and names are not unique: sent again, it may make a second one. So
     * what stands has to tell, and has some time for it.
     *
     * @throws the error when it does not show
     */
    async #madeAfterAll(error) {
        const { name } = error.input;
        for (const milliseconds of LOOKS) {
            await this.#wait(milliseconds, true);
            const profile = await this.#find(name).catch(() => undefined);
            if (profile === undefined)
                continue;
            this.#remember({ profile });
            return { profile };
        }
        throw error;
    }
    #remember({ profile }) {
        if (profile !== undefined)
            this.#made.set(profile.name, profile);
    }
    async #wait(milliseconds, doubt) {
        try {
            await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(milliseconds, undefined, { signal: this.#cancellation.signal });
        }
        catch {
            throw new _cancellation_js__WEBPACK_IMPORTED_MODULE_1__/* .Cancelled */ .c(doubt);
        }
    }
    /** The input with what has been born since it was planned in place of its placeholders. */
    async #resolved(input) {
        const resolve = async (value) => {
            if (Array.isArray(value))
                return Promise.all(value.map(resolve));
            const [, kind, name] = typeof value === 'string' ? (PLACEHOLDER.exec(value) ?? []) : [];
            if (kind === undefined || name === undefined)
                return value;
            if (kind === 'role-arn')
                return this.#client.roleArn(name);
            const profile = this.#made.get(name) ?? (await this.#find(name));
            if (profile === undefined) {
                const facts = { call: 'ListProfiles', input: {}, status: 404, attempts: 1 };
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA({
                    ...facts,
                    code: 'ResourceNotFoundException',
                    detail: `there is no profile ${name}`,
                });
            }
            return kind === 'profile-id' ? profile.profileId : profile.profileArn;
        };
        const entries = Object.entries(input).map(async ([key, value]) => [key, await resolve(value)]);
        return Object.fromEntries(await Promise.all(entries));
    }
    async #find(name) {
        let page = {};
        do {
            const { nextToken } = page;
            page = await this.call('ListProfiles', nextToken === undefined ? {} : { nextToken });
            const found = page.profiles?.find((profile) => profile.name === name);
            if (found !== undefined)
                return found;
        } while (page.nextToken !== undefined);
        return undefined;
    }
}
const PLACEHOLDER = /^\{(role-arn|profile-id|profile-arn):(.+)\}$/;
/** The quota is one call a second for profiles, and one for their tags. */
function isThrottled({ code, status }) {
    return status === 429 || /^(?:Throttling|TooManyRequests)/.test(code);
}


/***/ }),

/***/ 320:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ signedRequest)
/* harmony export */ });
/* harmony import */ var _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9725);
/* harmony import */ var _smithy_signature_v4__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7476);
/* harmony import */ var _arn_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9369);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4043);
/**
 * Signed requests to services that are asked too little for an SDK client of their own: with the credentials, the signer,
 * the connections and the proxy that the IAM client has already.
 */




/**
 * Sends one request, once; whether to try again is the caller's to say.
 *
 * @throws Error of the network, or about credentials
 */
async function signedRequest(client, request, signal, env = process.env) {
    const { service, method, path, query, contentType, body } = request;
    const { sdk } = client;
    const where = await client.region();
    const endpoint = new URL((0,_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .firstSet */ .v)(env, `AWS_ENDPOINT_URL_${service.toUpperCase()}`, 'AWS_ENDPOINT_URL') ??
        `https://${service}.${where}.${(0,_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .partitionOf */ .iQ)(where).dnsSuffix}`);
    const signer = new _smithy_signature_v4__WEBPACK_IMPORTED_MODULE_2__/* .SignatureV4 */ .B({
        credentials: sdk.config.credentials,
        region: where,
        service,
        sha256: sdk.config.sha256,
    });
    const signed = await signer.sign(new _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_3__/* .HttpRequest */ .K({
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
        method,
        path,
        query: { ...query },
        headers: {
            host: endpoint.host,
            'content-type': contentType,
            ...(request.attempt === undefined ? {} : { 'amz-sdk-request': `attempt=${request.attempt}` }),
        },
        ...(body === undefined ? {} : { body }),
    }));
    const { operation } = request;
    const { response } = (await sdk.config.requestHandler.handle(new _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_3__/* .HttpRequest */ .K(signed), {
        abortSignal: signal,
        ...(operation === undefined ? {} : { operation }),
    }));
    const bytes = await sdk.config.streamCollector(response.body);
    return {
        status: response.statusCode,
        errorType: response.headers['x-amzn-errortype'],
        body: new TextDecoder().decode(bytes),
    };
}


/***/ })

};
