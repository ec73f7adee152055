import { expect, test } from 'vitest';
import type { OpenChallenge } from '../values/challenge.ts';
import { createDeviceNotices } from './device-notices.ts';
import type { DeviceNotice } from './verify-request.ts';

const challenge = (matchCode?: string, state: OpenChallenge['state'] = 'awaiting-device'): OpenChallenge => ({
  challengeId: 'c',
  factorType: 'push',
  state,
  final: false,
  prompt: undefined,
  expiresAt: undefined,
  pollIntervalMs: 10,
  attemptsRemaining: undefined,
  matchCode,
});

const setUp = (tell: (notice: DeviceNotice) => void | Promise<void> = () => undefined) => {
  const told: DeviceNotice[] = [];
  const faults: unknown[] = [];
  const notices = createDeviceNotices(
    (notice) => {
      told.push(notice);
      return tell(notice);
    },
    (fault) => faults.push(fault),
  );
  return { notices, told, faults };
};

test('what is told: that a device is awaited, then its code, then another code, each once', () => {
  const { notices, told } = setUp();
  for (const code of [undefined, undefined, '42', '42', undefined, '57']) notices.show(challenge(code));
  expect(told.map(({ matchCode }) => matchCode)).toEqual([undefined, '42', '57']);
  expect(told.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  notices.end();
  expect(told.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
});

test('nothing is told of a challenge that awaits something else, and what was told is out of date then', () => {
  const { notices, told } = setUp();
  notices.show(challenge('42'));
  notices.show(challenge(undefined, 'awaiting-input'));
  expect(told).toHaveLength(1);
  expect(told[0]?.signal.aborted).toBe(true);
});

test('a fault is handed on, thrown or rejected; not one of a notice that is out of date', async () => {
  const fault = new Error('no line');
  const thrown = setUp(() => {
    throw fault;
  });
  thrown.notices.show(challenge());
  const late = setUp(({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(fault))));
  late.notices.show(challenge());
  late.notices.end();
  await new Promise(setImmediate);
  expect(thrown.faults).toEqual([fault]);
  expect(late.faults).toEqual([]);
});
