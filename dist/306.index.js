export const id = 306;
export const ids = [306];
export const modules = {

/***/ 5306:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   sweep: () => (/* binding */ sweep),
/* harmony export */   undeclaredRoles: () => (/* binding */ undeclaredRoles)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(370);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _resources_instance_profile_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1243);
/* harmony import */ var _resources_role_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4364);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4821);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8966);
/* harmony import */ var _reconcile_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8515);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2006);








/**
 * Judges the roles under a path.
 *
 * @param judge returns undefined for a role that is none of its concern
 * @param except roles that are not judged, in lower case
 * @throws CallError if the roles cannot be listed
 */
async function judgeRoles(path, judge, ports, timeoutSeconds, except = new Set()) {
    const { iam } = ports;
    const unknown = (error) => ({ state: 'unknown', error: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error) });
    const retried = (read) => (0,_run_js__WEBPACK_IMPORTED_MODULE_4__/* .retryUntilConsistent */ .VH)(read, new _run_js__WEBPACK_IMPORTED_MODULE_4__/* .Deadline */ .B2(ports, timeoutSeconds * 1000));
    const judgeRole = async (roleName) => {
        const read = async () => {
            // Lists leave out tags.
            const role = (await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('GetRole', { RoleName: roleName })))?.Role;
            return role && judge(role, (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagsFromIam */ .p6)(role.Tags), roleName);
        };
        const judgement = await retried(read).catch(unknown);
        return judgement === undefined ? [] : [{ roleName, ...judgement }];
    };
    const all = await retried(() => (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_2__/* .pages */ .Bd)((marker) => iam.call('ListRoles', { PathPrefix: path, ...marker })));
    // Checks the response too: a server that ignores the prefix must not make the run destroy other roles.
    const under = all.flatMap(({ Roles = [] }) => Roles.filter(({ Path = '' }) => Path.startsWith(path)));
    const names = under.map(({ RoleName = '' }) => RoleName);
    const limit = (0,p_limit__WEBPACK_IMPORTED_MODULE_7__/* ["default"] */ .A)(_reconcile_js__WEBPACK_IMPORTED_MODULE_5__/* .ROLES_AT_ONCE */ .ur);
    const candidates = names.filter((name) => !except.has(name.toLowerCase()));
    return (await limit.map(candidates, judgeRole)).flat();
}
/** Declares that a role and its instance profile do not exist. */
function absence(roleName, { owner, repositoryId }) {
    return { roleName, instanceProfileName: roleName, owner, repositoryId, adopt: false, role: undefined };
}
/**
 * Declares that a role does not exist, nor its owner's instance profiles that contain it, nor an empty one with its name, which
 * an interrupted destroy leaves. Keeps those in `kept`, and those that contain another role.
 */
async function removalOf(iam, roleName, owner, judged, kept = []) {
    const containing = (await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)((0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_2__/* .instanceProfilesOf */ .Rw)(iam, roleName))) ?? [];
    const candidates = [...new Set([roleName, ...containing])].map((name) => (0,_resources_instance_profile_js__WEBPACK_IMPORTED_MODULE_1__/* .observeInstanceProfile */ .TL)(iam, name));
    const profiles = (await Promise.all(candidates)).filter((each) => each !== undefined);
    const owned = profiles.filter((each) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .hasOwner */ .uD)(each, owner));
    const others = owned.filter(({ role }) => role !== undefined && role.name !== roleName);
    const keptProfiles = new Set([...kept, ...others.map(({ name }) => name.toLowerCase())]);
    const deleted = owned.map(({ name }) => name).filter((name) => !keptProfiles.has(name.toLowerCase()));
    const [instanceProfileName = roleName, ...furtherProfiles] = deleted;
    return { ...absence(roleName, owner), instanceProfileName, furtherProfiles, keptProfiles, judged };
}
/**
 * Looks under the path of each declared role for roles that the same manifest has created.
 *
 * @throws CallError if the roles cannot be listed or read
 */
