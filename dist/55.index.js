export const id = 55;
export const ids = [55];
export const modules = {

/***/ 5055:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   sweep: () => (/* binding */ sweep)
/* harmony export */ });
/* harmony import */ var p_limit__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(370);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1408);
/* harmony import */ var _resources_instance_profile_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1243);
/* harmony import */ var _resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4364);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4821);
/* harmony import */ var _deadline_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5027);
/* harmony import */ var _reconcile_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8515);
/* harmony import */ var _reconcile_all_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(377);
/**
 * What pull requests left behind: finds the roles under a path that are ours and were made for a pull request that is
 * closed by now, and destroys them as `destroy` does. Whatever is not certain is kept, and said.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */









/**
 * @param run with mode `destroy`, or `plan` to say only what would be removed
 * @throws CallError when the roles cannot be listed
 */
async function sweep(settings, run, ports, portsFor) {
    const deadline = () => new _deadline_js__WEBPACK_IMPORTED_MODULE_5__/* .Deadline */ .B2(ports, run.timeoutSeconds * 1000);
    const names = await (0,_deadline_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => rolesUnder(ports.iam, settings.rolePath), deadline());
    const limit = (0,p_limit__WEBPACK_IMPORTED_MODULE_8__/* ["default"] */ .A)(_reconcile_all_js__WEBPACK_IMPORTED_MODULE_7__/* .ROLES_AT_ONCE */ .u);
    const one = async (roleName) => {
        const declare = (instanceProfileName) => {
            return { roleName, instanceProfileName, owner: settings.owner, adopt: false, role: undefined };
        };
        try {
            const found = await (0,_deadline_js__WEBPACK_IMPORTED_MODULE_5__/* .retryUntilConsistent */ .VH)(() => verdict(roleName, settings, ports), deadline());
            if (found === undefined || 'why' in found)
                return found;
            // One profile is the rule; a renamed one may have left another behind, and nothing is to stay.
            const outcomes = [];
            for (const declaration of found.instanceProfiles.map(declare)) {
                outcomes.push(await (0,_reconcile_js__WEBPACK_IMPORTED_MODULE_6__/* .reconcile */ .L)(declaration, run, portsFor(declaration)));
            }
            return outcomes.reduce(together);
        }
        catch (error) {
            return unread(declare(roleName), run, (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error));
        }
    };
    const swept = await Promise.all(names.map((name) => limit(one, name)));
    return {
        outcomes: swept.filter((each) => each !== undefined && 'status' in each),
        kept: swept.flatMap((each) => (each !== undefined && 'why' in each ? [each.why] : [])),
    };
}
async function rolesUnder(iam, PathPrefix) {
    return (0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .pages */ .Bd)(async (Marker) => {
        const page = await iam.call('ListRoles', { PathPrefix, ...Marker });
        // By the answer and not by the question: what a server makes of a prefix destroys nothing elsewhere.
        const under = (page.Roles ?? []).filter(({ Path = '' }) => Path.startsWith(PathPrefix));
        return [under.map(({ RoleName = '' }) => RoleName), page];
    });
}
/** Nothing for a role that is none of our business. */
async function verdict(name, { owner, after }, { iam, pullRequest, today }) {
    // Lists leave out tags.
    const role = (await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)(iam.call('GetRole', { RoleName: name })))?.Role;
    const tags = (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagsFromIam */ .p6)(role?.Tags);
    const number = (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagValue */ .EZ)(tags, _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .PULL_REQUEST_TAG */ .Pw);
    if ((0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagValue */ .EZ)(tags, _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .OWNER_TAG */ .FX) !== owner || number === undefined)
        return undefined;
    const kept = (why) => ({ why: `role/${name} is kept: ${why}` });
    if (!/^[1-9]\d{0,9}$/.test(number)) {
        return kept(`its tag ${_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .PULL_REQUEST_TAG */ .Pw} is ${JSON.stringify(number)}, which is no number`);
    }
    const created = role?.CreateDate?.getTime();
    if (created === undefined)
        return kept('IAM does not say when it was created');
    // IAM's clock may be ahead of the runner's.
    const age = Math.max(0, Math.round((today().getTime() - created) / 1000));
    if (age < after)
        return kept(`it was made ${age} s ago, and sweep-after is ${after} s`);
    const request = await pullRequest(number).catch((cause) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`role/${name} is kept, because nothing says whether it is still needed: ${why}`, {
            cause,
        });
    });
    if (!request.closed)
        return kept(request.why);
    // Those that hold the role and are ours; else the one of its name, which an interrupted destroy may have emptied.
    const holders = (await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .absentAsUndefined */ .uW)((0,_resources_role_state_js__WEBPACK_IMPORTED_MODULE_3__/* .instanceProfilesOf */ .Rw)(iam, name))) ?? [];
    const profiles = await Promise.all([...new Set([name, ...holders])].map(async (profileName) => {
        const profile = await (0,_resources_instance_profile_js__WEBPACK_IMPORTED_MODULE_2__/* .observeInstanceProfile */ .T)(iam, profileName);
        const ours = profile !== undefined && (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .tagValue */ .EZ)(profile.tags, _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .OWNER_TAG */ .FX) === owner;
        const otherRole = profile?.role !== undefined && profile.role.name !== name;
        return { profileName, ours: ours && !otherRole, anothers: ours && otherRole };
    }));
    const instanceProfiles = profiles.filter(({ ours }) => ours).map(({ profileName }) => profileName);
    if (instanceProfiles.length > 0)
        return { instanceProfiles };
    if (profiles.some(({ anothers }) => anothers)) {
        return kept(`instance-profile/${name} is ours, too, but holds another role`);
    }
    return { instanceProfiles: [name] };
}
/** Of a role that could not be looked at. */
function unread(declaration, { mode }, error) {
    return {
        mode,
        declaration,
        status: 'failed',
        plan: undefined,
        start: undefined,
        target: undefined,
        finalState: undefined,
        changed: false,
        readyFor: undefined,
        digest: undefined,
        notices: [],
        warnings: [],
        failure: { error },
    };
}
/** Of one role that took two runs: what both did, and how the worse one ended. */
function together(first, second) {
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
