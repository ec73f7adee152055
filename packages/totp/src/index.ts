export { createTotp, type TotpOptions } from './totp.ts';
export { TotpError, type TotpErrorCode } from './totp-error.ts';
export type { TotpAlgorithm, TotpDigits, TotpPeriodSeconds } from './totp-parameters.ts';
