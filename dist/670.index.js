export const id = 670;
export const ids = [670,697];
export const modules = {

/***/ 670:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readDocument: () => (/* binding */ readDocument)
/* harmony export */ });
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8538);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(787);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1761);
/* harmony import */ var _parse_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9515);
/* harmony import */ var _files_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4519);
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3697);
/** Policy documents from an input, from text in an input's map, or from a file of the workspace. */






/** Reads a policy document. @returns undefined if it is invalid; `problems` then has the reason */
async function readDocument(input, label, value, env, problems) {
    let file;
    try {
        // An input that is a document was parsed as one; in a map each document is still text.
        const inMap = typeof value === 'string' && _table_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUTS */ .mc[input].kind === 'map';
        const content = inMap ? await (0,_parse_js__WEBPACK_IMPORTED_MODULE_2__/* .parseDocument */ .Tp)(value) : value;
        if (typeof content !== 'string')
            return checked(content);
        const text = await (0,_files_js__WEBPACK_IMPORTED_MODULE_3__/* .readWorkspaceFile */ .s)(content, env['GITHUB_WORKSPACE'] ?? process.cwd());
        file = content;
        return checked((await (0,_yaml_js__WEBPACK_IMPORTED_MODULE_4__.parseYaml)(text, () => true)).value);
    }
    catch (error) {
        // A line number within an input's text would mislead: a problem has the line of the input itself.
        const line = error instanceof _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB ? error.line : undefined;
        const location = file === undefined ? {} : { file, ...(line === undefined ? {} : { line }) };
        const reason = error instanceof Error ? error.message : String(error);
        problems.push({ input, message: `${label}: ${reason}`, ...location });
        return undefined;
    }
}
/** Checks that a value is a policy document. @throws ParseError if it is not */
function checked(value) {
    const statement = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__/* .isObject */ .Gv)(value) ? value['Statement'] : undefined;
    if (!(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__/* .isObject */ .Gv)(value) || !((0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__/* .isObject */ .Gv)(statement) || Array.isArray(statement))) {
        const constraint = 'it must be a map with Version and Statement';
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB(`${(0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .hD)(value)} is not a policy document; ${constraint}`, 1);
    }
    // JSON makes it the document that will be sent: YAML has more types (shared nodes, dates, undefined).
    return JSON.parse((0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDocument */ .Kl)(value));
}


/***/ }),

/***/ 4519:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ readWorkspaceFile)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/** Files that inputs name. The checkout may be a pull request's, so no path may lead out of the workspace. */


/** Far above the size of any policy or manifest, and small enough for the runner's memory. */
const MAX_BYTES = 1024 * 1024;
/**
 * Reads a file of the workspace as UTF-8.
 *
 * @param path relative to the workspace
 * @throws Error in words that can follow the input's name
 */
async function readWorkspaceFile(path, workspace) {
    if (path.includes('\0'))
        throw new Error('the path contains a NUL character; remove it');
    const root = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(workspace).catch((cause) => {
        const message = `GITHUB_WORKSPACE names ${JSON.stringify(workspace)}, which does not exist; check the repository out before this step`;
        throw new Error(message, { cause });
    });
    const target = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(root, path);
    if (!isInside(target, root))
        throw new Error(`the file ${JSON.stringify(path)} is outside the workspace; give a path inside it`);
    let real;
    try {
        real = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(target);
    }
    catch (cause) {
        throw new Error(`there is no file ${JSON.stringify(path)} in the workspace; is the repository checked out?`, {
            cause,
        });
    }
    if (!isInside(real, root)) {
        throw new Error(`the file ${JSON.stringify(path)} is a link that leads out of the workspace; replace it by the file`);
    }
    const { size, isRegular } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(real).then((stats) => ({
        size: stats.size,
        isRegular: stats.isFile(),
    }));
    if (!isRegular)
        throw new Error(`${JSON.stringify(path)} is not a regular file; give the path of one`);
    if (size > MAX_BYTES)
        throw new Error(`the file ${JSON.stringify(path)} is larger than 1 MiB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(real));
}
function isInside(path, root) {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(root, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`) && !(0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(way);
}


/***/ }),

