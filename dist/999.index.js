export const id = 999;
export const ids = [999];
export const modules = {

/***/ 8999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   describeFailure: () => (/* binding */ describeFailure)
/* harmony export */ });
/* harmony import */ var _config_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8308);
/* harmony import */ var _iam_cancellation_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3679);
/* harmony import */ var _iam_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9631);
/* harmony import */ var _iam_permissions_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7878);
/** A failure in words: what failed, what came back, and what to do about it. */




/** The whole message, of several lines; the same in log, annotation, summary and comment. */
function describeFailure(error, context) {
    if (error instanceof _config_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz) {
        const { problems } = error;
        const head = problems.length === 1 ? 'One input is wrong:' : `${problems.length} problems with the inputs:`;
        return [head, ...problems.map((problem) => `- ${(0,_config_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .problemLine */ .YK)(problem)}`)].join('\n');
    }
    if (error instanceof _iam_cancellation_js__WEBPACK_IMPORTED_MODULE_1__/* .Cancelled */ .c)
        return 'The run was cancelled.';
    if (error instanceof _iam_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA) {
        return [error.message, ...advice(error, context)].join('\n');
    }
    if (error.name === 'CredentialsProviderError')
        return `There are no AWS credentials: ${error.message}\n${CREDENTIALS}`;
    return error.message;
}
const CREDENTIALS = 'Give the job `permissions: id-token: write` and run aws-actions/configure-aws-credentials before this step.';
function* advice(error, context) {
    switch (error.code) {
        case 'AccessDenied':
        case 'AccessDeniedException':
        case 'UnauthorizedOperation':
            yield* accessDenied(error, context);
            return;
        case 'CredentialsProviderError':
            yield `There are no AWS credentials. ${CREDENTIALS}`;
            return;
        case 'InvalidClientTokenId':
        case 'ExpiredToken':
        case 'ExpiredTokenException':
        case 'SignatureDoesNotMatch':
        case 'MissingAuthenticationToken':
        case 'UnrecognizedClientException':
            yield CREDENTIALS;
            return;
        case 'LimitExceeded':
            yield 'A quota of the account is used up: remove what is not needed, or ask AWS for a higher one (Service Quotas, IAM).';
            return;
        case 'MalformedPolicyDocument':
            yield (0,_iam_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnknownPrincipal */ .xS)(error)
                ? 'The trust policy names a principal that IAM does not know: check its ARN, or create it first.'
                : 'Correct the document; IAM Access Analyzer (`aws accessanalyzer validate-policy`) says more.';
            return;
        case 'UnmodifiableEntity':
            yield 'Only the AWS service that owns it can change it: choose another name.';
            return;
        case 'EntityAlreadyExists':
            yield 'Names are unique in an account, whatever their case and path: choose another, or remove the other one.';
            return;
        default:
            if (error.unanswered) {
                yield 'IAM gave no answer: check the network of the runner, its proxy (HTTPS_PROXY, NO_PROXY), AWS_REGION and AWS_ENDPOINT_URL.';
            }
    }
}
/** IAM's message names the action it refused, the resource, and the caller, in whose account the resource is. */
function* accessDenied(error, context) {
    const { partition, declaration, start } = context;
    const denied = /not authorized to perform: ([\w-]+:\w+)/.exec(error.detail)?.[1];
    const account = /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(error.detail)?.[1];
    const statement = (0,_iam_permissions_js__WEBPACK_IMPORTED_MODULE_3__/* .statementFor */ .JM)(error.call, error.input, {
        account,
        partition,
        named: /on resource: (arn:\S+)/.exec(error.detail)?.[1],
        rolePath: start?.role?.path ?? declaration?.role?.path ?? '/',
        instanceProfilePath: start?.instanceProfile?.path ?? declaration?.role?.instanceProfile?.path ?? '/',
    }, denied);
    if (denied === 'iam:PassRole') {
        const [deed, service] = error.call === 'AddRoleToInstanceProfile'
            ? ['Putting a role into an instance profile', 'EC2']
            : ['Listing a role in a profile', 'Roles Anywhere'];
        yield `${deed} hands it to ${service}, so IAM also asks for iam:PassRole on the role.`;
    }
    yield `Allow the caller: ${JSON.stringify(statement)}`;
    if (/explicit deny/i.test(error.detail))
        yield 'A policy denies it explicitly, which no Allow can override.';
}


/***/ })

};
