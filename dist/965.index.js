export const id = 965;
export const ids = [965];
export const modules = {

/***/ 4965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callerPolicy: () => (/* binding */ callerPolicy)
/* harmony export */ });
/* unused harmony exports PERMISSION_MODES, neededCalls, leastPolicy, rolesAnywhereStatements */
/* harmony import */ var _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7414);
/* harmony import */ var _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8821);
/* harmony import */ var _aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3222);
/**
 * The calls of each mode, and the minimal IAM policies: those in `docs/permissions.md`, and the one for a declaration. A test
 * records the calls of every mode and compares them.
 */



const PERMISSION_MODES = ['plan', 'check', 'apply', 'read', 'destroy', 'sweep'];
const READING = ['plan', 'check', 'apply'];
const APPLY = ['apply'];
const REMOVING = ['apply', 'destroy', 'sweep'];
const ALWAYS = PERMISSION_MODES;
const PLANNING = ['plan', 'check', 'apply', 'destroy', 'sweep'];
const NAMED = ['plan', 'check', 'apply', 'read', 'destroy'];
/** The modes that make each call, and the condition. An apply may roll back, so it also deletes. */
const NEEDED = {
    GetRole: [ALWAYS, 'always'],
    ListAttachedRolePolicies: [ALWAYS, 'always'],
    ListRolePolicies: [ALWAYS, 'always'],
    GetInstanceProfile: [ALWAYS, 'always'],
    GetRolePolicy: [
        ALWAYS,
        '`inline-policies`; undeclared ones on the role, unless `prune` excludes them; reading; destroying: the order of calls',
    ],
    GetPolicy: [PLANNING, '`policy-arns` and `permissions-boundary` that are not on the role yet'],
    GetPolicyVersion: [
        PLANNING,
        'customer managed policies that are attached or detached, boundaries that replace each other: the order of calls',
    ],
    GetAccountSummary: [
        READING,
        'more than 10 managed policies while updating, or a trust policy of more than 2,048 characters: reads the quota',
    ],
    GetOpenIDConnectProvider: [
        READING,
        '`trust-github`, if the role has to be created or its trust policy changes: without it a warning',
    ],
    ListInstanceProfilesForRole: [['read', 'destroy', 'sweep'], 'always'],
    ListRoles: [['sweep'], 'always'],
    CreateRole: [APPLY, 'the role does not exist'],
    UpdateRole: [APPLY, '`role-description`, `max-session-duration`'],
    UpdateAssumeRolePolicy: [APPLY, '`trust-services`, `trust-github`, `trust-policy`'],
    PutRolePermissionsBoundary: [APPLY, '`permissions-boundary`'],
    DeleteRolePermissionsBoundary: [APPLY, '`permissions-boundary: none`'],
    TagRole: [APPLY, 'creation, `tags`, `adopt`'],
    UntagRole: [APPLY, '`tags`, unless `prune` excludes them'],
    AttachRolePolicy: [APPLY, '`policy-arns`'],
    PutRolePolicy: [APPLY, '`inline-policies`'],
    CreateInstanceProfile: [APPLY, 'the profile does not exist'],
    TagInstanceProfile: [APPLY, 'creation, `tags`, `adopt`'],
    UntagInstanceProfile: [APPLY, '`tags`, unless `prune` excludes them'],
    AddRoleToInstanceProfile: [APPLY, 'the role is not in the profile'],
    RemoveRoleFromInstanceProfile: [REMOVING, 'another role is in the profile; rollback; destroying'],
    DetachRolePolicy: [REMOVING, '`policy-arns`, unless `prune` excludes them; rollback; destroying'],
    DeleteRolePolicy: [REMOVING, '`inline-policies`, unless `prune` excludes them; rollback; destroying'],
    DeleteInstanceProfile: [REMOVING, '`instance-profile: false`; rollback; destroying'],
    DeleteRole: [REMOVING, 'rollback of a creation; destroying'],
    // Of a step that declares a `roles-anywhere-profile`.
    ListProfiles: [NAMED, 'always'],
    ListTagsForResource: [NAMED, 'the profile exists'],
    CreateProfile: [APPLY, 'the profile does not exist'],
    UpdateProfile: [
        APPLY,
        '`duration-seconds`, `managed-policy-arns`, `session-policy`, `accept-role-session-name`, `role-arns`',
    ],
    EnableProfile: [APPLY, '`enabled`'],
    DisableProfile: [APPLY, '`enabled`'],
    TagResource: [APPLY, 'creation, `tags`, `adopt`'],
    UntagResource: [APPLY, '`tags`, unless `prune` excludes them'],
    DeleteProfile: [['apply', 'destroy'], 'rollback of a creation; destroying'],
};
/** Lists the calls to a service with the modes that make them, reads first. Only some steps need Roles Anywhere. */
function neededCalls(service = 'iam') {
    return Object.keys(NEEDED)
        .filter((call) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .serviceOf */ .z5)(call) === service)
        .map((call) => {
        const [modes, when] = NEEDED[call];
        return { call, kind: (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .authorizedKind */ .Qq)(call), modes, when };
    });
}
function inModes(calls, modes) {
    return calls.filter((each) => each.modes.some((mode) => modes.includes(mode)));
}
/** Returns the minimal identity policy of one mode or several, for one role and its instance profile. */
function leastPolicy(modes, names) {
    return { Version: '2012-10-17', Statement: statements(inModes(neededCalls(), [modes].flat()), names) };
}
/** Returns the statements that modes need in addition to `leastPolicy` for a `roles-anywhere-profile`. */
function rolesAnywhereStatements(modes, names) {
    return statements(inModes(neededCalls('rolesanywhere'), modes), names);
}
function statements(needed, names) {
    const { partition, account, issuer = _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_ISSUER */ .o } = names;
    const iamArn = (resource, owner = account) => `arn:${partition}:iam::${owner}:${resource}`;
    // A text that is an ARN already stays.
    const arnOf = (kind, name) => name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
    const arnsOf = (kind, all) => typeof all === 'string' ? arnOf(kind, all) : all.map((name) => arnOf(kind, name));
    const roles = arnsOf('role', names.role);
    const allow = (kind, Resource) => {
        const actions = needed.filter((each) => each.kind === kind).map(({ call }) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .actionOf */ .qj)(call));
        return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
    };
    const pass = (service) => {
        const passing = needed.find(({ call }) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .serviceOf */ .z5)(call) === service && (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .furtherActions */ .Gm)(call).includes('iam:PassRole'));
        if (passing === undefined)
            return [];
        const Condition = { StringEquals: { 'iam:PassedToService': (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .receiver */ .e6)(passing.call, partition) } };
        return [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: roles, Condition }];
    };
    return [
        ...allow('role', roles),
        ...allow('instanceProfile', arnsOf('instance-profile', names.instanceProfile)),
        ...pass('iam'),
        ...allow('oidcProvider', iamArn(`oidc-provider/${issuer}`)),
        ...allow('policy', [iamArn('policy/*', 'aws'), iamArn('policy/*')]),
        ...allow('rolesAnywhereProfile', (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .profileArns */ .a3)(names)),
        ...allow('account', '*'),
        ...pass('rolesanywhere'),
    ];
}
const STEP_MODES = ['plan', 'check', 'apply', 'destroy'];
/**
 * Returns the smallest policy for these roles in all their modes: with the ARNs of their own roles and profiles, without calls
 * that no declaration makes. The account is `*` if no resource shows its id.
 */
