export const id = 563;
export const ids = [563,697];
export const modules = {

/***/ 7563:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declareManifest: () => (/* binding */ declareManifest)
/* harmony export */ });
/* unused harmony exports ROLE_INPUTS, DEFAULTABLE_INPUTS, TRUST_INPUTS */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8127);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(8538);
/* harmony import */ var _resources_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9023);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4821);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(787);
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8718);
/* harmony import */ var _role_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1362);
/* harmony import */ var _schemas_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8892);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1761);
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(3697);
/**
 * A manifest: many roles in one file, with `defaults` for all of them. Its keys are the names of the inputs in
 * `ROLE_GROUPS`. A value is YAML or the text of a step's input, validated by the same schema.
 */












/** Inputs that one role may have in a manifest. */
const ROLE_INPUTS = _table_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUT_NAMES */ .Qh.filter((name) => _schemas_js__WEBPACK_IMPORTED_MODULE_8__/* .ROLE_GROUPS */ .AQ.some((group) => group === _table_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUTS */ .mc[name].group));
/** Inputs that `defaults` may have; a name belongs to one role. */
const DEFAULTABLE_INPUTS = ROLE_INPUTS.filter((name) => name !== 'role-name' && name !== 'instance-profile-name');
/** Together these declare the whole trust policy, so the nearer layer replaces all of them. */
const TRUST_INPUTS = ['trust-services', 'trust-github', 'trust-policy'];
/**
 * Declares the roles of a manifest. Each role is validated by itself, and against the other roles.
 *
 * @param step the step's own inputs, which the manifest's defaults override
 */
