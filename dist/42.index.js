export const id = 42;
export const ids = [42];
export const modules = {

/***/ 1042:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   violations: () => (/* binding */ violations)
/* harmony export */ });
/* harmony import */ var _cfworker_json_schema__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(207);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(787);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1761);
/** The messages for a value that its input's schema refuses. */



/**
 * Returns the schema violations in an input's value, one for each invalid item of a list or map. The path names the item or
 * entry; it is empty for the whole value.
 */
function violations(name, value) {
    const spec = _table_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUTS */ .mc[name];
    const { items, properties = {}, propertyNames, additionalProperties } = spec.schema;
    const { errors } = new _cfworker_json_schema__WEBPACK_IMPORTED_MODULE_2__/* .Validator */ .D(spec.schema, '2020-12', false).validate(value);
    const pointers = [...new Set(errors.map((error) => error.instanceLocation))];
    // The validator also reports every parent of an invalid part; only the deepest is precise.
    const deepest = pointers.filter((pointer) => !pointers.some((other) => other.startsWith(`${pointer}/`)));
    const problem = (path, message) => ({
        input: name,
        path,
        message,
    });
    return deepest.map((pointer) => {
        const [, key] = pointer.split('/');
        if (key === undefined) {
            const message = spec.secret === true
                ? `the value, which is not shown, is not allowed; it must be ${spec.constraint}`
                : refusal('', value, { ...spec.schema, description: spec.constraint }) + suggestion(name, value);
            return problem([], message);
        }
        const part = decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~');
        if (Array.isArray(value)) {
            const index = Number(part);
            const item = value[index];
            return problem([index], refusal(`item ${index + 1}`, item, items) + suggestion(name, item));
        }
        const wrongKey = errors.some(({ instanceLocation, keywordLocation }) => instanceLocation === pointer && keywordLocation.startsWith('#/propertyNames'));
        if (wrongKey)
            return problem([part], refusal('key', part, propertyNames));
        const entry = value[part];
        const schema = Object.hasOwn(properties, part) ? properties[part] : additionalProperties;
        const message = schema === undefined || schema === false
            ? `entry ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(part)} is not allowed; it must be one of ${Object.keys(properties).join(', ')}`
            : refusal(`entry ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(part)}:`, entry, schema);
        return problem([part], message);
    });
}
/** Returns the message for a value, or a part of one, that its schema refuses. */
function refusal(part, value, schema) {
    const rule = `it must be ${schema?.description ?? 'another value'}`;
    const isItem = part.startsWith('item');
    if (value === null)
        return `${part} has no value (null in YAML); ${rule}`.trim();
    // The characters may be valid, but YAML makes text without quotes another type.
    if (schema?.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
        const bare = `${value} is a ${typeof value} in YAML; put it in quotes to make it text`;
        return `${part}${isItem ? ':' : ''} ${bare}`.trim();
    }
    const shown = isItem ? `, ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(value)},` : ` ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(value)}`;
    return `${part}${shown} is not allowed; ${rule}`.trim();
}
/** Other words for the values of an input. */
const SYNONYMS = {
    mode: {
        drift: 'check',
        diff: 'plan',
        preview: 'plan',
        'dry-run': 'plan',
        create: 'apply',
        update: 'apply',
        deploy: 'apply',
        delete: 'destroy',
        remove: 'destroy',
        clean: 'sweep',
        cleanup: 'sweep',
    },
    'pr-comment': { true: 'changes', false: 'off', on: 'changes' },
};
/** Returns the end of a refusal: the value or the form that was probably intended; empty if none is likely. */
function suggestion(name, value) {
    const { kind, schema } = _table_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUTS */ .mc[name];
    if (typeof value !== 'string')
        return '';
    if (name === 'trust-services' && /^github|githubusercontent/.test(value))
        return '. GitHub is no AWS service: its workflows assume a role by OIDC, so use trust-github';
    if (name === 'trust-services' && value.includes('.'))
        return '. Only AWS services have a name here: write a trust-policy for any other principal';
    if (kind === 'list')
        return /,\s*\S/.test(value) ? '. Write one item per line: a comma does not separate' : '';
    const other = SYNONYMS[name]?.[value.toLowerCase()] ?? (0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .closest */ .kp)(value, (schema.enum ?? []).map(String));
    return schema.enum === undefined || other === undefined ? '' : `. Did you mean ${other}?`;
}


/***/ })

};
