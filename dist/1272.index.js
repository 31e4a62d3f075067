export const id = 1272;
export const ids = [1272,3697];
export const modules = {

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

/***/ 1272:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  declareManifest: () => (/* binding */ declareManifest)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __webpack_require__(7202);
// EXTERNAL MODULE: ./build/inputs/role.js + 1 modules
var inputs_role = __webpack_require__(715);
// EXTERNAL MODULE: ./build/aws/errors.js
var errors = __webpack_require__(8127);
// EXTERNAL MODULE: ./build/inputs/read.js + 7 modules
var inputs_read = __webpack_require__(7825);
// EXTERNAL MODULE: ./build/inputs/problem.js
var inputs_problem = __webpack_require__(787);
;// CONCATENATED MODULE: ./build/inputs/input-spec.js
/** The shape of a row in the table of inputs. */
/** The groups of inputs that declare a property of one role, also in a manifest. The other inputs apply to the whole step. */
const ROLE_GROUPS = ['Role', 'Trust', 'Policies', 'Profiles', 'Ownership'];

// EXTERNAL MODULE: ./build/inputs/table.js + 3 modules
var table = __webpack_require__(7628);
// EXTERNAL MODULE: ./build/inputs/parse.js
var parse = __webpack_require__(9515);
// EXTERNAL MODULE: ./build/inputs/files.js
var files = __webpack_require__(4519);
// EXTERNAL MODULE: ./build/inputs/yaml.js
var yaml = __webpack_require__(3697);
;// CONCATENATED MODULE: ./build/inputs/manifest.js
/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs in
 * `ROLE_GROUPS`. A value is YAML or the text of a step's input, validated by the same schema.
 */









/** Inputs that one role may have in a manifest. */
const ROLE_INPUTS = table/* INPUT_NAMES */.Qh.filter((name) => ROLE_GROUPS.some((group) => group === table/* INPUTS */.mc[name].group));
/** Inputs that `defaults` may have; a name belongs to one role. */
const DEFAULTABLE_INPUTS = ROLE_INPUTS.filter((name) => name !== 'role-name' && name !== 'instance-profile-name');
/** Together these declare the whole trust policy, so the nearer layer replaces all of them. */
const TRUST_INPUTS = ['trust-services', 'trust-github', 'trust-policy'];
/**
 * Reads a manifest. Adds problems of the file as a whole to `problems`, with their lines.
 *
 * @param step the step's own inputs, which the manifest's defaults override
 * @param names the inputs of a role to read; no other input is validated
 * @param destroy whether to ignore unknown inputs and to reduce maps to their key fields
 * @returns the defaults alone, and the roles merged with them
 */
async function readManifest(file, workspace, step, names, problems, destroy = false) {
    const nothing = { defaults: undefined, roles: [] };
    let parsed;
    try {
        parsed = await (0,yaml.parseYaml)(await (0,files/* readWorkspaceFile */.s)(file, workspace), isText);
    }
    catch (error) {
        const message = (0,errors/* asError */.zR)(error).message;
        const line = error instanceof inputs_problem/* ParseError */.mB ? error.line : undefined;
        problems.push({ input: 'manifest', message, file, ...(line === undefined ? {} : { line }) });
        return nothing;
    }
    const at = (...path) => {
        const line = parsed.lineOf(path);
        return { file, ...(line === undefined ? {} : { line }) };
    };
    const read = async (value, path, allowed, partProblems) => {
        if (!isMap(value)) {
            partProblems.push({
                input: 'manifest',
                message: `${(0,inputs_problem/* quote */.hD)(value)} is not a map of inputs`,
                ...at(...path),
            });
            return {};
        }
        const settings = {};
        for (const [name, input] of Object.entries(value)) {
            if (!(0,table/* isInputName */.wp)(name) || !allowed.includes(name)) {
                if (destroy)
                    continue;
                const message = `${(0,inputs_problem/* quote */.hD)(name)} is not an input of one role; it must be one of ${allowed.join(', ')}`;
                partProblems.push({ input: 'manifest', message, ...at(...path, name) });
            }
            else if (names.includes(name)) {
                const { value: parsedValue, violations: invalid } = await readManifestValue(name, input, destroy);
                partProblems.push(...invalid.map((violation) => ({
                    input: name,
                    message: violation.message,
                    ...at(...path, name, ...violation.path),
                })));
                if (typeof input === 'string')
                    partProblems.push(...(0,inputs_read/* hints */.XZ)(name, input, invalid).map((hint) => ({ ...hint, ...at(...path, name) })));
                if (parsedValue !== undefined && invalid.length === 0)
                    settings[name] = parsedValue;
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
            const message = `${(0,inputs_problem/* quote */.hD)(key)} is not a key of a manifest; it must be defaults or roles`;
            problems.push({ input: 'manifest', message, ...at(key) });
        }
    }
    const defaultProblems = [];
    const defaults = await read(value['defaults'] ?? {}, ['defaults'], DEFAULTABLE_INPUTS, defaultProblems);
    const roles = [];
    for (const [index, role] of value['roles'].entries()) {
        const roleProblems = [];
        const own = await read(role, ['roles', index], ROLE_INPUTS, roleProblems);
        if (!isMap(role)) {
            problems.push(...roleProblems);
            continue;
        }
        roles.push({
            settings: mergeLayers([step, defaults, own]),
            problems: roleProblems,
            locate: (input, path = []) => Object.hasOwn(own, input) && !isInherited(own, defaults, input, path[0])
                ? at('roles', index, input, ...path)
                : Object.hasOwn(defaults, input)
                    ? at('defaults', input, ...path)
                    : at('roles', index),
        });
    }
    return {
        defaults: {
            settings: defaults,
            problems: defaultProblems,
            locate: (input, path = []) => at('defaults', input, ...path),
        },
        roles,
    };
}
/** Reports whether a key of a map is from the defaults: maps merge key by key. */
function isInherited(own, defaults, input, key) {
    const has = (settings) => {
        const value = Object.entries(settings).find(([name]) => name === input)?.[1];
        return isMap(value) && key !== undefined && Object.hasOwn(value, key);
    };
    return has(defaults) && !has(own);
}
/** Reads an input's value, or its text as in a step. Returns no value if it is empty, as in a step. */
async function readManifestValue(name, written, keysOnly) {
    const { kind } = table/* INPUTS */.mc[name];
    const text = typeof written === 'string' && kind !== 'string' ? (0,parse/* trimInput */.$e)(written, kind) : undefined;
    const { guard, default: standard } = table/* INPUTS */.mc[name];
    const isBlank = typeof written === 'string' && written.trim() === '';
    if (written === null || text === '' || written === '' || (guard === true && isBlank)) {
        if (guard === true)
            return { violations: [{ path: [], message: (0,inputs_read/* emptyGuard */.LW)({ default: standard }) }] };
        if (written !== '' || text === '')
            return { violations: [] };
    }
    try {
        const value = text === undefined ? (0,parse/* coerce */.au)(table/* INPUTS */.mc[name], written, keysOnly) : await (0,inputs_read/* readText */.yR)(name, text, keysOnly);
        return { value, violations: (0,inputs_read/* violations */.xA)(name, value) };
    }
    catch (error) {
        return { violations: [{ path: [], message: (0,errors/* asError */.zR)(error).message }] };
    }
}
/** Merges layers, input by input, and maps key by key. A later layer overrides the earlier ones. */
function mergeLayers(layers) {
    return layers.reduce((farther, nearer) => {
        const result = { ...farther };
        if (TRUST_INPUTS.some((name) => Object.hasOwn(nearer, name)))
            for (const name of TRUST_INPUTS)
                Reflect.deleteProperty(result, name);
        for (const [name, value] of Object.entries(nearer)) {
            result[name] = isMergeable(name) ? mergeMaps(name, result[name], value) : value;
        }
        return result;
    });
}
/** Reports whether an input is a map of the user's own keys. */
function isMergeable(name) {
    if (!(0,table/* isInputName */.wp)(name))
        return false;
    const { kind, schema } = table/* INPUTS */.mc[name];
    return kind === 'map' && schema.properties === undefined;
}
/** Merges two maps key by key; IAM ignores the case of a tag's key. */
function mergeMaps(name, farther, nearer) {
    if (!isMap(farther) || !isMap(nearer))
        return nearer;
    const tags = (0,table/* isInputName */.wp)(name) && table/* INPUTS */.mc[name].tags === true;
    const own = Object.keys(nearer);
    const kept = Object.entries(farther).filter(([key]) => !tags || !own.some((other) => (0,resources_tags/* sameKey */.el)(other, key)));
    return { ...Object.fromEntries(kept), ...nearer };
}
/** Reports whether a scalar at a path remains text: IAM's policy documents and tags have no numbers. */
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
/** A manifest's roles as declarations: each role is validated by itself, and against the other roles. */







/**
 * Declares the roles of a manifest.
 *
 * @param step the step's own inputs: defaults that the manifest overrides
 * @param destroyInputs the inputs that `destroy` uses; undefined in other modes. No other input is validated then
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
    const add = (additions, locate) => {
        for (const problem of additions) {
            // An invalid owner was reported already.
            if (problem === inputs_role/* OWNER_MISSING */.Jj && problems.some(({ input }) => input === 'owner'))
                continue;
            const inManifest = problem.file === undefined &&
                (0,table/* isInputName */.wp)(problem.input) &&
                names.includes(problem.input) &&
                problem !== inputs_role/* OWNER_MISSING */.Jj;
            const located = inManifest ? { ...locate(problem.input, problem.path), ...problem } : problem;
            // A problem of the run or of the defaults recurs for each role, but is reported once.
            if (!problems.some((other) => (0,inputs_problem/* problemLine */.YK)(other) === (0,inputs_problem/* problemLine */.YK)(located)))
                problems.push(located);
        }
    };
    if (defaults !== undefined) {
        const defaultProblems = [...defaults.problems];
        if (!destroy)
            await (0,inputs_role/* parseRole */.gP)(defaults.settings, env, defaultProblems);
        add(defaultProblems, defaults.locate);
    }
    const declarations = [];
    for (const { settings, problems: partProblems, locate } of roles) {
        const roleProblems = [...partProblems];
        const declaration = await (0,inputs_role/* declareRole */.te)(settings, destroy, env, roleProblems);
        const reportDuplicate = (input, nameOf) => {
            const name = declaration && nameOf(declaration);
            if (!declarations.some((other) => other && nameOf(other).toLowerCase() === name?.toLowerCase()))
                return false;
            roleProblems.push({
                input,
                message: `${(0,inputs_problem/* quote */.hD)(name)} is declared twice; IAM names are case-insensitive`,
            });
            return true;
        };
        if (!reportDuplicate('role-name', ({ roleName }) => roleName)) {
            reportDuplicate('instance-profile-name', ({ instanceProfileName }) => instanceProfileName);
        }
        const profile = declaration?.rolesAnywhereName;
        if (profile !== undefined && declarations.some((other) => other?.rolesAnywhereName === profile)) {
            const message = `${(0,inputs_problem/* quote */.hD)(profile)} is the profile of another role here: each needs one of its own`;
            roleProblems.push({ input: 'roles-anywhere-profile', message });
        }
        const pruned = settings.prune?.includes('roles') === true && !destroy;
        if (pruned && (settings['role-path'] ?? '/') === '/')
            roleProblems.push({
                input: 'role-path',
                message: 'must be a path of its own if prune has roles, not "/"',
            });
        const manifest = (0,external_node_path_.relative)(workspace, (0,external_node_path_.resolve)(workspace, file)).split(external_node_path_.sep).join('/');
        if (pruned && (0,inputs_read/* violations */.xA)('owner', manifest).length > 0)
            roleProblems.push({
                input: 'manifest',
                message: `${(0,inputs_problem/* quote */.hD)(manifest)} cannot be the value of a tag, which prune: roles needs; rename the file to at most 256 letters, digits, spaces and _.:/=+-@`,
            });
        const role = declaration?.role && pruned ? { ...declaration.role, manifest } : declaration?.role;
        const size = declaration && role && (0,resources_tags/* desiredTags */.C2)(role.tags, declaration, role, undefined).size;
        // Of the four tags of the Action, MAX_TAGS leaves room for three.
        if (role?.tags.size === table/* MAX_TAGS */.x3 && size === table/* MAX_TAGS */.x3 + 4)
            roleProblems.push({
                input: 'tags',
                message: `${size} tags, with those of the Action, are too many for a new role; at most ${table/* MAX_TAGS */.x3 + 3} fit, and prune: roles adds one`,
            });
        add(roleProblems, locate);
        declarations.push(declaration && { ...declaration, role });
    }
    return declarations;
}


