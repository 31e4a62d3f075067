export const id = 198;
export const ids = [198,697];
export const modules = {

/***/ 4519:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ readWorkspaceFile)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/** Files that inputs name. They come from a checkout, maybe of a pull request, so they may not lead out of it. */


/** Far above any policy or manifest, far below what would hurt the runner. */
const MAX_BYTES = 1024 * 1024;
/**
 * Reads a file of the workspace as UTF-8.
 *
 * @param path relative to the workspace
 * @throws Error in words that can follow the input's name
 */
async function readWorkspaceFile(path, workspace) {
    if (path.includes('\0'))
        throw new Error('the path holds a NUL character');
    const root = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(workspace).catch((cause) => {
        const message = `GITHUB_WORKSPACE names ${JSON.stringify(workspace)}, which is not there; check the repository out before this step`;
        throw new Error(message, { cause });
    });
    const wanted = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(root, path);
    if (!isInside(wanted, root))
        throw new Error(`the file ${JSON.stringify(path)} is outside the workspace`);
    let real;
    try {
        real = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(wanted);
    }
    catch (cause) {
        throw new Error(`there is no file ${JSON.stringify(path)} in the workspace; is the repository checked out?`, {
            cause,
        });
    }
    if (!isInside(real, root)) {
        throw new Error(`the file ${JSON.stringify(path)} is a link that leads out of the workspace`);
    }
    const { size, isRegular } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(real).then((found) => ({
        size: found.size,
        isRegular: found.isFile(),
    }));
    if (!isRegular)
        throw new Error(`${JSON.stringify(path)} is not a regular file`);
    if (size > MAX_BYTES)
        throw new Error(`the file ${JSON.stringify(path)} is larger than 1 MiB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(real));
}
function isInside(path, root) {
    const way = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(root, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`) && !(0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(way);
}


/***/ }),

/***/ 6198:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  declareManifest: () => (/* binding */ declareManifest)
});

// EXTERNAL MODULE: ./build/inputs/role.js + 1 modules
var role = __webpack_require__(715);
// EXTERNAL MODULE: ./build/inputs/read.js + 7 modules
var inputs_read = __webpack_require__(7825);
// EXTERNAL MODULE: ./build/inputs/problem.js
var inputs_problem = __webpack_require__(787);
// EXTERNAL MODULE: ./build/inputs/table.js
var table = __webpack_require__(9140);
// EXTERNAL MODULE: ./build/inputs/parse.js
var parse = __webpack_require__(9515);
// EXTERNAL MODULE: ./build/inputs/files.js
var files = __webpack_require__(4519);
// EXTERNAL MODULE: ./build/inputs/yaml.js
var yaml = __webpack_require__(3697);
;// CONCATENATED MODULE: ./build/inputs/manifest.js
/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs that speak of
 * one role, its values theirs or the text of a step's, held to the same schema.
 */






/** Inputs that one role may have in a manifest. */
const ROLE_INPUTS = table/* INPUT_NAMES */.Qh.filter((name) => table/* INPUTS */.mc[name].scope === 'role');
/** Inputs that may be said of all roles at once; a name belongs to one. */
const FOR_ALL = ROLE_INPUTS.filter((name) => name !== 'role-name' && name !== 'instance-profile-name');
/** Either of these says the whole trust, so the nearer one counts and not both. */
const TRUST = ['trust-services', 'trust-policy'];
/**
 * Reads a manifest. Every problem in it goes to `problems`, with its line.
 *
 * @param step what the step itself declares: defaults behind the manifest's own
 * @param names which inputs of a role to look at; others are not even validated
 * @param destroy a word that is no input's fails nothing, and of maps only the keys count that tell which thing is meant
 * @returns the defaults as they are given, and the roles over them
 */
