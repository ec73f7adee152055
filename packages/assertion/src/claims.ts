/** The `typ` header of a factor assertion. Verifiers demand it, so that no other token can pass as one (RFC 8725, 3.11). */
export const FACTOR_ASSERTION_TYPE = 'factor-assertion+jwt';

/** The longest life of an assertion, in seconds. */
export const MAX_LIFETIME_SECONDS = 120;

/** What a factor assertion says. Times are in seconds since the Unix epoch, as in RFC 7519. */
export interface AssertionClaims {
  /** The client that asked for the verification. */
  readonly aud: string;
  readonly sub: string;
  readonly tenant: string;
  readonly jti: string;
  readonly iat: number;
  /** At most 120 s after `iat`. */
  readonly exp: number;
  /** The caller's session. */
  readonly sid: string;
  /** RFC 8176 where it has a value. */
  readonly amr: readonly string[];
  /** When the challenge was verified. */
  readonly auth_time: number;
  /** The challenge's id. */
  readonly txn: string;
  /** The factor's type, e.g. `soft-pin`. */
  readonly factor: string;
  readonly assurance: 'low' | 'medium' | 'high';
  /** How the answer came: `text`, `keypad`, `speech` or `out-of-band`. Open set. */
  readonly channel: string;
  /** The operation that the verification was for. May be empty. */
  readonly purpose: string;
}
