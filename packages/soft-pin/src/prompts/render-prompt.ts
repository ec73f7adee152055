import type { PromptKey, RenderedPrompt } from '@authfactor/factor';
import type { PromptArgs, PromptCatalogue } from './catalogue.ts';
import { en } from './en.ts';

const CATALOGUES: ReadonlyMap<string, PromptCatalogue> = new Map([['en', en]]);

/** The sentence for `key` in the language of the BCP 47 tag `language`, in English where it is not spoken here. Pure. */
export function renderPrompt(key: PromptKey, args: PromptArgs, language: string): RenderedPrompt {
  const [primary = ''] = language.toLowerCase().split('-');
  const catalogue = CATALOGUES.get(primary);
  const text = (catalogue ?? en)[key](args);
  return { promptId: `soft-pin.${key}`, text, language: catalogue ? primary : 'en' };
}