async function undeclaredRoles(declarations, timeoutSeconds, ports) {
    const declared = new Set(declarations.map(({ roleName }) => roleName.toLowerCase()));
    // A declared profile is about to get the role that takes the place of a removed one.
    const profiles = declarations
        .filter(({ role }) => role?.instanceProfile !== undefined)
        .map(({ instanceProfileName }) => instanceProfileName.toLowerCase());
    const created = declarations.filter(({ role }) => role?.manifest !== undefined);
    const judged = [];
    for (const [path, listed] of Map.groupBy(created, ({ role }) => role?.path ?? '/')) {
        const judge = async ({ Path, RoleId }, tags, roleName) => {
            const owner = listed.find((each) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .hasOwner */ .uD)({ tags }, each));
            // A path under another one is looked at twice.
            if (Path !== path || owner === undefined)
                return undefined;
            const manifest = (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagValue */ .EZ)(tags, _resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .MANIFEST_TAG */ .h9);
            if (manifest !== undefined && manifest === owner.role?.manifest) {
                const facts = { id: RoleId, tag: _resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .MANIFEST_TAG */ .h9, value: manifest };
                return { state: 'not listed', removal: await removalOf(ports.iam, roleName, owner, facts, profiles) };
            }
            const reason = manifest === undefined ? 'no manifest created it' : `it bears the tag of the manifest ${manifest}`;
            return { state: `role/${roleName} under ${path} is not in the manifest and stays: ${reason}.` };
        };
        judged.push(...(await judgeRoles(path, judge, ports, timeoutSeconds, declared)));
        for (const { error } of judged)
            if (error !== undefined)
                throw error;
    }
    return judged.sort((a, b) => (a.roleName < b.roleName ? -1 : 1));
}
/**
 * Destroys the roles under a path that have our owner tag and a closed pull request's tag. Keeps every role whose pull request
 * is open, unreadable or missing.
 *
 * @param run with mode `destroy`, or `plan` to report only which roles would be destroyed
 * @throws CallError if the roles cannot be listed
 */
async function sweep(settings, run, ports, portsFor) {
    const { rolePath, repository } = settings;
    const { 'sweep-after': minimumAgeSeconds, 'timeout-seconds': timeoutSeconds } = run;
    const judge = async ({ CreateDate, RoleLastUsed, RoleId }, tags, roleName) => {
        const number = (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .tagValue */ .EZ)(tags, _resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .PULL_REQUEST_TAG */ .Pw);
        if (!(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .hasOwner */ .uD)({ tags }, settings) || number === undefined)
            return undefined;
        const request = /^[1-9]\d{0,9}$/.test(number) ? number : undefined;
        const unjudged = (state) => ({ request, state, unjudged: true });
        if (request === undefined)
            return unjudged(`its tag ${_resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .PULL_REQUEST_TAG */ .Pw} is ${JSON.stringify(number)}, which is no number`);
        if (CreateDate === undefined)
            return unjudged('IAM returned no creation date');
        const used = (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_2__/* .lastUse */ .yC)(RoleLastUsed);
        // IAM's clock may be ahead of the runner's.
        const ageOf = (date) => Math.max(0, ports.now().getTime() - date.getTime()) / 1000;
        const recent = (event, age) => `${event} ${Math.floor(age)} s ago, and sweep-after is ${minimumAgeSeconds} s`;
        const age = ageOf(CreateDate);
        if (age < minimumAgeSeconds)
            return { request, state: recent('created', age) };
        const idle = used === undefined ? Infinity : ageOf(used.date);
        if (idle < minimumAgeSeconds)
            return { request, state: `${recent('used', idle)}; ${(0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_2__/* .lastUseText */ .ZZ)(used)}` };
        const response = await ports.pullRequest(number).catch(_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR);
        if (response instanceof Error) {
            ports.signal.throwIfAborted();
            const { message } = response;
            const kept = `role/${roleName} is kept, because it is not known whether it is still needed: ${message}`;
            return { ...unjudged(message), error: new Error(kept, { cause: response }) };
        }
        if (response.state === 'open')
            return { request, state: 'open' };
        if (response.state === 'missing')
            return unjudged(`does not exist in ${repository}, or github-token may not see it`);
        const state = response.closedAt === undefined ? 'closed' : `closed on ${response.closedAt}`;
        const facts = { id: RoleId, tag: _resources_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .PULL_REQUEST_TAG */ .Pw, value: number };
        const removal = await removalOf(ports.iam, roleName, settings, facts);
        if (removal.keptProfiles?.has(removal.instanceProfileName.toLowerCase()) === true)
            return unjudged(`${state}, but instance-profile/${roleName} has the same owner and contains another role`);
        const outcome = await (0,_reconcile_js__WEBPACK_IMPORTED_MODULE_5__/* .reconcile */ .Lq)(removal, run, portsFor(removal));
        return { request, state: `${state}; ${(0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_2__/* .lastUseText */ .ZZ)(used)}`, outcome };
    };
    const judged = await judgeRoles(rolePath, judge, ports, timeoutSeconds);
    // A cancelled sweep must not succeed; the outcome of a role that it was removing has the cancellation.
    if (judged.every(({ outcome }) => outcome === undefined))
        await (0,_runtime_time_js__WEBPACK_IMPORTED_MODULE_6__/* .throwIfCancelled */ .dZ)(ports.signal);
    return judged.map((each) => {
        const unknown = (0,_run_js__WEBPACK_IMPORTED_MODULE_4__/* .unknownOutcome */ .b6)(run, absence(each.roleName, settings));
        return each.error ? { ...each, outcome: { ...unknown, failure: { error: each.error } } } : each;
    });
}


/***/ })

};
