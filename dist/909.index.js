export const id = 909;
export const ids = [909];
export const modules = {

/***/ 6909:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AccountMask: () => (/* binding */ AccountMask),
/* harmony export */   callerAccount: () => (/* binding */ callerAccount)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8127);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9009);
/* harmony import */ var _runtime_time_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2006);



/**
 * Asks STS for the account, which needs no permission, and masks its id.
 *
 * @returns undefined if the run neither masks nor comments, or STS cannot be asked; never throws
 */
async function callerAccount(iam, mask, env, runner) {
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
        if (mask !== undefined && !(thrown instanceof _runtime_time_js__WEBPACK_IMPORTED_MODULE_2__/* .Cancelled */ .cJ)) {
            const message = `mask-account-id hides the id only where an ARN or a principal shows it, because STS could not be asked: ${(0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .asError */ .zR)(thrown).message}. Let the runner reach STS, or set role-to-assume, whose ARN has the id.`;
            runner.annotate('warning', message);
        }
        return undefined;
    }
}
/** The account's field of an ARN, or an earlier one if a field is missing: malformed ARNs are printed too. */
const IN_ARN = /\barn:(?:[^\s:"'\\]*:){1,4}?(\d{12})\b/g;
/** The value of a principal, or of an account in a condition: in JSON or YAML, also if a message quotes it. */
const BY_ID = /(?<![\w-])aws(?::\w*account)?[\\"']*:(\[[^[\]]*\]|(?:\\n|[\s\\"'[,-]|\d{12}(?!\w))+)/gi;
const ID = /(?<=["'\s,[]|\\n)\d{12}(?!\w)/g;
/** Hides the ids of accounts. The runner replaces them in the log and the summary, but not in a comment, so this class does. */
class AccountMask {
    #runner;
    #ids = new Set();
    constructor(runner) {
        this.#runner = runner;
    }
    /** Collects the ids in values before they, or parts of them, are printed. */
    collect(...sources) {
        const text = sources.map((source) => JSON.stringify(source, serializable)).join('\n');
        const inArns = [...text.matchAll(IN_ARN)].map(([, id = '']) => id);
        const byId = [...text.matchAll(BY_ID)].flatMap(([, ids = '']) => ids.match(ID) ?? []);
        this.add(...inArns, ...byId);
    }
    add(...ids) {
        for (const id of ids) {
            if (this.#ids.has(id))
                continue;
            this.#ids.add(id);
            this.#runner.mask(id);
        }
    }
    /** Replaces every collected id, as the runner does. */
    mask(text) {
        return [...this.#ids].reduce((masked, id) => masked.replaceAll(id, '***'), text);
    }
}
/** Converts the values that JSON would leave out. */
function serializable(_, value) {
    if (value instanceof Error)
        return value.message;
    return value instanceof Map || value instanceof Set ? [...value] : value;
}


/***/ })

};
