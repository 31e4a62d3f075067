export const id = 772;
export const ids = [772];
export const modules = {

/***/ 2772:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   describeFailure: () => (/* binding */ describeFailure),
/* harmony export */   describeOutcome: () => (/* binding */ describeOutcome)
/* harmony export */ });
/* harmony import */ var _inputs_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(787);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8127);
/* harmony import */ var _aws_permissions_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3222);
/* harmony import */ var _reconcile_deadline_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5027);
/* harmony import */ var _reconcile_digest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2175);
/* harmony import */ var _runtime_cancellation_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7228);
/* harmony import */ var _drift_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2748);
/** The messages of failed runs: what failed, the error, and what to do. */







/** Returns the text of a role that failed or drifted; undefined for any other. */
function describeOutcome(outcome, run) {
    const { failure, declaration, start, status } = outcome;
    if (failure === undefined)
        return status === 'drifted' ? textOf(driftMessage(outcome)) : undefined;
    const { error, aftermath } = failure;
    const denied = (run.denied ?? []).filter((each) => concerns(each, declaration));
    const context = { ...run, declaration, start, denied };
    const [fate, ...changes] = aftermath === undefined ? [] : aftermathLines(aftermath, context);
    return textOf(describeFailure(error, context), fate, changes);
}
function textOf(error, fate, changes = []) {
    return { message: [error, fate ?? [], changes].flat().join('\n'), error, fate, changes };
}
function driftMessage(outcome) {
    return [
        `role/${outcome.declaration.roleName} has drifted: ${(0,_drift_js__WEBPACK_IMPORTED_MODULE_6__/* .driftCount */ .vk)(outcome)}.`,
        ...(0,_drift_js__WEBPACK_IMPORTED_MODULE_6__/* .driftLines */ .$m)(outcome).map((each) => `- ${each}`),
        `Next: ${(0,_drift_js__WEBPACK_IMPORTED_MODULE_6__/* .afterDrift */ .k9)()}`,
    ].join('\n');
}
/** Reports whether a call is about a role of the declaration, or about none. */
function concerns({ input }, { roleName, instanceProfileName }) {
    const { RoleName, InstanceProfileName } = input;
    return ((RoleName ?? roleName) === roleName &&
        (InstanceProfileName ?? instanceProfileName) === instanceProfileName);
}
/** Returns the message of an error, of several lines; the same in log, annotation, summary and comment. */
function describeFailure(error, context) {
    if (error instanceof _inputs_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz) {
        const { problems } = error;
        const wrong = problems.filter(_inputs_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .isFatal */ .BG).length;
        // After a look at IAM the inputs are valid in themselves.
        const [one, many] = context.start === undefined
            ? ['One input is wrong', 'problems with the inputs']
            : ['One input does not fit the account', 'problems with the inputs in this account'];
        const heading = wrong === 1 ? `${one}:` : `${wrong} ${many}:`;
        return [heading, ...problems.map((problem) => `- ${(0,_inputs_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .problemLine */ .YK)(problem)}`)].join('\n');
    }
    if (error instanceof _runtime_cancellation_js__WEBPACK_IMPORTED_MODULE_5__/* .Cancelled */ .c)
        return 'The run was cancelled.';
    if (error instanceof _reconcile_deadline_js__WEBPACK_IMPORTED_MODULE_3__/* .NotConverged */ .dG)
        return notConverged(error);
    if (error instanceof _reconcile_digest_js__WEBPACK_IMPORTED_MODULE_4__/* .PlanChanged */ .Cj) {
        return [
            'The plan has changed since it was reviewed.',
            error.message,
            ...error.changes.map(line),
            'Review it again: run mode: plan, and give its plan-digest to the step that applies.',
        ].join('\n');
    }
    if (error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CallError */ .RA)
        return [error.message, ...advice(error, context)].join('\n');
    if (error.name === 'CredentialsProviderError')
        return `There are no AWS credentials: ${error.message}\n${CREDENTIALS}`;
    return error.message;
}
/** The fate of the changes that a failed run sent, before their list. */
const AFTERMATHS = {
    cancelled: 'Nothing was rolled back. Run it again to finish. This run sent:',
    destroying: 'A destroy is not rolled back: run it again to finish. This run sent:',
    kept: 'Nothing was rolled back (rollback-on-failure: false). This run wrote:',
    applied: 'IAM has the declared state; nothing was rolled back.',
    'rolled-back': 'This run sent these changes and rolled them back:',
    'foreign-write': 'Nothing was rolled back: another run or tool has changed the same role or profile since. This run had sent:',
};
function aftermathLines({ kind, sent, remaining, rollbackError }, context) {
    if (kind === 'incomplete') {
        const why = rollbackError === undefined ? [] : [`Rollback incomplete: ${describeFailure(rollbackError, context)}`];
        return [...why, 'Clean up manually:', ...remaining.map((change) => `${line(change)} (${change.api})`)];
    }
    return [
        AFTERMATHS[kind],
        ...(kind === 'applied' ? [] : sentLines(sent)),
        ...(kind === 'cancelled' && remaining.length > 0 ? ['It did not send:', ...remaining.map(line)] : []),
    ];
}
function line({ resource, summary }) {
    return `- ${resource}: ${summary}`;
}
/** Lists each change once, however often it was sent. */
function sentLines(sent) {
    const effects = new Map();
    for (const { change, effect } of sent) {
        effects.set(line(change), effects.get(line(change)) === 'yes' ? 'yes' : effect);
    }
    return [...effects].map(([text, effect]) => effect === 'yes' ? text : `${text} (no response: it may have taken effect)`);
}
const RETRY_ADVICE = 'Run the step again, or raise timeout-seconds.';
function notConverged({ message, seconds, remaining, suspect, lastError }) {
    const suspicion = {
        'other-writer': 'Another run or tool changes the same role or profile: allow one run at a time.',
        'not-visible': "The write was accepted but isn't visible yet: IAM is lagging, or another run or tool reverted it.",
    };
    return [
        `${message} within ${seconds} s.${remaining.length === 0 ? '' : ' Remaining changes:'}`,
        ...remaining.map(line),
        ...(suspect === undefined ? [] : [suspicion[suspect]]),
        convergenceAdvice(lastError),
        ...(lastError === undefined ? [] : [`The last error: ${lastError.message}`]),
    ].join('\n');
}
function convergenceAdvice(lastError) {
    if (!(lastError instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CallError */ .RA))
        return RETRY_ADVICE;
    if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnknownPrincipal */ .Qd)(lastError))
        return UNKNOWN_PRINCIPAL;
    if (lastError.code === 'EntityAlreadyExists')
        return "The name is taken, but no such role is visible: another role's name differs only by case, or a role was just deleted. Choose another name, delete the other role, or run the step again.";
    return RETRY_ADVICE;
}
const UNKNOWN_PRINCIPAL = 'The trust policy names a principal that IAM does not know: check its ARN, or create it first.';
const CREDENTIALS = 'Give the job the permission id-token: write and run aws-actions/configure-aws-credentials before this step.';
/** Returns what to do about an error. */
function advice(error, context) {
    const { code, detail } = error;
    if (error.isDenial)
        return accessDenied(error, context);
    if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnknownPrincipal */ .Qd)(error))
        return [UNKNOWN_PRINCIPAL];
    if (code === 'LimitExceeded' && FIXED_QUOTA.test(detail))
        return ['No account can have more: remove what is not needed.'];
    if (Object.hasOwn(ADVICE, code))
        return [ADVICE[code] ?? ''];
    if (UNTRUSTED.test(code))
        return [
            'The runner does not trust the CA of the certificate of the endpoint or proxy: set NODE_EXTRA_CA_CERTS in the env of the step to a PEM file with the certificate of your own CA.',
        ];
    return error.status === undefined
        ? [
            'IAM did not respond: check the network of the runner, its proxy (HTTPS_PROXY, NO_PROXY), AWS_REGION and AWS_ENDPOINT_URL.',
        ]
        : [];
}
/** Advice by the code of an error. */
const ADVICE = {
    CredentialsProviderError: `There are no AWS credentials. ${CREDENTIALS}`,
    InvalidClientTokenId: CREDENTIALS,
    ExpiredToken: CREDENTIALS,
    ExpiredTokenException: CREDENTIALS,
    SignatureDoesNotMatch: CREDENTIALS,
    MissingAuthenticationToken: CREDENTIALS,
    UnrecognizedClientException: CREDENTIALS,
    LimitExceeded: 'A quota of the account is used up: remove what is not needed, or ask AWS for a higher one (Service Limits, IAM).',
    MalformedPolicyDocument: 'Correct the document; IAM Access Analyzer (`aws accessanalyzer validate-policy`) lists its errors.',
    UnmodifiableEntity: 'Only the AWS service that owns it can change it: choose another name.',
    EntityAlreadyExists: 'Names are unique in an account, regardless of case and path: choose another name, or delete the other resource.',
    CERT_HAS_EXPIRED: "The endpoint's certificate is not valid now: renew it, and check the clock of the runner.",
    CERT_NOT_YET_VALID: "The endpoint's certificate is not valid now: renew it, and check the clock of the runner.",
    ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host: check AWS_ENDPOINT_URL, and whether a proxy (HTTPS_PROXY) answers in place of AWS.',
};
/** Quotas that AWS raises for no account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const FIXED_QUOTA = /TagsPer|policy size of 10240|ACLSizePerRole: 4096/;
/** OpenSSL's codes for a chain that ends in no certificate Node knows: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)|CERT_(?:UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|INVALID_CA)$/;
/** Explains a denial, and names every other call of the run that was denied. */
function accessDenied(error, context) {
    const others = (context.denied ?? []).filter((other) => other.message !== error.message);
    const denied = [error, ...others];
    const statements = (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_2__/* .mergeActions */ .eV)(denied.flatMap((each) => statementsOf(each, context)));
    const lines = [
        `Allow the caller: ${JSON.stringify(statements.length === 1 ? statements[0] : statements)}`,
        context.hasCallerPolicy === true
            ? 'The whole policy of this step is in the last part of its summary, and in its output caller-policy.'
            : 'The page docs/permissions.md of this Action has the whole policy of each mode.',
    ];
    if (deniedAction(error) === 'iam:PassRole') {
        const [service] = [(0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_2__/* .receiver */ .e6)(error.call, context.partition)].flat();
        lines.unshift(`${error.call} passes the role to ${service}, so IAM also asks for iam:PassRole on the role.`);
    }
    if (others.length > 0)
        lines.unshift(`IAM also denied: ${[...new Set(others.map(({ call }) => call))].join(', ')}.`);
    if (denied.some(({ detail }) => /explicit deny/i.test(detail)))
        lines.push('A policy denies it explicitly, which no Allow can override.');
    return lines;
}
function deniedAction({ detail }) {
    return /not authorized to perform: ([\w-]+:\w+)/.exec(detail)?.[1];
}
/** Returns the statements for a denied call. IAM's message names the action, the resource, and the caller's account. */
function statementsOf(error, { partition, declaration, start }) {
    const { call, input, detail } = error;
    return (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_2__/* .statementsFor */ .YQ)(call, input, {
        account: /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(detail)?.[1],
        partition,
        named: /on resource: (arn:\S+)/.exec(detail)?.[1],
        rolePath: start?.role?.path ?? declaration?.role?.path ?? '/',
        instanceProfilePath: start?.instanceProfile?.path ?? declaration?.role?.instanceProfile?.path ?? '/',
    }, deniedAction(error));
}


/***/ })

};
