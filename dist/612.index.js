export const id = 612;
export const ids = [612];
export const modules = {

/***/ 8612:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declareSweep: () => (/* binding */ declareSweep)
/* harmony export */ });
/* harmony import */ var _iam_arn_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9369);
/* harmony import */ var _declare_role_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(797);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9928);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8308);
/** A sweep: not what is to be, but what to look for and destroy. */




/** What `sweep` looks at; the first three only to say that it does not take them. */
const SWEEP_INPUTS = [
    'manifest',
    'role-name',
    'instance-profile-name',
    'mode',
    'role-path',
    'owner',
    'timeout-seconds',
    'sweep-after',
    'sweep-dry-run',
    'github-token',
    'mask-account-id',
];
/** A sweep is a destroy, or the plan of one, of roles that are found and not named. */
async function declareSweep(env) {
    const { settings, problems } = await (0,_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .readInputs */ .Ko)(env, SWEEP_INPUTS);
    for (const input of ['role-name', 'instance-profile-name', 'manifest']) {
        if (settings[input] === undefined)
            continue;
        const message = 'is not for sweep, which finds its roles by role-path, owner and pull request';
        problems.push({ input, message });
    }
    const rolePath = settings['role-path'] ?? '/';
    if (rolePath === '/' && !problems.some(({ input }) => input === 'role-path')) {
        problems.push({ input: 'role-path', message: 'is required for sweep, and may not be "/"' });
    }
    if ((0,_iam_arn_js__WEBPACK_IMPORTED_MODULE_3__/* .isReservedPath */ .QO)(rolePath))
        problems.push((0,_declare_role_js__WEBPACK_IMPORTED_MODULE_0__/* .reserved */ .$t)(rolePath));
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const owner = settings.owner ?? '';
    if (owner === '' && !problems.some(({ input }) => input === 'owner'))
        problems.push(_declare_role_js__WEBPACK_IMPORTED_MODULE_0__/* .NO_OWNER */ .U);
    const rest = owner.toLowerCase().startsWith(repository.toLowerCase())
        ? owner.slice(repository.length)
        : undefined;
    if (owner !== '' && (repository === '' || rest === undefined || /^[\w.-]/.test(rest))) {
        // The tag holds a bare number: another repository's open request may have that of a closed one here.
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_2__/* .quote */ .hD)(owner)} may be the owner in several repositories, and the number of a pull request says something in one alone; for sweep it must begin with ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_2__/* .quote */ .hD)(repository)}`;
        problems.push({ input: 'owner', message });
    }
    if (problems.length > 0)
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_2__/* .InputError */ .dz(problems);
    const dryRun = settings['sweep-dry-run'] ?? false;
    return {
        run: { ...(0,_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .runSettings */ .n)(settings), mode: dryRun ? 'plan' : 'destroy' },
        about: 'sweep',
        declarations: [],
        sweep: { rolePath, owner, after: settings['sweep-after'] ?? 3600, repository },
    };
}


/***/ })

};
