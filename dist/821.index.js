export const id = 821;
export const ids = [821,886];
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
    reference ??= __webpack_require__.e(/* import() */ 815).then(__webpack_require__.bind(__webpack_require__, 4815)).then(({ ACTIONS }) => servicesOf(unpacked(ACTIONS)));
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
    const { MANAGED_POLICIES } = await __webpack_require__.e(/* import() */ 815).then(__webpack_require__.bind(__webpack_require__, 4815));
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


/***/ }),

/***/ 9886:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   closest: () => (/* binding */ closest),
/* harmony export */   entries: () => (/* binding */ entries),
/* harmony export */   hint: () => (/* binding */ hint),
/* harmony export */   isIntrinsic: () => (/* binding */ isIntrinsic),
/* harmony export */   isMap: () => (/* binding */ isMap),
/* harmony export */   notText: () => (/* binding */ notText),
/* harmony export */   placeOf: () => (/* binding */ placeOf)
/* harmony export */ });
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(787);
/** Problems of policy documents, and what their rules share: places, lists, and the closest of some names. */

/** Writes a path for a message: `Statement[0].Action[2]`. */
function placeOf(path) {
    return path
        .map((step) => {
        if (typeof step === 'number')
            return `[${step}]`;
        return /^\w+$/.test(step) ? `.${step}` : `[${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(step)}]`;
    })
        .join('')
        .replace(/^\./, '');
}
/** Returns the rest of a message about a value that is no text. */
function notText(value) {
    const [key] = isMap(value) ? Object.keys(value) : [];
    return key !== undefined && isIntrinsic(key)
        ? `has CloudFormation's ${key}, which IAM does not know; write its result`
        : `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(value)} is not text`;
}
/** Reports whether a key is a function of CloudFormation. */
function isIntrinsic(key) {
    return key === 'Ref' || key.startsWith('Fn::');
}
/** Returns the rest of a message about an unknown name. */
function hint(name, candidates) {
    const meant = closest(name, candidates);
    return meant === undefined ? `; it must be one of ${candidates.join(', ')}` : `; did you mean ${meant}?`;
}
/** Returns each value of a list with its path; IAM takes one value for a list of one. */
function entries(value, path) {
    if (!Array.isArray(value))
        return [[value, path]];
    return value.map((item, index) => [item, [...path, index]]);
}
/** Reports whether a value is a JSON object. */
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/**
 * Returns the candidate with the fewest edits, or undefined if none is close: more than a third of the letters differ.
 * Case is ignored, so a name that differs by case alone is the closest of all.
 */
function closest(name, candidates) {
    const target = name.toLowerCase();
    let best;
    let fewest = Math.max(1, Math.floor(target.length / 3)) + 1;
    for (const candidate of candidates) {
        if (Math.abs(candidate.length - target.length) >= fewest)
            continue;
        const edits = distance(target, candidate.toLowerCase(), fewest);
        if (edits < fewest)
            [best, fewest] = [candidate, edits];
    }
    return best;
}
/**
 * Counts the edits between two texts: letters put in, taken out or replaced, and neighbours swapped (optimal string
 * alignment). Stops at `limit`, which it then returns.
 */
function distance(a, b, limit) {
    let beforeLast = [];
    let last = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i += 1) {
        const row = [i];
        for (let j = 1; j <= b.length; j += 1) {
            const same = a[i - 1] === b[j - 1];
            let edits = Math.min((last[j] ?? limit) + 1, (row[j - 1] ?? limit) + 1, (last[j - 1] ?? limit) + (same ? 0 : 1));
            if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1) {
                edits = Math.min(edits, (beforeLast[j - 2] ?? limit) + 1);
            }
            row.push(edits);
        }
        if (Math.min(...row) >= limit)
            return limit;
        [beforeLast, last] = [last, row];
    }
    return last[b.length] ?? limit;
}


/***/ })

};
