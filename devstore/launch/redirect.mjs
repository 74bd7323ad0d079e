// node --import ./devstore/launch/redirect.mjs: every request to *.myshopify.com goes to
// DEVSTORE_URL over plain HTTP with its Host kept. It wraps the dispatcher that Node's fetch and
// every undici share, so no app code changes.
const target = new URL(process.env.DEVSTORE_URL ?? 'http://127.0.0.1:4100');
const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1');
// Makes Node install its own dispatcher before it is wrapped.
await fetch('data:,').catch(() => {});

/** Headers come as a flat array, as pairs or as an object. */
function withHost(headers, host) {
  if (Array.isArray(headers)) return [...headers, 'host', host];
  if (headers && typeof headers[Symbol.iterator] === 'function')
    return [...headers, ['host', host]];
  return { ...headers, host };
}

function redirecting(dispatcher) {
  return new Proxy(dispatcher, {
    get(inner, key) {
      const value = inner[key];
      if (key !== 'dispatch') return typeof value === 'function' ? value.bind(inner) : value;
      return (options, handler) => {
        const origin = new URL(String(options.origin));
        if (!/(^|\.)myshopify\.com$/.test(origin.hostname)) return inner.dispatch(options, handler);
        const headers = withHost(options.headers, origin.host);
        return inner.dispatch({ ...options, origin: target.origin, headers }, handler);
      };
    },
  });
}

globalThis[GLOBAL_DISPATCHER] = redirecting(globalThis[GLOBAL_DISPATCHER]);
