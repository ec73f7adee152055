import type { TotpAlgorithm, TotpDigits, TotpPeriodSeconds } from '@authfactor/totp';
import type { EnvironmentReader } from './environment-reader.ts';
import { mistaken, type Parsed, parsed } from './parsed.ts';
import { parseChoice } from './text.ts';

/** What new enrolments of TOTP are made with. */
export interface TotpConfig {
  /** Shown in the user's authenticator app. */
  readonly issuer: string;
  readonly algorithm: TotpAlgorithm;
  readonly digits: TotpDigits;
  readonly periodSeconds: TotpPeriodSeconds;
}

export const TOTP_SETTINGS = [
  'AUTHFACTOR_TOTP_ISSUER',
  'AUTHFACTOR_TOTP_ALGORITHM',
  'AUTHFACTOR_TOTP_DIGITS',
  'AUTHFACTOR_TOTP_PERIOD',
] as const;

export const readTotp = (reader: EnvironmentReader): TotpConfig => ({
  issuer: reader.take('AUTHFACTOR_TOTP_ISSUER', parseIssuer, 'authfactor'),
  // The one that every authenticator app knows.
  algorithm: reader.take('AUTHFACTOR_TOTP_ALGORITHM', parseChoice(['SHA1', 'SHA256', 'SHA512']), 'SHA1'),
  digits: reader.take('AUTHFACTOR_TOTP_DIGITS', parseDigits, 6),
  periodSeconds: reader.take('AUTHFACTOR_TOTP_PERIOD', parsePeriod, 30),
});

/** In the label of an `otpauth:` URI a colon divides the issuer from the account. */
const parseIssuer = (text: string): Parsed<string> =>
  text.trim() === text && [...text].length <= 64 && !/[:\p{Cc}]/u.test(text) && text.isWellFormed()
    ? parsed(text)
    : mistaken('must be at most 64 characters, without a colon, a control character or space around them');

const parseDigits = (text: string): Parsed<TotpDigits> =>
  text === '6' || text === '8' ? parsed(text === '6' ? 6 : 8) : mistaken('must be 6 or 8');

const parsePeriod = (text: string): Parsed<TotpPeriodSeconds> =>
  text === '30s' || text === '60s' ? parsed(text === '30s' ? 30 : 60) : mistaken('must be 30s or 60s');