async function declareManifest(file, step) {
    const { env, settings, problems } = step;
    for (const input of ['role-name', 'instance-profile-name']) {
        if (settings[input] !== undefined)
            problems.push({ input, message: 'excludes manifest: each role in it has a name of its own' });
    }
    const add = (part) => {
        for (const problem of part.problems) {
            // An invalid owner was reported already.
            if (problem === _role_js__WEBPACK_IMPORTED_MODULE_7__/* .OWNER_MISSING */ .Jj && problems.some(({ input }) => input === 'owner'))
                continue;
            const { file, input, path } = problem;
            const inManifest = file === undefined && ROLE_INPUTS.some((name) => name === input) && problem !== _role_js__WEBPACK_IMPORTED_MODULE_7__/* .OWNER_MISSING */ .Jj;
            const located = inManifest ? { ...part.locate(input, path), ...problem } : problem;
            // A problem of the run or of the defaults recurs for each role, but is reported once.
            const line = (0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .problemLine */ .YK)(located);
            if (!reported.has(line))
                problems.push(located);
            reported.add(line);
        }
    };
    const manifest = await readManifest(file, step);
    if (manifest === undefined)
        return [];
    const reported = new Set(problems.map(_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .problemLine */ .YK));
    const { defaults, roles } = manifest;
    const namesOnly = (0,_table_js__WEBPACK_IMPORTED_MODULE_9__/* .needsOnlyNames */ .Eb)(settings.mode);
    if (!namesOnly)
        await (0,_role_js__WEBPACK_IMPORTED_MODULE_7__/* .parseRole */ .gP)(defaults);
    add(defaults);
    const workspace = (0,_yaml_js__WEBPACK_IMPORTED_MODULE_10__/* .workspaceOf */ .B)(env);
    const target = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(workspace, file);
    // The workspace may be a link, and an absolute path one without it.
    const ways = [workspace, await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(workspace)].map((root) => (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(root, target).split(node_path__WEBPACK_IMPORTED_MODULE_1__.sep));
    const path = (ways.find(([first]) => first !== '..') ?? []).join('/');
    const declarations = [];
    const taken = new Set();
    for (const part of roles) {
        let declaration = await (0,_role_js__WEBPACK_IMPORTED_MODULE_7__/* .declareRole */ .te)(part);
        if (declaration !== undefined)
            part.problems.push(...duplicateProblems(declaration, taken));
        if (!namesOnly && part.settings.prune.includes('roles')) {
            const role = declaration?.role && { ...declaration.role, manifest: path };
            declaration &&= { ...declaration, role };
            part.problems.push(...pruneProblems(part.settings, path, declaration));
        }
        add(part);
        declarations.push(declaration);
    }
    return declarations;
}
/** Reports the names of a role's resources that are taken by an earlier role, and adds its own to them. */
function duplicateProblems(declaration, taken) {
    const reported = new Set();
    return _resources_index_js__WEBPACK_IMPORTED_MODULE_3__/* .RESOURCES */ .eZ.flatMap((kind) => {
        const name = kind.declaredName(declaration);
        const key = `${kind.kind}/${kind.caseSensitive ? name : name?.toLowerCase()}`;
        const isTaken = taken.has(key);
        taken.add(key);
        // The other names default to the role's.
        if (name === undefined || !isTaken || reported.has(name))
            return [];
        reported.add(name);
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(name)} is declared twice; each role needs its own${kind.caseSensitive ? '' : ', and IAM ignores case'}`;
        return [{ input: kind.nameInput, message }];
    });
}
/** Reports why `prune: roles` cannot work for a role: its path, its name, or the tag with the manifest's path. */
function pruneProblems(settings, manifest, declaration) {
    const problems = [];
    if (settings['role-path'] === '/')
        problems.push({ input: 'role-path', message: 'must be a path of its own if prune has roles, not "/"' });
    const [placeholder] = /\{(?:pr|branch)\}/.exec(settings['role-name'] ?? '') ?? [];
    if (placeholder !== undefined) {
        const message = `may not hold ${placeholder} if prune has roles: runs for other values would delete the role; use a fixed name, or take roles out of prune`;
        problems.push({ input: 'role-name', message });
    }
    if (!(0,_schemas_js__WEBPACK_IMPORTED_MODULE_8__/* .fits */ .lA)(_table_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUTS */ .mc.owner.schema, manifest)) {
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(manifest)} cannot be the value of a tag, which prune: roles needs; rename the file to at most 256 letters, digits, spaces and _.:/=+-@`;
        problems.push({ input: 'manifest', message });
    }
    const role = declaration?.role;
    const given = [
        ['tags', 'role', role?.tags],
        ['instance-profile-tags', 'instance profile', role?.instanceProfile?.tags],
    ];
    const [input, noun, tags] = given.find(([, , each]) => each?.size === _table_js__WEBPACK_IMPORTED_MODULE_9__/* .MAX_TAGS */ .x3) ?? [];
    const size = role && tags && (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .desiredTags */ .C2)(tags, declaration, role, undefined).size;
    // Of the four tags of the Action, MAX_TAGS leaves room for three.
    if (input !== undefined && size === _table_js__WEBPACK_IMPORTED_MODULE_9__/* .MAX_TAGS */ .x3 + 4) {
        const message = `${size} tags, with those of the Action, are too many for a new ${noun}; at most ${_table_js__WEBPACK_IMPORTED_MODULE_9__/* .MAX_TAGS */ .x3 + 3} fit, and prune: roles adds one`;
        problems.push({ input, message });
    }
    return problems;
}
/**
 * Reads a manifest. Adds problems of the file as a whole to those of the step, with their lines. A mode that needs only names
 * ignores unknown inputs, and reduces maps with known keys to their `name`.
 *
 * @returns the defaults alone, and the roles merged with them; undefined if the file has no roles
 */
async function readManifest(file, { env, settings: step, problems }) {
    let parsed;
    try {
        parsed = await (0,_yaml_js__WEBPACK_IMPORTED_MODULE_10__.parseYaml)(await (0,_yaml_js__WEBPACK_IMPORTED_MODULE_10__/* .readWorkspaceFile */ .s)(file, (0,_yaml_js__WEBPACK_IMPORTED_MODULE_10__/* .workspaceOf */ .B)(env)), isText);
    }
    catch (error) {
        const line = error instanceof _problem_js__WEBPACK_IMPORTED_MODULE_5__/* .ParseError */ .mB ? error.line : undefined;
        problems.push({ input: 'manifest', message: (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .asError */ .zR)(error).message, file, line });
        return undefined;
    }
    const at = (...path) => ({ file, line: parsed.lineOf(path) });
    const problem = (message, ...path) => ({ input: 'manifest', message, ...at(...path) });
    const names = (0,_table_js__WEBPACK_IMPORTED_MODULE_9__/* .inputsOf */ .Vc)(step.mode);
    const namesOnly = (0,_table_js__WEBPACK_IMPORTED_MODULE_9__/* .needsOnlyNames */ .Eb)(step.mode);
    const read = async (value, path, allowed) => {
        const found = [];
        if (!(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(value))
            found.push(problem(`${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(value)} is not a map of inputs`, ...path));
        const settings = {};
        for (const [name, written] of (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(value) ? Object.entries(value) : []) {
            if (!(0,_table_js__WEBPACK_IMPORTED_MODULE_9__/* .isInputName */ .wp)(name) || !allowed.includes(name)) {
                const others = allowed.join(', ');
                const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(name)} is not an input of one role; it must be one of ${others}`;
                if (!namesOnly)
                    found.push(problem(message, ...path, name));
            }
            else if (names.includes(name)) {
                const { value: valid, problems: invalid } = await (0,_read_js__WEBPACK_IMPORTED_MODULE_6__/* .readValue */ .wK)(name, written, namesOnly);
                for (const { path: part = [], ...each } of invalid)
                    found.push({ ...each, ...at(...path, name, ...part) });
                if (valid !== undefined)
                    settings[name] = valid;
            }
        }
        return { env, settings, problems: found };
    };
    const { value } = parsed;
    if (!(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(value) || !Array.isArray(value['roles']) || value['roles'].length === 0) {
        problems.push(problem('it must be a map with a list of at least one role: `roles`'));
        return undefined;
    }
    for (const key of Object.keys(value)) {
        if (['$schema', 'defaults', 'roles'].includes(key))
            continue;
        problems.push(problem(`${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(key)} is not a key of a manifest; it must be defaults or roles`, key));
    }
    const defaults = await read(value['defaults'] ?? {}, ['defaults'], DEFAULTABLE_INPUTS);
    const locateDefault = (input, path = []) => at('defaults', input, ...path);
    const roles = [];
    for (const [index, role] of value['roles'].entries()) {
        const own = await read(role, ['roles', index], ROLE_INPUTS);
        if (!(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(role)) {
            problems.push(...own.problems);
            continue;
        }
        const locate = (input, path = []) => {
            if (Object.hasOwn(own.settings, input) && !isInherited(own.settings, defaults.settings, input, path[0]))
                return at('roles', index, input, ...path);
            return Object.hasOwn(defaults.settings, input) ? locateDefault(input, path) : at('roles', index);
        };
        roles.push({ ...own, settings: mergeLayers(step, defaults.settings, own.settings), locate });
    }
    // A document's ARNs must be of the region's partition.
    const settings = mergeLayers({ 'aws-region': step['aws-region'] }, defaults.settings);
    return { defaults: { ...defaults, settings, locate: locateDefault }, roles };
}
/** Reports whether a key of a map is from the defaults: maps merge key by key. */
function isInherited(own, defaults, input, key) {
    const has = ({ [input]: map }) => (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(map) && key !== undefined && Object.hasOwn(map, key);
    return has(defaults) && !has(own);
}
/** Merges layers over the defaults, input by input, and maps key by key. A later layer overrides the earlier ones. */
function mergeLayers(...layers) {
    const given = layers.reduce((farther, nearer) => {
        const replaced = TRUST_INPUTS.some((name) => Object.hasOwn(nearer, name)) ? TRUST_INPUTS : [];
        return Object.fromEntries([
            ...Object.entries(farther).filter(([name]) => !replaced.some((other) => other === name)),
            ...Object.entries(nearer).map(([name, value]) => [name, merged(name, farther[name], value)]),
        ]);
    }, {});
    return { ..._table_js__WEBPACK_IMPORTED_MODULE_9__/* .DEFAULTS */ .zY, ...given };
}
/** Merges an input's values of two layers: maps of the user's own keys key by key. */
function merged(name, farther, nearer) {
    if (!(0,_table_js__WEBPACK_IMPORTED_MODULE_9__/* .isInputName */ .wp)(name) || !(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(farther) || !(0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_11__/* .isObject */ .Gv)(nearer))
        return nearer;
    const { kind, schema, tags } = _table_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUTS */ .mc[name];
    if (kind !== 'map' || schema.properties !== undefined)
        return nearer;
    const own = Object.keys(nearer);
    // IAM ignores the case of a tag's key.
    const kept = Object.entries(farther).filter(([key]) => !tags || !own.some((other) => (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(other, key)));
    return { ...Object.fromEntries(kept), ...nearer };
}
/** Reports whether a scalar at a path remains text: IAM's policy documents and tags have no numbers. */
function isText(path) {
    return path.some((key, index) => {
        if (!(0,_table_js__WEBPACK_IMPORTED_MODULE_9__/* .isInputName */ .wp)(key) || !['map', 'document'].includes(_table_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUTS */ .mc[key].kind))
            return false;
        const { properties } = _table_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUTS */ .mc[key].schema;
        return properties === undefined || [properties[path[index + 1] ?? '']?.type].flat().includes('object');
    });
}


/***/ }),

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
