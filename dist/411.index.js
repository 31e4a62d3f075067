export const id = 411;
export const ids = [411];
export const modules = {

/***/ 8411:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  changeBlocks: () => (/* binding */ changeBlocks)
});

// EXTERNAL MODULE: ./build/iam/arn.js
var iam_arn = __webpack_require__(9369);
// EXTERNAL MODULE: ./build/iam/policy-document.js
var policy_document = __webpack_require__(714);
// EXTERNAL MODULE: ./build/resources/change.js
var change = __webpack_require__(632);
// EXTERNAL MODULE: ./build/resources/effect.js
var effect = __webpack_require__(4485);
// EXTERNAL MODULE: ./build/resources/roles-anywhere-profile-changes.js
var roles_anywhere_profile_changes = __webpack_require__(3178);
// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __webpack_require__(4821);
// EXTERNAL MODULE: ./build/report/markdown.js
var report_markdown = __webpack_require__(4902);
;// CONCATENATED MODULE: ./build/report/change-table.js
/** The planned changes as a table: what each of them finds, and what it leaves. */







function changeTable(plan, start) {
    const own = plan.changes[0]?.resource.replace(/^[^/]*/, '');
    let before = start;
    const rows = plan.changes.map((change) => {
        const after = (0,effect/* effect */.Q)(before, change);
        const { what, was = [], becomes = [] } = described(change, before, after);
        before = after;
        const [kind = '', name = ''] = change.resource.split(/(?=\/)/);
        return [
            kind.replaceAll('-', ' ') + (name === own ? '' : ` ${(0,report_markdown/* code */.aY)(name.slice(1))}`),
            (0,report_markdown/* text */.Qq)(what ?? change.summary),
            beforeAndAfter(was, becomes),
            change.broadens ? '⚠️ **yes**' : '',
        ];
    });
    return (0,report_markdown/* table */.tp)(['resource', 'change', 'before → after', 'broadens access'], rows);
}
function beforeAndAfter(was, becomes) {
    if (was.length === becomes.length) {
        return was
            .map((each, index) => [each, becomes[index] ?? ''].filter((side) => side !== '').join(' → '))
            .join('<br>');
    }
    const sides = [was.join(', '), becomes.join(', ')];
    return sides.every((side) => side !== '') ? sides.join('<br>→ ') : [...was, ...becomes].join('<br>');
}
function described(change, before, after) {
    if ((0,roles_anywhere_profile_changes/* isRolesAnywhereChange */.rk)(change)) {
        return describedProfile(change, before.rolesAnywhereProfile, after.rolesAnywhereProfile);
    }
    const { api, input } = change;
    const [role, next] = [before.role, after.role];
    switch (api) {
        case 'CreateRole':
            return { becomes: next === undefined ? [] : roleFacts(next) };
        case 'DeleteRole':
            return { was: role === undefined ? [] : [(0,report_markdown/* code */.aY)(role.born?.arn ?? role.name)] };
        case 'UpdateRole': {
            const described = role?.description !== next?.description;
            const timed = role?.maxSessionDuration !== next?.maxSessionDuration;
            const facts = (state) => [
                ...(described ? [state?.description ? (0,report_markdown/* text */.Qq)((0,report_markdown/* short */.h0)(state.description)) : 'no description'] : []),
                ...(timed ? [`sessions of ${state?.maxSessionDuration ?? 0} s`] : []),
            ];
            return {
                what: `update ${[...(described ? ['description'] : []), ...(timed ? ['session duration'] : [])].join(' and ')}`,
                was: facts(role),
                becomes: facts(next),
            };
        }
        case 'UpdateAssumeRolePolicy':
            return { was: [trusted(role?.trust)], becomes: [trusted(next?.trust)] };
        case 'PutRolePermissionsBoundary':
        case 'DeleteRolePermissionsBoundary':
            return {
                what: `${next?.boundary === undefined ? 'remove' : 'set'} the permissions boundary`,
                was: arns([role?.boundary]),
                becomes: arns([next?.boundary]),
            };
        case 'TagRole':
            return tagged(role?.tags, (0,resources_tags/* tagsFromIam */.p6)(input.Tags));
        case 'TagInstanceProfile':
            return tagged(before.instanceProfile?.tags, (0,resources_tags/* tagsFromIam */.p6)(input.Tags));
        case 'UntagRole':
            return untagged(role?.tags, input.TagKeys ?? []);
        case 'UntagInstanceProfile':
            return untagged(before.instanceProfile?.tags, input.TagKeys ?? []);
        case 'AttachRolePolicy':
            return { becomes: policy(input.PolicyArn) };
        case 'DetachRolePolicy':
            return { was: policy(input.PolicyArn) };
        case 'PutRolePolicy': {
            const was = statements(role?.inlinePolicies.get(input.PolicyName ?? ''));
            const becomes = statements(next?.inlinePolicies.get(input.PolicyName ?? ''));
            return was.join() === becomes.join() ? { becomes: ['as shown below'] } : { was, becomes };
        }
        case 'DeleteRolePolicy':
            return { was: statements(role?.inlinePolicies.get(input.PolicyName ?? '')) };
        case 'CreateInstanceProfile':
            return { becomes: [...path(input.Path), ...tagCount((0,resources_tags/* tagsFromIam */.p6)(input.Tags))] };
        case 'DeleteInstanceProfile':
            return { was: arns([before.instanceProfile?.born?.arn]) };
        case 'AddRoleToInstanceProfile':
            return { becomes: [(0,report_markdown/* code */.aY)(`role/${input.RoleName ?? ''}`)] };
        case 'RemoveRoleFromInstanceProfile':
            return { was: [(0,report_markdown/* code */.aY)(`role/${input.RoleName ?? ''}`)] };
    }
}
function describedProfile(change, before, after) {
    const asTags = (tags) => new Map(tags.map(({ key, value }) => [key, value]));
    switch (change.api) {
        case 'CreateProfile':
            return { becomes: [...profileFacts(after), ...tagCount(after?.tags ?? new Map())] };
        case 'UpdateProfile': {
            const was = profileFacts(before);
            const becomes = profileFacts(after);
            const only = (facts, others) => facts.filter((fact) => !others.includes(fact));
            return {
                what: 'update the Roles Anywhere profile',
                was: only(was, becomes),
                becomes: was.join() === becomes.join() ? ['session policy as below'] : only(becomes, was),
            };
        }
        case 'DeleteProfile':
            return { was: arns([before?.born?.arn]) };
        case 'TagResource':
            return tagged(before?.tags, asTags(change.input.tags));
        case 'UntagResource':
            return untagged(before?.tags, change.input.tagKeys);
        case 'EnableProfile':
        case 'DisableProfile':
            return {};
    }
}
function profileFacts(profile) {
    if (profile === undefined)
        return [];
    const { roleArns, managedPolicies, sessionPolicy, durationSeconds } = profile;
    return [
        `sessions of ${durationSeconds} s`,
        ...[...roleArns].sort().map((arn) => `for ${(0,report_markdown/* code */.aY)(arn.replace(/^\{role-arn:(.+)\}$/, 'role/$1'))}`),
        ...[...managedPolicies].sort().map((arn) => `held to ${(0,report_markdown/* code */.aY)((0,iam_arn/* policyName */.ct)(arn))}`),
        ...statements(sessionPolicy).map((size) => `session policy: ${size}`),
    ];
}
function roleFacts(role) {
    return [
        `trusts ${trusted(role.trust)}`,
        ...path(role.path),
        ...(role.boundary === undefined ? [] : [`bounded by ${(0,report_markdown/* code */.aY)(role.boundary)}`]),
        ...(role.maxSessionDuration === 3600 ? [] : [`sessions of ${role.maxSessionDuration} s`]),
        ...tagCount(role.tags),
    ];
}
function path(given = '/') {
    return given === '/' ? [] : [`path ${(0,report_markdown/* code */.aY)(given)}`];
}
function tagCount(tags) {
    const owner = (0,resources_tags/* tagValue */.EZ)(tags, resources_tags/* OWNER_TAG */.FX);
    return [
        ...(owner === undefined ? [] : [`owner ${(0,report_markdown/* code */.aY)((0,report_markdown/* short */.h0)(owner))}`]),
        ...(tags.size === 0 ? [] : [(0,change/* count */.U9)(tags.size, 'tag')]),
    ];
}
/** Who may assume a role, by its trust policy. */
function principals(trust) {
    const found = new Map();
    for (const { effect: kind, fields, conditions } of (0,policy_document/* parseStatements */.YK)(trust)) {
        if (kind === 'Deny')
            continue;
        const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principal(name)}`);
        for (const name of [...(fields.get('Principal') ?? []).map(principal), ...not]) {
            found.set(name, (found.get(name) ?? true) && conditions.size > 0);
        }
    }
    return [...found].map(([name, conditional]) => ({ name, conditional }));
}
function principal(name) {
    return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}
const SHOWN = 8;
function trusted(trust) {
    const all = trust === undefined ? [] : principals(trust);
    const shown = all
        .slice(0, SHOWN)
        .map(({ name, conditional }) => `${(0,report_markdown/* code */.aY)((0,report_markdown/* short */.h0)(name))}${conditional ? ' on conditions' : ''}`);
    const rest = all.length > SHOWN ? [`${all.length - SHOWN} more`] : [];
    return [...shown, ...rest].join(', ') || 'nobody';
}
function tagged(before, set) {
    const keys = [...set.keys()];
    return {
        what: `set ${(0,change/* count */.U9)(keys.length, 'tag')}`,
        was: keys.map((key) => tag(key, before?.get(key))),
        becomes: keys.map((key) => tag(key, set.get(key))),
    };
}
function untagged(before, keys) {
    return { what: `remove ${(0,change/* count */.U9)(keys.length, 'tag')}`, was: keys.map((key) => tag(key, before?.get(key))) };
}
function tag(key, value) {
    return value === undefined ? '' : (0,report_markdown/* code */.aY)((0,report_markdown/* short */.h0)(`${key}=${value}`));
}
function statements(document) {
    return document === undefined ? [] : [(0,change/* count */.U9)((0,policy_document/* parseStatements */.YK)(document).length, 'statement')];
}
/** AWS's own policies are known by their name, which the change says. */
function policy(arn = '') {
    return /^arn:[\w-]+:iam::aws:/.test(arn) ? ['AWS managed policy'] : [(0,report_markdown/* code */.aY)(arn)];
}
function arns(values) {
    return values.filter((value) => value !== undefined).map(report_markdown/* code */.aY);
}

;// CONCATENATED MODULE: ./build/report/commands.js

function awsCommand(change) {
    const { api, input } = change;
    const service = (0,roles_anywhere_profile_changes/* isRolesAnywhereChange */.rk)(change) ? 'rolesanywhere' : 'iam';
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    const written = given.every(isPlain) ? given.map(commands_option) : [json(given)];
    return born([`aws ${service} ${kebab(api)}`, ...written].join(' '));
}
/**
 * Whether the CLI takes the value as it is. It reads a file or a page in place of a value that looks like one's address,
 * takes a leading hyphen for an option, and a terminal may not show what a control character does.
 */
function isPlain([, value]) {
    return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-\uffff]/.test(value));
}
/** What is not known before the role is there, asked for by the shell: a role's name needs no quotes in it. */
function born(command) {
    return command.replace(/\{role-arn:([\w+=,.@-]+)\}/g, `'"$(aws iam get-role --role-name $1 --query Role.Arn --output text)"'`);
}
function commands_option([name, value]) {
    if (typeof value === 'boolean')
        return `--${value ? '' : 'no-'}${kebab(name)}`;
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    return `--${kebab(name)} ${shellQuoted(written)}`;
}
function json(given) {
    return `--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(given)))}`;
}
function kebab(name) {
    return name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}
function shellQuoted(value) {
    return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

;// CONCATENATED MODULE: ./build/report/picture.js
/**
 * A Mermaid picture of a role: who may assume it, what it may do, where it is used. What changes is drawn thick, dashed
 * where it goes, and says so, so that it can be read without its colours, which stand out on a light and on a dark page.
 *
 * https://mermaid.js.org/syntax/flowchart.html
 */




const COLOURS = {
    new: 'stroke:#2da44e,stroke-width:3px',
    changed: 'stroke:#bf8700,stroke-width:3px',
    removed: 'stroke:#e5534b,stroke-width:2px,stroke-dasharray:5 4',
};
/** More neighbours of a kind than this are counted; those that change come first. */
const picture_SHOWN = 12;
/** @returns Markdown, or nothing where there is no role to show */
function picture(start, target) {
    const role = target.role ?? start.role;
    if (role === undefined || (target.role === undefined && target.instanceProfile === undefined))
        return undefined;
    const drawing = new Drawing();
    const centre = drawing.node(`role<br/>${quoted(role.name)}`, fate(start.role, target.role), '[', ']');
    for (const each of some(trusts(start.role, target.role))) {
        drawing.edge(drawing.node(`may assume<br/>${quoted(each.label)}`, each.fate, '([', '])'), centre, each);
    }
    for (const [kind, neighbours] of [
        ['managed policy', managed(start.role, target.role)],
        ['inline policy', inline(start.role, target.role)],
        ['permissions boundary', boundary(start.role, target.role)],
    ]) {
        for (const each of some(neighbours)) {
            drawing.edge(centre, drawing.node(`${kind}<br/>${quoted(each.label)}`, each.fate, '[', ']'), each);
        }
    }
    for (const each of profile(start, target)) {
        drawing.edge(centre, drawing.node(`instance profile<br/>${quoted(each.label)}`, each.fate, '[[', ']]'), each);
    }
    for (const each of rolesAnywhere(start, target)) {
        const node = drawing.node(`Roles Anywhere profile<br/>${quoted(each.label)}`, each.fate, '[[', ']]');
        drawing.edge(centre, node, each);
        for (const [kind, neighbours] of sessionPolicies(start, target)) {
            for (const policy of some(neighbours)) {
                drawing.edge(node, drawing.node(`${kind}<br/>${quoted(policy.label)}`, policy.fate, '[', ']'), policy);
            }
        }
    }
    return (0,report_markdown/* fenced */.OF)('mermaid', drawing.text());
}
class Drawing {
    #lines = ['flowchart LR'];
    #fates = new Map();
    #edges = new Map();
    #nodes = 0;
    #count = 0;
    node(label, fate, open, close) {
        const id = `n${(this.#nodes += 1)}`;
        this.#lines.push(`  ${id}${open}"${label}"${close}`);
        this.#fates.set(fate, [...(this.#fates.get(fate) ?? []), id]);
        return id;
    }
    edge(from, to, { fate, note }) {
        const words = [...(fate === 'same' ? [] : [fate]), ...(note === undefined ? [] : [note])].join(', ');
        const arrow = { same: '-->', new: '==>', changed: '==>', removed: '-.->' }[fate];
        this.#lines.push(`  ${from} ${arrow}${words === '' ? '' : `|"${words}"|`} ${to}`);
        this.#edges.set(fate, [...(this.#edges.get(fate) ?? []), this.#count]);
        this.#count += 1;
    }
    text() {
        const styles = Object.entries(COLOURS).flatMap(([fate, style]) => {
            const nodes = this.#fates.get(fate) ?? [];
            const edges = this.#edges.get(fate) ?? [];
            return [
                ...(nodes.length === 0 ? [] : [`  classDef ${fate} ${style}`, `  class ${nodes.join(',')} ${fate}`]),
                ...(edges.length === 0 ? [] : [`  linkStyle ${edges.join(',')} ${style}`]),
            ];
        });
        return [...this.#lines, ...styles].join('\n');
    }
}
function trusts(before, after) {
    const of = (role) => new Map((role === undefined ? [] : principals(role.trust)).map(({ name, conditional }) => [
        name,
        conditional ? 'on conditions' : undefined,
    ]));
    return compared(of(before), of(after), (a, b) => a === b, (note) => note);
}
function managed(before, after) {
    const of = (role) => new Map([...(role?.managedPolicies ?? [])].map((arn) => [arn, true]));
    return compared(of(before), of(after), () => true).map((each) => ({
        ...each,
        label: (0,iam_arn/* policyName */.ct)(each.label),
    }));
}
function inline(before, after) {
    const same = (a, b) => a === b || (a !== undefined && b !== undefined && (0,policy_document/* sameDocument */._H)(a, b));
    return compared(before?.inlinePolicies ?? new Map(), after?.inlinePolicies ?? new Map(), same);
}
function boundary(before, after) {
    const of = (role) => new Map(role?.boundary === undefined ? [] : [[role.boundary, true]]);
    return compared(of(before), of(after), () => true, () => 'bounded by').map((each) => ({
        ...each,
        label: (0,iam_arn/* policyName */.ct)(each.label),
    }));
}
function profile(start, target) {
    const of = ({ role, instanceProfile }) => new Map(instanceProfile?.role !== undefined && instanceProfile.role.name === role?.name
        ? [[instanceProfile.name, instanceProfile.role.id]]
        : []);
    return compared(of(start), of(target), (a, b) => a === b);
}
function rolesAnywhere(start, target) {
    const of = ({ rolesAnywhereProfile: profile }) => new Map(profile === undefined ? [] : [[profile.name, profile.enabled ? 'enabled' : 'disabled']]);
    const same = (a, b) => a === b;
    return compared(of(start), of(target), same, (state) => (state === 'disabled' ? state : undefined));
}
/** What holds the sessions of a Roles Anywhere profile back. */
function sessionPolicies(start, target) {
    const arns = ({ rolesAnywhereProfile: profile }) => new Map([...(profile?.managedPolicies ?? [])].map((arn) => [arn, true]));
    const own = ({ rolesAnywhereProfile: profile }) => new Map(profile?.sessionPolicy === undefined ? [] : [['its own', profile.sessionPolicy]]);
    const heldTo = () => 'held to';
    return [
        [
            'managed session policy',
            compared(arns(start), arns(target), () => true, heldTo).map((each) => ({
                ...each,
                label: (0,iam_arn/* policyName */.ct)(each.label),
            })),
        ],
        ['session policy', compared(own(start), own(target), policy_document/* sameDocument */._H, heldTo)],
    ];
}
function compared(before, after, same, note = () => undefined) {
    return [...new Set([...before.keys(), ...after.keys()])].sort().map((label) => {
        const [was, is] = [before.get(label), after.get(label)];
        const stands = after.has(label);
        const words = note(stands ? is : was);
        return {
            label,
            fate: !before.has(label) ? 'new' : !stands ? 'removed' : same(was, is) ? 'same' : 'changed',
            ...(words === undefined ? {} : { note: words }),
        };
    });
}
function fate(before, after) {
    return before === undefined ? 'new' : after === undefined ? 'removed' : 'same';
}
function some(neighbours) {
    const inOrder = [...neighbours].sort((a, b) => Number(a.fate === 'same') - Number(b.fate === 'same'));
    const more = inOrder.length - picture_SHOWN;
    return more <= 1 ? inOrder : [...inOrder.slice(0, picture_SHOWN), { label: `and ${more} more`, fate: 'same' }];
}
const LONGEST_LABEL = 64;
/**
 * Inside a quoted label. All that could mean something to Mermaid, or to the Markdown and the links that it looks for in
 * labels, is one of its character references; long ones are cut in the middle, where names differ least.
 */
function quoted(label) {
    const characters = Array.from(label);
    const half = LONGEST_LABEL / 2;
    const shown = characters.length <= LONGEST_LABEL
        ? characters
        : [...characters.slice(0, half), '…', ...characters.slice(-half)];
    return shown
        .map((character) => /[A-Za-z0-9 ,/=+…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`)
        .join('')
        .replace(/www(?=#46;)/gi, (found) => `#${found.charCodeAt(0)};${found.slice(1)}`);
}

// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 2 modules
var create = __webpack_require__(7291);
;// CONCATENATED MODULE: ./build/report/policy-diff.js
/** What changes in policy documents, as unified diffs of their canonical form, so that only meaning shows. */



/** Far more than the documents that IAM's quotas allow can differ by in practice. */
const MOST_LINES = 1_000;
const OPTIONS = {
    context: 3,
    // Finding the shortest way between two documents that have next to nothing in common takes seconds and shows nothing.
    maxEditLength: 300,
    // As for every diff of the library, though its types forget it here: that an item has a successor is no difference.
    comparator: (a, b) => a === b || (Math.abs(a.length - b.length) === 1 && withoutComma(a) === withoutComma(b)),
};
function withoutComma(line) {
    return line.endsWith(',\n') ? `${line.slice(0, -2)}\n` : line;
}
function policyDiffs(start, target) {
    const names = [
        ...new Set([...(start.role?.inlinePolicies.keys() ?? []), ...(target.role?.inlinePolicies.keys() ?? [])]),
    ].sort();
    return [
        ...policyDiff('the trust policy', start.role?.trust, target.role?.trust),
        ...names.flatMap((name) => policyDiff(`the inline policy ${(0,report_markdown/* code */.aY)(name)}`, start.role?.inlinePolicies.get(name), target.role?.inlinePolicies.get(name))),
        ...policyDiff('the session policy', start.rolesAnywhereProfile?.sessionPolicy, target.rolesAnywhereProfile?.sessionPolicy),
    ];
}
function policyDiff(title, before, after) {
    if (before === after || (before !== undefined && after !== undefined && (0,policy_document/* sameDocument */._H)(before, after)))
        return [];
    const lines = difference(pretty(before), pretty(after));
    const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
    const cut = lines.length - MOST_LINES;
    const markdown = [
        `**${title.charAt(4).toUpperCase()}${title.slice(5)}**, ${kind}`,
        '',
        (0,report_markdown/* fenced */.OF)('diff', lines.slice(0, MOST_LINES).join('\n')),
        ...(cut > 0 ? ['', `**Too long to read, so cut here: ${cut} further lines.**`] : []),
    ];
    return [{ name: `the diff of ${title}`, markdown: markdown.join('\n') }];
}
function difference(before, after) {
    const all = (sign, text) => text
        .split('\n')
        .slice(0, -1)
        .map((line) => sign + line);
    // A document that comes or goes is shown from end to end, as are both of two that are nothing alike: the new one first,
    // lest it be what is cut.
    const patch = before === '' || after === '' ? undefined : (0,create/* structuredPatch */.YB)('', '', before, after, '', '', OPTIONS);
    return (patch?.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
    ]) ?? [...all('+', after), ...all('-', before)]);
}
function pretty(document) {
    return document === undefined ? '' : `${JSON.stringify((0,policy_document/* canonicalDocument */.UD)(document), undefined, 2)}\n`;
}

;// CONCATENATED MODULE: ./build/report/changes.js





function changeBlocks({ declaration, status, plan, start, target }) {
    const of = `of ${(0,report_markdown/* code */.aY)(`role/${declaration.roleName}`)}`;
    // Nothing of what failed stands as it was planned.
    const drawn = status === 'failed' || status === 'rolled-back' ? undefined : picture(start, target);
    return [
        { name: `the changes ${of}`, markdown: `**${title(status)}**\n\n${changeTable(plan, start)}` },
        ...policyDiffs(start, target).map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
        ...(drawn === undefined ? [] : [{ name: `the picture ${of}`, markdown: drawn }]),
        {
            name: `the commands ${of}`,
            markdown: (0,report_markdown/* folded */.TM)('The same by the AWS CLI', (0,report_markdown/* fenced */.OF)('sh', plan.changes.map(awsCommand).join('\n'))),
        },
    ];
}
function title(status) {
    switch (status) {
        case 'planned':
        case 'drifted':
            return '`mode: apply` would';
        case 'failed':
        case 'rolled-back':
            return 'What was planned';
        default:
            return 'What was done';
    }
}


/***/ }),