/***/ 3697:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseYaml: () => (/* binding */ parseYaml)
/* harmony export */ });
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(787);

/**
 * Parses one YAML document; JSON is YAML.
 *
 * @param text the document
 * @param asWritten whether numbers and booleans at this path remain text as written: in a policy document an account's id
 *   keeps its leading zero, and IAM compares text
 * @throws ParseError with the line
 */
async function parseYaml(text, asWritten) {
    const yaml = await __webpack_require__.e(/* import() */ 903).then(__webpack_require__.bind(__webpack_require__, 4903));
    const lines = new yaml.LineCounter();
    const document = yaml.parseDocument(text, {
        lineCounter: lines,
        prettyErrors: false,
        // Only the core schema's tags: JSON would change the text of a date or of bytes.
        resolveKnownTags: false,
    });
    // The library only warns about an unknown tag or directive, and ignores it.
    const error = document.errors[0] ?? document.warnings[0];
    if (error !== undefined)
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB(error.message, lines.linePos(error.pos[0]).line);
    // In YAML 1.1 `no` and `0777` are false and 511.
    if (document.directives.yaml.version !== '1.2') {
        const { line } = lines.linePos(text.search(/^%YAML/m));
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB('the document must be YAML 1.2; remove the %YAML directive', line);
    }
    const lineAt = (node) => {
        const offset = node?.range?.[0];
        return offset === undefined ? undefined : lines.linePos(offset).line;
    };
    yaml.visit(document, {
        Pair(_, pair) {
            const key = yaml.isAlias(pair.key) ? pair.key.resolve(document) : pair.key;
            if (!yaml.isCollection(key))
                return;
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB('a key is a list or a map, not text', lineAt(key));
        },
        Alias(_, node, ancestors) {
            const target = node.resolve(document);
            if (target === undefined || !ancestors.includes(target))
                return;
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB(`alias *${node.source} refers to its own ancestor; remove it`, lineAt(node));
        },
        Scalar(key, node, ancestors) {
            if (key === 'key' && typeof node.value !== 'string')
                node.value = node.source ?? String(node.value);
            if (typeof node.value !== 'number' && typeof node.value !== 'boolean')
                return;
            const path = ancestors
                .filter((ancestor) => yaml.isPair(ancestor))
                .map((pair) => String(yaml.isScalar(pair.key) ? pair.key.value : pair.key));
            if (asWritten(path))
                node.value = node.source ?? String(node.value);
        },
    });
    let value;
    try {
        // A few aliases are fine; a document that unfolds to millions of nodes is not.
        value = document.toJS({ maxAliasCount: 100 });
    }
    catch (cause) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .ParseError */ .mB(cause instanceof Error ? cause.message : String(cause), undefined, { cause });
    }
    return {
        value,
        lineOf: (path) => {
            const offset = nearest(yaml, document, path)?.range?.[0];
            return offset === undefined ? undefined : lines.linePos(offset).line;
        },
    };
}
/** Finds the node at the path, or its closest parent. For a map's entry it is the key, which may precede its value by lines. */
function nearest(yaml, document, path) {
    for (let length = path.length; length >= 0; length -= 1) {
        const above = length < 2 ? document.contents : document.getIn(path.slice(0, length - 1), true);
        const pair = length > 0 && yaml.isMap(above)
            ? above.items.find(({ key }) => yaml.isScalar(key) && key.value === path[length - 1])
            : undefined;
        const node = pair?.key ?? (length === 0 ? document.contents : document.getIn(path.slice(0, length), true));
        if (yaml.isNode(node) && node.range !== undefined && node.range !== null)
            return node;
    }
    return undefined;
}


/***/ })

};
