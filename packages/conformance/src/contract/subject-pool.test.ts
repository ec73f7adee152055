import { expect, test } from 'vitest';
import type { SubjectAnswers } from './answers-file.ts';
import { createSubjectPool, type PoolOptions } from './subject-pool.ts';

const STEP_MS = 30_000;
const STEP_AT = 100 * STEP_MS;
/** From the first ms of a step to its last. */
const POSITIONS = [0, 1, 5_000, 10_000, 19_999, 20_000, 24_600, 29_999];
/** Ms that an answer takes: as if no time passed, and as on a busy machine. */
const SPEEDS = [0, 150, 5_400, 9_999];
const EVERYWHERE = POSITIONS.flatMap((position) => SPEEDS.map((speed) => [position, speed] as const));

const SEEDS = [
  'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK',
];

function app(id: string, secret: string): SubjectAnswers {
  const totp = { secret, digits: 6, period: 30, algorithm: 'sha1' } as const;
  return { id, right: { kind: 'totp', totp }, wrong: ['271828', '314159'] };
}

/** A pool of so many apps on a clock of its own, which goes on where the pool waits. */
function createBench(apps: number, position: number, options: Partial<PoolOptions> = {}) {
  const clock = { now: STEP_AT + position };
  const waits: number[] = [];
  const told: string[] = [];
  const pool = createSubjectPool({
    subjects: SEEDS.slice(0, apps).map((secret, i) => app(`user ${i}`, secret)),
    lockAfter: 3,
    heal: async () => false,
    now: () => clock.now,
    async sleep(ms) {
      waits.push(ms);
      clock.now += ms;
    },
    onWait: (sentence) => told.push(sentence),
    ...options,
  });
  return { pool, clock, waits, told };
}

test.each(EVERYWHERE)(
  '%s ms into a step, an answer each %s ms: nobody waits while anybody has a code',
  async (p, ms) => {
    const { pool, clock, waits, told } = createBench(3, p);
    const given = [];
    // The first has given both of its codes when its turn comes again.
    for (const rights of [2, 1, 1, 1, 1]) {
      const { id, right } = await pool.take(0, rights);
      for (let i = 0; i < rights; i++) {
        given.push(`${id}: ${await right('')}`);
        clock.now += ms;
      }
    }
    expect(new Set(given).size).toBe(6);
    expect(waits).toEqual([]);
    expect(told).toEqual([]);
  },
);

test.each(EVERYWHERE)(
  '%s ms into a step, an answer each %s ms: waits for a step where nobody has a code',
  async (p, ms) => {
    const { pool, clock, waits, told } = createBench(1, p);
    const given = [];
    for (let i = 0; i < 5; i++) {
      const { right } = await pool.take();
      const waitedBefore = waits.length;
      given.push(await right(''));
      expect(waits.length).toBe(waitedBefore);
      clock.now += ms;
    }
    expect(new Set(given).size).toBe(5);
    expect(waits.every((waited) => waited > 0 && waited <= STEP_MS)).toBe(true);
    // Two codes, then one each step.
    expect(clock.now).toBeGreaterThanOrEqual(STEP_AT + 3 * STEP_MS);
    expect(told.length).toBe(waits.length);
  },
);

test('waits for both codes before it gives a subject to a clause that needs two', async () => {
  const { pool, waits, told } = createBench(1, 20_000);
  const { right } = await pool.take();
  expect([await right(''), await right('')]).toEqual([expect.any(String), expect.any(String)]);
  const again = await pool.take(0, 2);
  expect(waits).toEqual([40_000]);
  expect(told).toEqual(['every one-time code is used up: waiting 40 s for the next one; list more subjects']);
  expect(await again.right('')).not.toBe(await again.right(''));
  expect(waits).toEqual([40_000]);
});

test('waits within a clause that gives more answers than it said', async () => {
  const { pool, waits } = createBench(1, 24_600);
  const { right } = await pool.take();
  const given = [await right(''), await right(''), await right('')];
  expect(new Set(given).size).toBe(3);
  expect(waits).toEqual([5_400]);
});

test('takes one with failures whom it can heal before it waits, and skips where it can heal nobody', async () => {
  const healed: string[] = [];
  const heal = async ({ id }: { readonly id: string }) => healed.push(id) > 0;
  const { pool, waits } = createBench(2, 0, { heal });
  const used = await pool.take();
  await used.right('');
  await used.right('');
  pool.count('user 1', 'failure');
  expect((await pool.take()).id).toBe('user 1');
  expect(healed).toEqual(['user 1']);
  expect(waits).toEqual([]);

  const { pool: ill } = createBench(1, 0);
  ill.count('user 0', 'failure');
  await expect(ill.take()).rejects.toMatchObject({ code: 'CLAUSE_SKIPPED' });
});
