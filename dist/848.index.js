export const id = 848;
export const ids = [848];
export const modules = {

/***/ 4848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   declareSweep: () => (/* binding */ declareSweep)
/* harmony export */ });
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3385);
/* harmony import */ var _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8075);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9009);
/* harmony import */ var _declaration_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9624);
/* harmony import */ var _role_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(715);
/* harmony import */ var _read_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7825);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(787);
/* harmony import */ var _table_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1761);
/** The declaration of a sweep: the criteria of the roles to destroy, in place of a desired state. */








/** Declares a sweep: a destroy, or the plan of one, of roles that the run finds by criteria. */
async function declareSweep(env) {
    const { settings, problems } = await (0,_read_js__WEBPACK_IMPORTED_MODULE_3__/* .readInputs */ .Ko)(env, (0,_table_js__WEBPACK_IMPORTED_MODULE_5__/* .inputsOf */ .Vc)('sweep'));
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
    if ((0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_6__/* .isReservedPath */ .QO)(rolePath))
        problems.push((0,_role_js__WEBPACK_IMPORTED_MODULE_2__/* .reservedPathProblem */ .DB)(rolePath));
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const owner = settings.owner ?? '';
    if (owner === '' && !problems.some(({ input }) => input === 'owner'))
        problems.push(_role_js__WEBPACK_IMPORTED_MODULE_2__/* .OWNER_MISSING */ .Jj);
    const isOwn = repository !== '' && owner.toLowerCase().startsWith(repository.toLowerCase());
    if (owner !== '' && (!isOwn || /^[\w.-]/.test(owner.slice(repository.length)))) {
        // The tag holds a bare number. An open pull request of another repository may have the number of a closed one here.
        const message = `${(0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .quote */ .hD)(owner)} is not specific to this repository, but pull request numbers are; for sweep it must begin with ${(0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .quote */ .hD)(repository)}`;
        problems.push({ input: 'owner', message });
    }
    const all = (0,_problem_js__WEBPACK_IMPORTED_MODULE_4__/* .environmentProblems */ .MM)(env, problems, _aws_environment_js__WEBPACK_IMPORTED_MODULE_0__/* .GITHUB_VARIABLES */ .aC);
    if (all.length > 0)
        throw new _problem_js__WEBPACK_IMPORTED_MODULE_4__/* .InputError */ .dz(all);
    return {
        run: (0,_declaration_js__WEBPACK_IMPORTED_MODULE_7__/* .runSettings */ .n)(settings),
        subject: 'sweep',
        declarations: [],
        hints: [],
        sweep: {
            rolePath,
            owner,
            repositoryId: (0,_github_context_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryIdOf */ .Bu)(owner, env),
            minimumAgeSeconds: settings['sweep-after'] ?? 3600,
            repository,
        },
    };
}


/***/ })

};
