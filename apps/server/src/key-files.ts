import { access } from 'node:fs/promises';
import type { SigningJwk } from '@authfactor/assertion/sign';
import type { Store } from '@authfactor/engine';
import { type KeyringKeys, loadOrCreateKeyringFile } from '@authfactor/keyring';
import type { Config } from './config.ts';
import { type LocalIssuer, loadOrCreateLocalIssuer } from './local-issuer.ts';
import { loadOrCreateSigningKey } from './signing-key-file.ts';

/** The keys of an installation. */
export interface Keys {
  readonly keyring: KeyringKeys;
  readonly signingKey: SigningJwk;
  /** Absent where an identity provider issues the tokens. */
  readonly localIssuer?: LocalIssuer;
  /** The files that were made just now. */
  readonly created: readonly string[];
}

/**
 * Loads every key that the configuration names, making those that are absent. Rejects where a new key ring would leave
 * the store's credentials without their key.
 */
export const loadKeys = async (config: Config, store: Pick<Store, 'walkAccounts'>): Promise<Keys> => {
  if (!(await exists(config.keyringFile)) && (await hasCredentials(store))) {
    throw new Error(
      `The key ring ${config.keyringFile} is missing, and the store holds credentials that only it opens; put it back`,
    );
  }
  const keyring = await loadOrCreateKeyringFile(config.keyringFile);
  const signing = await loadOrCreateSigningKey(config.signingKeyFile);
  const localIssuer = config.tokens.kind === 'local' ? await loadOrCreateLocalIssuer(config.dataDir) : undefined;
  return {
    keyring,
    signingKey: signing.key,
    ...(localIssuer === undefined ? {} : { localIssuer }),
    created: [
      ...(keyring.created ? [config.keyringFile] : []),
      ...(signing.created ? [config.signingKeyFile] : []),
      ...(localIssuer?.created === true ? [localIssuer.file] : []),
    ],
  };
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const hasCredentials = async (store: Pick<Store, 'walkAccounts'>): Promise<boolean> => {
  for await (const { credential, history } of store.walkAccounts()) {
    if (credential !== undefined || history.length > 0) return true;
  }
  return false;
};
