export const id = 886;
export const ids = [886];
export const modules = {

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
