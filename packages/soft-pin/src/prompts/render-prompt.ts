import type { PromptKey, RenderedPrompt } from '@authfactor/factor';
import type { PromptArgs } from './catalogue.ts';
import { CATALOGUES } from './catalogues.ts';
import { en } from './en.ts';

/** The sentence for `key` in the language of the BCP 47 tag `language`, in English where it is not spoken here. Pure. */
export function renderPrompt(key: PromptKey, args: PromptArgs, language: string): RenderedPrompt {
  const [primary = ''] = language.toLowerCase().split(/[-_]/, 1);
  const catalogue = CATALOGUES.get(primary);
  const text = (catalogue ?? en)[key](args);
  return { promptId: `soft-pin.${key}`, text, language: catalogue ? primary : 'en' };
}
