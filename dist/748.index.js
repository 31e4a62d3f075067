export const id = 748;
export const ids = [748];
export const modules = {

/***/ 2748:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  changeBlocks: () => (/* binding */ changeBlocks)
});

// EXTERNAL MODULE: ./build/aws/placeholder.js
var placeholder = __webpack_require__(9551);
// EXTERNAL MODULE: ./build/aws/policy-document.js
var policy_document = __webpack_require__(8538);
// EXTERNAL MODULE: ./build/resources/index.js + 5 modules
var resources = __webpack_require__(1994);
// EXTERNAL MODULE: ./build/resources/properties.js
var resources_properties = __webpack_require__(7665);
// EXTERNAL MODULE: ./build/resources/resource.js
var resource = __webpack_require__(1408);
// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __webpack_require__(4821);
// EXTERNAL MODULE: ./build/report/markdown.js
var report_markdown = __webpack_require__(4902);
;// CONCATENATED MODULE: ./build/report/change-table.js
/** The planned changes as a table: the values before and after each of them. */







function changeTable(plan, start, kinds = resources/* RESOURCES */.e) {
    const own = plan.changes[0]?.resource.replace(/^[^/]*/, '');
    let before = start;
    const rows = plan.changes.map((change) => {
        const after = (0,resources_properties/* effect */.QZ)(before, change);
        const kind = kinds.find((each) => each.kind === change.kind);
        const cells = described(change, before[change.kind], after[change.kind], kind?.properties ?? {});
        before = after;
        const [label = '', name = ''] = change.resource.split(/(?=\/)/);
        return [
            label.replaceAll('-', ' ') + (name === own ? '' : ` ${(0,report_markdown/* code */.aY)(name.slice(1))}`),
            (0,report_markdown/* escapeMarkdown */.FV)(cells.title ?? change.summary),
            beforeAndAfter(cells.before ?? [], cells.after ?? []),
            change.broadens ? '⚠️ **yes**' : '',
        ];
    });
    return (0,report_markdown/* table */.tp)(['resource', 'change', 'before → after', 'broadens access'], rows);
}
function beforeAndAfter(before, after) {
    if (before.length === after.length) {
        return before
            .map((each, index) => [each, after[index] ?? ''].filter((side) => side !== '').join(' → '))
            .join('<br>');
    }
    const sides = [before.join(', '), after.join(', ')];
    return sides.every((side) => side !== '') ? sides.join('<br>→ ') : [...before, ...after].join('<br>');
}
function described(change, before, after, specs) {
    if (change.creates !== undefined)
        return { after: facts(change.creates, specs) };
    if (change.deletes !== undefined)
        return { before: [(0,report_markdown/* code */.aY)(before?.identity?.arn ?? before?.name ?? '')] };
    const [then, now] = [(0,resources_properties/* propertiesOf */.P1)(before), (0,resources_properties/* propertiesOf */.P1)(after)];
    const isChanged = (property) => property.includes('/') || then.get(property) !== now.get(property);
    const properties = Object.keys(change.sets ?? {}).filter(isChanged);
    const values = (resource) => properties.map((property) => shown(property, (0,resources_properties/* valueOf */.RP)(resource, property), specs));
    const cells = { before: values(before), after: values(after) };
    const words = title(change, properties, before, specs);
    const same = cells.before.join() === cells.after.join();
    return {
        ...(words === undefined ? {} : { title: words }),
        ...(same ? { after: ['as shown below'] } : cells),
    };
}
/** Returns a title without the values, which have their own column; undefined if the summary has none. */
function title(change, properties, before, specs) {
    const values = properties.flatMap((property) => [(0,resources_properties/* valueOf */.RP)(before, property), change.sets?.[property]]);
    if (properties.length === 0 ||
        values.some((value) => typeof value === 'object' || typeof value === 'boolean'))
        return undefined;
    const labels = properties.map((property) => specs[field(property)]?.label ?? property);
    const isRemoval = properties.every((property) => change.sets?.[property] === undefined);
    const verb = isRemoval ? 'remove' : 'set';
    if (properties.every((property) => property.includes('/'))) {
        return labels[0] === 'tag' ? `${verb} ${(0,resource/* count */.U9)(properties.length, 'tag')}` : undefined;
    }
    return `${verb} the ${labels.join(' and the ')}`;
}
/** Lists the properties of a new resource that differ from IAM's defaults. */
function facts(resource, specs) {
    const values = new Map((0,resources_properties/* fieldsOf */.Pf)(resource));
    const properties = Object.entries(specs).flatMap(([property, spec]) => {
        const value = values.get(property);
        const isEmpty = (0,resources_properties/* isEntries */.hd)(value) ? value.size === 0 : value === undefined || value === spec.default;
        if (spec.phrase === undefined || isEmpty)
            return [];
        return [`${spec.phrase} ${shown(property, value, specs)}`];
    });
    return [...properties, ...tagFacts(resource.tags)];
}
function tagFacts(tags) {
    const owner = (0,resources_tags/* tagValue */.EZ)(tags, resources_tags/* OWNER_TAG */.FX);
    return [
        ...(owner === undefined ? [] : [`owner ${(0,report_markdown/* code */.aY)((0,report_markdown/* truncate */.xv)(owner))}`]),
        ...(tags.size === 0 ? [] : [(0,resource/* count */.U9)(tags.size, 'tag')]),
    ];
}
/** Renders a property's value as Markdown. */
function shown(property, value, specs) {
    const entry = property.slice(field(property).length + 1);
    const { label = '', unit } = specs[field(property)] ?? {};
    if (value === undefined)
        return '';
    if ((0,resources_properties/* isDocument */.wz)(value))
        return documentFacts(value);
    if ((0,resources_properties/* isEntries */.hd)(value))
        return [...value.keys()].sort().map(reference).join(', ');
    if (value === true && entry !== '')
        return reference(entry);
    if (typeof value === 'object' && value !== null && 'name' in value)
        return (0,report_markdown/* code */.aY)(`role/${String(value.name)}`);
    if (entry !== '')
        return (0,report_markdown/* code */.aY)((0,report_markdown/* truncate */.xv)(`${entry}=${(0,resources_properties/* scalarText */.ws)(value)}`));
    if (value === '')
        return `no ${label}`;
    if (typeof value === 'string')
        return value.startsWith('arn:') || value.startsWith('/') ? (0,report_markdown/* code */.aY)(value) : (0,report_markdown/* escapeMarkdown */.FV)((0,report_markdown/* truncate */.xv)(value));
    return `${(0,resources_properties/* scalarText */.ws)(value)}${unit === undefined ? '' : ` ${unit}`}`;
}
function reference(arn) {
    const parsed = (0,placeholder/* parsePlaceholder */.$z)(arn);
    return (0,report_markdown/* code */.aY)(parsed === undefined ? arn : `${parsed.label}/${parsed.name}`);
}
function field(property) {
    return property.replace(/\/.*/s, '');
}
/** Names the principals of a trust policy, counts the statements of any other. */
function documentFacts(document) {
    const all = principals(document);
    if (all.length === 0)
        return (0,resource/* count */.U9)((0,policy_document/* parseStatements */.YK)(document).length, 'statement');
    const listed = all
        .slice(0, MAX_PRINCIPALS)
        .map(({ name, conditional }) => `${(0,report_markdown/* code */.aY)((0,report_markdown/* truncate */.xv)(name))}${conditional ? ' on conditions' : ''}`);
    const rest = all.length > MAX_PRINCIPALS ? [`${all.length - MAX_PRINCIPALS} more`] : [];
    return [...listed, ...rest].join(', ');
}
const MAX_PRINCIPALS = 8;
/** Lists the principals that may assume a role by its trust policy. */
function principals(trust) {
    const conditionalByName = new Map();
    for (const { effect: kind, fields, conditions } of (0,policy_document/* parseStatements */.YK)(trust)) {
        if (kind === 'Deny')
            continue;
        const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principal(name)}`);
        for (const name of [...(fields.get('Principal') ?? []).map(principal), ...not]) {
            conditionalByName.set(name, (conditionalByName.get(name) ?? true) && conditions.size > 0);
        }
    }
    return [...conditionalByName].map(([name, conditional]) => ({ name, conditional }));
}
function principal(name) {
    return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}

// EXTERNAL MODULE: ./build/aws/calls.js + 29 modules
var calls = __webpack_require__(3403);
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

// EXTERNAL MODULE: ./build/aws/arn.js
var arn = __webpack_require__(3385);
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
    return (0,report_markdown/* fenced */.OF)('mermaid', chart.text());
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
        const all = principals(value);
        if (all.length === 0)
            return new Map([['its own', { text: (0,resources_properties/* canonical */.$N)(value) }]]);
        return new Map(all.map(({ name, conditional }) => [
            name,
            { text: String(conditional), principal: true, ...(conditional ? { note: 'on conditions' } : {}) },
        ]));
    }
    if (!(0,resources_properties/* isEntries */.hd)(value))
        return new Map([[nameOf((0,resources_properties/* scalarText */.ws)(value)), { text: '' }]]);
    return new Map([...value.entries()].map(([key, entry]) => [
        nameOf(key),
        { text: (0,resources_properties/* canonical */.$N)(entry ?? '') },
    ]));
}
function nameOf(text) {
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

// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 2 modules
var create = __webpack_require__(7291);
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
/** Returns a diff of every document that differs between the two states, one block each. */
function policyDiffs(start, target, kinds = resources/* RESOURCES */.e) {
    return kinds.flatMap(({ kind, properties }) => {
        const documents = [start, target].map((state) => documentsOf(state[kind]));
        const [before = new Map(), after = new Map()] = documents;
        const names = Object.keys(properties).flatMap((field) => [...new Set([...before.keys(), ...after.keys()])].filter((key) => key.split('/')[0] === field).sort());
        return names.flatMap((property) => {
            const [field = '', ...entry] = property.split('/');
            const name = entry.length === 0 ? '' : ` ${(0,report_markdown/* code */.aY)(entry.join('/'))}`;
            const title = `the ${properties[field]?.label ?? field}${name}`;
            return policyDiff(title, before.get(property), after.get(property));
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
function policyDiff(title, before, after) {
    if (before === after || (before !== undefined && after !== undefined && (0,policy_document/* sameDocument */._H)(before, after)))
        return [];
    const lines = difference(pretty(before), pretty(after));
    const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
    const omitted = lines.length - MAX_LINES;
    const markdown = [
        `**${title.charAt(4).toUpperCase()}${title.slice(5)}**, ${kind}`,
        '',
        (0,report_markdown/* fenced */.OF)('diff', lines.slice(0, MAX_LINES).join('\n')),
        ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
    ];
    return [{ name: `the diff of ${title}`, markdown: markdown.join('\n') }];
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





function changeBlocks({ declaration, status, plan, start, target }) {
    const of = `of ${(0,report_markdown/* code */.aY)(`role/${declaration.roleName}`)}`;
    // After a failure the plan does not show the final state.
    const drawn = status === 'failed' || status === 'rolled-back' ? undefined : diagram(start, target);
    return [
        { name: `the changes ${of}`, markdown: `**${change_report_title(status)}**\n\n${changeTable(plan, start)}` },
        ...policyDiffs(start, target).map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
        ...(drawn === undefined ? [] : [{ name: `the diagram ${of}`, markdown: drawn }]),
        {
            name: `the commands ${of}`,
            markdown: (0,report_markdown/* folded */.TM)('The same with the AWS CLI', (0,report_markdown/* fenced */.OF)('sh', plan.changes.map(awsCommand).join('\n'))),
        },
    ];
}
function change_report_title(status) {
    switch (status) {
        case 'planned':
        case 'drifted':
            return '`mode: apply` would';
        case 'failed':
        case 'rolled-back':
            return 'The plan';
        default:
            return 'Changes';
    }
}


/***/ })

};
