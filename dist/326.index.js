export const id = 326;
export const ids = [326];
export const modules = {

/***/ 326:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   callerAccount: () => (/* binding */ callerAccount)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9009);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2006);
/* harmony import */ var _log_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6945);




/**
 * Asks STS for the account, which needs no permission, and masks its id.
 *
 * @returns undefined if the run neither masks nor comments, or STS cannot be asked; never throws
 */
async function callerAccount(iam, { mask, env, runner }) {
    try {
        if (mask === undefined && (0,_github_context_js__WEBPACK_IMPORTED_MODULE_1__/* .pullRequestNumber */ .Kd)(env) === undefined)
            return undefined;
        const { account = '' } = await iam.call('GetCallerIdentity', {});
        if (!/^\d{12}$/.test(account))
            throw new Error('STS returned no account');
        mask?.add(account);
        return account;
    }
    catch (thrown) {
        const error = (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(thrown);
        if (mask !== undefined && !(error instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_2__/* .Cancelled */ .cJ)) {
            const remedy = 'Let the runner reach STS, or set role-to-assume, whose ARN has the id.';
            (0,_log_js__WEBPACK_IMPORTED_MODULE_3__/* .annotateAll */ .u6)(runner, 'warning', [
                `mask-account-id hides the id only where an ARN or a principal shows it, because STS could not be asked: ${error.message}. ${remedy}`,
            ]);
        }
        return undefined;
    }
}


/***/ })

};
