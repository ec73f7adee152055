import { generateSigningKey, parseSigningKey, type SigningJwk } from '@authfactor/assertion/sign';
import { readOrCreateKeyFile } from './key-file.ts';

export interface LoadedSigningKey {
  readonly key: SigningJwk;
  /** Whether this call made the file. */
  readonly created: boolean;
}

/** Loads an Ed25519 signing key (a private JWK, RFC 8037), making it if it is absent. Throws with the file's name. */
export const loadOrCreateSigningKey = async (file: string): Promise<LoadedSigningKey> => {
  const { text, created } = await readOrCreateKeyFile(file, () => `${JSON.stringify(generateSigningKey())}\n`);
  try {
    return { key: parseSigningKey(text), created };
  } catch (error) {
    // Without the cause: what a parser says may quote the file.
    throw new Error(`${error instanceof Error ? error.message : 'The signing key cannot be read'} (in ${file})`);
  }
};
