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
const MAX_ROWS = 500;
function callsMade(attempts) {
    const rows = [];
    let lastEnd = 0;
    for (const { call, startedAt, milliseconds, status, number } of inOrder(attempts)) {
        if (startedAt - lastEnd > WAIT_MS && lastEnd > 0)
            rows.push([seconds(lastEnd), '*waited*', '', seconds(startedAt - lastEnd)]);
        const name = number > 1 ? `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(call)}, attempt ${number}` : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(call);
        rows.push([seconds(startedAt), name, String(status ?? 'no response'), seconds(milliseconds)]);
        lastEnd = Math.max(lastEnd, startedAt + milliseconds);
    }
    const retries = attempts.filter(({ number }) => number > 1).length;
    const retried = retries === 0 ? '' : `, ${retries} of them ${retries === 1 ? 'a retry' : 'retries'}`;
    const omitted = rows.length - MAX_ROWS;
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .folded */ .TM)(`${(0,_resources_resource_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(attempts.length, 'call')} in ${seconds(lastEnd)}${retried}`, [
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp)(['at', 'call', 'status', 'took'], rows.slice(0, MAX_ROWS)),
        ...(omitted > 0 ? ['', `Cut here: ${omitted} further rows, which the debug log has.`] : []),
    ].join('\n'));
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
