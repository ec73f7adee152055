import type { CredentialContext, Permit } from '@authfactor/factor';
import { Secret } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import type { Kdf, KdfParameters } from '../src/kdf.ts';
import { createScryptKdf } from '../src/scrypt-kdf.ts';
import { createSoftPin } from '../src/soft-pin.ts';

/** The cheapest scrypt there is. Only tests allow it. */
export const CHEAP: KdfParameters = { logN: 1, r: 1, p: 1 };

export const CONTEXT: CredentialContext = { tenant: 'acme', subject: 'alice', factorType: 'soft-pin', generation: 3 };

/** What Soft PIN does not look at. */
export const ASKED = {
  challenge: { challengeId: 'challenge-1', session: 'call-1', purpose: '', language: 'en' },
  attemptId: 'attempt-1',
  handle: '',
};

export const permit: Permit = { [Symbol.dispose]() {} };

export const pinOf = (digits: string): Secret => Secret.fromText(digits);

/** Real scrypt that counts. */
export function countingKdf(): Kdf & { readonly calls: { hash: number; verify: number } } {
  const kdf = createScryptKdf();
  const calls = { hash: 0, verify: 0 };
  return {
    calls,
    hash(pin, parameters) {
      calls.hash++;
      return kdf.hash(pin, parameters);
    },
    verify(hash, pin) {
      calls.verify++;
      return kdf.verify(hash, pin);
    },
  };
}

/** A Soft PIN factor that is quick, and what it was made of. */
export function cheapSoftPin() {
  const keyring = createKeyring(generateKeyring());
  const kdf = countingKdf();
  const factor = createSoftPin({ keyring, kdf, parameters: CHEAP, allowedParameters: [CHEAP] });
  const { enrollment, retire } = factor;
  if (!enrollment || !retire) throw new TypeError('Soft PIN enrols and keeps a history');

  /** The record of a new credential. */
  async function enroll(digits: string, context = CONTEXT): Promise<string> {
    const request = { context, value: pinOf(digits), history: [], now: 0 };
    const result = await enrollment?.complete(permit, request);
    if (result?.kind !== 'accepted') throw new TypeError('The PIN was not accepted');
    return result.record;
  }

  /** What comparing `digits` with `record` gives. */
  async function compare(record: string, digits: string, context = CONTEXT): Promise<string> {
    return (await factor.compare(permit, { ...ASKED, context, record, value: pinOf(digits), now: 0 })).kind;
  }

  function retired(record: string, context = CONTEXT): string {
    const result = retire?.(context, record);
    if (result?.kind !== 'retired') throw new TypeError('The record was not retired');
    return result.record;
  }

  return { keyring, kdf, factor, enrollment, enroll, compare, retired };
}
