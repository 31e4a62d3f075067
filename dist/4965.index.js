export const id = 4965;
export const ids = [4965];
export const modules = {

/***/ 4965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callerPolicy: () => (/* binding */ callerPolicy)
/* harmony export */ });
/* unused harmony exports PERMISSION_MODES, optionalActions, neededCalls, rolesAnywhereCalls, rolesAnywhereStatements, leastPolicy */
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
};
/** The further calls of a step that declares a `roles-anywhere-profile`. */
const ROLES_ANYWHERE = {
    ListProfiles: [['plan', 'check', 'apply', 'read', 'destroy'], 'always'],
    ListTagsForResource: [['plan', 'check', 'apply', 'read', 'destroy'], 'the profile exists'],
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
/** Returns the actions that only improve the order of calls in a mode: without them a run assumes the worst and continues. */
function optionalActions(mode) {
    if (mode === 'read')
        return ['iam:GetRolePolicy'];
    return mode === 'destroy' || mode === 'sweep'
        ? ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRolePolicy']
        : ['iam:GetPolicyVersion', 'iam:GetOpenIDConnectProvider'];
}
/** Lists every call with the modes that make it, reads first. */
function neededCalls() {
    return rows(NEEDED);
}
/** Lists the further calls for a `roles-anywhere-profile`. */
function rolesAnywhereCalls() {
    return rows(ROLES_ANYWHERE);
}
function rows(table) {
    return Object.keys(table).map((call) => {
        const [modes, when] = table[call];
        return { call, kind: (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .authorizedKind */ .Qq)(call), modes, when };
    });
}
/** Returns a function that allows the needed calls on a kind of resource; nothing if there are none. */
function allowing(needed) {
    return (kind, Resource) => {
        const actions = needed.filter((each) => each.kind === kind).map(({ call }) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .actionOf */ .qj)(call));
        return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
    };
}
/** Allows to pass the roles to a service, if a needed call does that. */
function passing(needed, Resource, service, partition) {
    if (!needed.some(({ call }) => (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .furtherActions */ .Gm)(call).includes('iam:PassRole')))
        return [];
    // Sources differ on EC2's name in China.
    const services = partition === 'aws-cn' && service.startsWith('ec2.') ? [service, `${service}.cn`] : service;
    const Condition = { StringEquals: { 'iam:PassedToService': services } };
    return [{ Effect: 'Allow', Action: 'iam:PassRole', Resource, Condition }];
}
function inModes(calls, modes) {
    return calls.filter((each) => each.modes.some((mode) => modes.includes(mode)));
}
/** Returns the ARNs of roles or profiles. A text that is an ARN already stays. */
function arnsOf(kind, names, { partition, account }) {
    const arn = (name) => name.startsWith('arn:') ? name : `arn:${partition}:iam::${account}:${kind}/${name}`;
    return typeof names === 'string' ? arn(names) : names.map(arn);
}
/** Returns the statements that modes need in addition to `leastPolicy` for a `roles-anywhere-profile`. */
function rolesAnywhereStatements(modes, names) {
    const needed = inModes(rolesAnywhereCalls(), modes);
    const allow = allowing(needed);
    return [
        ...allow('rolesAnywhereProfile', (0,_aws_permissions_js__WEBPACK_IMPORTED_MODULE_1__/* .profileArns */ .a3)(names)),
        ...allow('account', '*'),
        ...passing(needed, arnsOf('role', names.role, names), 'rolesanywhere.amazonaws.com', names.partition),
    ];
}
/** Returns the minimal identity policy of one mode or several, for one role and its instance profile. */
function leastPolicy(modes, names) {
    return { Version: '2012-10-17', Statement: statements([modes].flat(), names) };
}
/** Returns the statements of the modes together. @param omitted calls that this declaration never makes */
function statements(modes, names, omitted = []) {
    const { partition, account, issuer = _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_ISSUER */ .o } = names;
    const needed = inModes(neededCalls(), modes).filter(({ call }) => !omitted.includes(call));
    const allow = allowing(needed);
    const roles = arnsOf('role', names.role, names);
    return [
        ...allow('role', roles),
        ...allow('instanceProfile', arnsOf('instance-profile', names.instanceProfile, names)),
        ...passing(needed, roles, 'ec2.amazonaws.com', partition),
        ...allow('oidcProvider', `arn:${partition}:iam::${account}:oidc-provider/${issuer}`),
        ...allow('policy', [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${account}:policy/*`]),
        ...allow('account', '*'),
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
        ...(has(({ role }) => role?.boundary) ? [] : BOUNDARY_WRITES),
        ...(issuer === undefined ? ['GetOpenIDConnectProvider'] : []),
    ];
    const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
    return {
        Version: '2012-10-17',
        Statement: [
            ...statements(STEP_MODES, context, omitted),
            ...(has(({ role }) => role?.manifest)
                ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
                : []),
            ...(has(({ rolesAnywhereName }) => rolesAnywhereName)
                ? rolesAnywhereStatements(STEP_MODES, { ...context, role: [...roles, ...listed] })
                : []),
        ],
    };
}
const BOUNDARY_WRITES = ['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'];
/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name) {
    // A path may hold the characters that are wildcards and variables in a policy.
    const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
    return path === '/' ? [name] : [name, `${literal}${name}`];
}


/***/ })

};
