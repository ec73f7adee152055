import { createHash } from 'node:crypto';

/** Remembers what was found out about tokens, by their SHA-256, until they expire. Holds at most `limit` of them. */
export interface TokenCache<T> {
  get(token: string): T | undefined;
  /** `expiresAt` in ms since the Unix epoch. */
  set(token: string, value: T, expiresAt: number): void;
}

export function createTokenCache<T>(options: { readonly limit: number; readonly now: () => number }): TokenCache<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>();
  const digest = (token: string): string => createHash('sha256').update(token).digest('base64');
  return {
    get(token) {
      const key = digest(token);
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.expiresAt <= options.now()) return undefined;
      // Put back at the end: a Map keeps the order of insertion, so the one used longest ago stands first.
      entries.set(key, entry);
      return entry.value;
    },
    set(token, value, expiresAt) {
      if (entries.size >= options.limit) {
        const oldest = entries.keys().next();
        if (!oldest.done) entries.delete(oldest.value);
      }
      entries.set(digest(token), { value, expiresAt });
    },
  };
}
