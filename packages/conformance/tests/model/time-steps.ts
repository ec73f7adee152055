import type { Limits } from '@authfactor/engine';
import type { StoreState } from './store-states.ts';

type Boundary =
  | 'hold'
  | 'hold-grace'
  | 'expiry'
  | 'expiry-grace'
  | 'asking-grace'
  | 'lock'
  | 'forgotten'
  | 'enrollment-hold';

/**
 * The next times at which something changes of itself. Between two of them nothing does, so the clock needs to stand
 * nowhere else.
 */
export function boundaries(...kinds: readonly Boundary[]) {
  return (store: StoreState, now: number, limits: Limits): readonly number[] => {
    const times = kinds.flatMap((kind) => timesOf(kind, store, limits));
    return [...new Set(times)].filter((time) => time > now).sort((a, b) => a - b);
  };
}

function timesOf(kind: Boundary, { account, challenges }: StoreState, limits: Limits): readonly number[] {
  const entries = Object.values(account?.challenges ?? {});
  const holds = entries.flatMap(({ answers }) =>
    Object.values(answers).flatMap((answer) => (answer.state === 'reserved' ? [answer.holdUntil] : [])),
  );
  const expiries = challenges.map(({ expiresAt }) => expiresAt);
  switch (kind) {
    case 'hold':
      return holds;
    case 'hold-grace':
      return holds.map((time) => time + limits.clockErrorMs);
    case 'expiry':
      return expiries;
    case 'expiry-grace':
      return expiries.map((time) => time + limits.clockErrorMs);
    case 'asking-grace':
      return entries.flatMap(({ device }) =>
        device === undefined || device.transaction !== undefined ? [] : [device.holdUntil + limits.clockErrorMs],
      );
    case 'forgotten':
      return expiries.map((time) => time + limits.clockErrorMs + limits.idempotencyWindowMs);
    case 'lock': {
      const last = account?.attempts.recent.at(-1);
      return last === undefined ? [] : limits.lockSteps.map(({ lockMs }) => last.at + lockMs);
    }
    case 'enrollment-hold':
      return Object.values(account?.enrollments ?? {}).flatMap(({ answers }) =>
        Object.values(answers).flatMap((answer) => (answer.state === 'reserved' ? [answer.holdUntil] : [])),
      );
    default:
      return kind satisfies never;
  }
}
