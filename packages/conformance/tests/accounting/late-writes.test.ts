import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createScriptedFactor } from '../../src/factors/index.ts';
import { accepted, contextOf, createWorkbench, reasonOf, SESSION, SUBJECT } from './workbench.ts';

const PIN = '481516';

/**
 * Two processes on one store. What the first one writes can be held up for any time between being worked out and being
 * done, as by a network or a process that stands still.
 */
async function twoProcesses() {
  const held: (() => void)[] = [];
  let holding = false;
  const factor = createScriptedFactor();
  const one = createWorkbench(factor, {
    wrap: (store) => ({
      ...store,
      async writeAccount(next, expected) {
        if (holding) await new Promise<void>((release) => held.push(release));
        return store.writeAccount(next, expected);
      },
    }),
  });
  const other = createWorkbench(factor, { memory: one.memory, clock: one.clock });
  await one.enroll(PIN);
  return {
    one,
    other,
    factor,
    /** Runs `call` up to its n-th write, which waits. Gives what lets it go on. */
    async upToWrite<T>(n: number, call: () => Promise<T>) {
      holding = true;
      const called = call();
      const reached = async (count: number) => {
        while (held.length < count) await new Promise((done) => setTimeout(done, 1));
      };
      for (let i = 1; i < n; i++) {
        await reached(i);
        held[i - 1]?.();
      }
      await reached(n);
      holding = false;
      return async () => {
        for (const release of held) release();
        return called;
      };
    },
  };
}

const stateOf = async ({ engine }: ReturnType<typeof createWorkbench>, challengeId: string) =>
  accepted(await engine.verification.getChallenge(contextOf(), { challengeId, session: SESSION, waitMs: 0 })).state;

describe('a write that arrives after what it was worked out for has ended', () => {
  it('verifies no answer that was told as lost', async () => {
    const { one, other, factor, upToWrite } = await twoProcesses();
    const { challengeId } = await one.challenge();
    const requestId = randomUUID();
    const finish = await upToWrite(2, () => one.answer(challengeId, PIN, { requestId }));
    one.clock.advance(12_000);
    expect(accepted(await other.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(accepted(await finish()).outcome).toBe('lost');
    expect(accepted(await other.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(await stateOf(other, challengeId)).toBe('awaiting-input');
    expect(factor.comparisons()).toBe(1);
    expect((await one.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it.each([
    ['shown', async (bench: ReturnType<typeof createWorkbench>, challengeId: string) => stateOf(bench, challengeId)],
    [
      'canceled',
      async ({ engine }: ReturnType<typeof createWorkbench>, challengeId: string) =>
        accepted(await engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION })).state,
    ],
  ])('opens no challenge again that was %s as expired', async (_, see) => {
    const { one, other, factor, upToWrite } = await twoProcesses();
    const { challengeId } = await one.challenge();
    const finish = await upToWrite(1, () => one.answer(challengeId, PIN));
    one.clock.advance(122_000);
    expect(await see(other, challengeId)).toBe('expired');
    expect(reasonOf(await finish())).toBe('CHALLENGE_CLOSED');
    expect(await stateOf(other, challengeId)).toBe('expired');
    expect(factor.comparisons()).toBe(0);
  });

  it('stores once that the time has come, and tells it without a write from then on', async () => {
    const { one, other } = await twoProcesses();
    const { challengeId } = await one.challenge();
    one.clock.advance(122_000);
    await stateOf(other, challengeId);
    const { version } = await one.account();
    await stateOf(other, challengeId);
    await stateOf(one, challengeId);
    expect((await one.account()).version).toBe(version);
  });

  it('completes no enrolment that was told as expired', async () => {
    const { one, other, upToWrite } = await twoProcesses();
    const user = () => contextOf({ clientId: 'portal', subject: SUBJECT, authTime: one.clock.now() });
    const begun = await one.engine.enrollment.begin(user(), {
      requestId: randomUUID(),
      factorType: one.factorType,
      language: '',
    });
    const { enrollmentId } = accepted(begun).enrollment;
    const input = { kind: 'typed', text: '162342', channel: 'text' } as const;
    const finish = await upToWrite(2, () =>
      one.engine.enrollment.submit(user(), { requestId: randomUUID(), enrollmentId, input }),
    );
    one.clock.advance(602_000);
    const seen = async () => accepted(await other.engine.enrollment.get(user(), { enrollmentId })).state;
    expect(await seen()).toBe('expired');
    expect(accepted(await finish())).toMatchObject({ state: 'expired', rejections: [{ rule: 'lost' }] });
    expect(await seen()).toBe('expired');
    expect((await one.account()).credential?.record).toBe(PIN);
  });
});
