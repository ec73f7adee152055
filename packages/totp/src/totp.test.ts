import { type Comparison, Secret } from '@authfactor/factor';
import { createKeyring, generateKeyring, type Keyring } from '@authfactor/keyring';
import { describe, expect, test } from 'vitest';
import { appCode, wrongCode } from '../tests/authenticator.ts';
import { CONTEXT, type Credential, createTestTotp } from '../tests/fixture.ts';
import { createTotp, type TotpOptions } from './totp.ts';
import { ALGORITHMS, DIGITS, PERIODS_SECONDS, SEED_BYTES } from './totp-parameters.ts';

const NOW = 1_764_547_200_000;
const LATER = NOW + 120_000;
const keyring = createKeyring(generateKeyring());

/** A credential and its URI. */
async function enrolled(totp: ReturnType<typeof createTestTotp>) {
  let uri = '';
  const credential = await totp.enroll((given) => {
    uri = given;
    return appCode(given, NOW);
  }, NOW);
  return { credential, uri };
}

const ALL = ALGORITHMS.flatMap((algorithm) =>
  DIGITS.flatMap((digits) => PERIODS_SECONDS.map((periodSeconds) => ({ algorithm, digits, periodSeconds }))),
);

describe.each(ALL)('$algorithm, $digits digits, $periodSeconds s', (parameters) => {
  const totp = createTestTotp(parameters);
  const step = Math.floor(LATER / 1000 / parameters.periodSeconds);

  test('a right code matches and says its step, a wrong one does not', async () => {
    const { credential, uri } = await enrolled(totp);
    for (const drift of [-1, 0, 1]) {
      const code = appCode(uri, LATER, drift);
      expect(await totp.compare(credential, code, LATER)).toEqual({ kind: 'matched', nextState: String(step + drift) });
    }
    expect(await totp.compare(credential, wrongCode(uri, LATER), LATER)).toEqual({ kind: 'mismatched' });
  });

  test('the seed is as long as the hash', () => {
    const { provisioningUri: uri } = totp.start(CONTEXT);
    const [, secret = ''] = /secret=([A-Z2-7]+)&/.exec(uri) ?? [];
    expect(Math.floor((secret.length * 5) / 8)).toBe(SEED_BYTES[parameters.algorithm]);
  });
});

test('seeds are random, if nothing else is asked for', () => {
  const { enrollment } = createTotp({ keyring, issuer: 'Example' });
  const uris = new Set(Array.from({ length: 20 }, () => enrollment?.start?.(CONTEXT).provisioningUri));
  expect(uris.size).toBe(20);
});

test('codes of another hash with the same seed do not match', async () => {
  const totp = createTestTotp({ algorithm: 'SHA256' });
  const { credential, uri } = await enrolled(totp);
  for (const algorithm of ['SHA1', 'SHA512']) {
    const code = appCode(uri.replace('SHA256', algorithm), LATER);
    expect(await totp.compare(credential, code, LATER)).toEqual({ kind: 'mismatched' });
  }
});

