import type { Admission, Permit } from '@authfactor/factor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate, type GateOptions } from './gate.ts';

/** A gate on a clock that only the test moves. One unit is taken to last 100 ms. */
function gateOnClock(options: Pick<GateOptions, 'slots' | 'queue'> = {}) {
  let time = 1_000_000;
  const gate = createGate({ slots: 1, queue: 8, expectedMs: 100, now: () => time, elapsed: () => time, ...options });
  const signal = new AbortController().signal;
  return {
    admit: (units = 1, deadline?: number) =>
      gate.admit(units, deadline === undefined ? { signal } : { signal, deadline: time + deadline }),
    gate,
    pass(ms: number) {
      time += ms;
    },
  };
}

async function permitOf(admission: Promise<Admission>): Promise<Permit> {
  const settled = await admission;
  if (settled.kind !== 'admitted') throw new TypeError('The work was not admitted');
  return settled.permit;
}

const release = (permit: Permit): void => permit[Symbol.dispose]();

/** Lets everything that is settled run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether the work is in the queue: neither admitted nor shed. */
async function isWaiting(admission: Promise<Admission>): Promise<boolean> {
  let waiting = true;
  void admission.then(() => {
    waiting = false;
  });
  await settle();
  return waiting;
}

describe('slots', () => {
  test('as many as there are run at once, the rest in the order of asking', async () => {
    const { admit } = gateOnClock({ slots: 2 });
    const order: number[] = [];
    const permits = Array.from({ length: 5 }, async (_, index) => {
      const permit = await permitOf(admit());
      order.push(index);
      return permit;
    });
    await settle();
    expect(order).toEqual([0, 1]);
    for (const [index, permit] of permits.entries()) {
      release(await permit);
      await settle();
      expect(order).toEqual([0, 1, 2, 3, 4].slice(0, Math.min(5, index + 3)));
    }
  });

  test('a free slot goes to the next in line, not to who asks just then', async () => {
    const { admit } = gateOnClock();
    const order: string[] = [];
    const first = await permitOf(admit());
    const waiting = admit().then(() => order.push('waiting'));
    release(first);
    void admit().then(() => order.push('late'));
    await waiting;
    await settle();
    expect(order).toEqual(['waiting']);
  });

  test('releasing twice frees one slot', async () => {
    const { admit } = gateOnClock();
    const first = await permitOf(admit());
    const second = admit();
    const third = admit();
    release(first);
    release(first);
    expect(await isWaiting(third)).toBe(true);
    release(await permitOf(second));
    await third;
  });

  test('`using` releases', async () => {
    const { admit } = gateOnClock();
    {
      using _permit = await permitOf(admit());
    }
    expect((await admit()).kind).toBe('admitted');
  });

  test.each([{ slots: 0 }, { slots: 1.5 }, { slots: Number.NaN }, { queue: -1 }])('refuses %j', (options) => {
    expect(() => createGate(options)).toThrow(expect.objectContaining({ code: 'invalid-options' }));
  });
});

