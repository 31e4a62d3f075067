export const id = 772;
export const ids = [772,965];
export const modules = {

/***/ 2772:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   describeFailure: () => (/* binding */ describeFailure),
/* harmony export */   describeMissingCredentials: () => (/* binding */ describeMissingCredentials),
/* harmony export */   describeOutcome: () => (/* binding */ describeOutcome)
/* harmony export */ });
/* harmony import */ var _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4966);
/* harmony import */ var _inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3385);
/* harmony import */ var _aws_calls_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7414);
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8075);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8127);
/* harmony import */ var _reconcile_run_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8966);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2006);
/* harmony import */ var _differences_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(7787);
/* harmony import */ var _least_policy_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(4965);
/** The messages of failed runs: what failed, the error, and what to do. */










/** Returns the text of a role that failed or drifted; undefined for any other. */
function describeOutcome(outcome, run) {
    const { failure, declaration, status } = outcome;
    if (failure === undefined) {
        if (status !== 'drifted')
            return undefined;
        const heading = `role/${declaration.roleName} has drifted: ${(0,_differences_js__WEBPACK_IMPORTED_MODULE_8__/* .driftCount */ .vk)(outcome)}.`;
        const lines = (0,_differences_js__WEBPACK_IMPORTED_MODULE_8__/* .driftLines */ .$m)(outcome).map((each) => `- ${each}`);
        return textOf([heading, ...lines, `Next: ${(0,_differences_js__WEBPACK_IMPORTED_MODULE_8__/* .afterDrift */ .k9)()}`].join('\n'));
    }
    const { error, aftermath } = failure;
    // Calls about a role of the declaration, or about none.
    const denied = (run.denied ?? []).filter((each) => {
        const { roleName, instanceProfileName } = withNamesOf(each, declaration);
        return roleName === declaration.roleName && instanceProfileName === declaration.instanceProfileName;
    });
    const context = { ...run, ...outcome, denied };
    const [fate, ...changes] = aftermath === undefined ? [] : aftermathLines(aftermath, context);
    return textOf(describeFailure(error, context), fate, changes);
}
function textOf(error, fate, changes = []) {
    return { message: [error, fate ?? [], changes].flat().join('\n'), error, fate, changes };
}
/** Returns the declaration with the names in a call's input, which may be those of another role or profile. */
function withNamesOf({ input }, declaration = {}) {
    const { roleName = '*', instanceProfileName = '*', role } = declaration;
    const { RoleName = roleName, InstanceProfileName = instanceProfileName } = input;
    return { roleName: RoleName, instanceProfileName: InstanceProfileName, role };
}
/** Returns the message of an error, of several lines; the same in log, annotation, summary and comment. */
function describeFailure(error, context) {
    if (error instanceof _inputs_declare_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d) {
        const { problems } = error;
        const wrong = problems.filter(_inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .isFatal */ .BG).length;
        // After a look at IAM the inputs are valid in themselves.
        const isValid = context.start !== undefined;
        const one = `One input ${isValid ? 'does not fit the account' : 'is wrong'}:`;
        const many = `${wrong} problems with the inputs${isValid ? ' in this account' : ''}:`;
        return [wrong === 1 ? one : many, ...problems.map((problem) => `- ${(0,_inputs_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .problemLine */ .YK)(problem)}`)].join('\n');
    }
    if (error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_7__/* .Cancelled */ .cJ)
        return 'The run was cancelled.';
    if (error instanceof _reconcile_run_js__WEBPACK_IMPORTED_MODULE_6__/* .NotConverged */ .dG)
        return notConverged(error);
    if (error instanceof _reconcile_run_js__WEBPACK_IMPORTED_MODULE_6__/* .PlanChanged */ .Cj) {
        const preview = context.mode === 'destroy' ? 'this step with dry-run: true' : 'mode: plan';
        return [
            'The plan has changed since it was reviewed.',
            error.message,
            ...error.changes.map(line),
            `Review it again: run ${preview}, and give its plan-digest to this step.`,
        ].join('\n');
    }
    if (error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .CallError */ .RA)
        return [error.message, advice(error, context) ?? []].flat().join('\n');
    return error.message;
}
/** The fate of the changes that a failed run sent, before their list. */
const AFTERMATHS = {
    cancelled: 'Nothing was rolled back.',
    destroying: 'A destroy is not rolled back.',
    kept: 'Nothing was rolled back (rollback-on-failure: false). This run wrote:',
    applied: 'IAM has the declared state; nothing was rolled back.',
    'rolled-back': 'This run sent these changes and rolled them back:',
    'foreign-write': 'Nothing was rolled back: another run or tool has changed the same role or profile since. This run had sent:',
};
function aftermathLines(aftermath, context) {
    const { kind, sent, remaining, rollbackError } = aftermath;
    if (kind === 'incomplete') {
        const why = rollbackError === undefined ? [] : [`Rollback incomplete: ${describeFailure(rollbackError, context)}`];
        const list = remaining.map((change) => `${line(change)} (${change.api})`);
        const done = 'IAM accepted the rollback of every change, but no read confirms it. Run mode: plan to see what IAM has.';
        return [...why, ...(list.length === 0 ? [done] : ['Clean up manually:', ...list])];
    }
    const again = context.reviewed === true ? 'Plan the rest anew, review it, and pass on its plan-digest' : 'Run it again';
    const isPartial = kind === 'cancelled' || kind === 'destroying';
    return [
        isPartial ? `${AFTERMATHS[kind]} ${again} to finish. This run sent:` : AFTERMATHS[kind],
        ...(kind === 'applied' ? [] : sentLines(sent)),
        ...(kind === 'cancelled' && remaining.length > 0 ? ['It did not send:', ...remaining.map(line)] : []),
    ];
}
function line({ resource, summary }) {
    return `- ${resource}: ${summary}`;
}
/** Lists each change once, however often it was sent. */
function sentLines(sent) {
    return [...Map.groupBy(sent, ({ change }) => line(change))].map(([text, all]) => all.some(({ effect }) => effect === 'yes') ? text : `${text} (no response: it may have taken effect)`);
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
    if (!(lastError instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .CallError */ .RA))
        return RETRY_ADVICE;
    if ((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .isUnknownPrincipal */ .Qd)(lastError))
        return UNKNOWN_PRINCIPAL;
    if (lastError.code === 'EntityAlreadyExists')
        return "The name is taken, but no such role is visible: another role's name differs only by case, or a role was just deleted. Choose another name, delete the other role, or run the step again.";
    return RETRY_ADVICE;
}
const UNKNOWN_PRINCIPAL = 'The trust policy names a principal that IAM does not know: check its ARN, or create it first.';
const CREDENTIALS = 'Give the job the permission id-token: write, and set role-to-assume or run aws-actions/configure-aws-credentials right before this step.';
/** Returns the message of a run that gets no credentials from its environment. */
function describeMissingCredentials(facts, env) {
    const { code, detail, status } = facts;
    const why = code === 'CredentialsProviderError' ? detail : `${code}: ${detail}`;
    const source = /PROFILE|_KEY|ROLE_ARN|WEB_IDENTITY|CONTAINER_CREDENTIALS/;
    const names = Object.keys(_aws_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .VARIABLES */ .ut).filter((name) => source.test(name) && (0,_aws_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .firstSet */ .v)(env, name));
    const profile = names.includes('AWS_PROFILE') ? ' With AWS_PROFILE, keys do not count.' : '';
    const given = `The environment sets ${names.join(', ')}: complete or correct that, or set role-to-assume.${profile}`;
    // Errors of the SDK and of files have no status either.
    const isLocal = /^(?:CredentialsProvider|Syntax)Error$/.test(code) || /, (?:open|read)\b/.test(detail);
    const isNetwork = status === undefined ? !isLocal : code.startsWith('HTTP ');
    const remedy = isNetwork ? remedyOf(facts) : undefined;
    return `There are no AWS credentials: ${why.replace(/\.$/, '')}. ${remedy ?? (names.length === 0 ? CREDENTIALS : given)}`;
}
/** Returns what to do about an error; undefined without advice. */
function advice(error, context) {
    if (error.isDenial)
        return accessDenied(error, context).join('\n');
    return (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .isUnknownPrincipal */ .Qd)(error) ? UNKNOWN_PRINCIPAL : remedyOf(error);
}
function remedyOf(facts) {
    const { code, detail, status } = facts;
    const text = `${code}: ${detail}`;
    const key = Object.keys(ADVICE).find((pattern) => new RegExp(`^(?:${pattern})(?::|$)`, 's').test(text));
    if (key !== undefined)
        return ADVICE[key];
    return status === undefined && (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .verdictOf */ .Vj)(facts) === 'transient' ? NO_RESPONSE : undefined;
}
const NO_RESPONSE = 'AWS did not respond: check the network of the runner, its proxy (HTTPS_PROXY, NO_PROXY), AWS_REGION and AWS_ENDPOINT_URL.';
/** Advice by patterns of an error's code, or of its code and message. OpenSSL's: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const ADVICE = {
    CredentialsProviderError: `There are no AWS credentials. ${CREDENTIALS}`,
    'InvalidClientTokenId|ExpiredToken(?:Exception)?|SignatureDoesNotMatch|IncompleteSignature|AuthFailure|MissingAuthenticationToken|UnrecognizedClientException': CREDENTIALS,
    // AWS raises these for no account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    'LimitExceeded: .*(?:TagsPer|policy size of 10240|ACLSizePerRole: 4096).*': 'No account can have more: remove what is not needed.',
    LimitExceeded: 'A quota of the account is used up: remove what is not needed, or ask AWS for a higher one (Service Limits, IAM).',
    MalformedPolicyDocument: 'Correct the document; IAM Access Analyzer (`aws accessanalyzer validate-policy`) lists its errors.',
    UnmodifiableEntity: 'Only the AWS service that owns it can change it: choose another name.',
    EntityAlreadyExists: 'Names are unique in an account, regardless of case and path: choose another name, or delete the other resource.',
    'CERT_(?:HAS_EXPIRED|NOT_YET_VALID)': "The endpoint's certificate is not valid now: renew it, and check the clock of the runner.",
    ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host: check AWS_ENDPOINT_URL, and whether a proxy (HTTPS_PROXY) answers in place of AWS.',
    '(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\\w*|UNABLE_TO_(?:GET_ISSUER|VERIFY)\\w+|CERT_(?:UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|INVALID_CA': 'The runner does not trust the CA of the certificate of the endpoint or proxy: set NODE_EXTRA_CA_CERTS in the env of the step to a PEM file with the certificate of your own CA.',
    'HTTP 407|ERR_PROXY_TUNNEL: .* 407\\b.*': 'Correct the user and password in HTTPS_PROXY or HTTP_PROXY.',
    'HTTP \\d+|HPE_\\w+|ERR_PROXY_TUNNEL|ERR_INVALID_URL|EndpointError': NO_RESPONSE,
};
/** Explains a denial, and names every other call of the run that was denied. */
function accessDenied(error, context) {
    const others = (context.denied ?? []).filter((other) => other.message !== error.message);
    const denied = [error, ...others];
    const statements = mergeActions(denied.flatMap((each) => missingStatements(each, context)));
    const otherCalls = new Set(others.map(({ call }) => call));
    const [service] = [(0,_least_policy_js__WEBPACK_IMPORTED_MODULE_9__/* .receiver */ .e6)((0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceOf */ .z5)(error.call), context.partition)].flat();
    const isExplicit = denied.some(({ detail }) => /explicit deny/i.test(detail));
    return [
        ...(others.length > 0 ? [`IAM also denied: ${[...otherCalls].join(', ')}.`] : []),
        ...(deniedAction(error) === 'iam:PassRole'
            ? [`${error.call} passes the role to ${service}, so IAM also asks for iam:PassRole on the role.`]
            : []),
        `Allow the caller: ${JSON.stringify(statements.length === 1 ? statements[0] : statements)}`,
        context.hasCallerPolicy === true
            ? 'The whole policy of this step is in the last part of its summary, and in its output caller-policy.'
            : 'The page docs/permissions.md of this Action has the whole policy of each mode.',
        ...(isExplicit ? ['A policy denies it explicitly, which no Allow can override.'] : []),
    ];
}
function deniedAction({ detail }) {
    return /not authorized to perform: ([\w-]+:\w+)/.exec(detail)?.[1];
}
/**
 * Returns the statements for a denied call: with its own action also those that IAM checks next, for tags and for passing a
 * role. IAM's message names the action, the caller's account, and sometimes the ARN of the resource.
 */