/***/ 4485:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ effect),
/* harmony export */   z: () => (/* binding */ effects)
/* harmony export */ });
/* harmony import */ var _roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3178);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4821);


function effect(state, change) {
    if ((0,_roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .isRolesAnywhereChange */ .rk)(change)) {
        return { ...state, rolesAnywhereProfile: (0,_roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .rolesAnywhereEffect */ .mT)(state.rolesAnywhereProfile, change) };
    }
    const { api, input } = change;
    switch (api) {
        case 'CreateRole':
            return {
                ...state,
                role: {
                    name: input.RoleName ?? '',
                    path: input.Path ?? '/',
                    description: input.Description ?? '',
                    maxSessionDuration: input.MaxSessionDuration ?? 3600,
                    trust: parse(input.AssumeRolePolicyDocument),
                    boundary: input.PermissionsBoundary,
                    tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(new Map(), input.Tags ?? []),
                    managedPolicies: new Set(),
                    inlinePolicies: new Map(),
                    otherInstanceProfiles: new Set(),
                    born: undefined,
                },
            };
        case 'DeleteRole':
            return { ...state, role: undefined };
        case 'UpdateRole':
            return onRole(state, (role) => ({
                description: input.Description ?? role.description,
                maxSessionDuration: input.MaxSessionDuration ?? role.maxSessionDuration,
            }));
        case 'UpdateAssumeRolePolicy':
            return onRole(state, () => ({ trust: parse(input.PolicyDocument) }));
        case 'PutRolePermissionsBoundary':
            return onRole(state, () => ({ boundary: input.PermissionsBoundary }));
        case 'DeleteRolePermissionsBoundary':
            return onRole(state, () => ({ boundary: undefined }));
        case 'TagRole':
            return onRole(state, (role) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(role.tags, input.Tags ?? []) }));
        case 'UntagRole':
            return onRole(state, (role) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutTags */ .Cb)(role.tags, input.TagKeys ?? []) }));
        case 'AttachRolePolicy':
            return onRole(state, (role) => ({
                managedPolicies: new Set([...role.managedPolicies, input.PolicyArn ?? '']),
            }));
        case 'DetachRolePolicy':
            return onRole(state, (role) => ({
                managedPolicies: new Set([...role.managedPolicies].filter((arn) => arn !== input.PolicyArn)),
            }));
        case 'PutRolePolicy':
            return onRole(state, (role) => ({
                inlinePolicies: new Map([
                    ...role.inlinePolicies,
                    [input.PolicyName ?? '', parse(input.PolicyDocument)],
                ]),
            }));
        case 'DeleteRolePolicy':
            return onRole(state, (role) => ({
                inlinePolicies: new Map([...role.inlinePolicies].filter(([name]) => name !== input.PolicyName)),
            }));
        case 'CreateInstanceProfile':
            return {
                ...state,
                instanceProfile: {
                    name: input.InstanceProfileName ?? '',
                    path: input.Path ?? '/',
                    tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(new Map(), input.Tags ?? []),
                    role: undefined,
                    born: undefined,
                },
            };
        case 'DeleteInstanceProfile':
            return { ...state, instanceProfile: undefined };
        case 'TagInstanceProfile':
            return onProfile(state, ({ tags }) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(tags, input.Tags ?? []) }));
        case 'UntagInstanceProfile':
            return onProfile(state, ({ tags }) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutTags */ .Cb)(tags, input.TagKeys ?? []) }));
        case 'AddRoleToInstanceProfile':
            return onProfile(state, () => ({
                role: {
                    name: input.RoleName ?? '',
                    id: input.RoleName === state.role?.name ? state.role?.born?.id : undefined,
                },
            }));
        case 'RemoveRoleFromInstanceProfile':
            return input.InstanceProfileName === state.instanceProfile?.name
                ? onProfile(state, ({ role }) => (role?.name === input.RoleName ? { role: undefined } : {}))
                : onRole(state, ({ otherInstanceProfiles }) => ({
                    otherInstanceProfiles: new Set([...otherInstanceProfiles].filter((name) => name !== input.InstanceProfileName)),
                }));
    }
}
/**
 * What stands after the changes, by a look that may be older than they are. Where it shows what they made, it shows more of
 * it than its making.
 */
function effects(seen, changes) {
    return changes.reduce((state, change) => {
        const made = (change.api === 'CreateRole' && state.role !== undefined) ||
            (change.api === 'CreateInstanceProfile' && state.instanceProfile !== undefined) ||
            (change.api === 'CreateProfile' && state.rolesAnywhereProfile !== undefined);
        return made ? state : effect(state, change);
    }, seen);
}
function onRole(state, next) {
    return state.role === undefined ? state : { ...state, role: { ...state.role, ...next(state.role) } };
}
function onProfile(state, next) {
    const profile = state.instanceProfile;
    return profile === undefined ? state : { ...state, instanceProfile: { ...profile, ...next(profile) } };
}
function parse(document) {
    return JSON.parse(document ?? '{}');
}


/***/ })

};
