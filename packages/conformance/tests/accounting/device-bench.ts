import { randomUUID } from 'node:crypto';
import type { Waits } from '@authfactor/engine';
import { createScriptedDevice, type ScriptedDevice, type ScriptedDeviceOptions } from '../../src/factors/index.ts';
import { contextOf, createWorkbench, SESSION, SUBJECT, TENANT } from './workbench.ts';

export type BenchOptions = NonNullable<Parameters<typeof createWorkbench>[1]>;

/** A workbench with a scripted device. */
export function createDeviceBench(options: ScriptedDeviceOptions = {}, benchOptions: BenchOptions = {}) {
  const device = createScriptedDevice(options);
  const bench = createWorkbench(device, benchOptions);
  const { verification, administration } = bench.engine;
  return {
    ...bench,
    device,
    begin: (requestId: string = randomUUID(), changes: Parameters<typeof bench.begin>[1] = {}) =>
      bench.begin({}, { channels: ['speech'], requestId, ...changes }),
    get: (challengeId: string, waitMs = 0, signal?: AbortSignal) =>
      verification.getChallenge(contextOf({}, signal), { challengeId, session: SESSION, waitMs }),
    cancel: (challengeId: string) => verification.cancelChallenge(contextOf(), { challengeId, session: SESSION }),
    reset: (kind: 'disable' | 'enable' | 'unlock') =>
      administration.resetSubject(contextOf(), {
        requestId: randomUUID(),
        tenant: TENANT,
        subject: SUBJECT,
        factorType: device.info.factorType,
        kind,
        reason: 'test',
      }),
    erase: () =>
      administration.deleteSubject(contextOf(), {
        requestId: randomUUID(),
        tenant: TENANT,
        subject: SUBJECT,
        reason: 'test',
      }),
    /** The id of the newest challenge that the account knows. */
    newest: async () => Object.keys((await bench.account()).challenges).at(-1) ?? '',
    /** Type and reason of every event so far, of those that have one. */
    async reasons() {
      const account = await bench.memory.readAccount({
        tenant: TENANT,
        factorType: device.info.factorType,
        subject: SUBJECT,
      });
      const logged = await bench.memory.listEvents({ tenant: TENANT, types: [], limit: 1000 });
      const waiting = (account?.outbox ?? []).filter((event) => !logged.some((known) => known.id === event.id));
      return [...logged, ...waiting].flatMap(({ type, reason }) => (reason === undefined ? [] : [`${type} ${reason}`]));
    },
  };
}

/** Waits of which the time limits are this signal's. */
export const waitsUntil = (limit: (ms: number) => AbortSignal): Waits => ({
  pause: (ms) => new Promise((done) => setTimeout(done, ms)),
  timeout: limit,
  turn: () => new Promise((done) => setImmediate(done)),
});

/** Waits until `holds` does. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 1));
}

export const isAsked =
  (device: ScriptedDevice, times = 1) =>
  () =>
    device.asked() >= times;
