import type { PromptKey, RenderedPrompt } from './prompt.ts';
import type { PromptArgs, PromptCatalogues } from './prompt-catalogue.ts';

/**
 * A factor's `prompt`, from its catalogues: gives the sentence for a key in the language of a BCP 47 tag, and in English
 * where the factor does not speak that one. Pure.
 */
export function createPromptRenderer(
  factorType: string,
  catalogues: PromptCatalogues,
): (key: PromptKey, args: PromptArgs, language: string) => RenderedPrompt {
  const bySubtag = new Map(Object.entries(catalogues));
  return (key, args, language) => {
    const [primary = ''] = language.toLowerCase().split(/[-_]/, 1);
    const catalogue = bySubtag.get(primary);
    const text = (catalogue ?? catalogues.en)[key](args);
    return { promptId: `${factorType}.${key}`, text, language: catalogue ? primary : 'en' };
  };
}
