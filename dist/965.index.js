export const id = 965;
export const ids = [965];
export const modules = {

/***/ 4965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callerPolicy: () => (/* binding */ callerPolicy)
/* harmony export */ });
/* unused harmony export statementsOf */
/* harmony import */ var _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7414);
/* harmony import */ var _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8821);
/* harmony import */ var _aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3222);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7357);
/** The minimal IAM policy for the callers of a step. `docs/permissions.md` is generated from the same statements. */




/** Returns the minimal statements for all needed calls to one service. */
function statementsOf(service, isNeeded, names) {
    const needed = (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .callsOf */ .p9)(service).filter(isNeeded);
    const { partition, account, issuer = _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_3__/* .GITHUB_ISSUER */ .o } = names;
    const iamArn = (resource, owner = account) => `arn:${partition}:iam::${owner}:${resource}`;
    // A text that is an ARN already stays.
    const arnOf = (kind, name) => name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
    const arnsOf = (kind, all) => typeof all === 'string' ? arnOf(kind, all) : all.map((name) => arnOf(kind, name));
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
        const Resource = resources.get(kind) ?? (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .profileArns */ .a3)(service, names);
        return Action === undefined ? [] : [{ Effect: 'Allow', Action, Resource }];
    });
    const [passing] = needed.filter((call) => _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$[call].alsoNeeds.includes('iam:PassRole'));
    if (passing === undefined)
        return allowed;
    const Condition = { StringEquals: { 'iam:PassedToService': (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .receiver */ .e6)(passing, partition) } };
    return [...allowed, { Effect: 'Allow', Action: 'iam:PassRole', Resource: roles, Condition }];
}
/**
 * Returns the smallest policy for these roles in all their modes: with the ARNs of their own roles and profiles, without calls
 * that no declaration makes. The account is `*` if no resource shows its id.
 *
 * @param ec2ImageId the image with which `wait-for: ec2` asks EC2
 */
function callerPolicy(outcomes, { partition, account = '*', waitFor, ec2ImageId = '', }) {
    const declarations = outcomes.map(({ declaration }) => declaration);
    const roles = outcomes.flatMap(({ declaration: { role, roleName }, start }) => names(role?.path ?? start?.role?.path, roleName));
    const profiles = outcomes.flatMap(({ declaration: { role, instanceProfileName }, start }) => names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, instanceProfileName));
    const [issuer] = declarations.flatMap(({ role }) => role?.oidcIssuer ?? []);
    const context = { partition, account, instanceProfile: profiles, issuer };
    const neverSent = _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .e.flatMap((kind) => kind.neverSent?.(declarations) ?? []);
    // STS allows its call to every caller.
    const omitted = new Set([...(0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .callsOf */ .p9)('sts'), ...neverSent]);
    const isNeeded = (call) => !omitted.has(call);
    const passed = outcomes.flatMap(({ declaration, start }) => _resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .e.flatMap((kind) => kind.passedRoles?.(declaration, start) ?? []));
    const asksEc2 = waitFor === 'ec2' && declarations.some(({ role }) => role?.instanceProfile !== undefined);
    const [, parameter] = /^resolve:ssm:(?:arn:.*:parameter)?\/?([^:]+)/.exec(ec2ImageId) ?? [];
    const ofEc2 = [
        ['ec2:RunInstances', '*'],
        ...(parameter === undefined
            ? []
            : [['ssm:GetParameters', `arn:${partition}:ssm:*:*:parameter/${parameter}`]]),
    ];
    return {
        Version: '2012-10-17',
        Statement: [
            ..._aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .SERVICES */ .Bg.flatMap((service) => {
                const role = service === 'iam' ? roles : [...new Set([...roles, ...passed])];
                return statementsOf(service, isNeeded, { ...context, role });
            }),
            ...(asksEc2 ? ofEc2 : []).map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
        ],
    };
}
/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name) {
    // A path may hold the characters that are wildcards and variables in a policy.
    const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
    return path === '/' ? [name] : [name, `${literal}${name}`];
}


/***/ })

};
