export const id = 78;
export const ids = [78];
export const modules = {

/***/ 78:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ProxyAgent: () => (/* reexport default export from named module */ _node_modules_undici_lib_dispatcher_proxy_agent_js__WEBPACK_IMPORTED_MODULE_0__),
/* harmony export */   fetch: () => (/* reexport safe */ _node_modules_undici_lib_web_fetch_index_js__WEBPACK_IMPORTED_MODULE_1__.fetch)
/* harmony export */ });
/* harmony import */ var _node_modules_undici_lib_dispatcher_proxy_agent_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6672);
/* harmony import */ var _node_modules_undici_lib_web_fetch_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4398);
/**
 * The parts of undici that GitHub's client uses, for the bundle (tsconfig.bundle.json). Its index would add web sockets, caches
 * and mocks, a third of its size.
 */




/***/ })

};
