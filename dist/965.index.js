export const id = 965;
export const ids = [965];
export const modules = {

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
