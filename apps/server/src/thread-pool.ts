/**
 * How many threads libuv's pool needs: one for each PIN that is hashed, and four more, so that hashing on every core
 * never starves files, host names and web crypto, which share the pool. An operator's own `UV_THREADPOOL_SIZE` stands.
 */
export const threadPoolSize = (env: Readonly<Record<string, string | undefined>>, cores: number): string => {
  const slots = Number(env.AUTHFACTOR_KDF_SLOTS);
  return env.UV_THREADPOOL_SIZE ?? String(Math.max(cores, Number.isInteger(slots) ? slots : 0) + 4);
};
