import type { Factor } from '@authfactor/factor';
import type { Keyring } from '@authfactor/keyring';
import { createOktaPush } from '@authfactor/okta-push';
import type { Logger } from '@authfactor/service';
import { createGate, createSoftPin, type Kdf } from '@authfactor/soft-pin';
import { createTotp } from '@authfactor/totp';
import type { Config } from './config.ts';
import { createFaultLog } from './fault-log.ts';

export interface LocalFactorParts {
  readonly keyring: Keyring;
  /** Of Soft PIN alone, as the gate before it is: no other factor waits for a slot. */
  readonly kdf: Kdf;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Makes each factor that the configuration lists. */
export const createLocalFactors = (config: Config, { keyring, kdf, logger }: LocalFactorParts): readonly Factor[] =>
  config.factors.map((factorType): Factor => {
    switch (factorType) {
      case 'soft-pin':
        return createSoftPin({ keyring, kdf, gate: createGate({ slots: config.kdfSlots }) });
      case 'totp':
        return createTotp({ keyring, ...settingsOf(factorType, config.totp) });
      case 'okta-push':
        return createOktaPush({
          ...settingsOf(factorType, config.okta),
          onFault: createFaultLog({ logger, factorType, what: 'Okta did not do as it was asked' }),
        });
      default:
        return factorType satisfies never;
    }
  });

/** The configuration has them for every factor that it lists. */
const settingsOf = <T>(factorType: string, settings: T | undefined): T => {
  if (settings === undefined)
    throw new TypeError(`The settings of ${factorType} are missing; read the configuration anew`);
  return settings;
};
