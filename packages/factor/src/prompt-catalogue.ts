import type { PromptKey } from './prompt.ts';

/** Counts that a sentence may hold, as text. Any of them may be missing. */
export type PromptArgs = Readonly<Record<string, string>>;

/** Every sentence of one language. */
export type PromptCatalogue = Readonly<Record<PromptKey, (args: PromptArgs) => string>>;

/** By BCP 47 primary subtag. English is what every other language falls back to. */
export type PromptCatalogues = Readonly<Record<string, PromptCatalogue>> & { readonly en: PromptCatalogue };
