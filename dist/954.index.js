export const id = 954;
export const ids = [954];
export const modules = {

/***/ 8954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   machineBlocks: () => (/* binding */ machineBlocks)
/* harmony export */ });
/* unused harmony export awsCommand */
/* harmony import */ var _aws_calls_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7414);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3385);
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1408);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4902);
/** The part of a report for machines: outputs, the changes as commands of the AWS CLI, and the requests that the run sent. */




/** The outputs that a reader may want to copy. */
const SHOWN_OUTPUTS = ['instance-profile-arn', 'role-arn', 'plan-digest'];
/** Returns one fold; nothing if there is nothing in it. */
function machineBlocks(outputs, outcomes, attempts) {
    const rows = SHOWN_OUTPUTS.flatMap((name) => outputs[name] === undefined ? [] : [[(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(name), (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(outputs[name])]]);
    const commands = outcomes.flatMap(({ declaration, plan }) => {
        const text = (plan?.changes ?? []).map(awsCommand).join('\n');
        const name = `the commands of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(`role/${declaration.roleName}`)}`;
        return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)(name, text === '' ? '' : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fenced */ .OF)('sh', text));
    });
    const parts = [
        { title: 'outputs', blocks: (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)('the outputs', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .table */ .tp)(['output', 'value'], rows)) },
        { title: 'AWS CLI', blocks: commands },
        callsMade(attempts),
    ].filter(({ blocks }) => blocks.length > 0);
    const heading = `For machines: ${parts.map(({ title }) => title).join(', ')}`;
    const inner = parts.flatMap(({ blocks }) => blocks);
    return inner.length === 0 ? [] : [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fold */ .AU)(heading, 'the part for machines', inner)];
}
/** Returns a change as a command for a POSIX shell. https://docs.aws.amazon.com/cli/latest/reference/iam/ */
function awsCommand(change) {
    const { api, input } = change;
    const service = (0,_aws_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .serviceOf */ .z5)(api);
    const parameters = Object.entries(input).filter(([, value]) => value !== undefined);
    const options = parameters.every(isPlain)
        ? parameters.map(option)
        : [`--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(parameters)))}`];
    const command = [`aws ${service} ${kebab(api)}`, ...options].join(' ');
    // A role's ARN exists only after its creation. Its name needs no quotes.
    const query = `'"$(aws iam get-role --role-name $1 --query Role.Arn --output text)"'`;
    return service === 'iam' ? command : (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_1__/* .replaceRoleArns */ .Tw)(command, query);
}
/**
 * Reports whether the CLI accepts the value as an option. The CLI reads a file or a page instead of a value that looks like an
 * address, and parses a leading hyphen as an option. A terminal may hide a control character.
 */
function isPlain([, value]) {
    return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-¬®-\uffff]/.test(value));
}
function option([name, value]) {
    if (typeof value === 'boolean')
        return `--${value ? '' : 'no-'}${kebab(name)}`;
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    return `--${kebab(name)} ${shellQuoted(written)}`;
}
function kebab(name) {
    return name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}
function shellQuoted(value) {
    return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
/** Shorter gaps are the work between two calls. */
const WAIT_MS = 50;
/** Slower requests are listed. */
const SLOW_MS = 1_000;
const MAX_ROWS = 500;
/** Lists the requests that the run sent: their number by name, and each one that was retried, refused or waited for. */
function callsMade(attempts) {
    const rows = [];
    let lastEnd = 0;
    // Attempts are recorded when they end.
    const inOrder = attempts.toSorted((a, b) => a.startedAt - b.startedAt);
    for (const { call, startedAt, milliseconds, status, number } of inOrder) {
        const wait = startedAt - lastEnd;
        const name = number > 1 ? `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(call)}, attempt ${number}` : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(call);
        // The resource may be absent: 404.
        const isAnswer = status !== undefined && (status < 300 || status === 404);
        const isUsual = number === 1 && isAnswer && milliseconds < SLOW_MS;
        if (lastEnd > 0 && wait > (isUsual ? SLOW_MS : WAIT_MS))
            rows.push([seconds(lastEnd), '*waited*', '', seconds(wait)]);
        if (!isUsual)
            rows.push([seconds(startedAt), name, String(status ?? 'no response'), seconds(milliseconds)]);
        lastEnd = Math.max(lastEnd, startedAt + milliseconds);
    }
    const retries = attempts.filter(({ number }) => number > 1).length;
    const retried = retries === 0 ? '' : `, ${retries} of them ${retries === 1 ? 'a retry' : 'retries'}`;
    const omitted = rows.length - MAX_ROWS;
    const names = [...Map.groupBy(attempts, ({ call }) => call)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([call, all]) => (all.length === 1 ? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(call) : `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(call)} ×${all.length}`));
    const title = `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(attempts.length, 'call')} in ${seconds(lastEnd)}${retried}`;
    const text = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphsOf */ .Dq)(`${title}: ${names.join(', ')}`, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .table */ .tp)(['at', 'call', 'status', 'took'], rows.slice(0, MAX_ROWS)), omitted > 0 ? `Cut here: ${omitted} further rows, which the debug log has.` : '');
    return { title, blocks: (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .blockOf */ .VN)('the list of calls', attempts.length === 0 ? '' : text) };
}
function seconds(milliseconds) {
    return `${(milliseconds / 1000).toFixed(2)} s`;
}


/***/ })

};
