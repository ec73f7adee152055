import type { AccountChanges } from './account-changes.ts';
import { requestKeyOf } from './emission.ts';
import type { Seen, Violation } from './invariants.ts';
import { countsInARow, countsInWindows, succeeded, wasTakenBack } from './monitor.ts';
import type { StoreState } from './store-states.ts';

/** What must hold in every state. */
export function stateViolations({ monitor, store, now, limits }: Seen): Violation[] {
  const { account, events } = store;
  if (account === undefined || account.erased === true) return [];
  const found: Violation[] = [];
  const { reserved, cleared, recent, withdrawn = [] } = account.attempts;
  const counted = reserved - cleared - withdrawn.length;
  const inARow = monitor.attempts.filter(countsInARow).length;
  if (counted < inARow) {
    const invariant = monitor.attempts.some(succeeded)
      ? 'a success clears only what was reserved before it'
      : 'a count is never lost';
    found.push({ invariant, detail: `${counted} are counted in a row, of ${inARow}` });
  }
  const counting = monitor.attempts.filter((attempt) => !succeeded(attempt) && !wasTakenBack(attempt));
  const mayBeInARow = counting.filter(({ forgiven }) => !forgiven).length;
  if (recent.length > counting.length || counted > mayBeInARow) {
    const detail = `${counted} are counted in a row, ${recent.length} at all, of ${mayBeInARow} and ${counting.length}`;
    found.push({ invariant: 'a right answer is never left counted', detail });
  }
  const longest = Math.max(...limits.windows.map(({ spanMs }) => spanMs)) - limits.clockErrorMs;
  const inWindow = monitor.attempts.filter((attempt) => countsInWindows(attempt) && attempt.at > now - longest).length;
  if (recent.length < inWindow) {
    found.push({ invariant: 'a count is never lost', detail: `${recent.length} are counted, of ${inWindow}` });
  }
  const waiting = account.outbox.filter((event) => !events.some(({ id }) => id === event.id));
  for (const [challengeId, { state, device }] of Object.entries(account.challenges)) {
    if (state !== undefined && device?.matchCode !== undefined) {
      found.push({ invariant: 'a code to match ends with its challenge', detail: `of ${challengeId}, now ${state}` });
    }
    const told = [...events, ...waiting].filter(
      (event) => event.type === 'challenge.verified' && event.challengeId === challengeId,
    ).length;
    if (told !== (state === 'verified' ? 1 : 0)) {
      found.push({ invariant: 'verified implies its event, once', detail: `${told} events of a challenge ${state}` });
    }
  }
  if (account.history.some(({ record }) => record === account.credential?.record)) {
    found.push({ invariant: 'a new credential is none of the last five', detail: 'the history holds it' });
  }
  return found;
}

/** What must hold of one write. `monitor`: with the write in it. */
export function writeViolations(before: StoreState, changes: AccountChanges, { monitor, store }: Seen): Violation[] {
  const found: Violation[] = [];
  for (const challengeId of changes.endedOtherwise) {
    found.push({ invariant: 'a final state never changes once it was told', detail: `of ${challengeId}, as stored` });
  }
  for (const { challengeId, state } of changes.ended) {
    if (state !== 'verified') continue;
    const proof = monitor.attempts.find(
      ({ request, settled, right, generation }) =>
        request.startsWith(`${challengeId}/`) &&
        settled === 'matched' &&
        right === true &&
        generation === before.account?.credential?.generation,
    );
    if (proof === undefined || monitor.outdated.includes(challengeId)) {
      found.push({
        invariant: 'verified means a right answer to the credential that stands',
        detail: proof === undefined ? 'nothing right was compared with it' : 'it was changed after the challenge began',
      });
    }
  }
  for (const { challengeId, requestId } of changes.reserved) {
    const request = requestKeyOf(challengeId, requestId);
    const standing = monitor.attempts.filter((attempt) => attempt.request === request && !wasTakenBack(attempt));
    if (standing.length > 1) {
      found.push({ invariant: 'a right answer is never left counted', detail: `${request} is counted twice` });
    }
  }
  const [old, now] = [before.account, store.account];
  if (old !== undefined && now !== undefined && now.erased !== true) {
    const shrinks =
      now.attempts.reserved < old.attempts.reserved ||
      now.attempts.cleared < old.attempts.cleared ||
      now.attempts.cleared > now.attempts.reserved ||
      now.version < old.version ||
      now.epoch < old.epoch ||
      now.generation < old.generation;
    if (shrinks) found.push({ invariant: 'a count is never lost', detail: 'a counter went back' });
  }
  return found;
}
