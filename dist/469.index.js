export const id = 469;
export const ids = [469];
export const modules = {

/***/ 3469:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   waitForEc2: () => (/* binding */ waitForEc2)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2006);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8966);
/**
 * Waits until EC2 accepts an instance profile. EC2 knows a new profile seconds to minutes later than IAM. The only way to find
 * out is a dry run of RunInstances: it starts nothing, and its error names the profile if EC2 does not accept it.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */



/** Errors about the caller, which EC2 returns before it checks the request. */
const UNAUTHORIZED = /^(?:UnauthorizedOperation|AccessDenied|AuthFailure|Blocked|ExpiredToken|IncompleteSignature|InvalidClientTokenId|InvalidSecurity|MissingAuthenticationToken|OptInRequired|PendingVerification|RequestExpired|SignatureDoesNotMatch|UnrecognizedClient)$/;
/** Errors of EC2 itself, or of a replica that does not know the profile yet. */
const UNDECIDED = /^(?:NoSuchEntity|Request(?:LimitExceeded|Throttled)|Throttling|(?:Server\.|Service)?Unavailable|Internal(?:Error|Failure)|no response)$/;
/** Dry runs cost nothing, and the next step waits for this one. */
const MAX_WAIT_MS = 2_000;
/**
 * Asks EC2 until it accepts the profile, or until its error concerns something else: the image, the network, the quota. It
 * asks about an unchanged profile too: IAM does not show when the role in it was changed.
 *
 * @throws NotConverged if EC2 still rejects the profile at the deadline
 */
async function waitForEc2(client, profile, imageId, ports, milliseconds) {
    const deadline = new _run_js__WEBPACK_IMPORTED_MODULE_2__/* .Deadline */ .B2(ports, milliseconds, MAX_WAIT_MS);
    for (;;) {
        const response = await dryRun(client, profile.name, imageId, ports.signal);
        const text = `${response.code}: ${response.message}`;
        ports.debug(`EC2 on instance-profile/${profile.name}: ${text}`);
        const state = readiness(response);
        if (state === 'accepted')
            return { readyFor: 'ec2' };
        if (state === 'unknown') {
            const warning = `wait-for: ec2 could not ask EC2 about instance-profile/${profile.name}: ${text}\n${advice(response)}`;
            return { readyFor: 'iam', warning };
        }
        deadline.lastError = new Error(`RunInstances (dry run): ${text}`);
        await deadline.wait(() => ({ message: `EC2 did not accept instance-profile/${profile.name}` }));
    }
}
/** Interprets the response. If EC2 authorizes the caller but rejects the image or the network, it accepts the profile. */
function readiness({ code, message, fromEc2 }) {
    if (/invalid iam instance profile|has no associated iam roles/i.test(message))
        return 'wait';
    if (UNDECIDED.test(code))
        return 'wait';
    return !fromEc2 || UNAUTHORIZED.test(code) ? 'unknown' : 'accepted';
}
function advice({ code, fromEc2 }) {
    if (!fromEc2)
        return 'The response is not from EC2: check the network of the runner, its proxy and AWS_ENDPOINT_URL_EC2.';
    return /^(UnauthorizedOperation|AccessDenied)$/.test(code)
        ? 'Allow the caller ec2:RunInstances (a dry run starts nothing), ssm:GetParameters for the image, and iam:PassRole on the role.'
        : 'Check the credentials, the clock of the runner, and that the account may use EC2.';
}
async function dryRun(client, name, imageId, signal) {
    const form = {
        Action: 'RunInstances',
        Version: '2016-11-15',
        DryRun: 'true',
        MinCount: '1',
        MaxCount: '1',
        ImageId: imageId,
        InstanceType: 't3.micro',
        'IamInstanceProfile.Name': name,
    };
    // A static import would copy it into this chunk, too.
    const { elementText, signedRequest } = await __webpack_require__.e(/* import() */ 854).then(__webpack_require__.bind(__webpack_require__, 1854));
    try {
        const request = { service: 'ec2', method: 'POST', path: '/', form };
        const { body, status } = await signedRequest(client.sdk, request, signal);
        // Some of AWS's codes come with and without this ending.
        const code = elementText(body, 'Code')?.replace(/Exception$/, '');
        const busy = status >= 500 || status === 429;
        return {
            code: code ?? (busy ? 'ServiceUnavailable' : `HTTP ${status}`),
            message: elementText(body, 'Message') ?? '',
            fromEc2: code !== undefined,
        };
    }
    catch (error) {
        if (signal.aborted || error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_1__/* .Cancelled */ .cJ)
            throw new _runtime_time_js__WEBPACK_IMPORTED_MODULE_1__/* .Cancelled */ .cJ();
        return { code: 'no response', message: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message, fromEc2: false };
    }
}


/***/ })

};
