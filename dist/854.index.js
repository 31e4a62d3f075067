export const id = 854;
export const ids = [854];
export const modules = {

/***/ 1854:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   elementText: () => (/* binding */ elementText),
/* harmony export */   restCall: () => (/* binding */ restCall),
/* harmony export */   signedRequest: () => (/* binding */ signedRequest)
/* harmony export */ });
/* harmony import */ var _smithy_core_endpoints__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4172);
/* harmony import */ var _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9725);
/* harmony import */ var _smithy_signature_v4__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7476);
/* harmony import */ var _runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5693);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2006);
/* harmony import */ var _arn_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3385);
/* harmony import */ var _calls_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7414);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8127);
/**
 * REST calls: REST JSON, signed with the credentials, the signer, the connections and the proxy that the IAM client already
 * has. Loaded only by runs that send one.
 *
 * They do not use `@aws-sdk/client-rolesanywhere`: npm's newest is 3.332.0 of May 2023, with an SDK core of that time. It
 * would add 73 packages (14 MB; 756 kB bundled), 0.2 s of start-up, a second credential chain and a second retry policy. It
 * lacks today's proxy support, and it retries CreateProfile, which then creates two profiles.
 */








/**
 * Sends a REST call and retries like the SDK: with jitter, as often as AWS_MAX_ATTEMPTS allows. Does not retry a creation
 * that may have taken effect: names are not unique, so another attempt may create a second resource.
 *
 * @throws CallError, Cancelled
 */
async function restCall(sdk, responded, call, input, cancellation, clock) {
    const attempts = await sdk.config.maxAttempts();
    let mayHaveEffect = false;
    for (let attempt = 1;; attempt += 1) {
        try {
            return await sendOnce(sdk, call, input, attempt, cancellation);
        }
        catch (cause) {
            if (!(cause instanceof _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .CallError */ .RA))
                throw mayHaveEffect ? new _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ(true) : cause;
            mayHaveEffect ||= cause.mayHaveTakenEffect;
            const isRepeatable = _calls_js__WEBPACK_IMPORTED_MODULE_2__/* .CALLS */ .q$[call].does !== 'create' || !mayHaveEffect;
            if (cause.verdict !== 'transient' || !isRepeatable || attempt >= attempts) {
                const seen = { mayHaveTakenEffect: mayHaveEffect, endpointResponded: responded() };
                throw Object.assign(cause, seen);
            }
            await clock.sleep((0,_runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .backoff */ .JN)(attempt - 1, clock), cancellation.signal).catch(() => {
                throw new _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ(mayHaveEffect);
            });
        }
    }
}
async function sendOnce(sdk, call, input, attempt, cancellation) {
    cancellation.signal.throwIfAborted();
    const response = signedRequest(sdk, requestOf(call, input, attempt));
    const { status, errorType, body } = await response.catch((error) => {
        throw _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .CallError */ .RA.from(error, call, input, { mayHaveTakenEffect: !(error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ) });
    });
    const fail = (code, detail, cause) => {
        // A successful response that cannot be read does not show whether the call took effect either.
        const seen = status < 300 ? { mayHaveTakenEffect: true } : {};
        return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .CallError */ .RA({ code, detail, call, input, status, ...seen }, { cause });
    };
    let content;
    try {
        content =
            (0,_calls_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceOf */ .z5)(call) === 'sts' ? xmlContent(body) : JSON.parse(body === '' ? '{}' : body);
    }
    catch (error) {
        // A proxy may answer in HTML.
        throw fail(`HTTP ${status}`, (0,_runtime_log_escape_js__WEBPACK_IMPORTED_MODULE_4__/* .cutText */ .IN)(body, 200), error);
    }
    if (status < 300)
        return content;
    const [code = ''] = (errorType ?? content.code ?? `HTTP ${status}`).split(':');
    throw fail(code, content.message ?? 'no message');
}
/** Returns the text of an element of a response in XML. */
function elementText(xml, tag) {
    return new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
}
/** Reads a response of STS. @throws Error if it is none, such as a page of a proxy */
function xmlContent(body) {
    const [account, code, message] = ['Account', 'Code', 'Message'].map((tag) => elementText(body, tag));
    if (account === undefined && code === undefined)
        throw new Error('no response of STS');
    return { account, code, message };
}
/** Builds the request. The path has the id; the rest of the input is the query of a GET, else the body. */
function requestOf(call, input, attempt) {
    const [method, route] = _calls_js__WEBPACK_IMPORTED_MODULE_2__/* .CALLS */ .q$[call].route;
    const service = (0,_calls_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceOf */ .z5)(call);
    const { profileId = '', ...rest } = input;
    const path = route.replace('{profileId}', encodeURIComponent(profileId));
    const common = { service, operation: call, attempt, method, path };
    if (service === 'sts')
        return { ...common, form: { Action: call, Version: '2011-06-15' } };
    if (method === 'GET')
        return { ...common, query: rest };
    // Node would send an empty body without its length.
    return Object.keys(rest).length === 0 ? common : { ...common, json: rest };
}
/**
 * Sends one request, once, with the IAM client's credentials, region and connections. The caller decides whether to retry.
 *
 * @returns the response; `errorType` is the error's code, if the protocol has it in a header
 * @throws Error of the network, or about credentials
 */
