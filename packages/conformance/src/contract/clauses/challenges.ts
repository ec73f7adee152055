import {
  type Challenge,
  Challenge_StateSchema,
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
  SubmitAnswerResponse_UnusableSchema,
} from '@authfactor/proto';
import { durationMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { Opened } from '../agent.ts';
import type { TestedClause } from '../clause.ts';
import { nameOf } from '../enum-name.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';
import { readAssertion } from '../read-assertion.ts';

/** More than any service may need to end a challenge. */
const MOST_ANSWERS = 12;

/** Answers wrongly until the challenge ends; gives it as it ended. */
export async function exhaust(kit: Kit, opened: Opened): Promise<Challenge> {
  for (let i = 0; i < MOST_ANSWERS; i++) {
    const answer = await kit.agent.submit(opened, opened.subject.wrong(i));
    const { challenge } = accepted(answer, `Wrong answer ${i + 1}`);
    if (challenge !== undefined && challenge.state !== State.AWAITING_INPUT) return challenge;
  }
  throw new TypeError(`The challenge is still open after ${MOST_ANSWERS} wrong answers`);
}

/** A challenge that was answered rightly. */
export async function verified(kit: Kit): Promise<{ readonly opened: Opened; readonly challenge: Challenge }> {
  const subject = await kit.pool.take();
  const opened = await kit.agent.open(subject);
  const answer = accepted(await kit.agent.submit(opened, await subject.right(opened.challengeId)), 'The right answer');
  mustEqual(answer.outcome, Outcome.VERIFIED, 'The outcome of the right answer');
  must(answer.challenge !== undefined, 'The answer must come with its challenge');
  return { opened, challenge: answer.challenge };
}

/** The life of one challenge. */
export const CHALLENGES: readonly TestedClause[] = [
  {
    id: '3.1',
    text: 'A begun challenge must have an id, its factor type, a prompt with a sentence in a language, an end in the future and attempts left, and no result.',
    async test(kit) {
      kit.inBand();
      const opened = await kit.agent.open(await kit.pool.take());
      const { challenge } = opened;
      must(
        challenge.challengeId !== '' && Buffer.byteLength(challenge.challengeId) <= 256,
        'challenge_id must be 1 to 256 bytes',
      );
      mustEqual(challenge.factorType, kit.factorType, 'factor_type');
      mustEqual(challenge.state, State.AWAITING_INPUT, 'state');
      must((challenge.prompt?.text ?? '') !== '', 'prompt.text must be set');
      must(
        challenge.prompt?.promptId.startsWith(`${kit.factorType}.`) === true,
        'prompt.prompt_id must begin with the factor type and a dot',
      );
      must((challenge.prompt?.languageCode ?? '') !== '', 'prompt.language_code must be set');
      must(challenge.expiresAt !== undefined, 'expires_at must be set');
      must((challenge.attemptsRemaining ?? 0) >= 1, 'attempts_remaining must be at least 1');
      must(challenge.verification === undefined, 'verification must not be set');
      const { challenge: read } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(read, challenge, 'The challenge that GetChallenge gives');
    },
  },
  {
    id: '3.2',
    text: 'The right answer must give VERIFIED, and the challenge its verification: when, by which channel, which credential.',
    async test(kit) {
      kit.inBand();
      const { opened, challenge } = await verified(kit);
      mustEqual(challenge.state, State.VERIFIED, 'state');
      must(challenge.verification?.verifiedAt !== undefined, 'verification.verified_at must be set');
      mustEqual(challenge.verification?.channel, kit.channel, 'verification.channel');
      const { challenge: read } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(read?.state, State.VERIFIED, 'The state that GetChallenge gives');
      mustEqual(
        read?.verification?.verifiedAt,
        challenge.verification?.verifiedAt,
        'The verified_at that GetChallenge gives',
      );
    },
  },
  {
    id: '3.3',
    text: 'A wrong answer must give MISMATCHED, leave the challenge open while attempts are left, and take one of them; attempts_remaining must never go up by a wrong answer.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(2);
      const opened = await kit.agent.open(subject);
      let left = opened.challenge.attemptsRemaining ?? 0;
      for (let i = 0; i < Math.min(2, left - 1); i++) {
        const answer = accepted(await kit.agent.submit(opened, subject.wrong(i)), `Wrong answer ${i + 1}`);
        mustEqual(answer.outcome, Outcome.MISMATCHED, 'Its outcome');
        mustEqual(answer.challenge?.state, State.AWAITING_INPUT, 'The state');
        mustEqual(answer.challenge?.attemptsRemaining, left - 1, 'attempts_remaining');
        left -= 1;
      }
      const { challenge } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(challenge?.attemptsRemaining, left, 'The attempts_remaining that GetChallenge gives');
    },
  },
  {
    id: '3.4',
    text: 'The right answer must be taken after wrong ones, while attempts are left.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      accepted(await kit.agent.submit(opened, subject.wrong()), 'A wrong answer');
      const answer = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      mustEqual(accepted(answer, 'The right answer').outcome, Outcome.VERIFIED, 'Its outcome');
    },
  },
  {
    id: '3.5',
    text: 'An unusable answer must give UNUSABLE with its reason, and cost no attempt.',
    async test(kit) {
      kit.inBand();
      if (kit.answers.unusable.length === 0) return skip('the answers file lists no unusable answers');
      const subject = await kit.pool.take();
      for (const { text, says } of kit.answers.unusable) {
        const opened = await kit.agent.open(subject);
        const answer = accepted(await kit.agent.submit(opened, text), 'An unusable answer');
        mustEqual(answer.outcome, Outcome.UNUSABLE, 'Its outcome');
        if (says !== undefined)
          mustEqual(nameOf(SubmitAnswerResponse_UnusableSchema, answer.unusable), says, 'unusable');
        mustEqual(answer.challenge?.state, State.AWAITING_INPUT, 'The state');
        mustEqual(answer.challenge?.attemptsRemaining, opened.challenge.attemptsRemaining, 'attempts_remaining');
      }
    },
  },
  {
    id: '3.6',
    text: 'Unusable answers must have a cap of their own, at most ten, that exhausts the challenge.',
    async test(kit) {
      kit.inBand();
      const [unusable] = kit.answers.unusable;
      if (unusable === undefined) return skip('the answers file lists no unusable answers');
      const opened = await kit.agent.open(await kit.pool.take());
      for (let i = 1; ; i++) {
        must(i <= 10, 'Ten unusable answers must exhaust a challenge');
        const answer = accepted(await kit.agent.submit(opened, unusable.text), `Unusable answer ${i}`);
        if (answer.challenge?.state === State.AWAITING_INPUT) continue;
        mustEqual(answer.challenge?.state, State.EXHAUSTED, 'The state');
        return undefined;
      }
    },
  },
  {
    id: '3.7',
    text: 'When no attempt is left, the challenge must be EXHAUSTED, with a prompt and attempts_remaining 0, and take no further answer, the right one included.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(kit.lockAfter);
      const opened = await kit.agent.open(subject);
      const attempts = opened.challenge.attemptsRemaining ?? 0;
      for (let i = 1; i < attempts; i++)
        accepted(await kit.agent.submit(opened, subject.wrong(i)), `Wrong answer ${i}`);
      const last = accepted(await kit.agent.submit(opened, subject.wrong(0)), `Wrong answer ${attempts}`);
      mustEqual(last.outcome, Outcome.MISMATCHED, 'The outcome of the last one');
      mustEqual(last.challenge?.state, State.EXHAUSTED, 'The state');
      mustEqual(last.challenge?.attemptsRemaining, 0, 'attempts_remaining');
      must((last.challenge?.prompt?.text ?? '') !== '', 'prompt.text must be set');
      const late = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      refused(late, 'CHALLENGE_CLOSED', 'The right answer to an exhausted challenge');
    },
  },
  {
    id: '3.8',
    text: 'CancelChallenge must withdraw an open challenge for good, without a prompt, and take the answer of none afterwards.',
    async test(kit) {
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject);
      const { challenge } = accepted(await kit.agent.cancel(opened), 'CancelChallenge');
      mustEqual(challenge?.state, State.CANCELED, 'The state');
      must(challenge?.prompt === undefined, 'prompt must not be set');
      mustEqual(
        accepted(await kit.agent.get(opened), 'GetChallenge').challenge?.state,
        State.CANCELED,
        'The state that GetChallenge gives',
      );
      if (kit.onDevice) return;
      const late = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      refused(late, 'CHALLENGE_CLOSED', 'The right answer to a canceled challenge');
    },
  },
  {
    id: '3.9',
    text: 'Final states must absorb: whatever is called afterwards, a VERIFIED, EXHAUSTED or CANCELED challenge stays what it is, and answers are CHALLENGE_CLOSED.',
    async test(kit) {
      kit.inBand();
      const one = await verified(kit);
      await staysFinal(kit, one.opened, State.VERIFIED);
      const two = await kit.agent.open(await kit.pool.take());
      accepted(await kit.agent.cancel(two), 'CancelChallenge');
      await staysFinal(kit, two, State.CANCELED);
      const three = await kit.agent.open(await kit.pool.take(kit.lockAfter));
      const ended = await exhaust(kit, three);
      await staysFinal(kit, three, ended.state);
    },
  },
  {
    id: '3.10',
    text: 'Times must be told by one clock: a challenge is verified after it begun (expires_at less challenge_ttl) and before its end, whatever the time is where the caller is.',
    async test(kit) {
      kit.inBand();
      const { challenge } = await verified(kit);
      const ttl = kit.factor.challengeTtl === undefined ? 0 : durationMs(kit.factor.challengeTtl);
      const end = challenge.expiresAt === undefined ? 0 : timestampMs(challenge.expiresAt);
      const at = challenge.verification?.verifiedAt === undefined ? 0 : timestampMs(challenge.verification.verifiedAt);
      // Services round to what they store.
      must(
        at >= end - ttl - 1000 && at <= end + 1000,
        'verified_at must lie between the begin of the challenge and its end',
      );
    },
  },
  {
    id: '3.11',
    profiles: ['standalone'],
    text: 'A verified challenge must carry a factor assertion: a JWT of type factor-assertion+jwt for this challenge, session, subject and factor that lives at most 120 s, with nothing of attempts.',
    async test(kit) {
      kit.inBand();
      const { opened, challenge } = await verified(kit);
      const { header, claims } = readAssertion(challenge.verification?.assertion ?? '');
      mustEqual(header.typ, 'factor-assertion+jwt', 'typ');
      must(['EdDSA', 'ES256'].includes(String(header.alg)), 'alg must be EdDSA or ES256');
      must(typeof header.kid === 'string', 'kid must be set');
      mustEqual(claims.sub, opened.subject.id, 'sub');
      mustEqual(claims.sid, opened.sessionId, 'sid');
      mustEqual(claims.txn, opened.challengeId, 'txn');
      mustEqual(claims.tenant, kit.tenant, 'tenant');
      mustEqual(claims.factor, kit.factorType, 'factor');
      for (const name of ['iss', 'aud', 'jti'])
        must(typeof claims[name] === 'string' && claims[name] !== '', `${name} must be set`);
      const life = Number(claims.exp) - Number(claims.iat);
      must(life > 0 && life <= 120, 'exp must be at most 120 s after iat');
      must(
        !Object.keys(claims).some((name) => /attempt|phone|pin/i.test(name)),
        'No claim may be about attempts, phone numbers or PINs',
      );
    },
  },
];

async function staysFinal(kit: Kit, opened: Opened, state: State): Promise<void> {
  const name = nameOf(Challenge_StateSchema, state);
  const { subject } = opened;
  refused(
    await kit.agent.submit(opened, subject.wrong()),
    'CHALLENGE_CLOSED',
    `A wrong answer to a challenge that is ${name}`,
  );
  mustEqual(
    accepted(await kit.agent.cancel(opened), 'CancelChallenge').challenge?.state,
    state,
    `The state that CancelChallenge gives of one that is ${name}`,
  );
  mustEqual(
    accepted(await kit.agent.get(opened), 'GetChallenge').challenge?.state,
    state,
    `The state that GetChallenge gives of one that is ${name}`,
  );
}
