/** `invalid-options`: the factor was put together wrongly. `broken-kdf`: a KDF gave what it was not asked for. */
export type SoftPinErrorCode = 'invalid-options' | 'broken-kdf';

/** A fault of the set-up. The message never holds anything of a PIN or a record. */
export class SoftPinError extends Error {
  readonly code: SoftPinErrorCode;

  constructor(code: SoftPinErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SoftPinError';
    this.code = code;
  }
}