async function readManifest(file, workspace, step, names, problems, destroy = false) {
    const nothing = { defaults: undefined, roles: [] };
    let parsed;
    try {
        parsed = await (0,yaml.parseYaml)(await (0,files/* readWorkspaceFile */.s)(file, workspace), isText);
    }
    catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const line = error instanceof inputs_problem/* SyntaxProblem */.bB ? error.line : undefined;
        problems.push({ input: 'manifest', message, file, ...(line === undefined ? {} : { line }) });
        return nothing;
    }
    const at = (...path) => {
        const line = parsed.lineOf(path);
        return { file, ...(line === undefined ? {} : { line }) };
    };
    const read = async (value, path, allowed, found) => {
        if (!isMap(value)) {
            found.push({ input: 'manifest', message: `${(0,inputs_problem/* quote */.hD)(value)} is not a map of inputs`, ...at(...path) });
            return {};
        }
        const settings = {};
        for (const [name, written] of Object.entries(value)) {
            if (!(0,table/* isInputName */.wp)(name) || !allowed.includes(name)) {
                if (destroy)
                    continue;
                const message = `${(0,inputs_problem/* quote */.hD)(name)} is not an input of one role; there are ${allowed.join(', ')}`;
                found.push({ input: 'manifest', message, ...at(...path, name) });
            }
            else if (names.includes(name)) {
                const { given, wrong } = await readWritten(name, written, destroy);
                found.push(...wrong.map(({ within, message }) => ({ input: name, message, ...at(...path, name, ...within) })));
                if (typeof written === 'string')
                    found.push(...(0,inputs_read/* hints */.XZ)(name, written, wrong).map((hint) => ({ ...hint, ...at(...path, name) })));
                if (given !== undefined && wrong.length === 0)
                    settings[name] = given;
            }
        }
        return settings;
    };
    const { value } = parsed;
    if (!isMap(value) || !Array.isArray(value['roles']) || value['roles'].length === 0) {
        problems.push({ input: 'manifest', message: 'it must be a map with a list of `roles`', ...at() });
        return nothing;
    }
    for (const key of Object.keys(value)) {
        if (!['$schema', 'defaults', 'roles'].includes(key)) {
            const message = `${(0,inputs_problem/* quote */.hD)(key)} is not known here; there are defaults and roles`;
            problems.push({ input: 'manifest', message, ...at(key) });
        }
    }
    const wrong = [];
    const defaults = await read(value['defaults'] ?? {}, ['defaults'], FOR_ALL, wrong);
    const roles = [];
    for (const [index, role] of value['roles'].entries()) {
        const found = [];
        const own = await read(role, ['roles', index], ROLE_INPUTS, found);
        if (!isMap(role)) {
            problems.push(...found);
            continue;
        }
        roles.push({
            settings: layered([step, defaults, own]),
            problems: found,
            place: (input) => Object.hasOwn(own, input)
                ? at('roles', index, input)
                : Object.hasOwn(defaults, input)
                    ? at('defaults', input)
                    : at('roles', index),
        });
    }
    return {
        defaults: { settings: defaults, problems: wrong, place: (input) => at('defaults', input) },
        roles,
    };
}
/** An input's value, or the text of one as a step has it; nothing where it is left empty, as in a step. */
async function readWritten(name, written, identityOnly) {
    const { kind } = table/* INPUTS */.mc[name];
    const text = typeof written === 'string' && kind !== 'string' ? (0,parse/* stripped */.uR)(written, kind) : undefined;
    if (written === null || text === '')
        return { wrong: [] };
    try {
        const given = text === undefined
            ? (0,parse/* typed */.nE)(table/* INPUTS */.mc[name], written, identityOnly)
            : await (0,inputs_read/* readText */.yR)(name, text, identityOnly);
        return { given, wrong: (0,inputs_read/* violations */.xA)(name, given) };
    }
    catch (error) {
        return { wrong: [{ within: [], message: error instanceof Error ? error.message : String(error) }] };
    }
}
/** The nearer layer over the farther ones, input by input. */
function layered(layers) {
    return layers.reduce((farther, nearer) => {
        const result = { ...farther };
        if (TRUST.some((name) => Object.hasOwn(nearer, name)))
            for (const name of TRUST)
                Reflect.deleteProperty(result, name);
        return { ...result, ...nearer };
    });
}
/** Policy documents and tags are text to IAM, numbers in them too. */
function isText(path) {
    return path.some((key, index) => {
        if (!(0,table/* isInputName */.wp)(key) || !['map', 'document'].includes(table/* INPUTS */.mc[key].kind))
            return false;
        const { properties } = table/* INPUTS */.mc[key].schema;
        return properties === undefined || [properties[path[index + 1] ?? '']?.type].flat().includes('object');
    });
}
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./build/inputs/manifest-roles.js




/**
 * @param step what the step itself says, which the manifest's own words go over
 * @param destroyInputs what to look at where the roles are to go; nothing else is validated then
 */
