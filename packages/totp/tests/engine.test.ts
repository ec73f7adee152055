import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { describe, expect, test } from 'vitest';
import { createTotp } from '../src/totp.ts';
import { BROKEN } from './broken-totp.ts';
import { createEngineBench } from './engine-bench.ts';
import { testSeeds } from './fixture.ts';
import { TOTP_CHECKS } from './totp-checks.ts';

const keyring = createKeyring(generateKeyring());
const fresh = () => createTotp({ keyring, issuer: 'Example', random: testSeeds() });

describe('TOTP on the engine', () => {
  test.each(TOTP_CHECKS)('$name', ({ run }) => run(fresh(), 100));

  test('a clock that was an hour ahead makes no code wrong once it is right again', async () => {
    const HOUR_MS = 3_600_000;
    await using bench = createEngineBench(fresh());
    await bench.enroll();
    bench.clock.advance(HOUR_MS);
    expect(await bench.verify(bench.code(-120))).toBe('mismatched');
    bench.clock.advance(60_000 - HOUR_MS);
    expect(await bench.verify(bench.code())).toBe('verified');
    await bench.enroll();
  });
});

describe('a TOTP with a mistake is found', () => {
  test.each(BROKEN)('that $name', async ({ breakIt, foundBy }) => {
    const found: string[] = [];
    for (const { name, run } of TOTP_CHECKS) {
      await run(breakIt(fresh()), 12).catch(() => found.push(name));
    }
    expect(found).toEqual(foundBy);
  });
});
