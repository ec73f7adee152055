import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { raceItself, type ScratchDocument } from './race-itself.ts';

const key = { tenant: 'tenant', factorType: 'none' };
const server = { name: 'FerretDB', version: 'v1.24.0' };

/** What a server holds of one document, without any of the care that it needs. */
function createSlot() {
  let stored: ScratchDocument | undefined;
  return {
    read: async () => stored,
    set(next: ScratchDocument): true {
      stored = next;
      return true;
    },
    isAt: (expected: number | undefined) => stored?.version === expected,
  };
}

describe('raceItself', () => {
  it('accepts a server that lets one writer win', async () => {
    const slot = createSlot();
    const write = async (next: ScratchDocument, expected: number | undefined) => {
      await setImmediate();
      return slot.isAt(expected) && slot.set(next);
    };
    await raceItself({ read: slot.read, write }, key, server);
  });

  it('refuses one that compares and sets in two steps, by its name', async () => {
    const slot = createSlot();
    const write = async (next: ScratchDocument, expected: number | undefined) => {
      if (!slot.isAt(expected)) return false;
      await setImmediate();
      return slot.set(next);
    };
    await expect(raceItself({ read: slot.read, write }, key, server)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('FerretDB v1.24.0 cannot keep attempt counts: 24 of 24'),
    });
  });

  it('refuses one that does so now and then', async () => {
    const slot = createSlot();
    let writes = 0;
    const write = async (next: ScratchDocument, expected: number | undefined) => {
      writes += 1;
      const isAt = slot.isAt(expected);
      if (isAt && writes > 200) await setImmediate();
      return isAt && slot.set(next);
    };
    await expect(raceItself({ read: slot.read, write }, key, server)).rejects.toThrow('writers won one version');
  });

  it('refuses one on which nobody wins', async () => {
    const slot = createSlot();
    await expect(raceItself({ read: slot.read, write: async () => false }, key, server)).rejects.toThrow('0 of 24');
  });

  it('refuses one that reads something older afterwards', async () => {
    const slot = createSlot();
    const write = async (next: ScratchDocument, expected: number | undefined) => slot.isAt(expected) && slot.set(next);
    const stale = { read: async () => undefined, write };
    await expect(raceItself(stale, key, server)).rejects.toThrow('was not read afterwards');
  });
});
