export const id = 55;
export const ids = [55];
export const modules = {

/***/ 5055:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ownedProfiles: () => (/* binding */ ownedProfiles),
/* harmony export */   removalOf: () => (/* binding */ removalOf),
/* harmony export */   rolesUnder: () => (/* binding */ rolesUnder),
/* harmony export */   sweep: () => (/* binding */ sweep)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(370);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1408);
/* harmony import */ var _resources_instance_profile_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1243);
/* harmony import */ var _resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4364);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7202);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5659);
/* harmony import */ var _deadline_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5027);
/* harmony import */ var _reconcile_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8515);
/* harmony import */ var _reconcile_all_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(377);
/**
 * Destroys the roles of closed pull requests: those under a path that have our owner tag and a pull request's tag. Keeps, and
 * reports, every role whose pull request is open, unreadable or missing.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */










/**
 * Sweeps the roles under the path.
 *
 * @param run with mode `destroy`, or `plan` to report only which roles would be destroyed
 * @throws CallError if the roles cannot be listed
 */
async function sweep(settings, run, ports, portsFor) {
    const deadline = () => new _deadline_js__WEBPACK_IMPORTED_MODULE_5__/* .Deadline */ .B2(ports, run['timeout-seconds'] * 1000);
    const names = await (0,_deadline_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => rolesUnder(ports.iam, settings.rolePath), deadline());
    const limit = (0,p_limit__WEBPACK_IMPORTED_MODULE_8__/* ["default"] */ .A)(_reconcile_all_js__WEBPACK_IMPORTED_MODULE_7__/* .ROLES_AT_ONCE */ .u);
    const sweepRole = async (roleName) => {
        let known = {
            request: undefined,
            state: 'unknown',
            unjudged: false,
        };
        try {
            const decision = await (0,_deadline_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => classify(roleName, settings, run, ports), deadline());
            if (decision === undefined)
                return undefined;
            const { request, state, keep, error, instanceProfiles = [] } = decision;
            known = { request, state, unjudged: keep === 'unjudged' };
            if (error !== undefined)
                throw error;
            if (keep !== undefined)
                return { roleName, ...known, outcome: undefined };
            // A role usually has one profile. After a rename it may have two, and both must be deleted.
            const outcomes = [];
            for (const instanceProfile of instanceProfiles) {
                const declaration = removalOf(roleName, instanceProfile, settings);
                outcomes.push(await (0,_reconcile_js__WEBPACK_IMPORTED_MODULE_6__/* .reconcile */ .L)(declaration, run, portsFor(declaration)));
            }
            return { roleName, ...known, outcome: outcomes.reduce(mergeOutcomes) };
        }
        catch (error) {
            const unknown = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_9__/* .unknownOutcome */ .b)(run, removalOf(roleName, roleName, settings));
            return { roleName, ...known, outcome: { ...unknown, failure: { error: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error) } } };
        }
    };
    const decisions = await Promise.all(names.map((name) => limit(sweepRole, name)));
    return decisions.filter((each) => each !== undefined);
}
/** Declares that a role and its instance profile do not exist. */
function removalOf(roleName, instanceProfileName, { owner, repositoryId }) {
    return { roleName, instanceProfileName, owner, repositoryId, adopt: false, role: undefined };
}
async function rolesUnder(iam, PathPrefix) {
    return (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .pages */ .Bd)(async (Marker) => {
        const page = await iam.call('ListRoles', { PathPrefix, ...Marker });
        // Checks the response too: a server that ignores the prefix must not make the sweep destroy other roles.
        const under = (page.Roles ?? []).filter(({ Path = '' }) => Path.startsWith(PathPrefix));
        return [under.map(({ RoleName = '' }) => RoleName), page];
    });
}
/** Decides whether to destroy or to keep a role; undefined for a role of another owner or of no pull request. */
async function classify(name, settings, { 'sweep-after': minimumAgeSeconds }, { iam, pullRequest, now, signal }) {
    const { repository } = settings;
    // Lists leave out tags.
    const role = (await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('GetRole', { RoleName: name })))?.Role;
    const tags = (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagsFromIam */ .p6)(role?.Tags);
    const number = (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagValue */ .EZ)(tags, _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .PULL_REQUEST_TAG */ .Pw);
    if (!(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .hasOwner */ .uD)({ tags }, settings) || number === undefined)
        return undefined;
    const request = /^[1-9]\d{0,9}$/.test(number) ? number : undefined;
    const needed = (state) => ({ request, state, keep: 'needed' });
    const unjudged = (state) => ({ request, state, keep: 'unjudged' });
    if (request === undefined)
        return unjudged(`its tag ${_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .PULL_REQUEST_TAG */ .Pw} is ${JSON.stringify(number)}, which is no number`);
    const created = role?.CreateDate;
    if (created === undefined)
        return unjudged('IAM returned no creation date');
    const used = (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .lastUse */ .yC)(role?.RoleLastUsed);
    // IAM's clock may be ahead of the runner's.
    const ageOf = (date) => Math.max(0, now().getTime() - date.getTime()) / 1000;
    const recent = (event, age) => `${event} ${Math.floor(age)} s ago, and sweep-after is ${minimumAgeSeconds} s`;
    const age = ageOf(created);
    if (age < minimumAgeSeconds)
        return needed(recent('created', age));
    const idle = used === undefined ? Infinity : ageOf(used.date);
    if (idle < minimumAgeSeconds)
        return needed(`${recent('used', idle)}; ${(0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .lastUseText */ .ZZ)(used)}`);
    const response = await pullRequest(number).catch(_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR);
    if (response instanceof Error) {
        signal.throwIfAborted();
        const message = `role/${name} is kept, because it is not known whether it is still needed: ${response.message}`;
        return { ...unjudged(response.message), error: new Error(message, { cause: response }) };
    }
    if (response.state === 'open')
        return needed('open');
    if (response.state === 'missing')
        return unjudged(`does not exist in ${repository}, or github-token may not see it`);
    const state = response.closedAt === undefined ? 'closed' : `closed on ${response.closedAt}`;
    const decision = { request, state: `${state}; ${(0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .lastUseText */ .ZZ)(used)}` };
    const { names, others } = await ownedProfiles(iam, name, settings);
    if (names.length === 0 && others.length > 0)
        return unjudged(`${state}, but instance-profile/${name} has the same owner and contains another role`);
    return { ...decision, instanceProfiles: names.length > 0 ? names : [name] };
}
/**
 * Lists the owner's instance profiles to delete with a role: those that contain it, and an empty one with its name, which an
 * interrupted destroy leaves. Those in `others` contain another role.
 */
