import { randomInt } from 'node:crypto';
import type { FakeFactor, FakeUser } from './directory.ts';
import { newOktaId } from './okta-id.ts';

/** One push, as a test and a demonstration see it. */
export interface FakePush {
  readonly id: string;
  readonly userId: string;
  readonly login: string;
  readonly factorId: string;
  /** A `factorResult`. */
  readonly result: string;
  /** What the device shows, where a number is to be matched. */
  readonly numbers: readonly number[];
  readonly correctAnswer?: number;
  readonly expiresAt: number;
}

/** The pushes of the fake organisation, and the devices that answer them. */
export interface Pushes {
  send(user: FakeUser, factor: FakeFactor, numberMatching: boolean): FakePush;
  find(id: string): FakePush | undefined;
  /** Those that wait, the oldest first. */
  pending(): readonly FakePush[];
  /** "Yes, it's me", with the right number. Gives whether the push was waiting; so do the others. */
  approve(id: string): boolean;
  /** "No, it's not me". */
  deny(id: string): boolean;
  /** The same and a report to the security team, of which Okta's API tells nothing. */
  report(id: string): boolean;
  /** Any number but the right one rejects. */
  choose(id: string, number: number): boolean;
  /** Any result whatsoever. */
  end(id: string, result: string): boolean;
  /** Takes it back. Gives whether there was one. */
  cancel(id: string): boolean;
  /** How many were ever sent, to one user or to all. */
  sent(login?: string): number;
}

interface PushesOptions {
  readonly ttlMs: number;
  readonly now?: () => number;
}

export function createPushes({ ttlMs, now = Date.now }: PushesOptions): Pushes {
  const pushes = new Map<string, FakePush>();
  const sent: string[] = [];

  function current(id: string): FakePush | undefined {
    const push = pushes.get(id);
    const isLate = push?.result === 'WAITING' && now() >= push.expiresAt;
    return isLate ? { ...push, result: 'TIMEOUT' } : push;
  }

  function end(id: string, result: string): boolean {
    const push = current(id);
    if (push?.result !== 'WAITING') return false;
    pushes.set(id, { ...push, result });
    return true;
  }

  return {
    send(user, factor, numberMatching) {
      sent.push(String(user.profile.login));
      const numbers = numberMatching ? threeNumbers() : [];
      const correctAnswer = numbers[randomInt(Math.max(numbers.length, 1))];
      const push: FakePush = {
        id: newOktaId('mst'),
        userId: user.id,
        login: String(user.profile.login),
        factorId: factor.id,
        result: 'WAITING',
        numbers,
        ...(correctAnswer === undefined ? {} : { correctAnswer }),
        expiresAt: now() + ttlMs,
      };
      pushes.set(push.id, push);
      return push;
    },
    find: current,
    pending: () => [...pushes.keys()].flatMap((id) => current(id) ?? []).filter(({ result }) => result === 'WAITING'),
    approve: (id) => end(id, 'SUCCESS'),
    deny: (id) => end(id, 'REJECTED'),
    report: (id) => end(id, 'REJECTED'),
    choose: (id, number) => end(id, current(id)?.correctAnswer === number ? 'SUCCESS' : 'REJECTED'),
    end,
    cancel: (id) => pushes.delete(id),
    sent: (login) => (login === undefined ? sent.length : sent.filter((to) => to === login).length),
  };
}

function threeNumbers(): readonly number[] {
  const numbers = new Set<number>();
  while (numbers.size < 3) numbers.add(randomInt(10, 100));
  return [...numbers];
}