function missingStatements(error, context) {
    const { call, detail } = error;
    const { partition, declaration, start } = context;
    const own = (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_3__/* .actionOf */ .qj)(call);
    const denied = deniedAction(error) ?? own;
    const actions = denied === own ? [own, ..._aws_calls_js__WEBPACK_IMPORTED_MODULE_3__/* .CALLS */ .q$[call].alsoNeeds] : [denied];
    const account = /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(detail)?.[1];
    const [, named = ''] = /on resource: (?:policy )?(arn:\S+)/.exec(detail) ?? [];
    const typeOf = (arn) => (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_2__/* .resourceOfArn */ .$m)(arn).replace(/\/.*/, '');
    const least = (0,_least_policy_js__WEBPACK_IMPORTED_MODULE_9__/* .leastStatements */ .i2)([{ declaration: withNamesOf(error, declaration), start }], { partition, account }, (each) => each === call || actions.includes((0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_3__/* .actionOf */ .qj)(each)));
    return actions.flatMap((action) => {
        // IAM may check an action that no call has, most likely on the resource of this call.
        const statement = least.find(({ Action }) => Action.includes(action)) ?? least[0];
        if (statement === undefined)
            return [];
        const resources = [statement.Resource].flat();
        const isNamed = resources.some((arn) => typeOf(arn) === typeOf(named));
        return [{ ...statement, Action: [action], Resource: isNamed ? [named] : resources }];
    });
}
/** Merges statements that differ only by their actions. */
function mergeActions(statements) {
    const groups = Map.groupBy(statements, (each) => JSON.stringify({ ...each, Action: [] }));
    return [...groups.values()].map((group) => group.reduce((all, next) => ({ ...all, Action: [...new Set([all.Action, next.Action].flat())] })));
}


