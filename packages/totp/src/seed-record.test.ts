import { type CredentialContext, Secret } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { describe, expect, test } from 'vitest';
import { appCode } from '../tests/authenticator.ts';
import { CONTEXT, createTestTotp } from '../tests/fixture.ts';
import { createSeedRecords, parametersOf } from './seed-record.ts';
import type { TotpParameters } from './totp-parameters.ts';

const NOW = 1_764_547_200_000;

/** What a record of `CONTEXT` is bound to. Records that are stored depend on it: it must not change. */
const BOUND = ['authfactor/totp/1', 'acme', 'alice', 'totp', '3', 'current', 'SHA1.6.30'];

async function enrolled() {
  const totp = createTestTotp();
  let uri = '';
  const credential = await totp.enroll((given) => {
    uri = given;
    return appCode(given, NOW);
  }, NOW);
  /** The right code of a later time, with whatever record. */
  const compare = async (record: string, context = CONTEXT) =>
    (await totp.compare({ ...credential, record }, appCode(uri, NOW + 60_000), NOW + 60_000, context)).kind;
  return { ...totp, uri, credential, compareRecord: compare };
}

describe('a record', () => {
  test('has its parameters in front and is bound to where it belongs', async () => {
    const { credential, keyring } = await enrolled();
    const [version, algorithm, digits, period, envelope = ''] = credential.record.split('.');
    expect([version, algorithm, digits, period]).toEqual(['1', 'SHA1', '6', '30']);
    const opening = keyring.open(envelope, BOUND);
    expect(opening.kind === 'opened' && opening.plaintext.length).toBe(20);
  });

  test.each<[string, Partial<CredentialContext>]>([
    ['another subject', { subject: 'bob' }],
    ['another tenant', { tenant: 'other' }],
    ['another factor', { factorType: 'soft-pin' }],
    ['an older generation', { generation: 2 }],
    ['a newer generation', { generation: 4 }],
    ['names that shift', { tenant: 'acm', subject: 'ealice' }],
  ])('moved to %s is damaged, with the right code', async (_name, change) => {
    const { credential, compareRecord } = await enrolled();
    expect(await compareRecord(credential.record, { ...CONTEXT, ...change })).toBe('damaged');
    expect(await compareRecord(credential.record)).toBe('matched');
  });

  test('of an enrolment that was not completed is no credential, and a credential completes nothing', async () => {
    const { start, compareRecord, complete, provisioningUri, credential, uri } = await enrolled();
    expect(await compareRecord(start(CONTEXT).pending)).toBe('damaged');
    expect(provisioningUri(CONTEXT, credential.record)).toBeUndefined();
    const result = await complete(credential.record, appCode(uri, NOW), NOW);
    expect(result).toMatchObject({ kind: 'rejected', rejections: [{ rule: 'enrollment' }] });
  });

  test('changed in any character is damaged or asks for another length, and is never a wrong code', async () => {
    const { credential, compareRecord } = await enrolled();
    const { record } = credential;
    for (let at = 0; at < record.length; at++) {
      for (const other of ['A', 'B', '8', '1'].filter((letter) => letter !== record[at])) {
        const changed = record.slice(0, at) + other + record.slice(at + 1);
        // Before anything is opened, the digits say how long an answer has to be.
        const longer = parametersOf(changed)?.digits === 8;
        expect(await compareRecord(changed), `at ${at}`).toBe(longer ? 'unusable' : 'damaged');
      }
      expect(await compareRecord(record.slice(0, at))).toBe('damaged');
    }
  });

  test('whose parameters were changed to others that are allowed does not open', async () => {
    const { keyring, credential } = await enrolled();
    const records = createSeedRecords(keyring);
    expect(records.open(CONTEXT, 'current', credential.record).kind).toBe('opened');
    for (const label of ['SHA256.6.30', 'SHA512.6.30', 'SHA1.8.30', 'SHA1.6.60']) {
      const changed = credential.record.replace('SHA1.6.30', label);
      expect(parametersOf(changed)).toBeDefined();
      expect(records.open(CONTEXT, 'current', changed)).toEqual({ kind: 'damaged' });
    }
  });

  test.each([
    ['MD5.6.30', 20],
    ['SHA1.7.30', 20],
    ['SHA1.6.15', 20],
    ['SHA1.6.30', 19],
    ['SHA1.6.30', 32],
    ['SHA256.6.30', 20],
    ['SHA1.06.30', 20],
  ])('sealed with the right key as %s with %i bytes is damaged', async (label, size) => {
    const { keyring, compareRecord } = await enrolled();
    const bound = [...BOUND.slice(0, -1), label];
    expect(await compareRecord(`1.${label}.${keyring.seal(new Uint8Array(size), bound)}`)).toBe('damaged');
  });

  test.each(['', '1.SHA1.6.30.', 'null', '{}', '2.SHA1.6.30.AAAA', '1.sha1.6.30.AAAA', '1.SHA1.6.30.AAAA\n'])(
    '%j is damaged',
    async (text) => {
      expect(await (await enrolled()).compareRecord(text)).toBe('damaged');
    },
  );

  test('under a key that is not in the ring is damaged', async () => {
    const { credential } = await enrolled();
    expect((await createTestTotp().compare(credential, '481516', NOW)).kind).toBe('damaged');
  });
});

test('a seed of another length than the hash asks for is a fault', () => {
  const records = createSeedRecords(createKeyring(generateKeyring()));
  const parameters: TotpParameters = { algorithm: 'SHA256', digits: 6, periodSeconds: 30 };
  expect(() => records.seal(CONTEXT, 'pending', parameters, new Secret(new Uint8Array(20)))).toThrow(
    expect.objectContaining({ code: 'broken-random' }),
  );
});
