export const id = 6821;
export const ids = [6821];
export const modules = {

/***/ 6821:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   actionWarnings: () => (/* binding */ actionWarnings),
/* harmony export */   closestManagedPolicy: () => (/* binding */ closestManagedPolicy)
/* harmony export */ });
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8522);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);
/* harmony import */ var _policy_problem_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9886);
/**
 * Names that match nothing: actions that AWS's service reference does not have, and AWS managed policies that do not
 * exist. Hints only, because the tables may be older than AWS.
 */



/** Returns a warning for each Action and NotAction of a document that matches no action. */
async function actionWarnings(document) {
    reference ??= __webpack_require__.e(/* import() */ 4815).then(__webpack_require__.bind(__webpack_require__, 4815)).then(({ ACTIONS }) => servicesOf(unpacked(ACTIONS)));
    const services = await reference;
    const statements = (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.isMap)(document) ? (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.entries)(document['Statement'], ['Statement']) : [];
    return statements.flatMap(([statement, path]) => ['Action', 'NotAction'].flatMap((element) => {
        if (!(0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.isMap)(statement) || !(element in statement))
            return [];
        return (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.entries)(statement[element], [...path, element]).flatMap(([action, place]) => typeof action === 'string' ? warning(action, place, services) : []);
    }));
}
/** Returns the AWS managed policy, with its path, whose name is closest to one that does not exist. */
async function closestManagedPolicy(reference) {
    const { MANAGED_POLICIES } = await __webpack_require__.e(/* import() */ 4815).then(__webpack_require__.bind(__webpack_require__, 4815));
    const policies = unpacked(MANAGED_POLICIES).split('\n');
    const missing = reference.replace(/^arn:[^:]*:iam::aws:policy\//, '').replace(/^\//, '');
    // The same name under another path is closer than a path with a few different letters.
    const name = nameOf(missing);
    const byName = (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.closest)(name, policies.map((policy) => nameOf(policy)));
    return policies.find((policy) => nameOf(policy) === byName) ?? (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.closest)(missing, policies);
}
/** Parsed once: it takes about 10 ms. */
let reference;
function warning(action, path, services) {
    const [service = '', name, ...rest] = action.split(':');
    // The grammar reports names without a colon, or with two.
    if (name === undefined || rest.length > 0 || action.includes('${'))
        return [];
    const prefix = service.toLowerCase();
    const candidates = prefix === '*' ? [...services.values()].flat() : (services.get(prefix) ?? []);
    if (candidates.some((candidate) => matches(candidate, name)))
        return [];
    const meant = suggestion(prefix, name, services);
    const hint = meant === undefined ? '' : `; did you mean ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(meant)}?`;
    return [{ path, message: `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(action)} matches no action${hint}` }];
}
/** Returns the closest action of the service, or the same action of a service with a similar prefix. */
function suggestion(prefix, name, services) {
    const own = services.get(prefix);
    if (own !== undefined) {
        const action = (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.closest)(name, own);
        return action && `${prefix}:${action}`;
    }
    const similar = [...services].filter(([, actions]) => actions.some((action) => matches(action, name)));
    const service = (0,_policy_problem_js__WEBPACK_IMPORTED_MODULE_2__.closest)(prefix, new Map(similar).keys());
    return service && `${service}:${name}`;
}
/** Reports whether an action matches a pattern as IAM does: `*` and `?`, case-insensitive. The time is linear. */
function matches(action, pattern) {
    const text = action.toLowerCase();
    const glob = pattern.toLowerCase();
    let at = 0;
    let star;
    for (let index = 0; index < text.length || at < glob.length;) {
        const expected = glob[at];
        if (expected === '*') {
            star = { after: at + 1, from: index };
            at += 1;
        }
        else if (index < text.length && (expected === '?' || expected === text[index])) {
            at += 1;
            index += 1;
        }
        else if (star !== undefined && star.from < text.length) {
            // The last asterisk matches one more letter.
            star.from += 1;
            index = star.from;
            at = star.after;
        }
        else
            return false;
    }
    return true;
}
function servicesOf(lines) {
    return new Map(lines.split('\n').map((line) => {
        const [service = '', ...actions] = line.split(' ');
        return [service, actions];
    }));
}
function unpacked(table) {
    return (0,node_zlib__WEBPACK_IMPORTED_MODULE_0__.brotliDecompressSync)(Buffer.from(table, 'base64')).toString();
}
function nameOf(policy) {
    return policy.slice(policy.lastIndexOf('/') + 1);
}


/***/ })

};
