export const id = 130;
export const ids = [130,697];
export const modules = {

/***/ 130:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  inlinePoliciesProblem: () => (/* binding */ inlinePoliciesProblem),
  readDocument: () => (/* binding */ readDocument),
  readInlinePolicies: () => (/* binding */ readInlinePolicies)
});

// UNUSED EXPORTS: policyProblems

// EXTERNAL MODULE: ./build/aws/errors.js
var errors = __webpack_require__(8127);
// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __webpack_require__(3385);
// EXTERNAL MODULE: ./build/aws/environment.js
var environment = __webpack_require__(8075);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __webpack_require__(8538);
// EXTERNAL MODULE: ./build/resources/resource.js
var resource = __webpack_require__(1408);
// EXTERNAL MODULE: ./build/inputs/problem.js
var problem = __webpack_require__(787);
// EXTERNAL MODULE: ./build/inputs/table.js + 1 modules
var table = __webpack_require__(1761);
// EXTERNAL MODULE: ./build/inputs/read.js
var read = __webpack_require__(8718);
// EXTERNAL MODULE: ./build/inputs/yaml.js
var yaml = __webpack_require__(3697);
// EXTERNAL MODULE: ./build/aws/broadening.js
var broadening = __webpack_require__(6997);
// EXTERNAL MODULE: ./build/inputs/trust.js
var trust = __webpack_require__(8686);
;// CONCATENATED MODULE: ./build/inputs/policy-elements.js
/** The grammar of actions, resources, conditions and principals. */




