export const id = 3735;
export const ids = [3735];
export const modules = {

/***/ 3735:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   commentBody: () => (/* binding */ commentBody)
/* harmony export */ });
/* harmony import */ var _reconcile_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2175);
/* harmony import */ var _place_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3060);
/* harmony import */ var _outputs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6685);
/* harmony import */ var _size_limit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2656);
/** The text of the comment on a pull request. */




/**
 * Renders the report in at most `maxLength` characters. The last line has the fate of the plan. The run that applies it
 * rewrites the comment, and so that line.
 */
function commentBody(blocks, maxLength, env, outcomes) {
    const url = (0,_place_js__WEBPACK_IMPORTED_MODULE_3__/* .runUrl */ .Vp)(env);
    const footer = `<sub>${fate(outcomes)} ${(0,_place_js__WEBPACK_IMPORTED_MODULE_3__/* .runLink */ .ut)(env) ?? 'this run'}</sub>\n`;
    return `${(0,_size_limit_js__WEBPACK_IMPORTED_MODULE_2__/* .fitToLimit */ .Qt)(blocks, {
        max: maxLength - footer.length,
        measure: (text) => text.length,
        elsewhere: url === undefined ? 'The log has all of it.' : `[The run's summary](${url}) has all of it.`,
    })}${footer}`;
}
function fate(outcomes) {
    if (outcomes.some(({ failure }) => failure?.error instanceof _reconcile_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .PlanChanged */ .Cj))
        return '❌ Not applied, because the plan has changed:';
    switch (_outputs_js__WEBPACK_IMPORTED_MODULE_1__/* .STATUSES */ .f.find((status) => outcomes.some((outcome) => outcome.status === status))) {
        case 'planned':
            return '📝 Not applied yet. Planned by';
        case 'drifted':
            return '⚠️ Found by';
        case 'created':
        case 'updated':
        case 'destroyed':
            return '✅ Applied by';
        case 'rolled-back':
            return '❌ Not applied, rolled back by';
        case 'absent':
        case 'unchanged':
            return '✅ Nothing to do for';
        default:
            return '❌ Failed in';
    }
}


/***/ })

};
