import { describe, expect, it } from 'vitest';
import { createSharedPolls } from './shared-polls.ts';

const never = new AbortController().signal;

describe('createSharedPolls', () => {
  it('gives everyone who waits what one call gave, a fault too', async () => {
    const polls = createSharedPolls<string>();
    const places = [polls.join('a'), polls.join('a'), polls.join('b')];
    let calls = 0;
    const answers = places.map((place) => place.ask(async () => `call ${++calls}`, never));
    expect(await Promise.all(answers)).toEqual(['call 1', 'call 1', 'call 2']);
    const failing = places.map((place) => place.ask(() => Promise.reject(new Error('down')), never));
    for (const { status } of await Promise.allSettled(failing)) expect(status).toBe('rejected');
    expect(await places[0]?.ask(async () => 'up', never)).toBe('up');
  });

  it('tells when the next call is due, from the end of the last one', async () => {
    let now = 1_000;
    const polls = createSharedPolls<void>(() => now);
    using first = polls.join('a');
    using second = polls.join('a');
    expect(second.dueInMs(100)).toBe(Number.NEGATIVE_INFINITY);
    await first.ask(async () => {
      now += 50;
    }, never);
    expect(second.dueInMs(100)).toBe(100);
    now += 130;
    expect(second.dueInMs(100)).toBe(-30);
  });

  it('keeps nothing once nobody waits', async () => {
    const polls = createSharedPolls<void>();
    {
      using place = polls.join('a');
      await place.ask(async () => undefined, never);
      using other = polls.join('a');
      expect(other.dueInMs(1_000)).toBeGreaterThan(0);
    }
    using later = polls.join('a');
    expect(later.dueInMs(1_000)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('calls nobody for a caller who has gone', async () => {
    using place = createSharedPolls<void>().join('a');
    let calls = 0;
    const asked = place.ask(async () => void calls++, AbortSignal.abort(new Error('gone')));
    await expect(asked).rejects.toThrow('gone');
    expect(calls).toBe(0);
  });
});
