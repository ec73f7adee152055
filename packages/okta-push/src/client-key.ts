import type { KeyObject, webcrypto } from 'node:crypto';
import { OktaPushError } from './okta-push-error.ts';

/** A key that signs client assertions, under the id by which Okta knows its public half. */
export interface ClientKey {
  readonly key: webcrypto.CryptoKey;
  readonly kid: string;
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const SMALLEST_MODULUS = 2048;

/** Whether Okta takes client assertions by it: a private key, RSA of 2048 bits or more, or EC on P-256, P-384 or P-521. */
export const isClientKey = (key: KeyObject): boolean => algorithmOf(key) !== undefined;

/**
 * Takes a private key as it came from PEM or a JWK: RSA of 2048 bits or more signs with RS256, EC with ES256, ES384 or
 * ES512. Throws `OktaPushError` (`invalid-options`) for any other.
 */
export function readClientKey(privateKey: KeyObject, kid: string): ClientKey {
  const algorithm = algorithmOf(privateKey);
  if (algorithm === undefined) {
    throw new OktaPushError(
      'invalid-options',
      'The private key must be RSA of 2048 bits or more, or EC on P-256, P-384 or P-521; make one in Okta for the app',
    );
  }
  if (kid === '') {
    throw new OktaPushError('invalid-options', 'The key id must be the kid that Okta shows for the key; it is empty');
  }
  return { key: privateKey.toCryptoKey(algorithm, false, ['sign']), kid };
}

function algorithmOf({ type, asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  if (type !== 'private') return undefined;
  if (asymmetricKeyType === 'rsa') {
    const strong = (asymmetricKeyDetails?.modulusLength ?? 0) >= SMALLEST_MODULUS;
    return strong ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : undefined;
  }
  const namedCurve = CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
  return asymmetricKeyType === 'ec' && namedCurve !== undefined ? { name: 'ECDSA', namedCurve } : undefined;
}
