import { randomUUID } from 'node:crypto';
import {
  Channel,
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
  type SubmitAnswerResponse,
  SubmitAnswerResponseSchema,
} from '@authfactor/proto';
import { clone } from '@bufbuild/protobuf';
import type { BeginChange } from '../agent.ts';
import type { TestedClause } from '../clause.ts';
import { accepted, must, mustEqual, reasonOf, refused, skip } from '../must.ts';
import { readAssertion } from '../read-assertion.ts';

const COPIES = 8;

/** A repeated answer may be signed anew, with the same claims. */
function comparable(answer: SubmitAnswerResponse): SubmitAnswerResponse {
  const copy = clone(SubmitAnswerResponseSchema, answer);
  const verification = copy.challenge?.verification;
  if (verification !== undefined && verification.assertion !== '') {
    verification.assertion = JSON.stringify(readAssertion(verification.assertion));
  }
  return copy;
}

/** One request id, one outcome. */
export const IDEMPOTENCY: readonly TestedClause[] = [
  {
    id: '5.1',
    text: 'A begin that is repeated with its request id must give the same challenge, also where copies arrive at once.',
    async test(kit) {
      const subject = await kit.pool.take();
      const change = { requestId: randomUUID(), sessionId: 'conformance', purpose: 'test' };
      const answers = await Promise.all(Array.from({ length: COPIES }, () => kit.agent.begin(subject.id, change)));
      // Copies that met may be asked to come back.
      const [first] = answers.filter((answer) => answer.kind === 'ok');
      must(
        first !== undefined,
        `One of ${COPIES} begins at once must succeed; they gave ${answers.map(reasonOf).join(', ')}`,
      );
      const again = await kit.agent.begin(subject.id, change);
      for (const answer of [...answers, again]) {
        if (reasonOf(answer) === 'CONCURRENT_ATTEMPT') continue;
        const { challenge } = accepted(answer, 'A repeated begin');
        mustEqual(challenge?.challengeId, first.message.challenge?.challengeId, 'The challenge_id of a repeated begin');
        mustEqual(challenge?.expiresAt, first.message.challenge?.expiresAt, 'The expires_at of a repeated begin');
      }
    },
  },
  {
    id: '5.2',
    text: 'A begin with a request id that was used for another subject, session, purpose, origin, language or other channels must be refused with REQUEST_ID_REUSED.',
    async test(kit) {
      const subject = await kit.pool.take();
      const another = await kit.pool.take();
      const [channel] = kit.factor.channels;
      const requestId = randomUUID();
      const base = { requestId, sessionId: 'conformance', purpose: 'test', origin: 'origin', languageCode: 'en' };
      accepted(await kit.agent.begin(subject.id, base), 'BeginChallenge');
      const changes: readonly (readonly [string, BeginChange])[] = [
        ['session', { sessionId: 'another session' }],
        ['purpose', { purpose: 'another' }],
        ['origin', { origin: 'another' }],
        ['language', { languageCode: 'fr' }],
        ['channels', { offeredChannels: channel === undefined ? [Channel.TEXT] : [channel] }],
      ];
      for (const [what, change] of changes) {
        const answer = await kit.agent.begin(subject.id, { ...base, ...change });
        refused(answer, 'REQUEST_ID_REUSED', `A begin with the request id of one with another ${what}`);
      }
      if (another.id === subject.id) return skip('the answers file lists one subject; the other fields were tested');
      refused(
        await kit.agent.begin(another.id, base),
        'REQUEST_ID_REUSED',
        'A begin with the request id of another subject’s',
      );
    },
  },
  {
    id: '5.3',
    text: 'An answer that is repeated with its request id must give the same result, and be counted once.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      const requestId = randomUUID();
      const first = accepted(await kit.agent.submit(opened, subject.wrong(), { requestId }), 'A wrong answer');
      const again = accepted(await kit.agent.submit(opened, subject.wrong(), { requestId }), 'The same, repeated');
      mustEqual(again, first, 'The result of a repeated wrong answer');
      const text = await subject.right(opened.challengeId);
      const rightId = randomUUID();
      const right = accepted(await kit.agent.submit(opened, text, { requestId: rightId }), 'The right answer');
      const rightAgain = accepted(await kit.agent.submit(opened, text, { requestId: rightId }), 'The same, repeated');
      mustEqual(comparable(rightAgain), comparable(right), 'The result of a repeated right answer');
    },
  },
  {
    id: '5.4',
    text: 'A request id that comes back with another answer must give the outcome that it has: a right one does not make a wrong one good.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      const requestId = randomUUID();
      accepted(await kit.agent.submit(opened, subject.wrong(), { requestId }), 'A wrong answer');
      const text = await subject.right(opened.challengeId);
      const again = accepted(
        await kit.agent.submit(opened, text, { requestId }),
        'The right answer with the same request id',
      );
      mustEqual(again.outcome, Outcome.MISMATCHED, 'Its outcome');
      mustEqual(again.challenge?.state, State.AWAITING_INPUT, 'The state');
    },
  },
  {
    id: '5.5',
    text: 'A request id must keep its outcome after its challenge has ended, whatever it ended as.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      const [wrongId, rightId] = [randomUUID(), randomUUID()];
      accepted(await kit.agent.submit(opened, subject.wrong(), { requestId: wrongId }), 'A wrong answer');
      const text = await subject.right(opened.challengeId);
      accepted(await kit.agent.submit(opened, text, { requestId: rightId }), 'The right answer');
      const wrong = accepted(
        await kit.agent.submit(opened, text, { requestId: wrongId }),
        'The wrong answer, repeated',
      );
      mustEqual(wrong.outcome, Outcome.MISMATCHED, 'The outcome of the wrong answer, repeated');
      const right = accepted(
        await kit.agent.submit(opened, subject.wrong(), { requestId: rightId }),
        'The right answer, repeated',
      );
      mustEqual(right.outcome, Outcome.VERIFIED, 'The outcome of the right answer, repeated');
    },
  },
  {
    id: '5.6',
    text: 'Copies of one request id that arrive at once, each with another answer, must have one outcome and cost one attempt.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      const requestId = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: COPIES }, (_, i) => kit.agent.submit(opened, subject.wrong(i), { requestId })),
      );
      for (const answer of answers)
        mustEqual(accepted(answer, 'A copy of an answer').outcome, Outcome.MISMATCHED, 'The outcome of a copy');
      const { challenge } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(
        challenge?.attemptsRemaining,
        (opened.challenge.attemptsRemaining ?? 0) - 1,
        'attempts_remaining after all copies',
      );
    },
  },
  {
    id: '5.7',
    text: 'An answer whose response was lost must be counted once: repeated with its request id it has its outcome.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(2);
      const opened = await kit.agent.open(subject);
      const requestId = randomUUID();
      for (const ms of [0, 1, 3]) {
        await kit.agent.submitOnce({ ...opened }, subject.wrong(), { requestId, signal: AbortSignal.timeout(ms) });
      }
      const answer = accepted(await kit.agent.submit(opened, subject.wrong(), { requestId }), 'The answer, repeated');
      must(
        answer.outcome === Outcome.MISMATCHED || answer.outcome === Outcome.LOST,
        'The outcome of a wrong answer, repeated, must be MISMATCHED, or LOST in a fault',
      );
      mustEqual(
        answer.challenge?.attemptsRemaining,
        (opened.challenge.attemptsRemaining ?? 0) - 1,
        'attempts_remaining',
      );
      const right = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      mustEqual(accepted(right, 'The right answer').outcome, Outcome.VERIFIED, 'The outcome of the right answer');
    },
  },
  {
    id: '5.8',
    text: 'An unusable answer that is repeated with its request id must give the same result, also with an answer that is usable.',
    async test(kit) {
      kit.inBand();
      const [unusable] = kit.answers.unusable;
      if (unusable === undefined) return skip('the answers file lists no unusable answers');
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject);
      const requestId = randomUUID();
      const first = accepted(await kit.agent.submit(opened, unusable.text, { requestId }), 'An unusable answer');
      const text = await subject.right(opened.challengeId);
      const again = accepted(
        await kit.agent.submit(opened, text, { requestId }),
        'The right answer with the same request id',
      );
      mustEqual(again, first, 'Its result');
    },
  },
];
