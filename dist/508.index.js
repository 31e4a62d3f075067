export const id = 508;
export const ids = [508];
export const modules = {

/***/ 5508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   completeGitHubTrust: () => (/* binding */ completeGitHubTrust),
/* harmony export */   parseGitHubTrust: () => (/* binding */ parseGitHubTrust)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(391);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3385);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9009);
/* harmony import */ var _resources_tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4821);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(787);
/* harmony import */ var _trust_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8686);
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
    return items.map((item) => {
        const [, owner = '', bareName, ownerId, nameWithId = '', id, rest = ''] = ITEM.exec(item) ?? [];
        const trust = { owner, name: bareName ?? nameWithId, ownerId, id, context: contextOf(rest) };
        return id === undefined ? { ...trust, ...ownRepository(trust, env) } : trust;
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
    const { owner, name, ownerId, id } = (0,_github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .runRepository */ .Yk)(env);
    if (!(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(trust.owner, owner))
        return {};
    // Subjects are compared letter by letter, so the runner's spelling is the right one.
    return (0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(trust.name, name) ? { owner, name, ownerId, id } : { owner, ownerId };
}
/**
 * Returns the host and path of the issuer of the server's tokens. GitHub Enterprise Server and the subdomains of ghe.com
 * have their own.
 *
 * https://docs.github.com/en/enterprise-server@latest/actions/reference/security/oidc
 */
function gitHubIssuer(env) {
    const host = (0,_github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .gitHubHost */ .E5)(env);
    if (host === 'github.com')
        return _aws_trust_policy_js__WEBPACK_IMPORTED_MODULE_1__/* .GITHUB_ISSUER */ .oX;
    return host.endsWith('.ghe.com') ? `token.actions.${host}` : `${host}${SERVER_ISSUER}`;
}
/**
 * Returns the statements. All repositories with known ids share one, because a trust policy has room for 2,048 characters.
 * A repository without ids needs one of its own: its pattern has a wildcard for each id, which matches more than digits. The
 * claim `repository` then keeps out another repository of the same owner.
 */
function gitHubStatements(trusts, issuer) {
    const groups = Map.groupBy(trusts, ({ owner, name, id }) => id === undefined ? `${owner}/${name}` : undefined);
    return [...groups].map(([repository, group]) => ({
        Effect: 'Allow',
        Principal: { Federated: (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_2__/* .oidcProvider */ .Ny)(issuer) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
            StringEquals: { [`${issuer}:aud`]: _github_context_js__WEBPACK_IMPORTED_MODULE_3__/* .AUDIENCE */ .Xu },
            StringLike: { [`${issuer}:sub`]: [...new Set(group.flatMap(subjectsOf))] },
            ...(repository === undefined ? {} : { StringEqualsIfExists: { [`${issuer}:repository`]: repository } }),
        },
    }));
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
    // A server's own subjects have no ids.
    const lacksIds = ({ id }) => id === undefined && !issuer.endsWith(SERVER_ISSUER);
    const find = token !== undefined && declarations.some((each) => each?.role?.gitHubTrust?.some(lacksIds))
        ? (await Promise.all(/* import() */[__webpack_require__.e(194), __webpack_require__.e(844)]).then(__webpack_require__.bind(__webpack_require__, 4463))).repositoriesOf(token, ports)
        : undefined;
    const report = (problem) => {
        if (!problems.some(({ message }) => message === problem.message))
            problems.push({ input: INPUT, ...problem });
    };
    return Promise.all(declarations.map(async (declaration) => {
        if (declaration?.role?.gitHubTrust === undefined)
            return declaration;
        const { role } = declaration;
        const trusts = await Promise.all(declaration.role.gitHubTrust.map(async (each) => lacksIds(each) ? withIds(each, find, report, ports.signal) : each));
        const statements = (role.trust['Statement'] ?? []);
        const trust = { ...role.trust, Statement: [...statements, ...gitHubStatements(trusts, issuer)] };
        const message = (0,_trust_js__WEBPACK_IMPORTED_MODULE_6__/* .trustPolicyProblem */ .EE)(trust);
        if (message !== undefined)
            report({ message });
        return { ...declaration, role: { ...role, trust, oidcIssuer: issuer } };
    }));
}
async function withIds(trust, find, report, signal) {
    const shown = `${trust.owner}/${trust.name}`;
    try {
        const found = await find?.(trust.owner, trust.name);
        if (found === undefined) {
            const message = `the ids of ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(shown)} are not known, because github-token cannot see it; whatever repository has that name is accepted. ` +
                `To accept this one alone, write OWNER@ID/REPO@ID (gh api repos/${shown} shows both ids)`;
            report({ message, isHint: true });
            return trust;
        }
        const current = `${found.owner}/${found.name}`;
        if (!(0,_resources_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .sameKey */ .el)(current, shown))
            report({ message: `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(shown)} is now ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(current)}; write that` });
        return { ...found, context: trust.context };
    }
    catch (error) {
        signal.throwIfAborted();
        const why = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(error).message;
        report({ message: `the ids of ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_5__/* .quote */ .hD)(shown)} could not be read: ${why} Or write OWNER@ID/REPO@ID` });
        return trust;
    }
}


/***/ })

};
