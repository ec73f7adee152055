import type { AccountDocument, Store } from '@authfactor/engine';
import { TENANT } from './actors.ts';
import type { GivenAnswer, TestCall } from './many-callers.ts';

type StoredAnswer = AccountDocument['challenges'][string]['answers'][string];

/** What is stored of an answer, by what was told of it. One that nobody settled is told as lost. */
const STORED_AS: Readonly<Partial<Record<NonNullable<GivenAnswer['told']>, readonly StoredAnswer['state'][]>>> = {
  verified: ['matched'],
  mismatched: ['mismatched'],
  lost: ['lost', 'reserved'],
};

/**
 * What is wrong with what is stored: an answer that is not as it was told, a count that is lost, a success or a failure
 * without its event. Empty where nothing is.
 */
export async function contradictions(store: Store, calls: readonly TestCall[]): Promise<readonly string[]> {
  const events = await eventsIn(store);
  const found = calls.map(async (call) => {
    const key = { tenant: TENANT, factorType: 'soft-pin', subject: call.subject };
    const account = await store.readAccount(key);
    if (account === undefined) return [`${call.subject} is gone`];
    return contradictionsOf(call, account, events).map((what) => `${call.subject}: ${what}`);
  });
  return (await Promise.all(found)).flat();
}

function contradictionsOf(call: TestCall, account: AccountDocument, events: readonly string[]): readonly string[] {
  const { attempts } = account;
  const entry = account.challenges[call.challengeId];
  const stored = call.answers.map(({ requestId }) => entry?.answers[requestId]);
  const counted = stored.flatMap((answer) => (answer !== undefined && 'seq' in answer ? [answer] : []));
  const count = (state: StoredAnswer['state']): number => counted.filter((answer) => answer.state === state).length;
  const logged = (type: string): number => events.filter((event) => event === `${type} ${call.challengeId}`).length;
  const uncounted = counted.filter(
    ({ state, seq }) => state !== 'matched' && !attempts.recent.some((recent) => recent.seq === seq),
  );
  const checks: readonly (readonly [boolean, string])[] = [
    ...call.answers.map(({ told, right }, i): readonly [boolean, string] => {
      const state = stored[i]?.state;
      const isAsTold = told !== undefined && state !== undefined && STORED_AS[told]?.includes(state) === true;
      const isTrue = told === 'lost' || (told === 'verified') === right;
      return [isAsTold && isTrue, `a ${right ? 'right' : 'wrong'} answer was told ${told} and is stored as ${state}`];
    }),
    [attempts.reserved === call.answers.length, `${attempts.reserved} are counted of ${call.answers.length}`],
    [new Set(counted.map(({ seq }) => seq)).size === call.answers.length, 'two answers are one attempt'],
    [uncounted.length === 0, `${uncounted.length} answers that were not right are not among the recent ones`],
    [(entry?.state === 'verified') === (count('matched') === 1), `the challenge is ${entry?.state}`],
    [logged('challenge.verified') === count('matched'), 'a success and its event are not one'],
    [logged('challenge.mismatched') === count('mismatched'), 'failures and their events are not as many'],
  ];
  return checks.flatMap(([holds, what]) => (holds ? [] : [what]));
}

/** Type and challenge of every event, in the log or on its way there, each event once. */
async function eventsIn(store: Store): Promise<readonly string[]> {
  const events = new Map<string, string>();
  // Outboxes first: what leaves one meanwhile is in the log by then.
  for await (const { outbox } of store.walkAccounts()) {
    for (const { id, type, challengeId } of outbox) events.set(id, `${type} ${challengeId}`);
  }
  for (const { id, type, challengeId } of await store.listEvents({ tenant: TENANT, types: [], limit: 10_000 })) {
    events.set(id, `${type} ${challengeId}`);
  }
  return [...events.values()];
}
