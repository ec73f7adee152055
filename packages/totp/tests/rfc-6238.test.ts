import { describe, expect, test } from 'vitest';
import type { TotpAlgorithm } from '../src/totp-parameters.ts';
import { CONTEXT, createTestTotp } from './fixture.ts';

/** RFC 6238, appendix B (the seeds are as long as the hash, as in its code): seconds since the epoch, and the code. */
const VECTORS: readonly (readonly [seconds: number, codes: Readonly<Record<TotpAlgorithm, string>>])[] = [
  [59, { SHA1: '94287082', SHA256: '46119246', SHA512: '90693936' }],
  [1_111_111_109, { SHA1: '07081804', SHA256: '68084774', SHA512: '25091201' }],
  [1_111_111_111, { SHA1: '14050471', SHA256: '67062674', SHA512: '99943326' }],
  [1_234_567_890, { SHA1: '89005924', SHA256: '91819424', SHA512: '93441116' }],
  [2_000_000_000, { SHA1: '69279037', SHA256: '90698825', SHA512: '38618901' }],
  [20_000_000_000, { SHA1: '65353130', SHA256: '77737706', SHA512: '47863826' }],
];

const seedOf = (size: number): Uint8Array => Buffer.from('1234567890'.repeat(7).slice(0, size));

describe.each(['SHA1', 'SHA256', 'SHA512'] as const)('%s', (algorithm) => {
  const { enroll, compare, start, complete } = createTestTotp({ algorithm, digits: 8, random: seedOf });

  test.each(VECTORS)('the code of %i s completes an enrolment', async (seconds, codes) => {
    const result = await complete(start(CONTEXT).pending, codes[algorithm], seconds * 1000);
    expect(result).toMatchObject({ kind: 'accepted', factorState: String(Math.floor(seconds / 30)) });
  });

  test.each(VECTORS)('the code of %i s verifies, and those of the other hashes do not', async (seconds, codes) => {
    const credential = await enroll(() => VECTORS[0]?.[1][algorithm] ?? '', 59_000);
    for (const [other, code] of Object.entries(codes)) {
      const nextState = String(Math.floor(seconds / 30));
      const expected = other === algorithm ? { kind: 'matched', nextState } : { kind: 'mismatched' };
      expect(await compare(credential, code, seconds * 1000)).toEqual(expected);
    }
  });
});
