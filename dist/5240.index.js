export const id = 5240;
export const ids = [5240,3697];
export const modules = {

/***/ 5240:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readDocument: () => (/* binding */ readDocument)
});

// EXTERNAL MODULE: ./build/aws/errors.js
var errors = __webpack_require__(8127);
// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __webpack_require__(3385);
// EXTERNAL MODULE: ./build/aws/environment.js
var environment = __webpack_require__(8075);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __webpack_require__(8538);
// EXTERNAL MODULE: ./build/inputs/problem.js
var problem = __webpack_require__(787);
// EXTERNAL MODULE: ./build/inputs/trust.js
var trust = __webpack_require__(8686);
// EXTERNAL MODULE: ./build/inputs/policy-problem.js
var policy_problem = __webpack_require__(9886);
;// CONCATENATED MODULE: ./build/inputs/policy-elements.js
/** The grammar of actions, resources, conditions and principals. */



/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS = [
    ...['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map((test) => `String${test}`),
    ...['Numeric', 'Date'].flatMap((type) => ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((test) => type + test)),
    ...['Equals', 'NotEquals', 'Like', 'NotLike'].map((test) => `Arn${test}`),
    ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
];
/** Reports an action that is not `service:Action` or `*`, or that a trust policy may not have. */
function* actionProblems(action, path, trust) {
    const parts = action.split(':');
    const [service = ''] = parts;
    if (trust && !/^sts:/i.test(action)) {
        yield { path, message: `${(0,problem/* quote */.hD)(action)} cannot be in a trust policy: its actions begin with "sts:"` };
    }
    else if (action === '*')
        return;
    else if (parts.length === 1) {
        yield {
            path,
            message: `${(0,problem/* quote */.hD)(action)} has no service; write it as "service:${action || 'Action'}", or "*"`,
        };
    }
    else if (parts.length > 2) {
        yield { path, message: `${(0,problem/* quote */.hD)(action)} has more than one colon; write it as "service:Action"` };
    }
    else if (!/^(?:\*|[A-Za-z0-9.-]+)$/.test(service)) {
        const message = `${(0,problem/* quote */.hD)(action)}: ${(0,problem/* quote */.hD)(service)} is not the name of a service (letters, digits, "-", ".")`;
        yield { path, message };
    }
}
/**
 * Reports a resource that is neither `*` nor an ARN. IAM completes an ARN with fewer parts by `*`, unless a part is empty.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function* resourceProblems(resource, path, own) {
    if (resource === '*')
        return;
    const [arn, partition = '', service, region = ''] = resource.split(':');
    if (arn !== 'arn' || !resource.includes(':')) {
        yield { path, message: `${(0,problem/* quote */.hD)(resource)} is neither an ARN nor "*"` };
    }
    else if (!/^(?:\*|aws[a-z-]*)$/.test(partition)) {
        yield { path, message: `${(0,problem/* quote */.hD)(resource)}: ${(0,problem/* quote */.hD)(partition)} is not a partition such as "aws"` };
    }
    else if (partition !== '*' && isForeign(resource, own)) {
        yield { path, message: `${(0,problem/* quote */.hD)(resource)} ${otherPartition(own)}` };
    }
    else if (service === undefined || service === '') {
        yield { path, message: `${(0,problem/* quote */.hD)(resource)} names no service; write it as "arn:${partition}:SERVICE:…"` };
    }
    else if (resource.includes('::') && resource.split(':').length < 6) {
        yield { path, message: `${(0,problem/* quote */.hD)(resource)} has too few parts; an ARN has six, divided by colons` };
    }
    else if (service === 'iam' && region !== '') {
        yield { path, message: `${(0,problem/* quote */.hD)(resource)}: ARNs of IAM have no region; leave that part empty` };
    }
}
/** Reports whether an ARN is in another partition than the account. */
function isForeign(arn, own) {
    return own !== undefined && arn.startsWith('arn:') && !arn.startsWith(`arn:${own}:`);
}
function otherPartition(own) {
    return `is in another partition than the region, whose ARNs begin with "arn:${own ?? ''}:"`;
}
/** Reports unknown operators, and values that are no text, number or boolean. */
function* conditionProblems(condition, path) {
    if (!(0,policy_problem.isMap)(condition)) {
        yield { path, message: `Condition ${(0,problem/* quote */.hD)(condition)} is not a map of operators` };
        return;
    }
    for (const [operator, tests] of Object.entries(condition)) {
        const place = [...path, operator];
        if (!(0,policy_problem.isMap)(tests)) {
            yield { path: place, message: `${operator} ${(0,problem/* quote */.hD)(tests)} is not a map of condition keys` };
            continue;
        }
        const meant = closestOperator(operator);
        const known = meant === operator;
        // IAM does not look at the name of an operator without tests.
        if (!known && Object.keys(tests).length > 0) {
            const advice = (0,policy_problem.hint)(meant ?? operator, meant === undefined ? COMPARISONS : [meant]);
            yield { path: place, message: `${(0,problem/* quote */.hD)(operator)} is not a condition operator${advice}` };
        }
        for (const [key, values] of Object.entries(tests)) {
            for (const [value, valuePath] of (0,policy_problem.entries)(values, [...place, key])) {
                if (!['string', 'number', 'boolean'].includes(typeof value)) {
                    yield { path: valuePath, message: `the value of ${key} ${(0,policy_problem.notText)(value)}` };
                }
                else if (known && /^(?:\w+:)?Date/.test(operator) && !isDate(String(value))) {
                    const message = `${(0,problem/* quote */.hD)(value)} is no date; write it as "2026-01-31T00:00:00Z", or in seconds since 1970`;
                    yield { path: valuePath, message };
                }
            }
        }
    }
}
/** Returns the operator itself if it exists, else the closest one; undefined if none is close. */
function closestOperator(operator) {
    const [, set = '', name = '', suffix] = /^(ForAnyValues?:|ForAllValues?:)?(.*?)(IfExists?)?$/is.exec(operator) ?? [];
    const comparison = (0,policy_problem.closest)(name, COMPARISONS);
    if (comparison === undefined)
        return undefined;
    const prefix = set === '' ? '' : /any/i.test(set) ? 'ForAnyValue:' : 'ForAllValues:';
    return prefix + comparison + (suffix === undefined || comparison === 'Null' ? '' : 'IfExists');
}
/** Reports whether IAM may read a date: ISO 8601, seconds since 1970, or a policy variable. */
function isDate(text) {
    return text.includes('${') || /^-?\d[-\d:.TtZz+]*$/.test(text);
}
const KINDS = new Map([
    ['AWS', awsProblem],
    ['Service', serviceProblem],
    ['Federated', federatedProblem],
    ['CanonicalUser', () => undefined],
]);
/**
 * Reports principals that can never exist. A well-formed role that does not exist is valid: it may be created in a moment.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function* principalProblems(principal, path, own) {
    if (principal === '*')
        return;
    if (!(0,policy_problem.isMap)(principal)) {
        const message = `${(0,problem/* quote */.hD)(principal)} is not a principal; write "*" or a map such as {"Service": "ec2.amazonaws.com"}`;
        yield { path, message };
        return;
    }
    const kinds = Object.entries(principal);
    if (kinds.every(([, values]) => Array.isArray(values) && values.length === 0)) {
        yield { path, message: 'names no principal; to let in anyone, write "*"' };
    }
    for (const [kind, values] of kinds) {
        const rule = KINDS.get(kind);
        if (rule === undefined) {
            const message = `${(0,problem/* quote */.hD)(kind)} is not a kind of principal; it must be one of ${[...KINDS.keys()].join(', ')}`;
            yield { path: [...path, kind], message };
            continue;
        }
        for (const [value, place] of (0,policy_problem.entries)(values, [...path, kind])) {
            if (typeof value !== 'string')
                yield { path: place, message: `the principal ${(0,policy_problem.notText)(value)}` };
            else {
                const foreign = kind === 'AWS' && isForeign(value, own) ? otherPartition(own) : undefined;
                const reason = placeholder(value) ?? rule(value) ?? foreign;
                if (reason !== undefined)
                    yield { path: place, message: `the principal ${(0,problem/* quote */.hD)(value)} ${reason}` };
            }
        }
    }
}
/** Reports text that a template engine was meant to replace: a principal knows no policy variables. */
function placeholder(principal) {
    const [placeholderText] = /\$\{[^}]*\}?|\{\{.*?\}\}|<[^>]*>/.exec(principal) ?? [];
    return placeholderText === undefined ? undefined : `holds the placeholder ${placeholderText}; replace it`;
}
const ARN = /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:role|user)\/.+)|sts::\d{12}:(?:assumed-role\/[^/]+\/.+|federated-user\/.+))$/;
function awsProblem(principal) {
    if (principal === '*' || /^\d{12}$/.test(principal) || /^A(?:RO|ID)A[A-Z0-9]{17}$/.test(principal)) {
        return undefined;
    }
    if (/^\d+$/.test(principal))
        return `has ${principal.length} digits; the id of an account has 12`;
    if (/[*?]/.test(principal)) {
        return 'has a wildcard, which cannot be part of a principal; trust the account, with a condition ArnLike aws:PrincipalArn';
    }
    if (/^arn:[^:]*:iam::\d*:group\//.test(principal))
        return 'is a group, which cannot be a principal; name its users';
    return ARN.test(principal)
        ? undefined
        : 'is neither the id of an account nor the ARN of an account, role, user or session';
}
function serviceProblem(service) {
    if (trust/* SERVICE_HOST */.tn.test(service))
        return undefined;
    if (/[*?]/.test(service))
        return 'has a wildcard, which cannot be part of a principal; name each service';
    const [name = ''] = service.split('.');
    return /^[a-z0-9-]+$/i.test(name)
        ? `is not the host name of a service; did you mean ${(0,problem/* quote */.hD)(`${name.toLowerCase()}.amazonaws.com`)}?`
        : 'is not the host name of a service such as "ec2.amazonaws.com"';
}
const PROVIDER = /^arn:aws[a-z-]*:iam::\d{12}:(?:saml|oidc)-provider\/.+$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;
function federatedProblem(provider) {
    if (/[*?]/.test(provider))
        return 'has a wildcard, which cannot be part of a principal; name each provider';
    return PROVIDER.test(provider) || HOST.test(provider)
        ? undefined
        : 'is neither the ARN of a SAML or OIDC provider nor a host such as "cognito-identity.amazonaws.com"';
}

;// CONCATENATED MODULE: ./build/inputs/policy-grammar.js
/**
 * The grammar of policy documents: reports what IAM refuses before any call is made, and nothing that IAM accepts.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */



const VERSIONS = ['2012-10-17', '2008-10-17'];
const DOCUMENT = ['Version', 'Id', 'Statement'];
const SHARED = ['Sid', 'Effect', 'Action', 'NotAction', 'Condition'];
const PRINCIPALS = ['Principal', 'NotPrincipal'];
const RESOURCES = ['Resource', 'NotResource'];
/**
 * Returns everything that IAM would refuse in a document.
 *
 * @param partition the account's own, if it is known
 */
function policyProblems(document, kind, partition) {
    return [...documentProblems(document, kind, partition), ...characterProblems(document, [])];
}
function* documentProblems(document, kind, partition) {
    if (!(0,policy_problem.isMap)(document)) {
        yield {
            path: [],
            message: `${(0,problem/* quote */.hD)(document)} is not a policy document, a map with Version and Statement`,
        };
        return;
    }
    yield* unknownKeys(document, DOCUMENT, [], 'a policy document');
    const { Version, Id, Statement } = document;
    if (Version !== undefined && !VERSIONS.includes(Version)) {
        const message = `Version ${(0,problem/* quote */.hD)(Version)} does not exist; it must be exactly "2012-10-17" (or the old "2008-10-17")`;
        yield { path: ['Version'], message };
    }
    if (Id !== undefined && typeof Id !== 'string') {
        yield { path: ['Id'], message: `Id ${(0,policy_problem.notText)(Id)}` };
    }
    if (Statement === undefined) {
        yield { path: [], message: 'has no Statement' };
        return;
    }
    const statements = (0,policy_problem.entries)(Statement, ['Statement']);
    if (statements.length === 0)
        yield { path: ['Statement'], message: 'is empty; IAM needs at least one statement' };
    for (const [statement, path] of statements) {
        if ((0,policy_problem.isMap)(statement))
            yield* statementProblems(statement, path, kind, partition);
        else
            yield { path, message: `${(0,problem/* quote */.hD)(statement)} is not a statement, a map with Effect and Action` };
    }
    yield* repeatedSids(statements);
}
function* statementProblems(statement, path, kind, partition) {
    const trust = kind === 'trust';
    const foreign = trust ? RESOURCES : PRINCIPALS;
    for (const key of foreign.filter((element) => element in statement)) {
        const message = trust
            ? `${key} is not allowed in a trust policy, whose resource is the role itself; remove it`
            : `${key} is not allowed in an identity policy, whose principal is the role itself; remove it`;
        yield { path: [...path, key], message };
    }
    yield* unknownKeys(statement, [...SHARED, ...PRINCIPALS, ...RESOURCES], path, 'a statement');
    yield* sidProblems(statement['Sid'], [...path, 'Sid']);
    yield* effectProblems(statement, path);
    yield* oneOf(statement, 'Action', 'NotAction', path);
    for (const key of ['Action', 'NotAction']) {
        for (const [action, place] of texts(statement, key, path)) {
            yield* typeof action === 'string'
                ? actionProblems(action, place, trust)
                : wrongType(key, action, place);
        }
    }
    if (trust) {
        yield* oneOf(statement, 'Principal', 'NotPrincipal', path);
        if ('NotPrincipal' in statement && statement['Effect'] === 'Allow') {
            const message = 'NotPrincipal is not allowed with Effect "Allow"; name who may assume the role in Principal';
            yield { path: [...path, 'NotPrincipal'], message };
        }
        for (const key of PRINCIPALS.filter((element) => element in statement)) {
            yield* principalProblems(statement[key], [...path, key], partition);
        }
    }
    else {
        yield* oneOf(statement, 'Resource', 'NotResource', path);
        for (const key of RESOURCES) {
            for (const [resource, place] of texts(statement, key, path)) {
                yield* typeof resource === 'string'
                    ? resourceProblems(resource, place, partition)
                    : wrongType(key, resource, place);
            }
        }
    }
    if ('Condition' in statement)
        yield* conditionProblems(statement['Condition'], [...path, 'Condition']);
}
function* sidProblems(sid, path) {
    if (sid === undefined)
        return;
    if (typeof sid !== 'string')
        yield { path, message: `Sid ${(0,policy_problem.notText)(sid)}` };
    else if (!/^[0-9A-Za-z]*$/.test(sid)) {
        yield { path, message: `Sid ${(0,problem/* quote */.hD)(sid)} may hold only letters A-Z a-z and digits` };
    }
}
function* repeatedSids(statements) {
    const seen = new Set();
    for (const [statement, path] of statements) {
        const sid = (0,policy_problem.isMap)(statement) ? statement['Sid'] : undefined;
        // Statements without a Sid and those with an empty one do not count.
        if (typeof sid !== 'string' || sid === '')
            continue;
        if (seen.has(sid)) {
            yield {
                path: [...path, 'Sid'],
                message: `Sid ${(0,problem/* quote */.hD)(sid)} is used twice; it must be unique in the document`,
            };
        }
        seen.add(sid);
    }
}
function* effectProblems(statement, path) {
    const { Effect } = statement;
    if (Effect === undefined)
        yield { path, message: 'has no Effect; add "Allow" or "Deny"' };
    else if (Effect !== 'Allow' && Effect !== 'Deny') {
        const message = `Effect ${(0,problem/* quote */.hD)(Effect)} must be exactly "Allow" or "Deny"`;
        yield { path: [...path, 'Effect'], message };
    }
}
/** Reports a statement that has both of two elements, or neither, or an empty list. */
function* oneOf(statement, element, alternative, path) {
    const present = [element, alternative].filter((key) => key in statement);
    if (present.length === 2) {
        yield {
            path: [...path, alternative],
            message: `${element} and ${alternative} exclude each other; keep one of them`,
        };
    }
    if (present.length === 0)
        yield { path, message: `has no ${element} (nor ${alternative})` };
    for (const key of present) {
        if (Array.isArray(statement[key]) && statement[key].length === 0) {
            yield { path: [...path, key], message: `${key} is empty; IAM needs at least one value` };
        }
    }
}
/**
 * Reports texts and keys with characters that the API refuses. JSON escapes the other control characters and lone
 * surrogates, so those pass.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
function* characterProblems(value, path) {
    if (typeof value === 'string')
        yield* refusedCharacter(value, path);
    else if (Array.isArray(value)) {
        for (const [index, item] of value.entries())
            yield* characterProblems(item, [...path, index]);
    }
    else if ((0,policy_problem.isMap)(value)) {
        for (const [key, item] of Object.entries(value)) {
            yield* refusedCharacter(key, [...path, key]);
            yield* characterProblems(item, [...path, key]);
        }
    }
}
function* refusedCharacter(text, path) {
    const [character] = /[^\0-\xff]/u.exec(JSON.stringify(text)) ?? [];
    if (character === undefined)
        return;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const message = `${(0,problem/* quote */.hD)(text)} has the character ${(0,problem/* quote */.hD)(character)} (U+${code}); IAM accepts only those up to U+00FF`;
    yield { path, message };
}
function* unknownKeys(map, known, path, owner) {
    for (const key of Object.keys(map).filter((name) => !known.includes(name))) {
        const message = (0,policy_problem.isIntrinsic)(key)
            ? `${key} is a function of CloudFormation, which IAM does not know; write its result`
            : `${(0,problem/* quote */.hD)(key)} is not an element of ${owner}${(0,policy_problem.hint)(key, known)}`;
        yield { path: [...path, key], message };
    }
}
function* wrongType(element, value, path) {
    yield { path, message: `${element} ${(0,policy_problem.notText)(value)}` };
}
function texts(statement, key, path) {
    return key in statement ? (0,policy_problem.entries)(statement[key], [...path, key]) : [];
}

// EXTERNAL MODULE: ./build/inputs/table.js + 3 modules
var table = __webpack_require__(7628);
// EXTERNAL MODULE: ./build/inputs/parse.js
var parse = __webpack_require__(9515);
// EXTERNAL MODULE: ./build/inputs/files.js
var files = __webpack_require__(4519);
// EXTERNAL MODULE: ./build/inputs/yaml.js
var yaml = __webpack_require__(3697);
;// CONCATENATED MODULE: ./build/inputs/documents.js
/** Policy documents from an input, from text in an input's map, or from a file of the workspace. */











/**
 * Reads a policy document, and reports everything in it that IAM would refuse.
 *
 * @returns undefined if it is no map; `problems` then has the reason
 */
async function readDocument({ input, label, path }, value, env, problems) {
    let file;
    const report = (message, within, line) => {
        // A line number within an input's text would mislead: a problem has the line of the input itself.
        const location = file === undefined ? { path: [...path, ...within] } : { file, ...(line === undefined ? {} : { line }) };
        problems.push({ input, message: `${label}: ${message}`, ...location });
    };
    try {
        // An input that is a document was parsed as one; in a map each document is still text.
        const inMap = typeof value === 'string' && table/* INPUTS */.mc[input].kind === 'map';
        let content = inMap ? await (0,parse/* parseDocument */.Tp)(value) : value;
        let lineOf = () => undefined;
        if (typeof content === 'string') {
            const text = await (0,files/* readWorkspaceFile */.s)(content, env['GITHUB_WORKSPACE'] ?? process.cwd());
            file = content;
            ({ value: content, lineOf } = await (0,yaml.parseYaml)(text, () => true));
        }
        // JSON makes it the document that will be sent: YAML has more types (shared nodes, dates, undefined).
        const document = JSON.parse((0,policy_document/* encodeDocument */.Kl)((content ?? null)));
        const kind = input === 'trust-policy' ? 'trust' : 'identity';
        const region = (0,environment/* firstSet */.v)(env, 'AWS_REGION', 'AWS_DEFAULT_REGION');
        for (const problem of policyProblems(document, kind, region && (0,arn/* partitionOf */.iQ)(region).name)) {
            const place = (0,policy_problem.placeOf)(problem.path);
            report(place === '' ? problem.message : `${place}: ${problem.message}`, problem.path, lineOf(problem.path));
        }
        return (0,policy_document/* isObject */.Gv)(document) ? document : undefined;
    }
    catch (error) {
        const line = error instanceof problem/* ParseError */.mB ? error.line : undefined;
        report((0,errors/* asError */.zR)(error).message, [], line);
        return undefined;
    }
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