/***/ }),

/***/ 4965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callerPolicy: () => (/* binding */ callerPolicy),
/* harmony export */   e6: () => (/* binding */ receiver),
/* harmony export */   i2: () => (/* binding */ leastStatements)
/* harmony export */ });
/* unused harmony export statementsOf */
/* harmony import */ var _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7414);
/* harmony import */ var _aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(391);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9023);
/**
 * The minimal IAM policy for the callers of a step, and for denied calls. `docs/permissions.md` is generated from the same
 * statements.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */



/** Returns the minimal statements for all needed calls to one service. */
function statementsOf(service, isNeeded, names) {
    const needed = (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .callsOf */ .p9)(service).filter(isNeeded);
    const { partition, account = '*', issuer = _aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_1__/* .GITHUB_ISSUER */ .oX } = names;
    const iamArn = (resource, owner = account) => `arn:${partition}:iam::${owner}:${resource}`;
    // A text that is an ARN already stays.
    const arnOf = (kind, name) => name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
    const arnsOf = (kind, all) => typeof all === 'string' ? arnOf(kind, all) : [...new Set(all)].map((name) => arnOf(kind, name));
    const roles = arnsOf('role', names.role);
    const resources = new Map([
        ['role', roles],
        ['instanceProfile', arnsOf('instance-profile', names.instanceProfile)],
        ['oidcProvider', iamArn(`oidc-provider/${issuer}`)],
        ['policy', [iamArn('policy/*', 'aws'), iamArn('policy/*')]],
        ['account', '*'],
    ]);
    const byKind = Map.groupBy(needed, _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .authorizedKind */ .Qq);
    const kinds = [...new Set([...resources.keys(), ...byKind.keys()])];
    const allowed = kinds.flatMap((kind) => {
        const Action = byKind.get(kind)?.map(_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .actionOf */ .qj).sort();
        const Resource = resources.get(kind) ?? `arn:${partition}:${service}:*:${account}:profile/*`;
        return Action === undefined ? [] : [allow(Action, Resource)];
    });
    if (!needed.some((call) => _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$[call].alsoNeeds.includes('iam:PassRole')))
        return allowed;
    const Condition = { StringEquals: { 'iam:PassedToService': receiver(service, partition) } };
    return [...allowed, { ...allow('iam:PassRole', roles), Condition }];
}
/** Returns the service that the calls to a service pass a role to. */
function receiver(service, partition) {
    if (service !== 'iam')
        return `${service}.amazonaws.com`;
    // Sources differ on EC2's name in China.
    return partition === 'aws-cn' ? ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] : 'ec2.amazonaws.com';
}
/** Returns the smallest statements that allow the needed calls for these roles, with the ARNs of their own roles and profiles. */
function leastStatements(declared, place, isNeeded) {
    const roles = declared.flatMap(({ declaration: { role, roleName }, start }) => names(role?.path ?? start?.role?.path, roleName));
    const instanceProfile = declared.flatMap(({ declaration: { role, ...each }, start }) => [
        ...names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, each.instanceProfileName),
        // The run looks for an empty profile with the name of a role that left its manifest, too.
        ...(each.judged ? names(start?.role?.path, each.roleName) : []),
        ...(start?.instanceProfile?.duplicates ?? []).flatMap(({ path, name }) => names(path, name)),
    ]);
    const [issuer] = declared.flatMap(({ declaration }) => declaration.role?.oidcIssuer ?? []);
    const passed = declared.flatMap(({ declaration, start }) => _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .eZ.flatMap((kind) => kind.passedRoles?.(declaration, start) ?? []));
    return _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .SERVICES */ .Bg.flatMap((service) => {
        const role = service === 'iam' ? roles : [...roles, ...passed];
        return statementsOf(service, isNeeded, { ...place, role, instanceProfile, issuer });
    });
}
/**
 * Returns the smallest policy for these roles in all their modes, without calls that no declaration makes.
 *
 * @param ec2ImageId the image with which `wait-for: ec2` asks EC2
 */
