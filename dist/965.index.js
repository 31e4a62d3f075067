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
    const calls = Object.keys(_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$);
    const needed = calls.filter((call) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .serviceOf */ .z5)(call) === service && isNeeded(call));
    const { partition, account, issuer = _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_3__/* .GITHUB_ISSUER */ .o } = names;
    const iamArn = (resource, owner = account) => `arn:${partition}:iam::${owner}:${resource}`;
    // A text that is an ARN already stays.
    const arnOf = (kind, name) => name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
    const arnsOf = (kind, all) => typeof all === 'string' ? arnOf(kind, all) : all.map((name) => arnOf(kind, name));
    const roles = arnsOf('role', names.role);
    const allow = (kind, Resource) => {
        const actions = needed.filter((call) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .authorizedKind */ .Qq)(call) === kind).map(_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .actionOf */ .qj);
        return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
    };
    const passing = needed.find((call) => _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .CALLS */ .q$[call].alsoNeeds.includes('iam:PassRole'));
    const pass = passing === undefined
        ? []
        : [
            {
                Effect: 'Allow',
                Action: 'iam:PassRole',
                Resource: roles,
                Condition: { StringEquals: { 'iam:PassedToService': (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .receiver */ .e6)(passing, partition) } },
            },
        ];
    return [
        ...allow('role', roles),
        ...allow('instanceProfile', arnsOf('instance-profile', names.instanceProfile)),
        ...(service === 'iam' ? pass : []),
        ...allow('oidcProvider', iamArn(`oidc-provider/${issuer}`)),
        ...allow('policy', [iamArn('policy/*', 'aws'), iamArn('policy/*')]),
        ...allow('rolesAnywhereProfile', (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .profileArns */ .a3)(names)),
        ...allow('account', '*'),
        ...(service === 'iam' ? [] : pass),
    ];
}
/**
 * Returns the smallest policy for these roles in all their modes: with the ARNs of their own roles and profiles, without calls
 * that no declaration makes. The account is `*` if no resource shows its id.
 */
function callerPolicy(outcomes, { partition, account = '*' }) {
    const declarations = outcomes.map(({ declaration }) => declaration);
    const roles = outcomes.flatMap(({ declaration: { role, roleName }, start }) => names(role?.path ?? start?.role?.path, roleName));
    const profiles = outcomes.flatMap(({ declaration: { role, instanceProfileName }, start }) => names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, instanceProfileName));
    const [issuer] = declarations.flatMap(({ role }) => role?.oidcIssuer ?? []);
    const context = { partition, account, role: roles, instanceProfile: profiles, issuer };
    // Only sweeps and manifests list roles; those of a manifest have a statement of their own.
    const omitted = new Set([
        'ListRoles',
        ..._resources_index_js__WEBPACK_IMPORTED_MODULE_2__/* .RESOURCES */ .e.flatMap((kind) => kind.neverSent?.(declarations) ?? []),
    ]);
    const isNeeded = (call) => !omitted.has(call);
    const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
    return {
        Version: '2012-10-17',
        Statement: [
            ...statementsOf('iam', isNeeded, context),
            ...(declarations.some(({ role }) => role?.manifest !== undefined)
                ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
                : []),
            ...(declarations.some(({ rolesAnywhereName }) => rolesAnywhereName !== undefined)
                ? statementsOf('rolesanywhere', isNeeded, { ...context, role: [...roles, ...listed] })
                : []),
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
