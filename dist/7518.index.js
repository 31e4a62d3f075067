export const id = 7518;
export const ids = [7518];
export const modules = {

/***/ 7518:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  changeBlocks: () => (/* binding */ changeBlocks),
  commandBlock: () => (/* binding */ commandBlock)
});

// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __webpack_require__(3385);
// EXTERNAL MODULE: ./build/resources/index.js + 2 modules
var resources = __webpack_require__(7357);
// EXTERNAL MODULE: ./build/resources/properties.js
var resources_properties = __webpack_require__(7665);
// EXTERNAL MODULE: ./build/report/differences.js
var report_differences = __webpack_require__(7787);
// EXTERNAL MODULE: ./build/report/words.js
var words = __webpack_require__(4702);
;// CONCATENATED MODULE: ./build/report/access.js
/** The access that differences give, in sentences: who may assume the role, and what it may do. */





/** Returns a sentence for each difference that gives access. A new role has one sentence for its trust and its policies. */
function accessLines(differences, format, kinds = resources/* RESOURCES */.e) {
    const [primary] = kinds;
    const given = differences.filter(({ broadens }) => broadens);
    const created = given.find(({ kind, property }) => kind === primary && property === undefined);
    if (created?.after === undefined)
        return given.flatMap((each) => sentences(each, format));
    const policies = given.filter(({ kind, property }) => kind === primary && property !== undefined);
    const subjects = policies.map((each) => nameOf(each, format));
    const may = subjects.length === 0
        ? 'it has no policy'
        : `it may do what ${list(subjects)} ${subjects.length === 1 ? 'allows' : 'allow'}`;
    // The profile of a new role gives what the role has, so it needs no sentence.
    const others = given
        .filter(({ kind }) => kind !== primary && !Object.values(kind.properties).some(({ gives }) => gives !== undefined))
        .flatMap((each) => sentences(each, format));
    return [[...sentences(created, format), may].join('; '), ...others];
}
function sentences(difference, format) {
    const { kind, resource, property, before, after, verb } = difference;
    const name = format.code(resource);
    if (property === undefined) {
        const whole = (after ?? before);
        const parts = Object.entries(kind.properties).flatMap(([field, { edge, gives }]) => {
            const value = (0,resources_properties/* valueOf */.RP)(whole, field);
            if (gives !== undefined && value !== undefined)
                return [`${name}: ${gives} ${(0,words/* valueText */.Ru)(value, '', { label: '' }, format)}`];
            const admitted = (0,resources_properties/* isDocument */.wz)(value) ? principalsText(undefined, value, format) : '';
            return admitted === '' ? [] : [`${admitted} ${edge ?? ''} ${name}`];
        });
        return parts.length > 0 ? parts : [`${name}: ${verb} the ${kind.noun}`];
    }
    const { spec, entry } = (0,report_differences/* specOf */.r)(difference);
    const [old, now] = [before, after].map((value) => ((0,resources_properties/* isDocument */.wz)(value) ? value : undefined));
    if (old !== undefined || now !== undefined) {
        const admitted = entry === '' ? principalsText(old, now, format) : '';
        if (admitted !== '')
            return [`${admitted} ${spec.edge ?? ''} ${name}`];
        const granted = (0,words/* grantsText */.dO)(old, now, format);
        return [`${subject(difference, format)} of ${name}: ${granted === '' ? 'denies less' : granted}`];
    }
    if (spec.gives !== undefined && after !== undefined)
        return [`${name}: ${spec.gives} ${(0,words/* valueText */.Ru)(after, entry, spec, format)}`];
    if (after === true && entry !== '')
        return [`${subject(difference, format)} of ${name}: ${spec.present ?? 'added'}`];
    if (after === undefined)
        return [`${subject(difference, format)} of ${name}: removed, and with it what it denied`];
    const values = [before, after].map((value) => (0,words/* valueText */.Ru)(value, entry, spec, format));
    return [`${subject(difference, format)} of ${name}: ${values.filter((text) => text !== '').join(' → ')}`];
}
function nameOf(difference, format) {
    const { entry } = (0,report_differences/* specOf */.r)(difference);
    return entry === ''
        ? subject(difference, format)
        : format.code(entry.startsWith('arn:') ? (0,arn/* policyName */.ct)(entry) : entry);
}
function subject(difference, format) {
    const { entry, spec } = (0,report_differences/* specOf */.r)(difference);
    return entry === '' ? spec.label : `${spec.label} ${(0,words/* reference */.ir)(entry, format)}`;
}
/** Names the principals that are new, or whose conditions no longer apply. */
function principalsText(before, after, format) {
    const known = new Map((before === undefined ? [] : (0,words/* principals */.IK)(before)).map((each) => [each.name, each]));
    const added = (after === undefined ? [] : (0,words/* principals */.IK)(after)).filter(({ name, conditional }) => !known.has(name) || (known.get(name)?.conditional === true && !conditional));
    return list(added.map((0,words/* principalText */.cI)(format)));
}
function list(texts) {
    return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

// EXTERNAL MODULE: ./build/aws/calls.js + 30 modules
var calls = __webpack_require__(7414);
// EXTERNAL MODULE: ./build/aws/placeholder.js
var placeholder = __webpack_require__(9551);
;// CONCATENATED MODULE: ./build/report/aws-cli.js
/** Changes as commands of the AWS CLI, for a POSIX shell. https://docs.aws.amazon.com/cli/latest/reference/iam/ */


function awsCommand(change) {
    const { api, input } = change;
    const [service = ''] = (0,calls/* actionOf */.qj)(api).split(':');
    const parameters = Object.entries(input).filter(([, value]) => value !== undefined);
    const options = parameters.every(isPlain) ? parameters.map(aws_cli_option) : [json(parameters)];
    const command = [`aws ${service} ${kebab(api)}`, ...options].join(' ');
    // A role's ARN exists only after its creation. Its name needs no quotes.
    const query = `'"$(aws iam get-role --role-name $1 --query Role.Arn --output text)"'`;
    return service === 'iam' ? command : (0,placeholder/* replaceRoleArns */.Tw)(command, query);
}
/**
 * Reports whether the CLI accepts the value as an option. The CLI reads a file or a page instead of a value that looks like an
 * address, and parses a leading hyphen as an option. A terminal may hide a control character.
 */
function isPlain([, value]) {
    return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-\uffff]/.test(value));
}
function aws_cli_option([name, value]) {
    if (typeof value === 'boolean')
        return `--${value ? '' : 'no-'}${kebab(name)}`;
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    return `--${kebab(name)} ${shellQuoted(written)}`;
}
function json(parameters) {
    return `--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(parameters)))}`;
}
function kebab(name) {
    return name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}