async function declareManifest(file, step, destroyInputs, env, problems) {
    for (const input of ['role-name', 'instance-profile-name']) {
        if (step[input] !== undefined) {
            problems.push({ input, message: 'excludes manifest: each role in it has a name of its own' });
        }
    }
    const destroy = destroyInputs !== undefined;
    const names = destroyInputs ?? ROLE_INPUTS;
    const workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const { defaults, roles } = await readManifest(file, workspace, step, names, problems, destroy);
    const add = (found, place) => {
        for (const problem of found) {
            // A wrong one was told already.
            if (problem === role/* NO_OWNER */.U && problems.some(({ input }) => input === 'owner'))
                continue;
            const inManifest = problem.file === undefined &&
                (0,table/* isInputName */.wp)(problem.input) &&
                names.includes(problem.input) &&
                problem !== role/* NO_OWNER */.U;
            const placed = inManifest ? { ...place(problem.input), ...problem } : problem;
            // What is wrong with the run or with the defaults is so for each role, and said once.
            if (!problems.some((other) => (0,inputs_problem/* problemLine */.YK)(other) === (0,inputs_problem/* problemLine */.YK)(placed)))
                problems.push(placed);
        }
    };
    if (defaults !== undefined) {
        const found = [...defaults.problems];
        if (!destroy)
            await (0,role/* declareRoleItself */.Us)(defaults.settings, env, found);
        add(found, defaults.place);
    }
    const declarations = [];
    for (const { settings, problems: wrong, place } of roles) {
        const found = [...wrong];
        const declaration = await (0,role/* declareRole */.te)(settings, destroy, env, found);
        const twice = (input, nameOf) => {
            const name = declaration && nameOf(declaration);
            if (!declarations.some((other) => other && nameOf(other).toLowerCase() === name?.toLowerCase()))
                return false;
            found.push({ input, message: `${(0,inputs_problem/* quote */.hD)(name)} stands twice; IAM does not tell names apart by case` });
            return true;
        };
        if (!twice('role-name', ({ roleName }) => roleName)) {
            twice('instance-profile-name', ({ instanceProfileName }) => instanceProfileName);
        }
        const profile = declaration?.rolesAnywhereName;
        if (profile !== undefined && declarations.some((other) => other?.rolesAnywhereName === profile)) {
            const message = `${(0,inputs_problem/* quote */.hD)(profile)} is the profile of another role here: each needs one of its own`;
            found.push({ input: 'roles-anywhere-profile', message });
        }
        add(found, place);
        declarations.push(declaration);
    }
    return declarations;
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
 * @param text what to parse
 * @param asWritten whether numbers and booleans at this path stay the text they were written as: in a policy document an
 *   account's id keeps its leading zero, and IAM compares text
 * @throws SyntaxProblem with the line
 */
async function parseYaml(text, asWritten) {
    const yaml = await __webpack_require__.e(/* import() */ 903).then(__webpack_require__.bind(__webpack_require__, 4903));
    const lines = new yaml.LineCounter();
    const document = yaml.parseDocument(text, {
        lineCounter: lines,
        prettyErrors: false,
        // No tags but the core schema's: a date or bytes would come out of JSON as another text.
        resolveKnownTags: false,
    });
    // Of a tag or a directive that it does not know the library only warns, and then goes on without it.
    const error = document.errors[0] ?? document.warnings[0];
    if (error !== undefined)
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .SyntaxProblem */ .bB(error.message, lines.linePos(error.pos[0]).line);
    // Its `no` and `0777` would be false and 511.
    if (document.directives.yaml.version !== '1.2') {
        const { line } = lines.linePos(text.search(/^%YAML/m));
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .SyntaxProblem */ .bB('only YAML 1.2 is read: take the %YAML directive out', line);
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
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .SyntaxProblem */ .bB('a key is a list or a map, not text', lineAt(key));
        },
        Alias(_, node, ancestors) {
            const named = node.resolve(document);
            if (named === undefined || !ancestors.includes(named))
                return;
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .SyntaxProblem */ .bB(`*${node.source} stands for what it stands in`, lineAt(node));
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
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_0__/* .SyntaxProblem */ .bB(cause instanceof Error ? cause.message : String(cause), undefined, { cause });
    }
    return {
        value,
        lineOf: (path) => {
            const offset = nearest(yaml, document, path)?.range?.[0];
            return offset === undefined ? undefined : lines.linePos(offset).line;
        },
    };
}
/** The node at the path, or the closest one above it; of a map's entry its key, which may stand above its value. */
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
