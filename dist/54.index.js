export const id = 54;
export const ids = [54];
export const modules = {

/***/ 54:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  completeGitHubTrust: () => (/* binding */ completeGitHubTrust),
  parseGitHubTrust: () => (/* binding */ parseGitHubTrust)
});

// EXTERNAL MODULE: ./build/aws/placeholder.js
var placeholder = __webpack_require__(9551);
// EXTERNAL MODULE: ./build/inputs/problem.js
var problem = __webpack_require__(787);
// EXTERNAL MODULE: ./build/inputs/repository-id.js
var repository_id = __webpack_require__(8358);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __webpack_require__(8538);
;// CONCATENATED MODULE: ./build/inputs/quotas.js
/**
 * IAM's quotas, counted before the first write.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */


/** Limits of a role that no account exceeds, raised or not. `attachments` is the default: the account may have more. */
const QUOTAS = {
    inlinePolicies: { limit: 10_240, adjustable: false },
    trustPolicy: { limit: 4096, adjustable: false },
    tags: { limit: 50, adjustable: false },
    attachments: { limit: 10, adjustable: true },
};
/** The trust policy's size in an account that has not asked AWS for more (`AssumeRolePolicySizeQuota`). */
const DEFAULT_TRUST_POLICY_QUOTA = 2048;
/** Counts a document's characters as IAM does: without white space. */
function sizeOf(document) {
    return (0,policy_document/* encodeDocument */.Kl)(document).replace(/\s/g, '').length;
}
/**
 * Reports inline policies whose total size exceeds the quota.
 *
 * @param kept undeclared policies that remain on the role; a declared policy replaces one of the same name
 */
function inlinePoliciesProblem(declared, kept = new Map()) {
    const remaining = [...kept].filter(([name]) => !declared.has(name));
    const sizes = [...declared, ...remaining].map(([name, document]) => [name, sizeOf(document)]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    const { limit } = QUOTAS.inlinePolicies;
    if (total <= limit)
        return undefined;
    const [largest, size] = sizes.reduce((largestSoFar, other) => other[1] > largestSoFar[1] ? other : largestSoFar);
    const undeclared = remaining.length === 0 ? '' : `, with ${remaining.length} undeclared that prune keeps,`;
    return (`the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${limit}; ` +
        `no account can have more. The largest is ${quote(largest)} with ${size}: make it a managed policy`);
}
/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
function trustPolicyProblem(document, limit = QUOTAS.trustPolicy.limit) {
    const size = sizeOf(document);
    if (size <= limit)
        return undefined;
    const advice = limit < QUOTAS.trustPolicy.limit && size <= QUOTAS.trustPolicy.limit
        ? `ask AWS to raise the quota (at most ${QUOTAS.trustPolicy.limit})`
        : 'no account can have more: name fewer principals, or accounts in place of roles';
    return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}
/**
 * Reports tags whose total number exceeds the quota; keys that differ by case alone are one tag.
 *
 * @param tags keys that the run sets, the Action's own among them
 * @param kept undeclared keys that remain on the resource
 */
function tagsProblem(tags, kept = []) {
    const keys = new Set([...tags].map((key) => key.toLowerCase()));
    const declared = keys.size;
    for (const key of kept)
        keys.add(key.toLowerCase());
    const { limit } = QUOTAS.tags;
    if (keys.size <= limit)
        return undefined;
    const stay = keys.size - declared;
    const which = stay === 0 ? '' : ` (${declared} of this step and ${stay} undeclared that prune keeps)`;
    return `${keys.size} tags${which} are more than the ${limit} that IAM allows; no account can have more`;
}
/**
 * Reports attachments whose number exceeds the quota.
 *
 * @param count managed policies that the role would have, including those that `prune` keeps
 * @param limit the account's own quota
 */
function attachmentsProblem(count, limit = QUOTAS.attachments.limit) {
    if (count <= limit)
        return undefined;
    return (`${count} managed policies are more than the ${limit} that the account lets a role have; ` +
        'ask AWS to raise the quota, or put statements together in a policy of your own');
}
/** Reports a managed policy of a service-linked role: IAM attaches it to no other role, nor takes it as a boundary. */
function notAttachable(reference) {
    return /^(?:arn:[^:]*:iam::aws:policy\/|\/)?aws-service-role\//.test(reference)
        ? `${quote(reference)} belongs to a service-linked role; IAM attaches it to no other role`
        : undefined;
}

;// CONCATENATED MODULE: ./build/inputs/trust-github.js




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
    const host = (0,repository_id/* gitHubHost */.E)(env);
    if (host === 'github.com')
        return 'token.actions.githubusercontent.com';
    return host.endsWith('.ghe.com') ? `token.actions.${host}` : `${host}${SERVER_ISSUER}`;
}
/**
 * Returns the statements. All repositories with known ids share one, because a trust policy has room for 2,048 characters.
 * A repository without ids needs one of its own: there a wildcard stands for each id, and it matches more than digits.
 * The claim `repository` then keeps out another repository of the same owner.
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
        Principal: { Federated: (0,placeholder/* oidcProvider */.Ny)(issuer) },
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
        const trusts = await Promise.all(gitHubTrust.map((each) => each.id !== undefined || find === undefined ? each : withIds(each, find, report)));
        const statements = (trust['Statement'] ?? []);
        const completed = {
            ...trust,
            Statement: [...statements, ...gitHubStatements(trusts, issuer)],
        };
        const message = trustPolicyProblem(completed);
        if (message !== undefined)
            report({ message });
        return { ...declaration, role: { ...declaration.role, trust: completed, oidcIssuer: issuer } };
    }));
}
async function finder(token, ports) {
    if (token === undefined)
        return () => Promise.resolve(undefined);
    const { repositoriesOf } = await Promise.all(/* import() */[__webpack_require__.e(194), __webpack_require__.e(424)]).then(__webpack_require__.bind(__webpack_require__, 1424));
    return repositoriesOf(token, ports);
}
async function withIds(trust, find, report) {
    const shown = `${trust.owner}/${trust.name}`;
    try {
        const found = await find(trust.owner, trust.name);
        if (found === undefined) {
            const message = `the ids of ${(0,problem/* quote */.hD)(shown)} are not known, because github-token cannot see it; whatever repository has that name is accepted. ` +
                `To accept this one alone, write OWNER@ID/REPO@ID (gh api repos/${shown} shows both ids)`;
            report({ message, isHint: true });
            return trust;
        }
        const current = `${found.owner}/${found.name}`;
        if (!sameName(current, shown))
            report({ message: `${(0,problem/* quote */.hD)(shown)} is now ${(0,problem/* quote */.hD)(current)}; write that` });
        return { ...found, context: trust.context };
    }
    catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        report({ message: `the ids of ${(0,problem/* quote */.hD)(shown)} could not be read: ${why} Or write OWNER@ID/REPO@ID` });
        return trust;
    }
}


/***/ })

};
