/**
 * The parts of undici that GitHub's client uses, for the bundle (tsconfig.bundle.json). Its index would add web sockets, caches
 * and mocks, a third of its size.
 */
export { default as ProxyAgent } from '../node_modules/undici/lib/dispatcher/proxy-agent.js';
export { fetch } from '../node_modules/undici/lib/web/fetch/index.js';
