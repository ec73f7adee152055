import type { Factor } from '@authfactor/factor';
import type { Keyring } from '@authfactor/keyring';
import { createGate, createSoftPin, type Kdf } from '@authfactor/soft-pin';
import type { Config } from './config.ts';

export interface LocalFactorParts {
  readonly keyring: Keyring;
  /** Of Soft PIN alone, as the gate before it is: no other factor waits for a slot. */
  readonly kdf: Kdf;
}

/** Makes each factor that the configuration lists. */
export const createLocalFactors = (config: Config, { keyring, kdf }: LocalFactorParts): readonly Factor[] =>
  config.factors.map((factorType): Factor => {
    switch (factorType) {
      case 'soft-pin':
        return createSoftPin({ keyring, kdf, gate: createGate({ slots: config.kdfSlots }) });
      case 'totp':
      case 'okta-push':
        throw new Error(`This version has no ${factorType} yet; take it out of AUTHFACTOR_FACTORS`);
      default:
        return factorType satisfies never;
    }
  });
