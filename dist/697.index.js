export const id = 697;
export const ids = [697];
export const modules = {

/***/ 3697:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ workspaceOf),
/* harmony export */   parseYaml: () => (/* binding */ parseYaml),
/* harmony export */   s: () => (/* binding */ readWorkspaceFile)
/* harmony export */ });
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8127);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(787);
/** YAML 1.2 with its core schema and JSON, from text or from a file, by a library that is loaded only when an input needs it. */





const NO_ANCHOR = 'text that begins with * must be in quotes; without them it is an alias without an anchor';
/** Plain text of YAML that is a comment of JSON and the value behind it, or a bare value and the comment behind that. */
const WITH_COMMENT = /^\/[/*][^]*(?:"|\*\/\s)|^(?:-?\d[\d.eE+-]*|true|false|null)\s+\/[/*]/;
const NO_COMMENTS = 'JSON has no comments; remove each // and /* */, or write #';
/** Messages in place of the library's, by its codes. */
const MESSAGES = {
    BAD_ALIAS: NO_ANCHOR,
    MULTIPLE_DOCS: 'multiple documents; keep one',
    RESOURCE_EXHAUSTION: 'the document is nested too deeply; use fewer levels',
};
/**
 * Parses one YAML document; JSON is YAML.
 *
 * @param text the document
 * @param asWritten whether numbers and booleans at this path remain text as written: in a policy document an account's id
 *   keeps its leading zero, and IAM compares text
 * @throws ParseError with the line
 */
async function parseYaml(text, asWritten = () => true) {
    const yaml = await __webpack_require__.e(/* import() */ 903).then(__webpack_require__.bind(__webpack_require__, 4903));
    const lines = new yaml.LineCounter();
    const document = yaml.parseDocument(text, {
        lineCounter: lines,
        prettyErrors: false,
        // The library would compare each key with all before it.
        uniqueKeys: false,
        // Only the core schema's tags: JSON would change the text of a date or of bytes.
        resolveKnownTags: false,
    });
    // The library only warns about an unknown tag or directive, and ignores it.
    const error = document.errors[0] ?? document.warnings[0];
    if (error !== undefined) {
        const [start] = error.pos;
        const message = /^\/[/*]/.test(text.slice(start, start + 2)) ? NO_COMMENTS : MESSAGES[error.code];
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB(message ?? error.message, lines.linePos(start).line);
    }
    // In YAML 1.1 `no` and `0777` are false and 511.
    if (document.directives.yaml.version !== '1.2') {
        const { line } = lines.linePos(text.search(/^%YAML/m));
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB('the document must be YAML 1.2; remove the %YAML directive', line);
    }
    const lineAt = (node) => {
        const offset = node?.range?.[0];
        return offset === undefined ? undefined : lines.linePos(offset).line;
    };
    const keysOf = new Map();
    // The library would search the whole document for each alias.
    const anchored = new Map();
    yaml.visit(document, {
        Pair(_, pair, ancestors) {
            const key = yaml.isAlias(pair.key) ? anchored.get(pair.key.source) : pair.key;
            if (yaml.isCollection(key))
                throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB('a key is a list or a map, not text', lineAt(key));
            if (!yaml.isScalar(key))
                return;
            const node = pair.key;
            if (key.source === '<<')
                throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB('YAML 1.2 has no merge key <<; write the entries out', lineAt(node));
            const keys = keysOf.get(ancestors.at(-1)) ?? new Map();
            if (keys.has(key.source))
                throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB(`key ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .quote */ .hD)(key.source)} is declared twice; keep one`, lineAt(node));
            keysOf.set(ancestors.at(-1), keys.set(key.source, node));
        },
        Alias(_, node, ancestors) {
            const target = anchored.get(node.source);
            if (target === undefined)
                throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB(NO_ANCHOR, lineAt(node));
            if (!ancestors.some((each) => each === target))
                return;
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB(`alias *${node.source} refers to its own ancestor; remove it`, lineAt(node));
        },
        Collection(_, node) {
            anchored.set(node.anchor, node);
        },
        Scalar(key, node, ancestors) {
            anchored.set(node.anchor, node);
            const isInBlock = ancestors.some((each) => yaml.isCollection(each) && each.flow !== true);
            // In YAML it would be text, with all that follows it up to the next comma.
            if (node.type === 'PLAIN' && !isInBlock && WITH_COMMENT.test(node.source ?? ''))
                throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB(NO_COMMENTS, lineAt(node));
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
        // Hundreds of roles may share one anchor. A document that unfolds to millions of nodes is refused.
        value = document.toJS({ maxAliasCount: 10_000 });
    }
    catch (cause) {
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .ParseError */ .mB('its aliases unfold to too many values', undefined, { cause });
    }
    // For a map's entry it is the key, which may precede its value by lines.
    const nearest = (path) => {
        const key = keysOf.get(document.getIn(path.slice(0, -1), true))?.get(path.at(-1));
        const node = key ?? document.getIn(path, true);
        if (yaml.isNode(node) && node.range)
            return node;
        return path.length === 0 ? undefined : nearest(path.slice(0, -1));
    };
    return { value, lineOf: (path) => lineAt(nearest(path)) };
}
/** Far above the size of any policy or manifest, and small enough for the runner's memory. */
const MAX_BYTES = 1024 * 1024;
/** Returns the folder that paths of files are relative to. */
function workspaceOf(env) {
    return env['GITHUB_WORKSPACE'] ?? process.cwd();
}
/**
 * Reads a file of the workspace as UTF-8. The checkout may be a pull request's, so no path may lead out of the workspace.
 *
 * @param path relative to the workspace; or absolute, with the link that the workspace may be, or without it
 * @throws Error in words that can follow the input's name
 */
async function readWorkspaceFile(path, workspace) {
    if (path.includes('\0'))
        throw new Error('the path contains a NUL character; remove it');
    const root = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(workspace).catch((cause) => {
        const message = `GITHUB_WORKSPACE names ${JSON.stringify(workspace)}, which does not exist; check the repository out before this step`;
        throw new Error(message, { cause });
    });
    const name = (0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .quote */ .hD)(path);
    const target = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.resolve)(workspace, path);
    if (!isInside(target, workspace) && !isInside(target, root))
        throw new Error(`the file ${name} is outside the workspace; give a path inside it`);
    const real = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(target).catch((cause) => {
        const message = `there is no file ${name} in the workspace; is the repository checked out?`;
        throw new Error(message, { cause });
    });
    if (!isInside(real, root))
        throw new Error(`the file ${name} is a link that leads out of the workspace; replace it by the file`);
    const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(real);
    if (!stats.isFile())
        throw new Error(`${name} is not a regular file; give the path of one`);
    if (stats.size > MAX_BYTES)
        throw new Error(`the file ${name} is larger than 1 MiB`);
    const bytes = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(real).catch((cause) => {
        const message = `the file ${name} cannot be read (${(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .asError */ .zR)(cause).message}); let the runner's user read it`;
        throw new Error(message, { cause });
    });
    // UTF-16 has a zero byte in each ASCII character.
    if (!(0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes) || bytes.includes(0))
        throw new Error(`the file ${name} is not UTF-8; save it as UTF-8`);
    return new TextDecoder().decode(bytes);
}
function isInside(path, root) {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(root, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_2__.sep}`) && !(0,node_path__WEBPACK_IMPORTED_MODULE_2__.isAbsolute)(way);
}


/***/ })

};
