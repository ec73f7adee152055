import { createHash } from 'node:crypto';
import { type Comparison, type CredentialContext, type Permit, Secret } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { createTotp, type TotpOptions } from '../src/totp.ts';

export const CONTEXT: CredentialContext = { tenant: 'acme', subject: 'alice', factorType: 'totp', generation: 3 };

/** What TOTP does not look at. */
export const ASKED = {
  challenge: { challengeId: 'challenge-1', session: 'call-1', purpose: '', language: 'en' },
  attemptId: 'attempt-1',
  handle: '',
};

export const permit: Permit = { [Symbol.dispose]() {} };

export const codeOf = (digits: string): Secret => Secret.fromText(digits);

/** Seeds that differ, and are the same in every run, so that no two codes are equal by chance. */
export function testSeeds(): (size: number) => Uint8Array {
  let made = 0;
  return (size) => {
    made += 1;
    return createHash('shake256', { outputLength: size }).update(`seed ${made}`).digest();
  };
}

/** The parts of a credential that an account keeps. */
export interface Credential {
  readonly record: string;
  readonly factorState: string;
}

/** A TOTP factor with a key ring of its own, and what the engine would do with it. */
export function createTestTotp(options: Partial<TotpOptions> = {}) {
  const keyring = options.keyring ?? createKeyring(generateKeyring());
  const factor = createTotp({ issuer: 'Example', random: testSeeds(), ...options, keyring });
  const { enrollment, accept } = factor;
  const { start, provisioningUri } = enrollment ?? {};
  if (!enrollment || !start || !provisioningUri || !accept) throw new TypeError('TOTP enrols, and takes a code once');

  const complete = (pending: string | undefined, code: string, now: number, context = CONTEXT) =>
    enrollment.complete(permit, {
      context,
      value: codeOf(code),
      history: [],
      now,
      ...(pending === undefined ? {} : { pending }),
    });

  /** A new credential, completed by the code of `now`; `code` computes it from the URI. */
  async function enroll(code: (uri: string) => string, now: number, context = CONTEXT): Promise<Credential> {
    const started = enrollment?.start?.(context);
    const result = await complete(started?.pending, code(started?.provisioningUri ?? ''), now, context);
    if (result.kind !== 'accepted') throw new TypeError('The code was not accepted');
    return { record: result.record, factorState: result.factorState ?? '' };
  }

  const compare = (
    credential: Partial<Credential>,
    code: string,
    now: number,
    context = CONTEXT,
  ): Promise<Comparison> =>
    factor.compare(permit, { ...ASKED, record: '', ...credential, context, value: codeOf(code), now });

  return { keyring, factor, enrollment, start, provisioningUri, accept, complete, enroll, compare };
}
