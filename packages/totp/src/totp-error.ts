/** `invalid-options`: the factor was put together wrongly. `broken-random`: seeds of another length than was asked for. */
export type TotpErrorCode = 'invalid-options' | 'broken-random';

/** A fault of the set-up. The message never holds anything of a seed, a code or a record. */
export class TotpError extends Error {
  readonly code: TotpErrorCode;

  constructor(code: TotpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TotpError';
    this.code = code;
  }
}