/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS = Object.entries({
    String: ['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'],
    Numeric: ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'],
    Date: ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'],
    Arn: ['Equals', 'NotEquals', 'Like', 'NotLike'],
    '': ['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
}).flatMap(([type, tests]) => tests.map((test) => type + test));
/** Reports the values of an element that are no text, or that a rule refuses. */
function* valueProblems(element, values, path, rule) {
    for (const [value, place] of (0,problem/* entries */.jO)(values, path)) {
        const message = typeof value === 'string' ? rule(value) : `${element} ${notText(value)}`;
        if (message !== undefined)
            yield { path: place, message };
    }
}
/** Refuses an action that is not `service:Action` or `*`, or that a trust policy may not have. */
function actionProblem(action, trust) {
    const [service = '', name, ...rest] = action.split(':');
    const shown = (0,problem/* quote */.hD)(action);
    if (trust && !isTrustAction(action))
        return `${shown} cannot be in a trust policy${(0,problem/* hint */.aK)(action, TRUST_ACTIONS)}`;
    if (action === '*')
        return undefined;
    if (name === undefined)
        return `${shown} has no service; write it as "service:${action || 'Action'}", or "*"`;
    if (rest.length > 0)
        return `${shown} has more than one colon; write it as "service:Action"`;
    return /^(?:\*|[A-Za-z0-9.-]+)$/.test(service)
        ? undefined
        : `${shown}: ${(0,problem/* quote */.hD)(service)} is not the name of a service (letters, digits, "-", ".")`;
}
const TRUST_ACTIONS = [
    ...['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'SetContext', 'SetSourceIdentity'],
    'TagSession',
].map((action) => `sts:${action}`);
function isTrustAction(pattern) {
    const lower = pattern.toLowerCase();
    return lower.startsWith('sts:') && TRUST_ACTIONS.some((each) => (0,broadening/* matches */.cK)(each.toLowerCase(), lower));
}
/**
 * Refuses a resource that is neither `*` nor an ARN. IAM completes an ARN with fewer parts by `*`, unless a part is empty.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function resourceProblem(resource, own) {
    if (resource === '*')
        return undefined;
    const parts = resource.split(':');
    const [arn, partition = '', service = '', region = '', account, path = '*'] = parts;
    const shown = (0,problem/* quote */.hD)(resource);
    if (arn !== 'arn' || parts.length === 1)
        return `${shown} is neither an ARN nor "*"`;
    if (!/^(?:\*|aws[a-z-]*)$/.test(partition))
        return `${shown}: ${(0,problem/* quote */.hD)(partition)} is not a partition such as "aws"`;
    const foreign = partition === '*' ? undefined : foreignProblem(resource, own);
    if (foreign !== undefined)
        return `${shown} ${foreign}`;
    if (service === '')
        return `${shown} names no service; write it as "arn:${partition}:SERVICE:…"`;
    if (/[*?]/.test(service))
        return `${shown} has a wildcard in the service; name each one as "arn:${partition}:SERVICE:…", or write "*"`;
    if (resource.includes('::') && parts.length < 6)
        return `${shown} has too few parts; an ARN has six, divided by colons`;
    if (service === 's3' && region !== '' && account === '' && !S3_IN_A_REGION.test(path))
        return `${shown}: ARNs of buckets have no region; leave that part empty`;
    if (service !== 'iam')
        return undefined;
    if (region !== '')
        return `${shown}: ARNs of IAM have no region; leave that part empty`;
    return /^(?:\*|root)$|\$\{/.test(path) || IAM_PATHS.some((start) => path.startsWith(start))
        ? undefined
        : `${shown}: the path of IAM must be "*" or root, or start with ${IAM_PATHS.join(', ')}`;
}
const S3_IN_A_REGION = /^(?:accesspoint|access-grants|async-request|job|storage-lens(?:-group)?)\//;
const IAM_PATHS = [
    ...['user/', 'federated-user/', 'role/', 'group/', 'instance-profile/', 'mfa/', 'server-certificate/'],
    ...['policy/', 'sms-mfa/', 'saml-provider/', 'oidc-provider/', 'report/', 'access-report/'],
    ...['delegation-request/', 'role-template/', 'contextProvider/'],
];
/** Refuses an ARN in another partition than the account. */
function foreignProblem(arn, own) {
    return own === undefined || !arn.startsWith('arn:') || arn.startsWith(`arn:${own}:`)
        ? undefined
        : `is in another partition than the region, whose ARNs begin with "arn:${own}:"`;
}
/** Reports unknown operators, and values that are no text, number or boolean. */
function* conditionProblems(condition, path) {
    if (!(0,policy_document/* isObject */.Gv)(condition)) {
        yield { path, message: `Condition ${(0,problem/* quote */.hD)(condition)} is not a map of operators` };
        return;
    }
    for (const [operator, tests] of Object.entries(condition)) {
        const place = [...path, operator];
        if (!(0,policy_document/* isObject */.Gv)(tests)) {
            yield { path: place, message: `${operator} ${(0,problem/* quote */.hD)(tests)} is not a map of condition keys` };
            continue;
        }
        const meant = closestOperator(operator);
        const known = meant === operator;
        // IAM does not look at the name of an operator without tests.
        if (!known && Object.keys(tests).length > 0) {
            const advice = (0,problem/* hint */.aK)(meant ?? operator, meant === undefined ? COMPARISONS : [meant]);
            yield { path: place, message: `${(0,problem/* quote */.hD)(operator)} is not a condition operator${advice}` };
        }
        const isDateTest = known && /^(?:\w+:)?Date/.test(operator);
        for (const [key, values] of Object.entries(tests)) {
            for (const [value, valuePath] of (0,problem/* entries */.jO)(values, [...place, key])) {
                if (!['string', 'number', 'boolean'].includes(typeof value)) {
                    yield { path: valuePath, message: `the value of ${key} ${notText(value)}` };
                }
                else if (isDateTest && !isDate(String(value))) {
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
    const comparison = (0,problem/* closest */.kp)(name, COMPARISONS);
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
    if (!(0,policy_document/* isObject */.Gv)(principal)) {
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
        const ruleOfKind = (value) => {
            const reason = placeholder(value) ?? rule(value) ?? foreignProblem(value, own);
            return reason && `the principal ${(0,problem/* quote */.hD)(value)} ${reason}`;
        };
        yield* valueProblems('the principal', values, [...path, kind], ruleOfKind);
    }
}
/** Reports text that a template engine was meant to replace: a principal knows no policy variables. */
function placeholder(principal) {
    const [placeholderText] = /\$\{[^}]*\}?|\{\{[^{}]*\}\}|<[^<>]*>/.exec(principal) ?? [];
    return placeholderText === undefined ? undefined : `holds the placeholder ${placeholderText}; replace it`;
}
const ARN = /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:role|user)\/.+)|sts::\d{12}:(?:assumed-role\/[^/]+\/.+|federated-user\/.+))$/;
function awsProblem(principal) {
    if (/^(?:\*|\d{12})$/.test(principal))
        return undefined;
    // IAM stores the ARN instead, so the policy would never be as declared.
    if ((0,policy_document/* isDeletedPrincipal */.g1)(principal))
        return 'is the id of a role or user, which IAM shows only after a deletion; name its ARN, or no longer trust it';
    if (/^\d+$/.test(principal))
        return `has ${principal.length} digits; the id of an account has 12`;
    if (/[*?]/.test(principal))
        return 'has a wildcard, which cannot be part of a principal; trust the account, with a condition ArnLike aws:PrincipalArn';
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
/** Returns the rest of a message about a value that is no text. */
function notText(value) {
    const [key] = (0,policy_document/* isObject */.Gv)(value) ? Object.keys(value) : [];
    return key !== undefined && isIntrinsic(key)
        ? `has CloudFormation's ${key}, which IAM does not know; write its result`
        : `${(0,problem/* quote */.hD)(value)} is not text`;
}
/** Reports whether a key is a function of CloudFormation. */
function isIntrinsic(key) {
    return key === 'Ref' || key.startsWith('Fn::');
}

;// CONCATENATED MODULE: ./build/inputs/documents.js
/**
 * Policy documents from inputs and files of the workspace, and everything that IAM would refuse in them, before any call is
 * made: their grammar and their size. It reports nothing that IAM accepts.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */










/**
 * Reads a policy document, and reports everything in it that IAM would refuse.
 *
 * @param label the document in messages
 * @param path keys inside the input's value
 * @returns undefined if it is no map; `problems` then has the reason
 */
async function readDocument(input, label, path, value, { env, settings, problems }) {
    let file;
    const report = (message, within, line) => {
        // A line number within an input's text would mislead: a problem has the line of the input itself.
        const location = file === undefined ? { path: [...path, ...within] } : { file, line };
        problems.push({ input, message: `${label}: ${message}`, ...location });
    };
    try {
        // An input that is a document was parsed as one; in a map each document is still text.
        const inMap = typeof value === 'string' && table/* INPUTS */.mc[input].kind === 'map';
        let content = inMap ? await (0,read/* parseDocument */.Tp)(value) : value;
        let lineOf = () => undefined;
        if (typeof content === 'string') {
            const text = await (0,yaml/* readWorkspaceFile */.s)(content, (0,yaml/* workspaceOf */.B)(env));
            file = content;
            ({ value: content, lineOf } = await (0,yaml.parseYaml)(text));
        }
        // JSON makes it the document that will be sent: YAML has more types (shared nodes, dates, undefined).
        const document = JSON.parse((0,policy_document/* encodeDocument */.Kl)((content ?? null)));
        const kind = input === 'trust-policy' ? 'trust' : 'identity';
        const region = settings['aws-region'] ?? (0,environment/* firstSet */.v)(env, 'AWS_REGION', 'AWS_DEFAULT_REGION');
        const partition = region && (0,arn/* partitionOf */.iQ)(region).name;
        for (const { path: within, message } of policyProblems(document, kind, partition)) {
            const place = within.length === 0 ? '' : `${(0,problem/* placeOf */.$t)(within)}: `;
            report(place + message, within, lineOf(within));
        }
        return (0,policy_document/* isObject */.Gv)(document) ? document : undefined;
    }
    catch (error) {
        report((0,errors/* asError */.zR)(error).message, [], error instanceof problem/* ParseError */.mB ? error.line : undefined);
        return undefined;
    }
}
/** Reads the documents of `inline-policies`, and reports their problems. */
async function readInlinePolicies(policies, inputs) {
    const input = 'inline-policies';
    const result = new Map();
    for (const [name, value] of Object.entries(policies)) {
        const policy = await readDocument(input, `policy ${(0,problem/* quote */.hD)(name)}`, [name], value, inputs);
        if (policy !== undefined)
            result.set(name, policy);
    }
    const message = inlinePoliciesProblem(result);
    if (message !== undefined)
        inputs.problems.push({ input, message });
    return result;
}
/**
 * Reports inline policies whose total size exceeds the quota.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * @param kept undeclared policies that remain on the role
 */
function inlinePoliciesProblem(declared, kept = new Map()) {
    const sizes = [...declared, ...kept].map(([name, document]) => [name, (0,policy_document/* sizeOf */.$d)(document)]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    if (total <= policy_document/* INLINE_POLICY_QUOTA */.wz)
        return undefined;
    const [[largest, size] = ['', 0]] = sizes.sort(([, a], [, b]) => b - a);
    const undeclared = kept.size === 0 ? '' : `, with ${(0,resource/* count */.U9)(kept.size, 'undeclared one')} that \`prune\` leaves out,`;
    return (`the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${policy_document/* INLINE_POLICY_QUOTA */.wz}; ` +
        `no account can have more. The largest is ${(0,problem/* quote */.hD)(largest)} with ${size}: make it a managed policy`);
}
const VERSIONS = ['2012-10-17', '2008-10-17'];
const DOCUMENT = ['Version', 'Id', 'Statement'];
const ACTIONS = ['Action', 'NotAction'];
const SHARED = ['Sid', 'Effect', ...ACTIONS, 'Condition'];
const PRINCIPALS = ['Principal', 'NotPrincipal'];
const RESOURCES = ['Resource', 'NotResource'];
/**
 * Returns everything that IAM would refuse in a document.
 *
 * @param partition the account's own, if it is known
 */
function policyProblems(document, kind, partition) {
    return [...documentProblems(document, kind === 'trust', partition), ...characterProblems(document, [])];
}
function* documentProblems(document, trust, own) {
    if (!(0,policy_document/* isObject */.Gv)(document)) {
        const message = `${document === null ? 'an empty text' : (0,problem/* quote */.hD)(document)} is not a policy document, a map with Version and Statement`;
        yield { path: [], message };
        return;
    }
    yield* unknownKeys(document, DOCUMENT, [], 'a policy document');
    const { Version, Id, Statement } = document;
    if (Version !== undefined && !VERSIONS.includes(Version)) {
        const message = `Version ${(0,problem/* quote */.hD)(Version)} does not exist; it must be exactly "2012-10-17" (or the old "2008-10-17")`;
        yield { path: ['Version'], message };
    }
    if (Id !== undefined && typeof Id !== 'string')
        yield { path: ['Id'], message: `Id ${notText(Id)}` };
    if (Statement === undefined) {
        yield { path: [], message: 'has no Statement' };
        return;
    }
    const statements = (0,problem/* entries */.jO)(Statement, ['Statement']);
    if (statements.length === 0)
        yield { path: ['Statement'], message: 'is empty; IAM needs at least one statement' };
    for (const [statement, path] of statements) {
        if ((0,policy_document/* isObject */.Gv)(statement))
            yield* statementProblems(statement, path, trust, own);
        else
            yield { path, message: `${(0,problem/* quote */.hD)(statement)} is not a statement, a map with Effect and Action` };
    }
    yield* repeatedSids(statements);
}
function* statementProblems(statement, path, trust, own) {
    const foreign = trust ? RESOURCES : PRINCIPALS;
    for (const key of foreign.filter((element) => element in statement)) {
        const reason = trust ? 'a trust policy, whose resource' : 'an identity policy, whose principal';
        const message = `${key} is not allowed in ${reason} is the role itself; remove it`;
        yield { path: [...path, key], message };
    }
    yield* unknownKeys(statement, [...SHARED, ...PRINCIPALS, ...RESOURCES], path, 'a statement');
    yield* sidProblems(statement['Sid'], [...path, 'Sid']);
    yield* effectProblems(statement, path);
    yield* choiceProblems(statement, ACTIONS, path, (action) => actionProblem(action, trust));
    if (trust) {
        if ('NotPrincipal' in statement) {
            const message = 'NotPrincipal is not allowed in a trust policy; write Principal, with a condition such as ArnNotLike aws:PrincipalArn';
            yield { path: [...path, 'NotPrincipal'], message };
        }
        else if (!('Principal' in statement))
            yield { path, message: 'has no Principal' };
        if ('Principal' in statement)
            yield* principalProblems(statement['Principal'], [...path, 'Principal'], own);
    }
    else
        yield* choiceProblems(statement, RESOURCES, path, (arn) => resourceProblem(arn, own));
    if ('Condition' in statement)
        yield* conditionProblems(statement['Condition'], [...path, 'Condition']);
}
function* sidProblems(sid, path) {
    if (sid === undefined)
        return;
    if (typeof sid !== 'string')
        yield { path, message: `Sid ${notText(sid)}` };
    else if (!/^[0-9A-Za-z]*$/.test(sid)) {
        yield { path, message: `Sid ${(0,problem/* quote */.hD)(sid)} may hold only letters A-Z a-z and digits` };
    }
}
function* repeatedSids(statements) {
    const seen = new Set();
    for (const [statement, path] of statements) {
        const sid = (0,policy_document/* isObject */.Gv)(statement) ? statement['Sid'] : undefined;
        // Statements without a Sid and those with an empty one do not count.
        if (typeof sid !== 'string' || sid === '')
            continue;
        const message = `Sid ${(0,problem/* quote */.hD)(sid)} is used twice; it must be unique in the document`;
        if (seen.has(sid))
            yield { path: [...path, 'Sid'], message };
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
/** Reports a statement that has both of two elements, or neither, or an empty list, and the values that a rule refuses. */
function* choiceProblems(statement, choice, path, rule) {
    const [element, alternative] = choice;
    const present = choice.filter((key) => key in statement);
    if (present.length === 2) {
        const message = `${element} and ${alternative} exclude each other; keep one of them`;
        yield { path: [...path, alternative], message };
    }
    if (present.length === 0)
        yield { path, message: `has no ${element} (nor ${alternative})` };
    for (const key of present) {
        if (Array.isArray(statement[key]) && statement[key].length === 0)
            yield { path: [...path, key], message: `${key} is empty; IAM needs at least one value` };
        yield* valueProblems(key, statement[key], [...path, key], rule);
    }
}
/**
 * Reports texts and keys with characters that the API refuses. JSON escapes the other control characters and lone
 * surrogates, so those pass.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
function* characterProblems(value, path) {
    if (typeof value === 'string') {
        const [character] = /[^\0-\xff]/u.exec(JSON.stringify(value)) ?? [];
        if (character === undefined)
            return;
        const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        const message = `${(0,problem/* quote */.hD)(value)} has the character ${(0,problem/* quote */.hD)(character)} (U+${code}); IAM accepts only those up to U+00FF`;
        yield { path, message };
    }
    else if (typeof value === 'object' && value !== null) {
        for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
            yield* characterProblems(key, [...path, key]);
            yield* characterProblems(item, [...path, key]);
        }
    }
}
function* unknownKeys(map, known, path, owner) {
    for (const key of Object.keys(map).filter((name) => !known.includes(name))) {
        const message = isIntrinsic(key)
            ? `${key} is a function of CloudFormation, which IAM does not know; write its result`
            : `${(0,problem/* quote */.hD)(key)} is not an element of ${owner}${(0,problem/* hint */.aK)(key, known)}`;
        yield { path: [...path, key], message };
    }
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
