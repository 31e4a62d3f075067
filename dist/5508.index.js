export const id = 5508;
export const ids = [5508,871];
export const modules = {

/***/ 871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inlinePoliciesProblem: () => (/* binding */ inlinePoliciesProblem),
/* harmony export */   trustPolicyProblem: () => (/* binding */ trustPolicyProblem)
/* harmony export */ });
/* harmony import */ var _resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9055);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);


/** The trust policy's size that no account exceeds. */
const MAX_TRUST_POLICY_QUOTA = 4096;
/**
 * Reports inline policies whose total size exceeds the quota.
 *
 * @param kept undeclared policies that remain on the role; a declared policy replaces one of the same name
 */
function inlinePoliciesProblem(declared, kept = new Map()) {
    const remaining = [...kept].filter(([name]) => !declared.has(name));
    const sizes = [...declared, ...remaining].map(([name, document]) => [name, (0,_resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .sizeOf */ .$d)(document)]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    if (total <= _resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .INLINE_POLICY_QUOTA */ .wz)
        return undefined;
    const [largest, size] = sizes.reduce((largestSoFar, other) => other[1] > largestSoFar[1] ? other : largestSoFar);
    const undeclared = remaining.length === 0 ? '' : `, with ${remaining.length} undeclared that prune keeps,`;
    return (`the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${_resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .INLINE_POLICY_QUOTA */ .wz}; ` +
        `no account can have more. The largest is ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(largest)} with ${size}: make it a managed policy`);
}
/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
function trustPolicyProblem(document, limit = MAX_TRUST_POLICY_QUOTA) {
    const size = (0,_resources_role_policies_js__WEBPACK_IMPORTED_MODULE_0__/* .sizeOf */ .$d)(document);
    if (size <= limit)
        return undefined;
    const advice = size <= MAX_TRUST_POLICY_QUOTA
        ? `ask AWS to raise the quota (at most ${MAX_TRUST_POLICY_QUOTA})`
        : 'no account can have more: name fewer principals, or accounts in place of roles';
    return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}


/***/ }),

/***/ 5508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   completeGitHubTrust: () => (/* binding */ completeGitHubTrust),
/* harmony export */   parseGitHubTrust: () => (/* binding */ parseGitHubTrust)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8821);
/* harmony import */ var _aws_placeholder_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9551);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(787);
/* harmony import */ var _repository_id_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8358);
/* harmony import */ var _quotas_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(871);
/**
 * The trust in workflows of GitHub Actions. A subject names the repository in one of two forms: by name
 * (`repo:octo-org/octo-repo:…`), or with immutable ids (`repo:octo-org@1/octo-repo@2:…`), which repositories have that were
 * created, renamed or transferred since July 2026. The statements accept both.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 */






