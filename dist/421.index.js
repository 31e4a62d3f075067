export const id = 421;
export const ids = [421];
export const modules = {

/***/ 2421:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  waitForEc2: () => (/* binding */ waitForEc2)
});

// EXTERNAL MODULE: ./build/iam/cancellation.js
var cancellation = __webpack_require__(3679);
// EXTERNAL MODULE: ./node_modules/@smithy/core/dist-cjs/submodules/protocols/index.js
var protocols = __webpack_require__(3422);
// EXTERNAL MODULE: ./node_modules/@smithy/signature-v4/dist-es/SignatureV4.js + 1 modules
var SignatureV4 = __webpack_require__(7550);
// EXTERNAL MODULE: ./build/iam/arn.js
var arn = __webpack_require__(9369);
;// CONCATENATED MODULE: ./build/iam/signed-request.js
/**
 * Signed requests to services that are asked too little for an SDK client of their own: with the credentials, the signer,
 * the connections and the proxy that the IAM client has already.
 */



/**
 * Sends one request, once; whether to try again is the caller's to say.
 *
 * @throws Error of the network, or about credentials
 */
async function signedRequest({ sdk, region }, request, signal, env = process.env) {
    const { service, method, path, query, contentType, body } = request;
    const where = await region();
    const endpoint = new URL(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ??
        env['AWS_ENDPOINT_URL'] ??
        `https://${service}.${where}.${(0,arn/* partitionOf */.iQ)(where).dnsSuffix}`);
    const signer = new SignatureV4/* SignatureV4 */.B({
        credentials: sdk.config.credentials,
        region: where,
        service,
        sha256: sdk.config.sha256,
    });
    const signed = await signer.sign(new protocols.HttpRequest({
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
        method,
        path,
        query: { ...query },
        headers: { host: endpoint.host, 'content-type': contentType },
        ...(body === undefined ? {} : { body }),
    }));
    const { response } = await sdk.config.requestHandler.handle(signed, { abortSignal: signal });
    const bytes = await sdk.config.streamCollector(response.body);
    return { status: response.statusCode, body: new TextDecoder().decode(bytes) };
}

// EXTERNAL MODULE: ./build/reconcile/converge.js + 1 modules
var converge = __webpack_require__(67);
;// CONCATENATED MODULE: ./build/reconcile/ec2-readiness.js



/** A profile older than this is known everywhere. */
const SETTLED_MS = 10 * 60_000;
/** Dry runs cost nothing, and the next step is waiting. */
const LONGEST_WAIT_MS = 2_000;
/**
 * Asks EC2 until it accepts the profile, or answers about something else: the image, the network, the quota.
 *
 * @param changed whether this run made the profile or put a role into it
 * @throws NotConverged when EC2 still refuses the profile at the deadline
 */
async function waitForEc2(client, profile, changed, imageId, ports, milliseconds) {
    const age = Date.now() - (profile.born?.created?.getTime() ?? 0);
    if (!changed && age > SETTLED_MS)
        return { readyFor: 'ec2' };
    const patience = new converge/* Patience */.i3(ports, milliseconds, LONGEST_WAIT_MS);
    for (;;) {
        const answer = await dryRun(client, profile.name, imageId, ports.signal);
        ports.debug(`EC2 on instance-profile/${profile.name}: ${answer.code}: ${answer.message}`);
        switch (verdict(answer)) {
            case 'accepted':
                return { readyFor: 'ec2' };
            case 'denied':
                return {
                    readyFor: 'iam',
                    warning: `wait-for: ec2 could not ask EC2 about instance-profile/${profile.name}: ${answer.code}: ${answer.message} ` +
                        'Allow the caller ec2:RunInstances (a dry run starts nothing), ssm:GetParameters for the image, and iam:PassRole on the role.',
                };
            case 'wait':
                patience.last = new converge/* NotConverged */.dG(`RunInstances (dry run): ${answer.code}: ${answer.message}`);
                await patience.wait(() => `EC2 does not accept instance-profile/${profile.name} after ${Math.round(milliseconds / 1000)} s.`);
        }
    }
}
function verdict({ code, message }) {
    if (/invalid iam instance profile|has no associated iam roles/i.test(message))
        return 'wait';
    if (/^(NoSuchEntity|RequestLimitExceeded|Throttling|Unavailable|InternalError|ServiceUnavailable|no answer)$/.test(code)) {
        return 'wait';
    }
    return /^(UnauthorizedOperation|AccessDenied)$/.test(code) ? 'denied' : 'accepted';
}
async function dryRun(client, name, imageId, signal) {
    const form = new URLSearchParams({
        Action: 'RunInstances',
        Version: '2016-11-15',
        DryRun: 'true',
        MinCount: '1',
        MaxCount: '1',
        ImageId: imageId,
        InstanceType: 't3.micro',
        'IamInstanceProfile.Name': name,
    });
    try {
        const { body, status } = await signedRequest(client, {
            service: 'ec2',
            method: 'POST',
            path: '/',
            contentType: 'application/x-www-form-urlencoded; charset=utf-8',
            body: form.toString(),
        }, signal);
        const part = (tag) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(body)?.[1];
        return {
            code: part('Code') ?? (status >= 500 ? 'ServiceUnavailable' : `HTTP ${status}`),
            message: part('Message') ?? '',
        };
    }
    catch (error) {
        if (signal.aborted || error instanceof cancellation/* Cancelled */.c)
            throw new cancellation/* Cancelled */.c();
        return { code: 'no answer', message: error instanceof Error ? error.message : String(error) };
    }
}


/***/ })

};
