export const id = 4848;
export const ids = [4848];
export const modules = {

/***/ 4848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declareSweep: () => (/* binding */ declareSweep)
/* harmony export */ });
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3385);
/* harmony import */ var _repository_id_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8358);
/* harmony import */ var _role_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(715);
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7825);
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8075);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2693);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(787);
/** The declaration of a sweep: the criteria of the roles to destroy, in place of a desired state. */







/** The inputs that `sweep` reads; it refuses the first three. */
const SWEEP_INPUTS = [
    'manifest',
    'role-name',
    'instance-profile-name',
    ..._read_js__WEBPACK_IMPORTED_MODULE_1__/* .COMMON_INPUTS */ .s7,
    'role-path',
    'owner',
    'sweep-after',
    'dry-run',
    'expected-plan-digest',
];
/** Declares a sweep: a destroy, or the plan of one, of roles that the run finds by criteria. */
async function declareSweep(env) {
    const { settings, problems } = await (0,_read_js__WEBPACK_IMPORTED_MODULE_1__/* .readInputs */ .Ko)(env, SWEEP_INPUTS);
    for (const input of ['role-name', 'instance-profile-name', 'manifest']) {
        if (settings[input] === undefined)
            continue;
        const message = 'cannot be used with sweep, which finds its roles by role-path, owner and pull request; remove it';
        problems.push({ input, message });
    }
    if ((settings['expected-plan-digest'] ?? 'none') !== 'none') {
        const message = 'cannot be used with sweep, whose roles differ from run to run; remove it, or use destroy';
        problems.push({ input: 'expected-plan-digest', message });
    }
    const rolePath = settings['role-path'] ?? '/';
    if (rolePath === '/' && !problems.some(({ input }) => input === 'role-path')) {
        problems.push({ input: 'role-path', message: 'is required for sweep, and may not be "/"' });
    }
    if ((0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_5__/* .isReservedPath */ .QO)(rolePath))
        problems.push((0,_role_js__WEBPACK_IMPORTED_MODULE_0__/* .reservedPathProblem */ .DB)(rolePath));
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const owner = settings.owner ?? '';
    if (owner === '' && !problems.some(({ input }) => input === 'owner'))
        problems.push(_role_js__WEBPACK_IMPORTED_MODULE_0__/* .OWNER_MISSING */ .Jj);
    const rest = owner.toLowerCase().startsWith(repository.toLowerCase())
        ? owner.slice(repository.length)
        : undefined;
    if (owner !== '' && (repository === '' || rest === undefined || /^[\w.-]/.test(rest))) {
        // The tag holds a bare number. An open pull request of another repository may have the number of a closed one here.
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .quote */ .hD)(owner)} is not specific to this repository, but pull request numbers are; for sweep it must begin with ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .quote */ .hD)(repository)}`;
        problems.push({ input: 'owner', message });
    }
    const all = (0,_environment_js__WEBPACK_IMPORTED_MODULE_3__/* .environmentProblems */ .M)(env, problems, _aws_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .GITHUB_VARIABLES */ .aC);
    if (all.length > 0)
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .InputError */ .dz(all);
    return {
        run: (0,_read_js__WEBPACK_IMPORTED_MODULE_1__/* .runSettings */ .n)(settings),
        subject: 'sweep',
        declarations: [],
        hints: [],
        sweep: {
            rolePath,
            owner,
            repositoryId: (0,_repository_id_js__WEBPACK_IMPORTED_MODULE_6__/* .repositoryIdOf */ .B)(owner, env),
            minimumAgeSeconds: settings['sweep-after'] ?? 3600,
            repository,
        },
    };
}


/***/ })

};
