export const id = 358;
export const ids = [358];
export const modules = {

/***/ 3358:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  changeBlocks: () => (/* binding */ changeBlocks)
});

// UNUSED EXPORTS: accessLines, changeTable, policyDiffs

// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 2 modules
var create = __webpack_require__(7291);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __webpack_require__(8538);
// EXTERNAL MODULE: ./build/resources/index.js + 1 modules
var resources = __webpack_require__(9023);
// EXTERNAL MODULE: ./build/resources/properties.js
var resources_properties = __webpack_require__(7665);
// EXTERNAL MODULE: ./build/runtime/log-escape.js
var log_escape = __webpack_require__(5693);
// EXTERNAL MODULE: ./build/report/markdown.js
var markdown = __webpack_require__(4902);
// EXTERNAL MODULE: ./build/report/words.js
var report_words = __webpack_require__(4702);
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
/** The diagram counts further nodes of a property. */
const MAX_NODES = 12;
/** Returns Markdown; undefined if there is no role, or everything is deleted. */
function diagram(start, target) {
    const drawn = resources/* RESOURCES */.eZ.filter(({ kind }) => (target[kind] ?? start[kind]) !== undefined);
    const [centre] = resources/* RESOURCES */.eZ;
    if (drawn[0] !== centre || drawn.every(({ kind }) => target[kind] === undefined))
        return undefined;
    const chart = new Flowchart();
    for (const kind of drawn) {
        const ends = [start[kind.kind], target[kind.kind]];
        const [before, after] = ends;
        const changed = (0,resources_properties/* differences */.tX)((0,resources_properties/* propertiesOf */.P1)(before), (0,resources_properties/* propertiesOf */.P1)(after));
        // The nodes around the role show its changes, and nothing shows those of tags.
        const isSame = kind === centre || changed.every((property) => property.startsWith('tags/'));
        const status = diffStatus(before, after, isSame);
        const label = `${kind.noun}<br/>${escapeLabel((after ?? before)?.name ?? '')}`;
        const [open, close] = kind === centre ? ['[', ']'] : ['[[', ']]'];
        const node = chart.node(label, status, open, close);
        // The role is the first node.
        if (kind !== centre)
            chart.edge('n1', node, status, switchedOff(kind, after ?? before));
        drawProperties(chart, node, kind, ends);
    }
    return (0,markdown/* fenced */.OF)('mermaid', chart.text());
}
/** Returns the status of a value or a resource; undefined is absent. */
function diffStatus(before, after, isSame) {
    if (before === undefined)
        return 'new';
    if (after === undefined)
        return 'removed';
    return isSame ? 'same' : 'changed';
}
/** Names the properties that are true by default and false here. */
function switchedOff({ properties }, resource) {
    const off = Object.entries(properties).flatMap(([property, { label, default: standard }]) => standard === true && (0,resources_properties/* valueOf */.RP)(resource, property) === false ? [`not ${label}`] : []);
    return off.join(', ');
}
/** Draws every property with words for its edge: principals towards the resource, all other values away from it. */
function drawProperties(chart, centre, { properties }, ends) {
    const [before, after] = ends;
    for (const [property, { label, edge }] of Object.entries(properties)) {
        if (edge === undefined)
            continue;
        const [old, now] = [valuesOf((0,resources_properties/* valueOf */.RP)(before, property)), valuesOf((0,resources_properties/* valueOf */.RP)(after, property))];
        const inbound = [...old.values(), ...now.values()].some(({ principal }) => principal);
        const [name, open, close] = inbound ? [edge, '([', '])'] : [label, '[', ']'];
        for (const { label: value, status, note } of nodesOf(old, now, inbound ? '' : edge)) {
            const id = chart.node(`${name}<br/>${escapeLabel(value)}`, status, open, close);
            if (inbound)
                chart.edge(id, centre, status, note);
            else
                chart.edge(centre, id, status, note);
        }
    }
}
/** Returns the values of a property by their labels: entries, principals, or the one value. */
function valuesOf(value) {
    if (value === undefined)
        return new Map();
    if ((0,resources_properties/* isDocument */.wz)(value)) {
        const all = [...(0,report_words/* principals */.IK)(value)];
        if (all.length === 0)
            return new Map([['its own', { text: (0,resources_properties/* canonical */.$N)(value) }]]);
        return new Map(all.map(([name, conditional]) => [name, { text: conditional ? 'on conditions' : '', principal: true }]));
    }
    if (!(0,resources_properties/* isEntries */.hd)(value))
        return new Map([[(0,report_words/* shortName */.EU)((0,resources_properties/* scalarText */.ws)(value)), { text: '' }]]);
    const entries = [...value.entries()];
    return new Map(entries.map(([key, entry]) => [(0,report_words/* shortName */.EU)(key), { text: (0,resources_properties/* canonical */.$N)(entry ?? '') }]));
}
/** Returns a node for each label, those that change first, and counts the nodes that the diagram has no room for. */
function nodesOf(before, after, edge) {
    const labels = [...new Set([...before.keys(), ...after.keys()])].sort();
    const nodes = labels.map((label) => {
        const [old, now] = [before.get(label), after.get(label)];
        const { principal = false, text = '' } = now ?? old ?? {};
        const note = principal ? text : edge;
        return { label, status: diffStatus(old, now, old?.text === now?.text), note };
    });
    nodes.sort((a, b) => Number(a.status === 'same') - Number(b.status === 'same'));
    const more = nodes.length - MAX_NODES;
    if (more <= 1)
        return nodes;
    return [...nodes.slice(0, MAX_NODES), { label: `and ${more} more`, status: 'same' }];
}
class Flowchart {
    #lines = ['flowchart LR'];
    /** The status of each node and edge, in their order. */
    #nodes = [];
    #edges = [];
    node(label, status, open, close) {
        const id = `n${this.#nodes.push(status)}`;
        this.#lines.push(`  ${id}${open}"${label}"${close}`);
        return id;
    }
    /** @param note the words on the edge, besides the status */
    edge(from, to, status, note = '') {
        const words = [status === 'same' ? '' : status, note].filter((text) => text !== '').join(', ');
        const arrow = { same: '-->', new: '==>', changed: '==>', removed: '-.->' }[status];
        this.#lines.push(`  ${from} ${arrow}${words === '' ? '' : `|"${words}"|`} ${to}`);
        this.#edges.push(status);
    }
    text() {
        const styles = Object.entries(COLOURS).flatMap(([status, style]) => {
            const nodes = this.#nodes.flatMap((each, index) => (each === status ? [`n${index + 1}`] : []));
            const edges = this.#edges.flatMap((each, index) => (each === status ? [index] : []));
            return [
                ...(nodes.length > 0 ? [`  classDef ${status} ${style}`, `  class ${nodes.join()} ${status}`] : []),
                ...(edges.length > 0 ? [`  linkStyle ${edges.join()} ${style}`] : []),
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
    const half = MAX_LABEL / 2;
    // Without the rest of a number, which a mask would not find.
    const end = label.slice(-half - 1).replace(/^(?:\d{2,12}|.)/su, '');
    const shown = label.length <= MAX_LABEL ? label : `${(0,log_escape/* cutText */.IN)(label, half)}…${end}`;
    return shown
        .replace(/[^A-Za-z0-9 ,/=+…-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`)
        .replace(/www(?=#46;)/gi, (letters) => `#${letters.charCodeAt(0)};${letters.slice(1)}`);
}

// EXTERNAL MODULE: ./build/report/differences.js
var report_differences = __webpack_require__(7787);
// EXTERNAL MODULE: ./build/report/status.js
var report_status = __webpack_require__(7937);
;// CONCATENATED MODULE: ./build/report/change-report.js
/**
 * The changes of a role in the summary: the access that they give in sentences, then a table, diffs and a diagram. The diffs
 * compare policy documents in their canonical form, so they show only differences in meaning. Loaded only by runs with
 * changes, because it loads a diff library.
 */









/** A picture of fewer nodes repeats the table; one of more is open if the report is about one role. */
const MIN_NODES = 6;
const MIN_OPEN_NODES = 8;
/** @param only whether the report is about one role */
function changeBlocks(outcome, only) {
    const { declaration, status, plan, start, target } = outcome;
    const of = `of ${(0,markdown/* code */.aY)(`role/${declaration.roleName}`)}`;
    const drifted = status === 'drifted';
    const failed = status === 'failed' || status === 'rolled-back';
    const diffs = drifted ? policyDiffs(target, start, OF_DRIFT) : policyDiffs(start, target);
    // The colours of changes would show undeclared access as new and good.
    const picture = failed || drifted ? '' : (diagram(start, target) ?? '');
    const nodes = (picture.match(/^ {2}n\d+[[(]/gm) ?? []).length;
    const open = only && nodes >= MIN_OPEN_NODES;
    const lastUses = (0,report_status/* lastUseLines */.tn)(plan, start).map(markdown/* escapeMarkdown */.FV).join('\n\n');
    return [
        ...(0,markdown/* blockOf */.VN)(`the last use ${of}`, lastUses, true),
        ...(0,markdown/* blockOf */.VN)(`the new access ${of}`, drifted || failed ? '' : accessText(outcome)),
        ...(0,markdown/* blockOf */.VN)(`the changes ${of}`, drifted ? (0,report_differences/* driftTable */.Ir)(outcome) : changeTable(plan, start, target)),
        ...diffs.map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
        ...(nodes < MIN_NODES
            ? []
            : [(0,markdown/* fold */.AU)('Diagram', `the diagram ${of}`, (0,markdown/* blockOf */.VN)(`the diagram ${of}`, picture), { open })]),
    ];
}
function accessText({ status, plan, start, target }) {
    const lines = accessLines((0,report_differences/* differencesOf */.g6)(plan.changes, start, target));
    if (lines.length === 0)
        return '';
    const isNew = start.role === undefined;
    const title = isNew ? '**Access**' : `⚠️ **${status === 'planned' ? 'New access' : 'New access given'}**`;
    if (isNew && lines.length === 1)
        return `${title}: ${lines.join('')}`;
    return `${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
/** Returns the changes of a plan, one row for each property, and one for equal tags of several resources. */
function changeTable(plan, start, target) {
    const isNew = start.role === undefined;
    const differences = (0,report_differences/* differencesOf */.g6)(plan.changes, start, target);
    const rows = differences
        .filter(({ property = '' }) => !property.startsWith('tags/'))
        // A reader looks for new access first.
        .sort((a, b) => Number(!isNew && b.broadens) - Number(!isNew && a.broadens))
        .map((each) => {
        const why = each.reasons.map((reason) => `first: ${(0,markdown/* escapeMarkdown */.FV)(reason)}`);
        const change = [changeText(each), ...new Set(why)].filter((text) => text !== '');
        return [sign(each, isNew), (0,report_differences/* rowSubject */.r3)(each.kind, (0,report_differences/* subjectText */.yq)(each, report_words/* MARKDOWN */.yQ)), change.join('<br>')];
    });
    return (0,markdown/* table */.tp)(['', 'what', 'change'], [...rows, ...tagRows(differences)]);
}
function changeText({ kind, property, entry, spec, before, after, ...difference }) {
    const verb = difference.verb !== 'put' ? difference.verb : before === undefined ? 'add' : 'update';
    if (property === undefined) {
        if (after === undefined)
            return `${verb} ${(0,markdown/* code */.aY)(before?.identity?.arn ?? '')}`.trim();
        return [verb, ...(0,report_words/* facts */.Ix)(after, kind)].join('<br>');
    }
    if (typeof before === 'boolean' || typeof after === 'boolean')
        return entry === '' ? `${(0,resources_properties/* scalarText */.ws)(before ?? false)} → ${(0,resources_properties/* scalarText */.ws)(after ?? false)}` : verb;
    const [was = '', is = ''] = [before, after].map((value) => (0,report_words/* valueText */.Ru)(value, entry, spec, report_words/* MARKDOWN */.yQ));
    if (was === '' || is === '')
        return `${entry === '' ? '' : `${verb}: `}${was}${is}`;
    return was === is ? `${verb}, as shown below` : `${was} → ${is}`;
}
/** @param isNew whether the role is new, so that everything gives access */
function sign({ before, after, broadens, property }, isNew) {
    const mark = before === undefined ? '+' : after === undefined ? '−' : '~';
    return broadens && !isNew && property !== undefined ? `${mark}\u00A0⚠️` : mark;
}
/** Returns one row for the tags of each resource; resources with equal changes of tags share one. */
function tagRows(differences) {
    const byKind = Map.groupBy(differences, ({ kind }) => kind);
    const cells = [...byKind].map(([{ noun }, own]) => ({ noun, text: own.flatMap(tagLines).join('<br>') }));
    const groups = Map.groupBy(cells, ({ text }) => text);
    groups.delete('');
    return [...groups].map(([text, all]) => [
        text.includes('− ') ? (text.includes('+ ') ? '~' : '−') : '+',
        `tags of ${all.map(({ noun }) => noun).join(' and ')}`,
        text,
    ]);
}
/** Lists the tags that a difference adds or removes: all those of a created resource. */
function tagLines({ property, entry, after }) {
    const added = (key, value) => `+ ${(0,report_words/* valueText */.Ru)(value, key, { label: '' }, report_words/* MARKDOWN */.yQ)}`;
    if (property === undefined)
        return [...(after?.tags ?? [])].map((tag) => added(...tag));
    if (!property.startsWith('tags/'))
        return [];
    return [after === undefined ? `− ${(0,markdown/* code */.aY)(entry)}` : added(entry, after)];
}
/** Returns a sentence for each difference that gives access. A new role has one sentence for its trust and its policies. */
function accessLines(differences) {
    const [primary] = resources/* RESOURCES */.eZ;
    const given = differences.filter(({ broadens }) => broadens);
    const created = given.find(({ kind, property }) => kind === primary && property === undefined);
    if (created?.after === undefined)
        return given.flatMap(sentences);
    const policies = given.filter(({ kind, property }) => kind === primary && property !== undefined);
    const subjects = policies.map((each) => each.entry === '' ? (0,report_differences/* subjectText */.yq)(each, report_words/* MARKDOWN */.yQ) : (0,markdown/* code */.aY)((0,report_words/* shortName */.EU)(each.entry)));
    const may = subjects.length === 0
        ? 'it has no policy'
        : `it may do what ${LIST.format(subjects)} ${subjects.length === 1 ? 'allows' : 'allow'}`;
    // The profile of a new role gives what the role has, so it needs no sentence.
    const others = given.filter(({ kind }) => kind !== primary && Object.values(kind.properties).every(({ gives }) => gives === undefined));
    return [[...sentences(created), may].join('; '), ...others.flatMap(sentences)];
}
function sentences(difference) {
    const { kind, resource, property, entry, spec, before, after, verb } = difference;
    const name = (0,markdown/* code */.aY)(resource);
    if (property === undefined) {
        const whole = (after ?? before);
        const parts = Object.entries(kind.properties).flatMap(([field, { edge, gives }]) => {
            const value = (0,resources_properties/* valueOf */.RP)(whole, field);
            if (gives !== undefined && value !== undefined)
                return [`${name}: ${gives} ${(0,report_words/* valueText */.Ru)(value, '', { label: '' }, report_words/* MARKDOWN */.yQ)}`];
            const admitted = principalsText(...(0,resources_properties/* documentsIn */.aV)(undefined, value));
            return admitted === '' ? [] : [`${admitted} ${edge ?? ''} ${name}`];
        });
        return parts.length > 0 ? parts : [`${name}: ${verb} the ${kind.noun}`];
    }
    const subject = `${(0,report_differences/* subjectText */.yq)(difference, report_words/* MARKDOWN */.yQ)} of ${name}`;
    const [old, now] = (0,resources_properties/* documentsIn */.aV)(before, after);
    if (old !== undefined || now !== undefined) {
        const admitted = entry === '' ? principalsText(old, now) : '';
        if (admitted !== '')
            return [`${admitted} ${spec.edge ?? ''} ${name}`];
        return [`${subject}: ${(0,report_words/* grantsText */.dO)(old, now, report_words/* MARKDOWN */.yQ) || 'denies less'}`];
    }
    if (after === undefined)
        return [`${subject}: removed, and with it what it denied`];
    if (spec.gives !== undefined)
        return [`${name}: ${spec.gives} ${(0,report_words/* valueText */.Ru)(after, entry, spec, report_words/* MARKDOWN */.yQ)}`];
    if (after === true && entry !== '')
        return [`${subject}: ${spec.present ?? 'added'}`];
    const values = [before, after].map((value) => (0,report_words/* valueText */.Ru)(value, entry, spec, report_words/* MARKDOWN */.yQ));
    return [`${subject}: ${values.filter((text) => text !== '').join(' → ')}`];
}
/** Names the principals that are new, or whose conditions no longer apply. */
function principalsText(before, after) {
    const known = (0,report_words/* principals */.IK)(before);
    const added = [...(0,report_words/* principals */.IK)(after)].filter(([name, conditional]) => !known.has(name) || (known.get(name) === true && !conditional));
    return LIST.format(added.map((0,report_words/* principalText */.cI)(report_words/* MARKDOWN */.yQ)));
}
/** Joins texts: `a, b and c`. */
const LIST = new Intl.ListFormat('en-GB');
/** Documents within IAM's quotas hardly ever differ by as many lines. */
const MAX_LINES = 1_000;
const OPTIONS = {
    context: 3,
    headerOptions: create/* OMIT_HEADERS */.Jg,
    // Finding the shortest diff of two documents that have little in common takes seconds and shows nothing.
    maxEditLength: 300,
    // Ignores a trailing comma. The library supports `comparator` here, but its types don't list it.
    comparator: (a, b) => a.replace(/,\n$/, '\n') === b.replace(/,\n$/, '\n'),
};
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
function policyDiffs(start, target, words = OF_CHANGES) {
    const diffs = resources/* RESOURCES */.eZ.flatMap((kind) => diffsOf(kind, words, start[kind.kind], target[kind.kind]));
    const lines = diffs.reduce((sum, diff) => sum + diff.lines.length, 0);
    return diffs.map((diff) => diffBlock(diff, lines <= MAX_OPEN_LINES));
}
function diffBlock({ label, name, change, lines }, open) {
    const noun = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
    const titled = (before, after) => `${before}${name === '' ? '' : ` ${after}`}`;
    const shown = titled(`the diff of the ${label}`, (0,markdown/* code */.aY)(name));
    const omitted = lines.length - MAX_LINES;
    const diff = [
        (0,markdown/* fenced */.OF)('diff', lines.slice(0, MAX_LINES).join('\n')),
        ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
    ].join('\n');
    const number = (sign) => lines.filter((line) => line.startsWith(sign)).length;
    const counts = `${change}: +${number('+')} −${number('-')}`;
    const title = titled(`**${noun}**`, (0,markdown/* code */.aY)(name));
    if (open)
        return { name: shown, title, markdown: `${title}, ${counts}\n\n${diff}` };
    const folded = (0,markdown/* fold */.AU)(`${titled(noun, (0,markdown/* htmlCode */.h8)(name))}, ${counts}`, shown, (0,markdown/* blockOf */.VN)(shown, diff));
    return { ...folded, title };
}
/** Returns the diffs of one resource, in the order of its kind's properties. The name is empty except for an inline policy. */
function diffsOf(kind, words, start, target) {
    const changed = (0,resources_properties/* differences */.tX)((0,resources_properties/* propertiesOf */.P1)(start), (0,resources_properties/* propertiesOf */.P1)(target)).sort();
    return Object.entries(kind.properties).flatMap(([field, { label }]) => changed
        .filter((property) => property.split('/')[0] === field)
        .flatMap((property) => {
        const [before, after] = (0,resources_properties/* documentsIn */.aV)((0,resources_properties/* valueOf */.RP)(start, property), (0,resources_properties/* valueOf */.RP)(target, property));
        // The table names the services of a new policy, and there is no more to it.
        if (before === undefined && (after === undefined || (0,report_words/* isPlainTrust */.NV)(after)))
            return [];
        const change = before === undefined ? words.new : after === undefined ? words.removed : words.changed;
        const name = property.slice(field.length + 1);
        return [{ label, name, change, lines: diffLines(pretty(before), pretty(after)) }];
    }));
}
function diffLines(before, after) {
    const lines = (text) => text.split('\n').slice(0, -1);
    const patch = before === '' || after === '' ? undefined : (0,create/* createTwoFilesPatch */.ss)('', '', before, after, '', '', OPTIONS);
    if (patch !== undefined)
        return lines(patch);
    // Shows a new or deleted document whole, and also two documents without similarities. The new one is first, because the
    // end may be cut off.
    return [...lines(after).map((line) => `+${line}`), ...lines(before).map((line) => `-${line}`)];
}
function pretty(document) {
    return document === undefined ? '' : `${JSON.stringify((0,policy_document/* canonicalDocument */.UD)(document), undefined, 2)}\n`;
}


/***/ })

};
