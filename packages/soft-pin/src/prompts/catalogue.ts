import type { PromptKey } from '@authfactor/factor';

/** Counts that a sentence may hold, as text. Any of them may be missing. */
export type PromptArgs = Readonly<Record<string, string>>;

/** Every sentence of one language. */
export type PromptCatalogue = Readonly<Record<PromptKey, (args: PromptArgs) => string>>;