function shellQuoted(value) {
    return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

// EXTERNAL MODULE: ./build/report/markdown.js
var markdown = __webpack_require__(4902);
;// CONCATENATED MODULE: ./build/report/change-table.js
/** The changes of a plan as a table: a row for each property, and one for equal tags of several resources. */





/** Returns the changes of a plan, one row for each property. */
function changeTable(plan, start, target, kinds = resources/* RESOURCES */.e) {
    const [primary] = kinds;
    const isNew = primary !== undefined && start[primary.kind] === undefined;
    const differences = (0,report_differences/* differencesOf */.g)(plan.changes, start, target, kinds);
    const rows = differences
        .filter(({ property = '' }) => !property.startsWith('tags/'))
        // A reader looks for new access first.
        .sort((a, b) => Number(!isNew && b.broadens) - Number(!isNew && a.broadens))
        .map((each) => row(each, primary, isNew));
    return (0,markdown/* table */.tp)(['', 'what', 'change'], [...rows, ...tagRows(differences, target)]);
}
function row(difference, primary, isNew) {
    const { kind, resource, property, before, after, reasons } = difference;
    const verb = difference.verb !== 'put' ? difference.verb : before === undefined ? 'add' : 'update';
    const { entry, spec } = (0,report_differences/* specOf */.r)(difference);
    const owner = kind === primary ? '' : `${kind.noun}: `;
    const what = property === undefined
        ? `${kind.noun} ${(0,markdown/* code */.aY)(resource.replace(/^[^/]*\//, ''))}`
        : `${owner}${spec.label}${entry === '' ? '' : ` ${(0,words/* reference */.ir)(entry, words/* MARKDOWN */.yQ)}`}`;
    const why = reasons.map((reason) => `first: ${(0,markdown/* escapeMarkdown */.FV)(reason)}`);
    return [
        sign(difference, isNew),
        what,
        [cell(), ...new Set(why)].filter((text) => text !== '').join('<br>'),
    ];
    function cell() {
        if (property === undefined) {
            if (after === undefined)
                return `${verb} ${(0,markdown/* code */.aY)(before?.identity?.arn ?? '')}`.trim();
            return [verb, ...(0,words/* facts */.Ix)(after, kind, words/* MARKDOWN */.yQ)].join('<br>');
        }
        if (typeof before === 'boolean' || typeof after === 'boolean') {
            return entry === '' ? `${(0,resources_properties/* scalarText */.ws)(before ?? false)} → ${(0,resources_properties/* scalarText */.ws)(after ?? false)}` : verb;
        }
        const [was, is] = [before, after].map((value) => (0,words/* valueText */.Ru)(value, (0,resources_properties/* isDocument */.wz)(value) ? '' : entry, spec, words/* MARKDOWN */.yQ));
        if (was === '' || is === '')
            return entry === '' ? `${was ?? ''}${is ?? ''}` : `${verb}: ${was ?? ''}${is ?? ''}`;
        return was === is ? `${verb}, as shown below` : `${was ?? ''} → ${is ?? ''}`;
    }
}
/** @param isNew whether the role is new, so that everything gives access */
function sign({ before, after, broadens, property }, isNew) {
    const mark = before === undefined ? '+' : after === undefined ? '−' : '~';
    return broadens && !isNew && property !== undefined ? `${mark}\u00A0⚠️` : mark;
}
/** Returns one row for the tags of each resource; resources with equal changes of tags share one. */
function tagRows(differences, target) {
    const cells = new Map();
    for (const kind of new Set(differences.map((each) => each.kind))) {
        const own = differences.filter((each) => each.kind === kind);
        const created = own.find(({ property, after }) => property === undefined && after !== undefined);
        const resource = target[kind.kind];
        const all = created === undefined
            ? own
                .filter(({ property = '' }) => property.startsWith('tags/'))
                .map(({ property = '', after }) => [property.slice('tags/'.length), after])
            : [...(resource?.tags ?? [])];
        if (all.length === 0)
            continue;
        const text = all.map(([key, value]) => value === undefined ? `− ${(0,markdown/* code */.aY)(key)}` : `+ ${(0,words/* valueText */.Ru)(value, key, { label: '' }, words/* MARKDOWN */.yQ)}`);
        cells.set(kind, text.join('<br>'));
    }
    const groups = Map.groupBy(cells, ([, text]) => text);
    return [...groups].map(([text, kinds]) => [
        text.includes('− ') ? (text.includes('+ ') ? '~' : '−') : '+',
        `tags of ${kinds.map(([{ noun }]) => noun).join(' and ')}`,
        text,
    ]);
}

;// CONCATENATED MODULE: ./build/report/diagram.js
/**
 * A Mermaid diagram of a role: its principals, its policies and its profiles. Changes are drawn thick, removals dashed, and
 * both are labelled, so that it can be read without its colours on light and dark pages.
 *
 * https://mermaid.js.org/syntax/flowchart.html
 */





const COLOURS = {
    new: 'stroke:#2da44e,stroke-width:3px',
    changed: 'stroke:#bf8700,stroke-width:3px',
    removed: 'stroke:#e5534b,stroke-width:2px,stroke-dasharray:5 4',
};
/** The diagram counts further nodes of a property; those that change come first. */
const MAX_NODES = 12;
/** Returns Markdown; undefined if there is no role, or everything is deleted. */
function diagram(start, target, kinds = resources/* RESOURCES */.e) {
    const [primary, ...others] = kinds;
    if (primary === undefined || kinds.every(({ kind }) => target[kind] === undefined))
        return undefined;
    const [before, after] = [start[primary.kind], target[primary.kind]];
    const resource = after ?? before;
    if (resource === undefined)
        return undefined;
    const chart = new Flowchart();
    const status = before === undefined ? 'new' : after === undefined ? 'removed' : 'same';
    const centre = chart.node(`${primary.noun}<br/>${escapeLabel(resource.name)}`, status, '[', ']');
    drawProperties(chart, centre, primary, before, after);
    for (const kind of others) {
        const [oldResource, newResource] = [start[kind.kind], target[kind.kind]];
        const shown = newResource ?? oldResource;
        if (shown === undefined)
            continue;
        const edge = {
            label: shown.name,
            status: statusOf(oldResource, newResource),
            note: switchedOff(kind, shown),
        };
        const node = chart.node(`${kind.noun}<br/>${escapeLabel(shown.name)}`, edge.status, '[[', ']]');
        chart.edge(centre, node, edge);
        drawProperties(chart, node, kind, oldResource, newResource);
    }
    return (0,markdown/* fenced */.OF)('mermaid', chart.text());
}
/** Names the properties that are true by default and false here. */
function switchedOff({ properties }, resource) {
    const off = Object.entries(properties).flatMap(([property, { label, default: standard }]) => standard === true && (0,resources_properties/* valueOf */.RP)(resource, property) === false ? [`not ${label}`] : []);
    return off.length === 0 ? undefined : off.join(', ');
}
/** Draws every property with words for its edge: principals towards the resource, all other values away from it. */
function drawProperties(chart, centre, { properties }, before, after) {
    for (const [property, { label, edge }] of Object.entries(properties)) {
        if (edge === undefined)
            continue;
        const values = [before, after].map((resource) => valuesOf((0,resources_properties/* valueOf */.RP)(resource, property)));
        const inbound = values.some((map) => [...map.values()].some(({ principal }) => principal));
        for (const node of limitNodes(compare(values[0], values[1], inbound ? undefined : edge))) {
            const name = inbound ? edge : label;
            const [open, close] = inbound ? ['([', '])'] : ['[', ']'];
            const id = chart.node(`${name}<br/>${escapeLabel(node.label)}`, node.status, open, close);
            if (inbound)
                chart.edge(id, centre, node);
            else
                chart.edge(centre, id, node);
        }
    }
}
/** Returns the values of a property by their labels: entries, principals, or the one value. */
function valuesOf(value) {
    if (value === undefined)
        return new Map();
    if ((0,resources_properties/* isDocument */.wz)(value)) {
        const all = (0,words/* principals */.IK)(value);
        if (all.length === 0)
            return new Map([['its own', { text: (0,resources_properties/* canonical */.$N)(value) }]]);
        return new Map(all.map(({ name, conditional }) => [
            name,
            { text: String(conditional), principal: true, ...(conditional ? { note: 'on conditions' } : {}) },
        ]));
    }
    if (!(0,resources_properties/* isEntries */.hd)(value))
        return new Map([[diagram_nameOf((0,resources_properties/* scalarText */.ws)(value)), { text: '' }]]);
    return new Map([...value.entries()].map(([key, entry]) => [
        diagram_nameOf(key),
        { text: (0,resources_properties/* canonical */.$N)(entry ?? '') },
    ]));
}
function diagram_nameOf(text) {
    return text.startsWith('arn:') ? (0,arn/* policyName */.ct)(text) : text;
}
function compare(before = new Map(), after = new Map(), edge) {
    return [...new Set([...before.keys(), ...after.keys()])].sort().map((label) => {
        const [oldValue, newValue] = [before.get(label), after.get(label)];
        const status = oldValue === undefined
            ? 'new'
            : newValue === undefined
                ? 'removed'
                : oldValue.text === newValue.text
                    ? 'same'
                    : 'changed';
        const note = edge === undefined || edge === '' ? (newValue ?? oldValue)?.note : edge;
        return { label, status, note };
    });
}
function statusOf(before, after) {
    if (before === undefined)
        return 'new';
    if (after === undefined)
        return 'removed';
    const changed = (0,resources_properties/* differences */.tX)((0,resources_properties/* propertiesOf */.P1)(before), (0,resources_properties/* propertiesOf */.P1)(after));
    return changed.every((property) => property.startsWith('tags/')) ? 'same' : 'changed';
}
function limitNodes(nodes) {
    const inOrder = [...nodes].sort((a, b) => Number(a.status === 'same') - Number(b.status === 'same'));
    const more = inOrder.length - MAX_NODES;
    return more <= 1
        ? inOrder
        : [...inOrder.slice(0, MAX_NODES), { label: `and ${more} more`, status: 'same' }];
}
class Flowchart {
    #lines = ['flowchart LR'];
    #statuses = new Map();
    #edges = new Map();
    #nodes = 0;
    #count = 0;
    node(label, status, open, close) {
        const id = `n${(this.#nodes += 1)}`;
        this.#lines.push(`  ${id}${open}"${label}"${close}`);
        this.#statuses.set(status, [...(this.#statuses.get(status) ?? []), id]);
        return id;
    }
    edge(from, to, { status, note }) {
        const words = [...(status === 'same' ? [] : [status]), ...(note === undefined ? [] : [note])].join(', ');
        const arrow = { same: '-->', new: '==>', changed: '==>', removed: '-.->' }[status];
        this.#lines.push(`  ${from} ${arrow}${words === '' ? '' : `|"${words}"|`} ${to}`);
        this.#edges.set(status, [...(this.#edges.get(status) ?? []), this.#count]);
        this.#count += 1;
    }
    text() {
        const styles = Object.entries(COLOURS).flatMap(([status, style]) => {
            const nodes = this.#statuses.get(status) ?? [];
            const edges = this.#edges.get(status) ?? [];
            return [
                ...(nodes.length === 0
                    ? []
                    : [`  classDef ${status} ${style}`, `  class ${nodes.join(',')} ${status}`]),
                ...(edges.length === 0 ? [] : [`  linkStyle ${edges.join(',')} ${style}`]),
            ];
        });
        return [...this.#lines, ...styles].join('\n');
    }
}
const MAX_LABEL = 64;
/**
 * Escapes a label. Every character that Mermaid, its Markdown or its links may interpret becomes a character reference. A
 * long label loses its middle, where names differ least.
 */
function escapeLabel(label) {
    const characters = Array.from(label);
    const half = MAX_LABEL / 2;
    const shown = characters.length <= MAX_LABEL
        ? characters
        : [...characters.slice(0, half), '…', ...characters.slice(-half)];
    return shown
        .map((character) => /[A-Za-z0-9 ,/=+…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`)
        .join('')
        .replace(/www(?=#46;)/gi, (letters) => `#${letters.charCodeAt(0)};${letters.slice(1)}`);
}

// EXTERNAL MODULE: ./build/report/drift.js
var drift = __webpack_require__(2748);
// EXTERNAL MODULE: ./build/report/log.js
var log = __webpack_require__(6945);
// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 2 modules
var create = __webpack_require__(7291);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __webpack_require__(8538);
// EXTERNAL MODULE: ./build/report/size-limit.js
var size_limit = __webpack_require__(2656);
;// CONCATENATED MODULE: ./build/report/policy-diff.js
/** The changes of policy documents as unified diffs of their canonical form, which show only differences in meaning. */







/** Documents within IAM's quotas hardly ever differ by as many lines. */
const MAX_LINES = 1_000;
const OPTIONS = {
    context: 3,
    // Finding the shortest diff of two documents that have little in common takes seconds and shows nothing.
    maxEditLength: 300,
    // Ignores a trailing comma. The library supports `comparator` here, but its types don't list it.
    comparator: (a, b) => a === b || (Math.abs(a.length - b.length) === 1 && withoutComma(a) === withoutComma(b)),
};
function withoutComma(line) {
    return line.endsWith(',\n') ? `${line.slice(0, -2)}\n` : line;
}
/** Longer diffs are folded. */
const MAX_OPEN_LINES = 30;
const OF_CHANGES = { new: 'new', removed: 'removed', changed: 'changed' };
/** Drift leads from the declared document to the one found. */
const OF_DRIFT = {
    new: 'found, not declared',
    removed: 'declared, missing',
    changed: 'found differs from declared',
};
/** Returns a diff of every document that differs between the two states, one block each; folded if they are long. */
function policyDiffs(start, target, kinds = resources/* RESOURCES */.e, words = OF_CHANGES) {
    const diffs = allDiffs(start, target, kinds);
    const lines = diffs.reduce((sum, diff) => sum + diff.lines.length, 0);
    return diffs.map((diff) => block(diff, lines <= MAX_OPEN_LINES, words));
}
function block({ label, name, kind, lines }, open, words) {
    const title = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
    const shown = `the diff of the ${label}${name === '' ? '' : ` ${(0,markdown/* code */.aY)(name)}`}`;
    const omitted = lines.length - MAX_LINES;
    const diff = [
        (0,markdown/* fenced */.OF)('diff', lines.slice(0, MAX_LINES).join('\n')),
        ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
    ].join('\n');
    const number = (sign) => lines.filter((line) => line.startsWith(sign)).length;
    const counts = `${words[kind]}: +${number('+')} −${number('-')}`;
    if (open)
        return {
            name: shown,
            markdown: `**${title}**${name === '' ? '' : ` ${(0,markdown/* code */.aY)(name)}`}, ${counts}\n\n${diff}`,
        };
    const heading = `${title}${name === '' ? '' : ` ${(0,markdown/* htmlCode */.h8)(name)}`}, ${counts}`;
    return (0,size_limit/* fold */.AU)(heading, shown, [{ name: shown, markdown: diff }]);
}
function allDiffs(start, target, kinds) {
    return kinds.flatMap(({ kind, properties }) => {
        const documents = [start, target].map((state) => documentsOf(state[kind]));
        const [before = new Map(), after = new Map()] = documents;
        const names = Object.keys(properties).flatMap((field) => [...new Set([...before.keys(), ...after.keys()])].filter((key) => key.split('/')[0] === field).sort());
        return names.flatMap((property) => {
            const [field = '', ...entry] = property.split('/');
            const label = properties[field]?.label ?? field;
            return policyDiff(label, entry.join('/'), before.get(property), after.get(property));
        });
    });
}
/** Returns the documents of a resource by property. */
function documentsOf(resource) {
    return new Map([...(0,resources_properties/* propertiesOf */.P1)(resource).keys()].flatMap((property) => {
        const value = (0,resources_properties/* valueOf */.RP)(resource, property);
        return (0,resources_properties/* isDocument */.wz)(value) ? [[property, value]] : [];
    }));
}
function policyDiff(label, name, before, after) {
    if (before === after || (before !== undefined && after !== undefined && (0,policy_document/* sameDocument */._H)(before, after)))
        return [];
    // The table names the services, and there is no more to a new policy for them.
    if (before === undefined && after !== undefined && (0,words/* isPlainTrust */.NV)(after))
        return [];
    const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
    return [{ label, name, kind, lines: difference(pretty(before), pretty(after)) }];
}
function difference(before, after) {
    const allLines = (sign, text) => text
        .split('\n')
        .slice(0, -1)
        .map((line) => sign + line);
    // Shows a new or deleted document whole, and also two documents without similarities. The new one is first, because the
    // end may be cut off.
    const patch = before === '' || after === '' ? undefined : (0,create/* structuredPatch */.YB)('', '', before, after, '', '', OPTIONS);
    return (patch?.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
    ]) ?? [...allLines('+', after), ...allLines('-', before)]);
}
function pretty(document) {
    return document === undefined ? '' : `${JSON.stringify((0,policy_document/* canonicalDocument */.UD)(document), undefined, 2)}\n`;
}

;// CONCATENATED MODULE: ./build/report/change-report.js











/** A picture of fewer nodes repeats the table; one of more is open if the report is about one role. */
const MIN_NODES = 6;
const MIN_OPEN_NODES = 8;
/** @param only whether the report is about one role */
function changeBlocks(outcome, only) {
    const { declaration, status, plan, start, target } = outcome;
    const of = `of ${(0,markdown/* code */.aY)(`role/${declaration.roleName}`)}`;
    const drifted = status === 'drifted';
    const failed = status === 'failed' || status === 'rolled-back';
    const diffs = drifted ? policyDiffs(target, start, undefined, OF_DRIFT) : policyDiffs(start, target);
    // The colours of changes would show undeclared access as new and good.
    const picture = failed || drifted ? undefined : diagram(start, target);
    const nodes = (picture?.match(/^ {2}n\d+[[(]/gm) ?? []).length;
    const access = drifted || failed ? '' : accessBlock(outcome);
    const lastUses = (0,log/* lastUseLines */.tn)(plan, start);
    return [
        ...(lastUses.length === 0
            ? []
            : [
                {
                    name: `the last use ${of}`,
                    markdown: lastUses.map(markdown/* escapeMarkdown */.FV).join('\n\n'),
                    essential: true,
                },
            ]),
        ...(access === '' ? [] : [{ name: `the new access ${of}`, markdown: access }]),
        { name: `the changes ${of}`, markdown: drifted ? (0,drift/* driftTable */.Ir)(outcome) : changeTable(plan, start, target) },
        ...diffs.map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
        ...(picture === undefined || nodes < MIN_NODES
            ? []
            : [
                (0,size_limit/* fold */.AU)('Diagram', `the diagram ${of}`, [{ name: `the diagram ${of}`, markdown: picture }], {
                    open: only && nodes >= MIN_OPEN_NODES,
                }),
            ]),
    ];
}
function accessBlock({ status, plan, start, target }) {
    const lines = accessLines((0,report_differences/* differencesOf */.g)(plan.changes, start, target), words/* MARKDOWN */.yQ);
    if (lines.length === 0)
        return '';
    const isNew = start.role === undefined;
    const title = isNew ? '**Access**' : `⚠️ **${status === 'planned' ? 'New access' : 'New access given'}**`;
    if (isNew && lines.length === 1)
        return `${title}: ${lines[0] ?? ''}`;
    return `${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
function commandBlock({ declaration, plan }) {
    const of = `of ${(0,markdown/* code */.aY)(`role/${declaration.roleName}`)}`;
    return { name: `the commands ${of}`, markdown: (0,markdown/* fenced */.OF)('sh', plan.changes.map(awsCommand).join('\n')) };
}


/***/ })

};