async function signedRequest(sdk, request, signal) {
    const { service, operation, attempt, method, path, query, form, json } = request;
    const { credentials, sha256, urlParser, systemClockOffset } = sdk.config;
    const region = await sdk.config.region();
    const endpoint = await endpointOf(service, region, sdk);
    const signer = new _smithy_signature_v4__WEBPACK_IMPORTED_MODULE_5__/* .SignatureV4 */ .B({ credentials, region, service, sha256 });
    const body = form === undefined ? json && JSON.stringify(json) : new URLSearchParams(form).toString();
    const signed = await signer.sign(new _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_6__/* .HttpRequest */ .K({
        ...urlParser(endpoint),
        method,
        path: endpoint.pathname.replace(/\/$/, '') + path,
        query: { ...query },
        headers: {
            host: endpoint.host,
            'content-type': form === undefined ? 'application/json' : 'application/x-www-form-urlencoded; charset=utf-8',
            ...(attempt === undefined ? {} : { 'amz-sdk-request': `attempt=${attempt}` }),
        },
        ...(body === undefined ? {} : { body }),
    }), 
    // The SDK learns from IAM how wrong this machine's clock is.
    { signingDate: new Date(Date.now() + systemClockOffset) });
    const options = { abortSignal: signal, operation };
    const sent = await sdk.config.requestHandler.handle(new _smithy_core_protocols__WEBPACK_IMPORTED_MODULE_6__/* .HttpRequest */ .K(signed), options);
    const { response } = sent;
    const bytes = await sdk.config.streamCollector(response.body);
    return {
        status: response.statusCode,
        errorType: response.headers['x-amzn-errortype'],
        body: new TextDecoder().decode(bytes),
    };
}
/** Returns the service's endpoint by the same settings as IAM's. https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html */
async function endpointOf(service, region, { config }) {
    const { urlParser, endpointProvider } = config;
    const own = (0,_smithy_core_endpoints__WEBPACK_IMPORTED_MODULE_7__/* .resolveEndpointConfig */ .Co)({ urlParser, endpointProvider, region, serviceId: service });
    const configured = await own.serviceConfiguredEndpoint?.();
    const { dnsSuffix, dualStackDnsSuffix } = (0,_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .partitionOf */ .iQ)(region);
    const fips = (await config.useFipsEndpoint()) ? '-fips' : '';
    const suffix = (await config.useDualstackEndpoint()) ? dualStackDnsSuffix : dnsSuffix;
    return new URL(configured ?? `https://${service}${fips}.${region}.${suffix}`);
}


/***/ })

};