function callerPolicy(declared, { 'wait-for': waitFor, 'ec2-image-id': ec2ImageId = '', ...place }) {
    const declarations = declared.map(({ declaration }) => declaration);
    const neverSent = _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .eZ.flatMap((kind) => kind.neverSent?.(declarations) ?? []);
    // STS allows its call to every caller.
    const omitted = new Set([...(0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .callsOf */ .p9)('sts'), ...neverSent]);
    const asksEc2 = waitFor === 'ec2' && declarations.some(({ role }) => role?.instanceProfile !== undefined);
    const [, parameter] = /^resolve:ssm:(?:arn:.*:parameter)?\/?([^:]+)/.exec(ec2ImageId) ?? [];
    const image = parameter === undefined ? [] : [`arn:${place.partition}:ssm:*:*:parameter/${parameter}`];
    const ofEc2 = [allow('ec2:RunInstances', '*'), ...image.map((arn) => allow('ssm:GetParameters', arn))];
    return {
        Version: '2012-10-17',
        Statement: [...leastStatements(declared, place, (call) => !omitted.has(call)), ...(asksEc2 ? ofEc2 : [])],
    };
}
function allow(Action, Resource) {
    return { Effect: 'Allow', Action, Resource };
}
/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name) {
    // A path may hold the characters that are wildcards and variables in a policy.
    const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
    return path === '/' ? [name] : [name, `${literal}${name}`];
}


/***/ })

};