describe('enrolment', () => {
  test('the code that completes it is used up', async () => {
    const totp = createTestTotp();
    const { credential, uri } = await enrolled(totp);
    expect(credential.factorState).toBe(String(NOW / 30_000));
    const again = await totp.compare(credential, appCode(uri, NOW), NOW);
    expect(again).toMatchObject({ kind: 'matched' });
    expect(again.kind === 'matched' && totp.accept(credential.factorState, again.nextState ?? '')).toBe(false);
  });

  test.each([-1, 0, 1])('a code %i steps from now completes it', async (steps) => {
    const { start, complete } = createTestTotp();
    const { pending, provisioningUri: uri } = start(CONTEXT);
    const result = await complete(pending, appCode(uri, NOW, steps), NOW);
    expect(result).toMatchObject({ kind: 'accepted', factorState: String(NOW / 30_000 + steps), damaged: [] });
  });

  test.each([-2, 2])('a code %i steps from now does not', async (steps) => {
    const { start, complete } = createTestTotp();
    const { pending, provisioningUri: uri } = start(CONTEXT);
    const result = await complete(pending, appCode(uri, NOW, steps), NOW);
    expect(result).toMatchObject({ kind: 'rejected', rejections: [{ rule: 'code' }], damaged: [] });
  });

  test('a code of another length is told by its rule', async () => {
    const { start, complete, enrollment } = createTestTotp({ digits: 8 });
    const { pending } = start(CONTEXT);
    expect(enrollment.check(Secret.fromText('481516'))).toEqual([]);
    expect(await complete(pending, '481516', NOW)).toEqual({
      kind: 'rejected',
      rejections: [{ rule: 'length', message: 'Use exactly 8 digits' }],
      damaged: [],
    });
  });

  test.each([undefined, '', 'null', '1.SHA1.6.30.AAAA'])('what was kept as %j completes nothing', async (pending) => {
    const { complete, provisioningUri } = createTestTotp();
    const result = await complete(pending, '481516', NOW);
    expect(result).toMatchObject({ kind: 'rejected', rejections: [{ rule: 'enrollment' }] });
    expect(provisioningUri(CONTEXT, pending ?? '')).toBeUndefined();
  });

  test('what was kept for someone else completes nothing and shows no seed', async () => {
    const { start, complete, provisioningUri } = createTestTotp();
    const { pending, provisioningUri: uri } = start(CONTEXT);
    for (const change of [{ subject: 'bob' }, { tenant: 'other' }, { generation: 4 }]) {
      const context = { ...CONTEXT, ...change };
      const result = await complete(pending, appCode(uri, NOW), NOW, context);
      expect(result).toMatchObject({ kind: 'rejected', rejections: [{ rule: 'enrollment' }] });
      expect(provisioningUri(context, pending)).toBeUndefined();
    }
    expect(provisioningUri(CONTEXT, pending)).toBe(uri);
  });

  test('the URI is shown again as it was, and one begun under another configuration completes', async () => {
    const before = createTestTotp({ keyring, algorithm: 'SHA512', digits: 8, periodSeconds: 60 });
    const after = createTestTotp({ keyring });
    const { pending, provisioningUri: uri } = before.start(CONTEXT);
    expect(after.provisioningUri(CONTEXT, pending)).toBe(uri);
    const result = await after.complete(pending, appCode(uri, NOW), NOW);
    expect(result.kind === 'accepted' && result.record).toMatch(/^1\.SHA512\.8\.60\./);
  });
});

describe('a change of the configuration', () => {
  test.each([
    [{ digits: 6 }, { digits: 8 }],
    [{ digits: 8 }, { digits: 6 }],
    [{ algorithm: 'SHA1' }, { algorithm: 'SHA512' }],
    [{ periodSeconds: 60 }, { periodSeconds: 30 }],
  ] as const)('from %j to %j leaves who is enrolled as they are', async (old, changed) => {
    const { credential, uri } = await enrolled(createTestTotp({ keyring, ...old }));
    const { factor, compare } = createTestTotp({ keyring, ...changed });
    const code = appCode(uri, LATER);
    const reading = factor.read({ kind: 'typed', text: code, channel: 'keypad' }, 'en-US');
    expect(reading.kind === 'usable' && Buffer.from(reading.value.reveal()).toString()).toBe(code);
    expect(await compare(credential, code, LATER)).toMatchObject({ kind: 'matched' });
  });

  test('an answer that is not as long as the credential’s codes is unusable, and nothing is opened', async () => {
    let opened = 0;
    const watched: Keyring = {
      ...keyring,
      open: (...given) => {
        opened += 1;
        return keyring.open(...given);
      },
    };
    for (const [digits, answer, reason] of [
      [6, '48151623', 'too-many'],
      [8, '481516', 'too-few'],
    ] as const) {
      const { credential } = await enrolled(createTestTotp({ keyring, digits }));
      const { compare } = createTestTotp({ keyring: watched });
      expect(await compare(credential, answer, LATER)).toEqual({ kind: 'unusable', reason });
    }
    expect(opened).toBe(0);
  });

  test('the input is as long as new codes, or as those that others may have still', () => {
    const inputOf = (digits: 6 | 8) => createTotp({ keyring, issuer: 'Example', digits });
    const common = { kind: 'digits', sensitive: true, confirm: false };
    expect(inputOf(6).input).toEqual({ ...common, minLength: 6, maxLength: 6 });
    expect(inputOf(6).enrollment?.input).toEqual({ ...common, minLength: 6, maxLength: 6 });
    expect(inputOf(8).input).toEqual({ ...common, minLength: 6, maxLength: 8 });
    expect(inputOf(8).enrollment?.input).toEqual({ ...common, minLength: 8, maxLength: 8 });
  });
});

