export const id = 258;
export const ids = [258];
export const modules = {

/***/ 2258:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   resolveProvider: () => (/* binding */ resolveProvider)
/* harmony export */ });
/* harmony import */ var _inputs_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(787);
/* harmony import */ var _aws_arn_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3385);
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2891);
/* harmony import */ var _aws_placeholder_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9551);
/* harmony import */ var _aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8538);
/* harmony import */ var _github_context_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9009);
/** The OIDC provider that a trust policy names: its ARN, and that the account has it. Loaded only by runs that trust GitHub. */






/**
 * Resolves the provider's ARN. The account is that of an existing resource, so a converged run makes no call. If the role
 * will be created or its trust policy replaced, the provider must exist: STS would refuse every token without a reason.
 *
 * @throws InputError if the account has no such provider, CallError if IAM or STS refuse
 */
async function resolveProvider(issuer, declaredTrust, actual, { iam, partition, account: caller }) {
    const account = accountIn(actual) ?? (await caller) ?? (await iam.call('GetCallerIdentity', {})).account ?? '';
    const arn = `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
    const trust = (0,_aws_placeholder_js__WEBPACK_IMPORTED_MODULE_3__/* .withProviderArns */ .G_)(declaredTrust, () => arn);
    const unchanged = (0,_aws_policy_document_js__WEBPACK_IMPORTED_MODULE_4__/* .sameDocument */ ._H)(actual.role?.trust, trust);
    return {
        arns: new Map([[(0,_aws_placeholder_js__WEBPACK_IMPORTED_MODULE_3__/* .oidcProvider */ .Ny)(issuer), arn]]),
        warnings: unchanged ? [] : await providerWarnings(iam, issuer, arn),
    };
}
function accountIn(actual) {
    const resources = Object.values(actual);
    return resources
        .map((resource) => (0,_aws_arn_js__WEBPACK_IMPORTED_MODULE_5__/* .accountOfArn */ .KC)(resource?.identity?.arn ?? ''))
        .find((account) => account !== undefined);
}
async function providerWarnings(iam, issuer, arn) {
    const create = `aws iam create-open-id-connect-provider --url https://${issuer} --client-id-list ${_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .AUDIENCE */ .Xu}`;
    try {
        const call = iam.call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
        const provider = await (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .absentAsUndefined */ .uW)(call);
        if (provider === undefined) {
            const message = `the account has no OIDC provider for ${issuer}, so no workflow could assume the role. Create it: ${create}`;
            throw new _inputs_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ input: 'trust-github', message }]);
        }
        if (provider.ClientIDList?.includes(_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .AUDIENCE */ .Xu) !== false)
            return [];
        const add = `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .AUDIENCE */ .Xu}`;
        return [`The OIDC provider for ${issuer} does not accept the audience ${_github_context_js__WEBPACK_IMPORTED_MODULE_2__/* .AUDIENCE */ .Xu}. Add it: ${add}`];
    }
    catch (error) {
        if (!(error instanceof _aws_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CallError */ .RA) || !error.code.startsWith('AccessDenied'))
            throw error;
        return [
            `The run may not check whether the account has an OIDC provider for ${issuer} (iam:GetOpenIDConnectProvider). If it has none, create it: ${create}`,
        ];
    }
}


/***/ })

};
