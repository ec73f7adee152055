import type { AccountKey, SettingsKey, Store } from '@authfactor/engine';

/** A stored document as it is put there behind the store's back. */
export type RawDocument =
  | { readonly kind: 'account'; readonly key: AccountKey; readonly document: object }
  | { readonly kind: 'challenge'; readonly id: string; readonly document: object }
  | { readonly kind: 'settings'; readonly key: SettingsKey; readonly document: object };

/** What a check may need beyond the port itself. */
export type StoreCapability = 'reopen' | 'another' | 'overwrite' | 'openInProcess';

/** An empty store and how to get at its data. Disposing it closes every handle and removes the data. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  /** Closes `store` and opens its data again, as a restart of the server does. */
  readonly reopen?: () => Promise<Store>;
  /** Opens a second handle on the same data, as another process does. */
  readonly another?: () => Promise<Store>;
  /** Opens the data in a process of its own, which the store's disposal ends; `openStoreInProcess` helps. */
  readonly openInProcess?: () => Promise<Store>;
  /** Replaces a stored document. The one that is replaced exists. */
  readonly overwrite?: (raw: RawDocument) => Promise<void>;
}

export type CreateStore = () => Promise<StoreUnderTest>;

/** One promise of the port. `run` gets an empty store and rejects if the promise is broken. */
export interface StoreCheck {
  readonly name: string;
  readonly needs?: StoreCapability;
  run(under: StoreUnderTest): Promise<void>;
}
