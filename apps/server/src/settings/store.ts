import { checkMongoUri } from '@authfactor/store-mongo';
import { mistaken, type Parsed, parsed } from './parsed.ts';

/** Where documents live. */
export type StoreConfig =
  | { readonly kind: 'sqlite' }
  /** `uri` may hold a password: never print it. */
  | { readonly kind: 'mongodb'; readonly uri: string };

export const parseStore = (text: string): Parsed<StoreConfig> => {
  if (text === 'sqlite') return parsed({ kind: 'sqlite' });
  if (!/^mongodb(\+srv)?:\/\//.test(text)) return mistaken('must be sqlite or a mongodb:// URL');
  const mistakes = checkMongoUri(text);
  return mistakes.length === 0
    ? parsed({ kind: 'mongodb', uri: text })
    : mistaken(`is refused: ${mistakes.join('; ')}`);
};

/** The store without what may be secret: a URL's user, password and options. */
export const describeStore = (store: StoreConfig): string => {
  if (store.kind === 'sqlite') return 'sqlite';
  const [, scheme, hosts, database] = /^(mongodb(?:\+srv)?:\/\/)(?:[^/]*@)?([^/?]*)(\/[^?]*)?/.exec(store.uri) ?? [];
  return `${scheme ?? 'mongodb://'}${hosts ?? ''}${database ?? ''}`;
};
