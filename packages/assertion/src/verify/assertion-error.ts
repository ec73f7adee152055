/**
 * - `malformed`: not a JWS, or a claim is missing or of the wrong type
 * - `wrong-type`: another kind of token
 * - `not-trusted`: the algorithm is not allowed, the key is unknown or the signature is wrong
 * - `wrong-issuer`, `wrong-audience`, `wrong-subject`, `wrong-session`, `wrong-tenant`: not for this verification
 * - `expired`, `not-yet-valid`
 * - `replayed`: used before
 * - `keys-unavailable`: the issuer's keys could not be fetched; the only one that is worth a retry
 */
export type AssertionErrorCode =
  | 'malformed'
  | 'wrong-type'
  | 'not-trusted'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-subject'
  | 'wrong-session'
  | 'wrong-tenant'
  | 'expired'
  | 'not-yet-valid'
  | 'replayed'
  | 'keys-unavailable';

/** Why an assertion was refused. The message never holds the token or a claim. */
export class AssertionError extends Error {
  readonly code: AssertionErrorCode;

  constructor(code: AssertionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssertionError';
    this.code = code;
  }
}