/***/ }),

/***/ 3697:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseYaml: () => (/* binding */ parseYaml)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);
/** YAML 1.2 with its core schema and JSON, by a library that is loaded only when an input needs it. */


/**
 * Parses one YAML document; JSON is YAML.
 *
 * @param text the document
 * @param asWritten whether numbers and booleans at this path remain text as written: in a policy document an account's id
 *   keeps its leading zero, and IAM compares text
 * @throws ParseError with the line
 */
async function parseYaml(text, asWritten) {
    const yaml = await __webpack_require__.e(/* import() */ 4903).then(__webpack_require__.bind(__webpack_require__, 4903));
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
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB(error.message, lines.linePos(error.pos[0]).line);
    // In YAML 1.1 `no` and `0777` are false and 511.
    if (document.directives.yaml.version !== '1.2') {
        const { line } = lines.linePos(text.search(/^%YAML/m));
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB('the document must be YAML 1.2; remove the %YAML directive', line);
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
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB('a key is a list or a map, not text', lineAt(key));
        },
        Alias(_, node, ancestors) {
            const target = node.resolve(document);
            if (target === undefined || !ancestors.includes(target))
                return;
            throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB(`alias *${node.source} refers to its own ancestor; remove it`, lineAt(node));
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
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_1__/* .ParseError */ .mB((0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(cause).message, undefined, { cause });
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
