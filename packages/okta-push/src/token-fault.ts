import { ResponseBodyError } from 'oauth4webapi';
import { OktaPushError } from './okta-push-error.ts';

/** What the last response of the token endpoint was like; all 0 where there was none. */
export interface TokenResponse {
  readonly status: number;
  readonly retryAfterMs: number;
}

/** The registered ones: whatever else stands in their place is not repeated. RFC 6749, section 5.2, and RFC 9449. */
const ERRORS: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_dpop_proof',
  'use_dpop_nonce',
]);

export const noToken = () => new OktaPushError('malformed', 'What Okta gave for an access token is none');

/** Why there is no access token, for an operator. */
export function tokenFault(error: unknown, { status, retryAfterMs }: TokenResponse): OktaPushError {
  if (error instanceof OktaPushError) return error;
  if (retryAfterMs > 0) return new OktaPushError('rate-limited', 'Okta gives no more access tokens for now');
  if (status >= 500) return new OktaPushError('server-error', `Okta gave no access token but the status ${status}`);
  if (status < 400) return noToken();
  const said = error instanceof ResponseBodyError && ERRORS.has(error.error) ? `; it says ${error.error}` : '';
  return new OktaPushError(
    'token-refused',
    `Okta gave no access token; check client id, key id, private key, the clock of this machine, and that the app was granted okta.users.read and okta.users.manage${said}`,
  );
}
