/**
 * What GitHub's client uses of undici, for the bundle (tsconfig.bundle.json). Its index also brings web sockets, caches and
 * mocks, a third of it all.
 */
export { default as ProxyAgent } from '../node_modules/undici/lib/dispatcher/proxy-agent.js';
export { fetch } from '../node_modules/undici/lib/web/fetch/index.js';
