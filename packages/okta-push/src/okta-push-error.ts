/**
 * `invalid-options`: the factor was put together wrongly. The others say why a call to Okta gave nothing:
 * `not-connected`, `timed-out`, `cut` (the connection, before the answer was whole), `redirected`, `too-large`,
 * `malformed` (no JSON of the documented shape), `token-refused` (no access token), `unauthorized` (Okta did not take a
 * fresh one), `rate-limited`, `busy` (too many calls of our own under way), `refused` (a status 400 to 499),
 * `server-error` (500 and above).
 */
export type OktaPushErrorCode =
  | 'invalid-options'
  | 'not-connected'
  | 'timed-out'
  | 'cut'
  | 'redirected'
  | 'too-large'
  | 'malformed'
  | 'token-refused'
  | 'unauthorized'
  | 'rate-limited'
  | 'busy'
  | 'refused'
  | 'server-error';

/**
 * A fault of the set-up or of a call to Okta. Never holds anything of what was sent or received, and has no `cause`: what
 * the network or the OAuth library throws may hold a token.
 */
export class OktaPushError extends Error {
  readonly code: OktaPushErrorCode;

  constructor(code: OktaPushErrorCode, message: string) {
    super(message);
    this.name = 'OktaPushError';
    this.code = code;
  }
}
