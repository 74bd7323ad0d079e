// Prisma's commands leave a 10-second timer behind that keeps the process waiting after its work is done.
const original = globalThis.setTimeout;
globalThis.setTimeout = Object.assign((callback, ms, ...args) => {
  const timer = original(callback, ms, ...args);
  if (ms === 10_000) timer.unref?.();
  return timer;
}, original);
