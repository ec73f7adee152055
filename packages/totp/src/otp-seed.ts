import { createHmac } from 'node:crypto';
import type { Secret } from '@authfactor/factor';
import { Secret as OtpSecret } from 'otpauth';

/** A seed as otpauth takes it: a copy in memory of its own, wiped by disposing. */
export interface OtpSeed extends Disposable {
  readonly secret: OtpSecret;
}

export function otpSeed(seed: Secret): OtpSeed {
  const bytes = Uint8Array.from(seed.reveal());
  return { secret: new OtpSecret({ buffer: bytes.buffer }), [Symbol.dispose]: () => bytes.fill(0) };
}

/** What otpauth takes for HMAC. Its own copies the key into buffers that nobody can wipe. */
export const hmac = (algorithm: string, key: Uint8Array, message: Uint8Array): Uint8Array =>
  createHmac(algorithm, key).update(message).digest();
