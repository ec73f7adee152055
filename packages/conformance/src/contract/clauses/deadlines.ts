import { setTimeout as delay } from 'node:timers/promises';
import { SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import { durationMs } from '@bufbuild/protobuf/wkt';
import type { TestedClause } from '../clause.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';

const SHORT_MS = 200;
/** More than the suite's patience has to be enough for a long poll that nobody ends. */
const LONG_MS = 60_000;

/** Time, waiting and giving up. */
export const DEADLINES: readonly TestedClause[] = [
  {
    id: '11.1',
    text: 'GetChallenge with a wait must answer at once where the challenge has ended, and at the end of the wait where nothing happened.',
    async test(kit) {
      const opened = await kit.agent.open(await kit.pool.take());
      const { challenge } = accepted(
        await kit.agent.get(opened, { waitMs: SHORT_MS }),
        'GetChallenge that waits for nothing',
      );
      mustEqual(challenge?.state, opened.challenge.state, 'The state after the wait');
      accepted(await kit.agent.cancel(opened), 'CancelChallenge');
      // Its answer would come too late for the suite's patience, did it wait.
      const ended = accepted(await kit.agent.get(opened, { waitMs: LONG_MS }), 'GetChallenge of one that has ended');
      mustEqual(ended.challenge?.state, State.CANCELED, 'The state');
    },
  },
  {
    id: '11.2',
    text: 'GetChallenge with a wait must answer with the new state when it comes.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject);
      const waiting = kit.agent.get(opened, { waitMs: LONG_MS });
      await delay(SHORT_MS);
      accepted(await kit.agent.submit(opened, await subject.right(opened.challengeId)), 'The right answer');
      mustEqual(
        accepted(await waiting, 'GetChallenge').challenge?.state,
        State.VERIFIED,
        'The state that it waited for',
      );
    },
  },
  {
    id: '11.3',
    text: 'A call whose deadline passes must end with DEADLINE_EXCEEDED, and leave the challenge as it was.',
    async test(kit) {
      const opened = await kit.agent.open(await kit.pool.take());
      const answer = await kit.agent.get(opened, { waitMs: LONG_MS, timeoutMs: SHORT_MS });
      must(answer.kind === 'error', 'A call must not outlive its deadline');
      mustEqual(answer.error.code, 'DEADLINE_EXCEEDED', 'The code');
      mustEqual(
        accepted(await kit.agent.get(opened), 'GetChallenge').challenge?.state,
        opened.challenge.state,
        'The state',
      );
    },
  },
  {
    id: '11.4',
    text: 'A call that its caller gives up must leave the challenge as it was, and the service to others.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject);
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => kit.agent.get(opened, { waitMs: LONG_MS, signal: AbortSignal.timeout(SHORT_MS) })),
      );
      must(
        answers.every((answer) => answer.kind === 'error' && answer.error.local),
        'None of the calls that were given up may have ended by itself',
      );
      const answer = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      mustEqual(accepted(answer, 'The right answer afterwards').outcome, Outcome.VERIFIED, 'Its outcome');
    },
  },
  {
    id: '11.5',
    profiles: ['standalone'],
    text: 'A challenge that nobody answers until expires_at must become EXPIRED, and take no answer from then on but CHALLENGE_CLOSED.',
    async test(kit) {
      kit.inBand();
      const ttl = kit.factor.challengeTtl === undefined ? 0 : durationMs(kit.factor.challengeTtl);
      if (ttl > kit.patienceMs) return skip(`a challenge lives for ${ttl} ms, which is longer than --patience`);
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject);
      const expired = accepted(
        await kit.agent.get(opened, { waitMs: Math.min(2 * ttl + 2000, LONG_MS) }),
        'GetChallenge',
      );
      mustEqual(expired.challenge?.state, State.EXPIRED, 'The state after expires_at');
      const late = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      refused(late, 'CHALLENGE_CLOSED', 'The right answer after expires_at');
    },
  },
];
