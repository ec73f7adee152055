import { createMemoryStore, storeSuite } from '@authfactor/conformance/store';

storeSuite({
  name: 'memory',
  async create() {
    const store = createMemoryStore();
    return {
      store,
      another: async () => store,
      overwrite: async (raw) => store.overwrite(raw),
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    };
  },
  skips: {
    reopen: 'what is in memory is gone with the store',
    openInProcess: 'what is in memory is one process’s',
  },
});
