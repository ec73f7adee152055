import { createHmac } from 'node:crypto';
import { type AssertionClaims, createAssertionSigner, generateSigningKey } from '@authfactor/assertion/sign';

export const issuer = 'https://authfactor.example';
export const iat = 1_800_000_000;
export const now = (): number => iat * 1000;

export const claims: AssertionClaims = {
  aud: 'orchestrator',
  sub: 'alice',
  tenant: 'default',
  jti: 'a-jti',
  iat,
  exp: iat + 120,
  sid: 'call-1',
  amr: ['pin'],
  auth_time: iat,
  txn: 'a-challenge',
  factor: 'soft-pin',
  assurance: 'medium',
  channel: 'keypad',
  purpose: 'reset-password',
};

export const jwk = generateSigningKey();
export const signer = createAssertionSigner({ key: jwk, keyId: jwk.kid, issuer });
export const jwks = signer.publicJwks();

export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));

/** Signs with HS256, whatever the secret is. */
export function hmacToken(header: object, payload: object, secret: string | Buffer): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
