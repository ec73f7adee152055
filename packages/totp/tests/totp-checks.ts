import type { InBandFactor } from '@authfactor/factor';
import { expect } from 'vitest';
import { createEngineBench, NEVER_LOCKS } from './engine-bench.ts';

/** What a TOTP factor must do on the engine. */
export interface TotpCheck {
  readonly name: string;
  /** Takes a fresh factor of 30 s, and how many challenges a race has. */
  readonly run: (factor: InBandFactor, racing: number) => Promise<void>;
}

const PERIOD_MS = 30_000;

/** The code of the next step, in so many challenges at once; how often each outcome came. */
async function race(factor: InBandFactor, racing: number, limits = {}): Promise<Readonly<Record<string, number>>> {
  await using bench = createEngineBench(factor, limits);
  await bench.enroll();
  const challenges = await Promise.all(Array.from({ length: racing }, () => bench.challenge()));
  const code = bench.code(1);
  const outcomes = await Promise.all(challenges.map((challenge) => bench.answer(challenge, code)));
  return Object.fromEntries(
    Map.groupBy(outcomes, (outcome) => outcome)
      .entries()
      .map(([key, all]) => [key, all.length]),
  );
}

export const TOTP_CHECKS: readonly TotpCheck[] = [
  {
    name: 'a code is accepted once',
    async run(factor) {
      await using bench = createEngineBench(factor);
      await bench.enroll();
      bench.clock.advance(PERIOD_MS);
      const code = bench.code();
      expect([await bench.verify(code), await bench.verify(code)]).toEqual(['verified', 'code-reused']);
      bench.clock.advance(PERIOD_MS);
      expect([await bench.verify(code), await bench.verify(bench.code())]).toEqual(['code-reused', 'verified']);
    },
  },
  {
    name: 'the code of the enrolment is used up',
    async run(factor) {
      await using bench = createEngineBench(factor);
      await bench.enroll();
      expect([await bench.verify(bench.code()), await bench.verify(bench.code(-1))]).toEqual([
        'code-reused',
        'code-reused',
      ]);
      expect(await bench.verify(bench.code(1))).toBe('verified');
    },
  },
  {
    name: 'a code given to many challenges at once is accepted once',
    async run(factor, racing) {
      const outcomes = await race(factor, racing);
      expect(outcomes.verified).toBe(1);
      expect(outcomes).toEqual({ verified: 1, 'code-reused': expect.any(Number), SUBJECT_LOCKED: expect.any(Number) });
    },
  },
  {
    name: 'a code given to many challenges at once is accepted once where nothing locks',
    async run(factor, racing) {
      expect(await race(factor, racing, NEVER_LOCKS)).toEqual({ verified: 1, 'code-reused': racing - 1 });
    },
  },
  {
    name: 'codes of two steps away and further are wrong',
    async run(factor) {
      await using bench = createEngineBench(factor, NEVER_LOCKS);
      await bench.enroll();
      bench.clock.advance(20 * PERIOD_MS);
      for (const steps of [-20, -10, -3, -2, 2, 3, 10, 20]) {
        expect(await bench.verify(bench.code(steps)), `${steps} steps away`).toBe('mismatched');
      }
      for (const steps of [-1, 0, 1])
        expect(await bench.verify(bench.code(steps)), `${steps} steps away`).toBe('verified');
    },
  },
  {
    name: 'after a later code an earlier one is used up',
    async run(factor) {
      await using bench = createEngineBench(factor);
      await bench.enroll(-1);
      expect([await bench.verify(bench.code(1)), await bench.verify(bench.code())]).toEqual([
        'verified',
        'code-reused',
      ]);
    },
  },
  {
    name: 'used codes count as failures, and lock',
    async run(factor) {
      await using bench = createEngineBench(factor);
      await bench.enroll();
      const challenge = await bench.challenge();
      const code = bench.code();
      const outcomes = [];
      for (let i = 0; i < 3; i++) outcomes.push(await bench.answer(challenge, code));
      expect(outcomes).toEqual(['code-reused', 'code-reused', 'code-reused']);
      await expect(bench.challenge()).rejects.toThrow('SUBJECT_LOCKED');
    },
  },
  {
    name: 'where what was kept of the last step is gone, nothing verifies',
    async run(factor) {
      await using bench = createEngineBench(factor, NEVER_LOCKS);
      await bench.enroll();
      for (const state of ['', '-1', '1e3', 'NaN', '{}', undefined]) {
        await bench.setState(state);
        expect(await bench.verify(bench.code(1)), String(state)).toBe('CREDENTIAL_DAMAGED');
      }
    },
  },
];