function callerPolicy(outcomes, { partition, account = '*' }) {
    const declarations = outcomes.map(({ declaration }) => declaration);
    const roles = outcomes.flatMap(({ declaration: { role, roleName }, start }) => names(role?.path ?? start?.role?.path, roleName));
    const profiles = outcomes.flatMap(({ declaration: { role, instanceProfileName }, start }) => names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, instanceProfileName));
    const issuer = declarations.find(({ role }) => role?.oidcIssuer !== undefined)?.role?.oidcIssuer;
    const context = { partition, account, role: roles, instanceProfile: profiles, issuer };
    const has = (part) => declarations.some((declaration) => part(declaration) !== undefined);
    const omitted = [
        ...(has(({ role }) => role?.boundary)
            ? []
            : ['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary']),
        ...(issuer === undefined ? ['GetOpenIDConnectProvider'] : []),
    ];
    const needed = inModes(neededCalls(), STEP_MODES).filter(({ call }) => !omitted.includes(call));
    const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
    return {
        Version: '2012-10-17',
        Statement: [
            ...statements(needed, context),
            ...(has(({ role }) => role?.manifest)
                ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
                : []),
            ...(has(({ rolesAnywhereName }) => rolesAnywhereName)
                ? rolesAnywhereStatements(STEP_MODES, { ...context, role: [...roles, ...listed] })
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