async function ownedProfiles(iam, roleName, owner) {
    const containing = (await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)((0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .instanceProfilesOf */ .Rw)(iam, roleName))) ?? [];
    const candidates = [...new Set([roleName, ...containing])].map((name) => (0,_resources_instance_profile_js__WEBPACK_IMPORTED_MODULE_2__/* .observeInstanceProfile */ .T)(iam, name));
    const profiles = await Promise.all(candidates);
    const owned = profiles.flatMap((each) => (each !== undefined && (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .hasOwner */ .uD)(each, owner) ? each : []));
    const groups = Map.groupBy(owned, ({ role }) => role === undefined || role.name === roleName);
    const [names = [], others = []] = [true, false].map((own) => groups.get(own)?.map(({ name }) => name));
    return { names, others };
}
/** Merges the outcomes of two runs for one role: the changes of both, and the worse status. */
function mergeOutcomes(first, second) {
    const worse = first.failure === undefined && second.failure !== undefined ? second : first;
    const all = [...(first.plan?.changes ?? []), ...(second.plan?.changes ?? [])];
    const changes = new Map(all.map((change) => [(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_1__/* .changeKey */ .Cy)(change), change]));
    return {
        ...worse,
        changed: first.changed || second.changed,
        plan: { changes: [...changes.values()] },
    };
}


/***/ })

};
