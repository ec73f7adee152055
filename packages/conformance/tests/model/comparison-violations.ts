import type { Seen, Violation } from './invariants.ts';
import { type Attempt, countsInARow, countsInWindows } from './monitor.ts';

/** What must hold of comparisons: on reservation order, whatever order they were made in. */
export function comparisonViolations({ monitor, limits }: Seen): Violation[] {
  const found: Violation[] = [];
  const tooMany = (detail: string): void => {
    found.push({ invariant: 'no more attempts are compared than the limits allow', detail });
  };
  const compared = monitor.attempts.filter(isCompared);
  const inARow = compared.filter(countsInARow);
  for (const [n, attempt] of inARow.entries()) {
    const step = limits.lockSteps.findLast(({ failures }) => n >= failures);
    if (step === undefined) continue;
    const until = Math.max(...inARow.slice(0, n).map(({ at }) => at)) + step.lockMs - limits.clockErrorMs;
    if (attempt.comparedAt < until) tooMany(`number ${n + 1} in a row, while locked`);
  }
  const counted = compared.filter(countsInWindows);
  for (const window of limits.windows) {
    for (const [n, attempt] of counted.entries()) {
      const since = attempt.comparedAt - window.spanMs + limits.clockErrorMs;
      const inside = counted.slice(0, n).filter(({ at }) => at > since).length;
      if (inside >= window.attempts) tooMany(`number ${inside + 1} within ${window.spanMs} ms`);
    }
  }
  const perChallenge = Map.groupBy(compared, ({ request }) => request.slice(0, request.indexOf('/')));
  for (const [challengeId, { length }] of perChallenge) {
    if (length > limits.attemptsPerChallenge) tooMany(`${length} of challenge ${challengeId}`);
  }
  return found;
}

const isCompared = (attempt: Attempt): attempt is Attempt & { readonly comparedAt: number } =>
  attempt.comparedAt !== undefined;
