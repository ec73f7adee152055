import type { AccountKey } from './documents.ts';

/** Runs tasks of one account one after the other, in the order in which they came. */
export interface AccountQueue {
  run<T>(key: AccountKey, task: () => Promise<T>): Promise<T>;
  isIdle(key: AccountKey): boolean;
}

/** Length-prefixed, so that no two keys are written alike. */
export function accountKeyText(key: AccountKey): string {
  return `${key.tenant.length}.${key.tenant}${key.factorType.length}.${key.factorType}${key.subject}`;
}

export function createAccountQueue(): AccountQueue {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, task) {
      const text = accountKeyText(key);
      const run = (tails.get(text) ?? Promise.resolve()).then(task);
      const tail = run.then(
        () => undefined,
        () => undefined,
      );
      tails.set(text, tail);
      tail.then(() => {
        if (tails.get(text) === tail) tails.delete(text);
      });
      return run;
    },
    isIdle: (key) => !tails.has(accountKeyText(key)),
  };
}
