import { createAssertionSigner, generateSigningKey } from '@authfactor/assertion/sign';
import { createAssertionVerifier, createMemorySeenStore } from '@authfactor/assertion/verify';

const key = generateSigningKey();
const signer = createAssertionSigner({ key, keyId: key.kid, issuer: 'authfactor' });

const verifier = createAssertionVerifier({
  jwks: signer.publicJwks(), // or new URL('https://…/.well-known/jwks.json')
  issuer: 'authfactor',
  audience: 'orchestrator',
  seen: createMemorySeenStore(),
});

const iat = Math.floor(Date.now() / 1000);
const token = signer.sign({
  aud: 'orchestrator',
  sub: 'alice',
  tenant: 'default',
  jti: crypto.randomUUID(),
  iat,
  exp: iat + 120,
  sid: 'call-1',
  amr: ['pin'],
  auth_time: iat,
  txn: 'a-challenge-id',
  factor: 'soft-pin',
  assurance: 'medium',
  channel: 'keypad',
  purpose: 'reset-password',
});
export const claims = await verifier.verify(token, { subject: 'alice', session: 'call-1' });