const INPUT = 'trust-github';
/** The path of the issuer of a GitHub Enterprise Server. */
const SERVER_ISSUER = '/_services/token';
/** With ids both names have one; without, an `@` begins the branch. */
const ITEM = /^([\w-]+)(?:\/([\w.-]+)|@(\d+)\/([\w.-]+)@(\d+))(.+)$/s;
/** Parses items that the input's schema accepts. The run's own repository gets its ids from the environment. */
function parseGitHubTrust(items, env) {
    return items.flatMap((item) => {
        const [, owner = '', bareName, ownerId, nameWithId, id, rest = ''] = ITEM.exec(item) ?? [];
        if (owner === '')
            return [];
        const trust = { owner, name: bareName ?? nameWithId ?? '', ownerId, id, context: contextOf(rest) };
        return [id === undefined ? { ...trust, ...ownRepository(trust, env) } : trust];
    });
}
function contextOf(rest) {
    if (rest.startsWith('@refs/'))
        return `ref:${rest.slice(1)}`;
    if (rest.startsWith('@'))
        return `ref:refs/heads/${rest.slice(1)}`;
    const [, environment] = /^:environment:(.+)$/s.exec(rest) ?? [];
    // GitHub encodes the separator in the values of a subject.
    return environment === undefined
        ? rest.slice(1)
        : `environment:${environment.replace(/%3a/gi, ':').replaceAll(':', '%3A')}`;
}
/** Returns the ids that the runner gives of its own repository, and of other repositories' owner if that is the same. */
function ownRepository(trust, env) {
    const [owner = '', name = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
    const ownerId = idIn(env['GITHUB_REPOSITORY_OWNER_ID']);
    const id = idIn(env['GITHUB_REPOSITORY_ID']);
    if (!sameName(trust.owner, owner))
        return {};
    // Subjects are compared letter by letter, so the runner's spelling is the right one.
    return sameName(trust.name, name) ? { owner, name, ownerId, id } : { owner, ownerId };
}
function idIn(value) {
    return value !== undefined && /^[1-9]\d{0,18}$/.test(value) ? value : undefined;
}
function sameName(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}
/**
 * Returns the host and path of the issuer of the server's tokens. GitHub Enterprise Server and the subdomains of ghe.com
 * have their own.
 *
 * https://docs.github.com/en/enterprise-server@latest/actions/reference/security/oidc
 */
function gitHubIssuer(env) {
    const host = (0,_repository_id_js__WEBPACK_IMPORTED_MODULE_3__/* .gitHubHost */ .E)(env);
    if (host === 'github.com')
        return _aws_github_subjects_js__WEBPACK_IMPORTED_MODULE_4__/* .GITHUB_ISSUER */ .o;
    return host.endsWith('.ghe.com') ? `token.actions.${host}` : `${host}${SERVER_ISSUER}`;
}
/**
 * Returns the statements. All repositories with known ids share one, because a trust policy has room for 2,048 characters.
 * A repository without ids needs one of its own: its pattern has a wildcard for each id, which matches more than digits. The
 * claim `repository` then keeps out another repository of the same owner.
 */
function gitHubStatements(trusts, issuer) {
    const known = trusts.filter(({ id }) => id !== undefined);
    const unknown = Map.groupBy(trusts.filter(({ id }) => id === undefined), ({ owner, name }) => `${owner}/${name}`);
    return [
        ...(known.length === 0 ? [] : [statement(known, issuer)]),
        ...[...unknown].map(([repository, group]) => statement(group, issuer, repository)),
    ];
}
function statement(trusts, issuer, repository) {
    const subjects = new Set(trusts.flatMap(subjectsOf));
    return {
        Effect: 'Allow',
        Principal: { Federated: (0,_aws_placeholder_js__WEBPACK_IMPORTED_MODULE_5__/* .oidcProvider */ .Ny)(issuer) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
            StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
            StringLike: { [`${issuer}:sub`]: [...subjects] },
            ...(repository === undefined ? {} : { StringEqualsIfExists: { [`${issuer}:repository`]: repository } }),
        },
    };
}
/** Returns the subjects in both forms. */
function subjectsOf({ owner, name, ownerId = '*', id = '*', context }) {
    return [`repo:${owner}/${name}:${context}`, `repo:${owner}@${ownerId}/${name}@${id}:${context}`];
}
/**
 * Adds the statements to the trust policies of the declarations.
 *
 * @param problems receives renamed repositories, failed calls, trust policies that are too long, and hints about
 *   repositories that remain without ids
 */
async function completeGitHubTrust(declarations, token, ports, problems) {
    const issuer = gitHubIssuer(ports.env);
    const isUnknown = ({ id }) => id === undefined;
    const unknown = declarations.some((each) => each?.role?.gitHubTrust?.some(isUnknown));
    // A server's own subjects have no ids.
    const find = unknown && !issuer.endsWith(SERVER_ISSUER) ? await finder(token, ports) : undefined;
    const report = (problem) => {
        if (!problems.some(({ message }) => message === problem.message))
            problems.push({ input: INPUT, ...problem });
    };
    return Promise.all(declarations.map(async (declaration) => {
        const { gitHubTrust, trust } = declaration?.role ?? {};
        if (declaration?.role === undefined || gitHubTrust === undefined || trust === undefined)
            return declaration;
        const trusts = await Promise.all(gitHubTrust.map(async (each) => isUnknown(each) && find !== undefined ? withIds(each, find, report) : each));
        const statements = (trust['Statement'] ?? []);
        const completed = {
            ...trust,
            Statement: [...statements, ...gitHubStatements(trusts, issuer)],
        };
        const message = (0,_quotas_js__WEBPACK_IMPORTED_MODULE_2__.trustPolicyProblem)(completed);
        if (message !== undefined)
            report({ message });
        return { ...declaration, role: { ...declaration.role, trust: completed, oidcIssuer: issuer } };
    }));
}
async function finder(token, ports) {
    if (token === undefined)
        return () => Promise.resolve(undefined);
    const { repositoriesOf } = await Promise.all(/* import() */[__webpack_require__.e(5194), __webpack_require__.e(1424)]).then(__webpack_require__.bind(__webpack_require__, 1424));
    return repositoriesOf(token, ports);
}
async function withIds(trust, find, report) {
    const shown = `${trust.owner}/${trust.name}`;
    try {
        const found = await find(trust.owner, trust.name);
        if (found === undefined) {
            const message = `the ids of ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(shown)} are not known, because github-token cannot see it; whatever repository has that name is accepted. ` +
                `To accept this one alone, write OWNER@ID/REPO@ID (gh api repos/${shown} shows both ids)`;
            report({ message, isHint: true });
            return trust;
        }
        const current = `${found.owner}/${found.name}`;
        if (!sameName(current, shown))
            report({ message: `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(shown)} is now ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(current)}; write that` });
        return { ...found, context: trust.context };
    }
    catch (error) {
        const why = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message;
        report({ message: `the ids of ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_1__/* .quote */ .hD)(shown)} could not be read: ${why} Or write OWNER@ID/REPO@ID` });
        return trust;
    }
}


/***/ })

};
