import type { Secret } from '@authfactor/factor';
import { TOTP } from 'otpauth';
import { otpSeed } from './otp-seed.ts';
import { TotpError } from './totp-error.ts';
import type { TotpParameters } from './totp-parameters.ts';

/** In characters, of the issuer and of the account's name: a URI of any of them fits into one QR code. */
const LONGEST_NAME = 64;

/**
 * Checks the name of the service that an authenticator app shows. A colon would end it (Key URI format, Label). Throws
 * `TotpError` (`invalid-options`).
 */
export function checkIssuer(issuer: string): string {
  const fits = issuer !== '' && [...issuer].length <= LONGEST_NAME && issuer.trim() === issuer;
  if (fits && issuer.isWellFormed() && !/[:\p{Cc}]/u.test(issuer)) return issuer;
  throw new TotpError(
    'invalid-options',
    `The issuer must be 1 to ${LONGEST_NAME} characters without a colon, control characters, or spaces around it`,
  );
}

/**
 * The subject's id as the account's name, which apps only show: without what the format does not allow in it, and not
 * longer than fits.
 */
function accountName(subject: string): string {
  const characters = [...subject.replaceAll(/[:\p{Cc}\p{Cs}]/gu, '.')];
  return characters.length <= LONGEST_NAME ? characters.join('') : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

/**
 * The `otpauth:` URI from which an authenticator app takes a seed (Google Authenticator's Key URI format): the issuer both
 * before the account's name and as a parameter, all of it percent-encoded, the seed in base32 without padding, every
 * parameter named even where it is the default. It holds the seed: it is shown to its user once and kept nowhere.
 */
export function provisioningUri(
  seed: Secret,
  { algorithm, digits, periodSeconds: period }: TotpParameters,
  issuer: string,
  subject: string,
): string {
  using key = otpSeed(seed);
  return new TOTP({ issuer, label: accountName(subject), secret: key.secret, algorithm, digits, period }).toString();
}
