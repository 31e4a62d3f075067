export const id = 648;
export const ids = [648];
export const modules = {

/***/ 648:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callsMade: () => (/* binding */ callsMade)
/* harmony export */ });
/* harmony import */ var _resources_resource_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1408);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4902);


/** Shorter gaps are the work between two calls. */
const WAIT_MS = 50;
/** Slower requests are listed. */
const SLOW_MS = 1_000;
const MAX_ROWS = 500;
/** Returns the title of the list and the list. */
function callsMade(attempts) {
    const rows = [];
    let lastEnd = 0;
    for (const { call, startedAt, milliseconds, status, number } of inOrder(attempts)) {
        const wait = startedAt - lastEnd;
        const name = number > 1 ? `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(call)}, attempt ${number}` : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(call);
        const isUsual = number === 1 && isAnswer(status) && milliseconds < SLOW_MS;
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
        .map(([call, all]) => (all.length === 1 ? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(call) : `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(call)} ×${all.length}`));
    const title = `${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(attempts.length, 'call')} in ${seconds(lastEnd)}${retried}`;
    const markdown = [
        `${title}: ${names.join(', ')}`,
        ...(rows.length === 0 ? [] : ['', (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp)(['at', 'call', 'status', 'took'], rows.slice(0, MAX_ROWS))]),
        ...(omitted > 0 ? ['', `Cut here: ${omitted} further rows, which the debug log has.`] : []),
    ].join('\n');
    return { title, block: { name: 'the list of calls', markdown } };
}
/** Reports whether the request succeeded, or found that the resource is absent. */
function isAnswer(status) {
    return status !== undefined && (status < 300 || status === 404);
}
/** Sorts the attempts by their start: they are recorded when they end. */
function inOrder(attempts) {
    return [...attempts].sort((a, b) => a.startedAt - b.startedAt);
}
function seconds(milliseconds) {
    return `${(milliseconds / 1000).toFixed(2)} s`;
}


/***/ })

};