describe('shedding', () => {
  test('a full queue, at once and with the time that the work ahead takes', async () => {
    const { admit } = gateOnClock({ slots: 2, queue: 2 });
    await Promise.all([admit(), admit()]);
    expect(await isWaiting(admit())).toBe(true);
    expect(await isWaiting(admit())).toBe(true);
    expect(await admit()).toEqual({ kind: 'overloaded', retryAfterMs: 200 });
  });

  test('no queue at all', async () => {
    const { admit } = gateOnClock({ queue: 0 });
    const permit = await permitOf(admit());
    expect((await admit()).kind).toBe('overloaded');
    release(permit);
    expect((await admit()).kind).toBe('admitted');
  });

  test('an enrolment weighs six', async () => {
    const { admit } = gateOnClock({ queue: 6 });
    await admit(6);
    expect(await isWaiting(admit(6))).toBe(true);
    expect(await admit()).toEqual({ kind: 'overloaded', retryAfterMs: 1200 });
  });

  test('a deadline that the wait and the work would outlast', async () => {
    const { admit, pass } = gateOnClock();
    await admit();
    expect(await admit(1, 199)).toEqual({ kind: 'overloaded', retryAfterMs: 100 });
    expect(await isWaiting(admit(1, 200))).toBe(true);
    pass(50);
    expect((await admit(1, 249)).kind).toBe('overloaded');
    expect(await isWaiting(admit(1, 250))).toBe(true);
  });

  test('an idle gate admits whatever the deadline: waiting would not make it better', async () => {
    const { admit } = gateOnClock();
    expect((await admit(6, 1)).kind).toBe('admitted');
  });

  test('who has passed the deadline in the queue does not get the slot', async () => {
    const { admit, pass } = gateOnClock();
    const permit = await permitOf(admit());
    const late = admit(1, 300);
    const patient = admit();
    pass(300);
    release(permit);
    expect((await late).kind).toBe('overloaded');
    expect((await patient).kind).toBe('admitted');
  });

  test('the estimate follows what single units take, and only those', async () => {
    const { admit, pass } = gateOnClock();
    const work = async (units: number, ms: number): Promise<void> => {
      const permit = await permitOf(admit(units));
      pass(ms);
      release(permit);
    };
    for (let i = 0; i < 100; i++) await work(1, 20);
    await work(6, 10_000);
    await admit();
    expect((await admit(1, 39)).kind).toBe('overloaded');
    expect(await isWaiting(admit(1, 41))).toBe(true);
  });

  test('a permit that is released again later is measured once', async () => {
    const { admit, pass } = gateOnClock();
    const permit = await permitOf(admit());
    pass(100);
    release(permit);
    pass(10_000);
    release(permit);
    await admit();
    expect(await isWaiting(admit(1, 200))).toBe(true);
  });
});

describe('abort', () => {
  test('an aborted signal is refused before anything', async () => {
    const reason = new Error('gone');
    const { gate } = gateOnClock();
    await expect(gate.admit(1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('leaves the queue and rejects with the reason', async () => {
    const { gate, admit } = gateOnClock({ queue: 1 });
    const permit = await permitOf(admit());
    const caller = new AbortController();
    const reason = new Error('gone');
    const left = gate.admit(1, { signal: caller.signal });
    expect((await admit()).kind).toBe('overloaded');
    caller.abort(reason);
    await expect(left).rejects.toBe(reason);
    const next = admit();
    release(permit);
    expect((await next).kind).toBe('admitted');
  });

  test('after the slot was given it changes nothing', async () => {
    const { gate, admit } = gateOnClock();
    const permit = await permitOf(admit());
    const caller = new AbortController();
    const second = gate.admit(1, { signal: caller.signal });
    const third = admit();
    release(permit);
    caller.abort(new Error('gone'));
    release(await permitOf(second));
    expect((await third).kind).toBe('admitted');
  });
});

test('any interleaving: never more than the slots, never idle with someone waiting, served in order', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('ask' as const), units: fc.constantFrom(1, 6) }),
    fc.record({ kind: fc.constant('release' as const), which: fc.nat() }),
    fc.record({ kind: fc.constant('abort' as const), which: fc.nat() }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(500) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.nat(8), fc.array(step), async (slots, queue, steps) => {
      const { gate, pass } = gateOnClock({ slots, queue });
      let held: Permit[] = [];
      let waiting: { readonly id: number; readonly caller: AbortController }[] = [];
      const served: number[] = [];
      for (const [id, step] of steps.entries()) {
        if (step.kind === 'ask') {
          const caller = new AbortController();
          waiting.push({ id, caller });
          gate.admit(step.units, { signal: caller.signal }).then(
            (admission) => {
              waiting = waiting.filter((entry) => entry.id !== id);
              if (admission.kind === 'overloaded') return;
              held.push(admission.permit);
              served.push(id);
            },
            () => {
              waiting = waiting.filter((entry) => entry.id !== id);
            },
          );
        } else if (step.kind === 'release') {
          const permit = held[step.which % held.length];
          held = held.filter((other) => other !== permit);
          if (permit) release(permit);
        } else if (step.kind === 'abort') {
          waiting[step.which % waiting.length]?.caller.abort(new Error('gone'));
        } else {
          pass(step.ms);
        }
        await settle();
        expect(held.length).toBeLessThanOrEqual(slots);
        if (waiting.length > 0) expect(held.length).toBe(slots);
        expect(served).toEqual(served.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 50 },
  );
});
