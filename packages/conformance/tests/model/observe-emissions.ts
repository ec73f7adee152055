import type { Limits } from '@authfactor/engine';
import { TAKEN_BACK } from './account-changes.ts';
import { comparisonViolations } from './comparison-violations.ts';
import type { Emission } from './emission.ts';
import type { Seen, Violation } from './invariants.ts';
import { type Attempt, type Monitor, succeeded } from './monitor.ts';

const OUTCOMES: ReadonlySet<string> = new Set(['verified', 'mismatched', 'unusable', 'code-reused', 'lost']);
const FINAL: ReadonlySet<string> = new Set(
  'verified exhausted denied reported expired canceled failed completed superseded'.split(' '),
);

/** Enters what happened outside the store, and what that breaks. */
export function observeEmissions(
  emissions: readonly Emission[],
  by: string,
  seen: Seen,
): { readonly monitor: Monitor; readonly violations: readonly Violation[] } {
  let { monitor } = seen;
  const violations: Violation[] = [];
  const { now, limits } = seen;
  for (const emission of emissions) {
    switch (emission.kind) {
      case 'compared': {
        const entered = enterComparison(monitor, emission, by, now);
        if (entered === undefined) {
          violations.push({ invariant: 'one request id is compared at most once', detail: emission.request });
        } else {
          monitor = entered;
          violations.push(...comparisonViolations({ ...seen, monitor }));
        }
        break;
      }
      case 'begun':
        break;
      case 'asked':
        if (monitor.asked.includes(emission.id)) {
          violations.push({ invariant: 'a device is asked at most once', detail: `of ${emission.id}` });
        }
        monitor = { ...monitor, asked: [...monitor.asked, emission.id] };
        {
          const asking = enterAsking(monitor.attempts, emission.id, by);
          if (asking === undefined) {
            violations.push({
              invariant: 'a count is never lost',
              detail: `nobody counts the asking of ${emission.id}`,
            });
          } else monitor = { ...monitor, attempts: asking };
        }
        break;
      case 'decided':
        monitor = { ...monitor, attempts: monitor.attempts.map((attempt) => withDecision(attempt, emission)) };
        break;
      case 'told': {
        const state = emission.jti === undefined ? emission.state : `${emission.state} ${emission.jti}`;
        const before = monitor.told[emission.id];
        if (before !== undefined && before !== state) {
          const detail = `${before}, then ${state}`;
          violations.push({ invariant: 'a final state never changes once it was told', detail });
        }
        if (before === undefined && FINAL.has(emission.state)) {
          monitor = { ...monitor, told: { ...monitor.told, [emission.id]: state } };
        }
        break;
      }
      case 'answered': {
        const { request, outcome } = emission;
        if (outcome.startsWith('defect')) {
          violations.push({
            invariant: 'calls end with an outcome, a refusal or a fault of the store',
            detail: outcome,
          });
          break;
        }
        const before = monitor.answered[request];
        if (before !== undefined && outcome !== 'unavailable' && outcome !== before) {
          violations.push({ invariant: 'one request id has one outcome', detail: `${before}, then ${outcome}` });
        }
        if (before === undefined && OUTCOMES.has(outcome)) {
          monitor = { ...monitor, answered: { ...monitor.answered, [request]: outcome } };
        }
        if (monitor.attempts.some((attempt) => isLeftCounted(attempt, request, by, now, limits))) {
          violations.push({ invariant: 'a right answer is never left counted', detail: `told ${outcome}` });
        }
        break;
      }
      default:
        emission satisfies never;
    }
  }
  return { monitor, violations };
}

/** Marks the attempt for which this process asks; `undefined` where there is none that counts. */
function enterAsking(attempts: readonly Attempt[], id: string, by: string): readonly Attempt[] | undefined {
  const index = attempts.findLastIndex(({ request, by: other }) => other === by && request.startsWith(`${id}/`));
  const attempt = attempts[index];
  if (attempt === undefined || attempt.settled === TAKEN_BACK) return undefined;
  return attempts.map((known, i) => (i === index ? { ...known, asked: true } : known));
}

function withDecision(attempt: Attempt, { id, approved }: Extract<Emission, { kind: 'decided' }>): Attempt {
  return attempt.asked === true && attempt.request.startsWith(`${id}/`) ? { ...attempt, right: approved } : attempt;
}

/** The call is over, in time, and has left a right answer as a failure. */
function isLeftCounted(attempt: Attempt, request: string, by: string, now: number, limits: Limits): boolean {
  if (attempt.request !== request || attempt.by !== by || attempt.right !== true) return false;
  const lapsed = now >= attempt.at + limits.holdMs - limits.clockErrorMs;
  return !succeeded(attempt) && !lapsed && !attempt.overtaken && attempt.settled !== 'reused';
}

/** `undefined` where its request id was compared before. */
function enterComparison(
  monitor: Monitor,
  { request, right, generation }: Extract<Emission, { kind: 'compared' }>,
  by: string,
  now: number,
): Monitor | undefined {
  const known = [...monitor.attempts, ...monitor.erased].filter((attempt) => attempt.request === request);
  if (known.some(({ comparedAt }) => comparedAt !== undefined)) return undefined;
  const compared = { comparedAt: now, right, generation };
  const enter = (attempts: readonly Attempt[]): readonly Attempt[] => {
    const index = attempts.findLastIndex((attempt) => attempt.request === request);
    return attempts.map((attempt, i) => (i === index ? { ...attempt, ...compared } : attempt));
  };
  if (monitor.attempts.some((attempt) => attempt.request === request)) {
    return { ...monitor, attempts: enter(monitor.attempts) };
  }
  // Counted, though nothing is left of that: no outcome is owed to it.
  if (known.length > 0) return { ...monitor, erased: enter(monitor.erased) };
  // Nobody has reserved it.
  const bare: Attempt = { request, by, at: now, forgiven: false, cleared: false, overtaken: false, ...compared };
  return { ...monitor, attempts: [...monitor.attempts, bare] };
}
