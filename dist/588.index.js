export const id = 588;
export const ids = [588];
export const modules = {

/***/ 2588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   getDefaultRoleAssumer: () => (/* reexport safe */ _defaultRoleAssumers__WEBPACK_IMPORTED_MODULE_0__.cz),
/* harmony export */   getDefaultRoleAssumerWithWebIdentity: () => (/* reexport safe */ _defaultRoleAssumers__WEBPACK_IMPORTED_MODULE_0__.I$)
/* harmony export */ });
/* harmony import */ var _defaultRoleAssumers__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7858);











/***/ })

};
