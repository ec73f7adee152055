/**
 * `invalid-key`: an id or key of the wrong form. `invalid-ring`: keys that make no ring together. `invalid-file`: a key
 * ring file that does not parse. `insecure-file`: others than its owner can get at it. `unreadable-file`: it could not be
 * read or made. `invalid-associated-data`: text that has no UTF-8.
 */
export type KeyringErrorCode =
  | 'invalid-key'
  | 'invalid-ring'
  | 'invalid-file'
  | 'insecure-file'
  | 'unreadable-file'
  | 'invalid-associated-data';

/** A fault with keys. Neither the message nor the cause ever holds anything of a key. */
export class KeyringError extends Error {
  readonly code: KeyringErrorCode;

  constructor(code: KeyringErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyringError';
    this.code = code;
  }
}
