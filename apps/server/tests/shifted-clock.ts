/* Preloaded into a server process of a test: its wall clock is wrong by so many ms. */
const shiftMs = Number(process.env.SHIFTED_CLOCK_MS);

globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [target.now() + shiftMs] : given, newTarget),
  get: (target, name) => (name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name)),
});