test.each(['', '-1', '1.5', 'soon', '058823529', ' 58823529', undefined])(
  'with the state %j a right code is damaged, and nothing is accepted',
  async (factorState) => {
    const totp = createTestTotp();
    const { credential, uri } = await enrolled(totp);
    const { record } = credential;
    const changed: Partial<Credential> = factorState === undefined ? { record } : { record, factorState };
    expect(await totp.compare(changed, appCode(uri, LATER), LATER)).toEqual({ kind: 'damaged' });
    expect(totp.accept(factorState, String(LATER / 30_000))).toBe(false);
  },
);

describe('wiping', () => {
  test('a seed is wiped once it was sealed and shown', () => {
    const seeds: Uint8Array[] = [];
    const random = (size: number) => {
      const seed = new Uint8Array(size).fill(7);
      seeds.push(seed);
      return seed;
    };
    createTestTotp({ random }).start(CONTEXT);
    expect(seeds).toEqual([new Uint8Array(20)]);
  });

  test('whatever comes of it, an opened seed is wiped, and an answer is the caller’s', async () => {
    const plaintexts: Uint8Array[] = [];
    const watched: Keyring = {
      ...keyring,
      open(...given) {
        const opening = keyring.open(...given);
        if (opening.kind === 'opened') plaintexts.push(opening.plaintext);
        return opening;
      },
    };
    const totp = createTestTotp({ keyring: watched });
    const { credential, uri } = await enrolled(totp);
    const { pending } = totp.start(CONTEXT);
    totp.provisioningUri(CONTEXT, pending);
    await totp.complete(pending, '48151623', NOW);
    await totp.complete(pending, wrongCode(uri, NOW), NOW);
    const seen: Comparison[] = [];
    for (const code of [appCode(uri, LATER), wrongCode(uri, LATER)]) {
      seen.push(await totp.compare(credential, code, LATER));
    }
    expect(seen.map(({ kind }) => kind)).toEqual(['matched', 'mismatched']);
    expect(plaintexts).toHaveLength(6);
    for (const plaintext of plaintexts) expect([...plaintext].every((byte) => byte === 0)).toBe(true);
  });
});

describe('set-up', () => {
  test.each<Partial<Record<keyof TotpOptions, unknown>>>([
    { algorithm: 'MD5' },
    { algorithm: 'sha1' },
    { digits: 7 },
    { digits: '6' },
    { periodSeconds: 15 },
    { periodSeconds: 0 },
    { periodSeconds: Number.NaN },
    { issuer: 'a:b' },
    { issuer: '' },
  ])('%j is refused', (options) => {
    const bad = { keyring, issuer: 'Example', ...options } as TotpOptions;
    expect(() => createTotp(bad)).toThrow(expect.objectContaining({ name: 'TotpError', code: 'invalid-options' }));
  });

  test('a source of seeds that gives too few bytes is a fault', () => {
    const { start } = createTestTotp({ random: () => new Uint8Array(16) });
    expect(() => start(CONTEXT)).toThrow(expect.objectContaining({ code: 'broken-random' }));
  });

  test('everything is admitted at once, unless the caller has given up', async () => {
    const { factor } = createTestTotp();
    const admissions = await Promise.all(
      Array.from({ length: 1000 }, () => factor.admit('verify', { signal: new AbortController().signal })),
    );
    expect(admissions.every(({ kind }) => kind === 'admitted')).toBe(true);
    const reason = new Error('The caller has hung up');
    await expect(factor.admit('verify', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('says what it is', () => {
    const { info } = createTotp({ keyring, issuer: 'Example' });
    expect(info).toMatchObject({ factorType: 'totp', assurance: 'high', amr: ['otp'], replayResistant: true });
    expect(info.capabilities).toEqual(['enroll', 'cancel']);
    expect(info.recommendedRoles).toEqual(['single', 'first', 'second']);
  });
});
