import { randomUUID } from 'node:crypto';
import {
  AuthFactorService,
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
  SubjectStatus_State as Status,
} from '@authfactor/proto';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Opened } from '../agent.ts';
import type { Answer } from '../calls.ts';
import type { TestedClause } from '../clause.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, reasonOf, refused, skip } from '../must.ts';
import type { TestSubject } from '../subject-pool.ts';

const GUESSES = 12;
/** What a guess may be refused with that is not compared. */
const NOT_COMPARED = ['CHALLENGE_CLOSED', 'SUBJECT_LOCKED', 'CONCURRENT_ATTEMPT', 'OVERLOADED', 'RATE_LIMITED'];

interface Locked {
  readonly subject: TestSubject;
  /** Begun before the lock, and open. */
  readonly open: Opened;
  /** The request of a begin before the lock. */
  readonly begun: { readonly requestId: string; readonly sessionId: string };
  /** A wrong answer before the lock. */
  readonly answered: { readonly opened: Opened; readonly requestId: string };
  readonly lockedUntil: number;
}

/** Locks a subject with as few answers as the service takes for it, each to another challenge. */
async function lock(kit: Kit): Promise<Locked> {
  const subject = await kit.pool.take(kit.lockAfter);
  const begun = { requestId: randomUUID(), sessionId: `conformance-${randomUUID()}` };
  const open = await kit.agent.open(subject, begun);
  const challenges: Opened[] = [];
  for (let i = 0; i < kit.lockAfter; i++) challenges.push(await kit.agent.open(subject));
  const requestId = randomUUID();
  let lockedUntil: number | undefined;
  for (const [i, opened] of challenges.entries()) {
    const answer = await kit.agent.submit(opened, subject.wrong(i), i === 0 ? { requestId } : {});
    const { outcome, lockedUntil: until } = accepted(answer, `Wrong answer ${i + 1} in a row`);
    mustEqual(outcome, Outcome.MISMATCHED, `The outcome of wrong answer ${i + 1} in a row`);
    mustEqual(
      until !== undefined,
      i === kit.lockAfter - 1,
      `Whether wrong answer ${i + 1} in a row locks (--lock-after ${kit.lockAfter})`,
    );
    lockedUntil = until === undefined ? undefined : timestampMs(until);
  }
  const [first] = challenges;
  if (first === undefined || lockedUntil === undefined)
    return skip('the service is said to lock after no wrong answer');
  return { subject, open, begun, answered: { opened: first, requestId }, lockedUntil };
}

const outcomes = (answers: readonly Answer<{ readonly outcome: Outcome }>[], outcome: Outcome): number =>
  answers.filter((answer) => answer.kind === 'ok' && answer.message.outcome === outcome).length;

function areGuesses(answers: readonly Answer<unknown>[]): void {
  for (const answer of answers) {
    if (answer.kind === 'error') refused(answer, NOT_COMPARED, 'A guess that is not compared');
  }
}

/** How many guesses there are. */
export const ATTEMPTS: readonly TestedClause[] = [
  {
    id: '6.1',
    text: 'Wrong answers to one challenge that arrive at once must gain no guess: at most as many are compared as the challenge had attempts.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(kit.lockAfter);
      const opened = await kit.agent.open(subject);
      const answers = await Promise.all(
        Array.from({ length: GUESSES }, (_, i) => kit.agent.submit(opened, subject.wrong(i))),
      );
      const compared = outcomes(answers, Outcome.MISMATCHED);
      const attempts = opened.challenge.attemptsRemaining ?? 0;
      must(
        compared <= attempts,
        `${compared} of ${GUESSES} guesses at once were compared; the challenge had ${attempts} attempts`,
      );
      areGuesses(answers);
      mustEqual(
        accepted(await kit.agent.get(opened), 'GetChallenge').challenge?.state,
        State.EXHAUSTED,
        'The state afterwards',
      );
    },
  },
  {
    id: '6.2',
    profiles: ['standalone'],
    text: 'Wrong answers that arrive at once over several challenges of a subject must gain no guess: no more are compared than lock the subject.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(kit.lockAfter);
      const challenges = [1, 2, 3, 4].map(() => kit.agent.open(subject));
      const opened = await Promise.all(challenges);
      const answers = await Promise.all(
        opened.flatMap((one) => Array.from({ length: GUESSES / 4 }, (_, i) => kit.agent.submit(one, subject.wrong(i)))),
      );
      const compared = outcomes(answers, Outcome.MISMATCHED);
      must(
        compared <= kit.lockAfter,
        `${compared} guesses over 4 challenges were compared; ${kit.lockAfter} must lock the subject`,
      );
      areGuesses(answers);
    },
  },
  {
    id: '6.3',
    profiles: ['standalone'],
    text: 'So many wrong answers in a row, over whichever challenges, must lock the subject: the last one tells until when, and begin is refused with SUBJECT_LOCKED and the same time.',
    async test(kit) {
      kit.inBand();
      const { subject, lockedUntil } = await lock(kit);
      const error = refused(await kit.agent.begin(subject.id), 'SUBJECT_LOCKED', 'Beginning for a locked subject');
      mustEqual(Date.parse(error.metadata.locked_until ?? ''), lockedUntil, 'locked_until of the error');
      const status = accepted(await statusOf(kit, subject.id), 'GetSubjectStatus').statuses[0];
      mustEqual(status?.state, Status.LOCKED, 'The status');
      const until = status?.lockedUntil;
      mustEqual(until === undefined ? undefined : timestampMs(until), lockedUntil, 'locked_until of the status');
    },
  },
  {
    id: '6.4',
    profiles: ['standalone'],
    text: 'While a subject is locked, an open challenge must stay and take no answer, the right one included, but SUBJECT_LOCKED.',
    async test(kit) {
      kit.inBand();
      const { subject, open } = await lock(kit);
      refused(await kit.agent.submit(open, subject.wrong()), 'SUBJECT_LOCKED', 'A wrong answer while locked');
      const right = await subject.right(open.challengeId);
      refused(await kit.agent.submit(open, right), 'SUBJECT_LOCKED', 'The right answer while locked');
      const { challenge } = accepted(await kit.agent.get(open), 'GetChallenge');
      mustEqual(challenge?.state, State.AWAITING_INPUT, 'The state');
      mustEqual(challenge?.attemptsRemaining, 0, 'attempts_remaining');
    },
  },
  {
    id: '6.5',
    profiles: ['standalone'],
    text: 'A request id must keep its outcome, and a repeated begin its challenge, while the subject is locked.',
    async test(kit) {
      kit.inBand();
      const { subject, open, begun, answered } = await lock(kit);
      const again = await kit.agent.submit(answered.opened, subject.wrong(), { requestId: answered.requestId });
      mustEqual(accepted(again, 'A wrong answer, repeated').outcome, Outcome.MISMATCHED, 'Its outcome');
      const { challenge } = accepted(await kit.agent.begin(subject.id, begun), 'A repeated begin');
      mustEqual(challenge?.challengeId, open.challengeId, 'Its challenge_id');
    },
  },
  {
    id: '6.6',
    profiles: ['standalone'],
    text: 'attempts_remaining must be bounded by the answers that are left before the subject’s next lock, in every challenge.',
    async test(kit) {
      kit.inBand();
      if (kit.lockAfter < 2) return skip('the first wrong answer locks');
      const subject = await kit.pool.take(kit.lockAfter - 1);
      for (let i = 0; i < kit.lockAfter - 1; i++) {
        accepted(await kit.agent.submit(await kit.agent.open(subject), subject.wrong(i)), `Wrong answer ${i + 1}`);
      }
      mustEqual(
        (await kit.agent.open(subject)).challenge.attemptsRemaining,
        1,
        'attempts_remaining of a challenge before the last answer that is left',
      );
    },
  },
  {
    id: '6.7',
    profiles: ['standalone'],
    text: 'A right answer must end the row of wrong ones.',
    async test(kit) {
      kit.inBand();
      if (kit.lockAfter < 2) return skip('the first wrong answer locks');
      const subject = await kit.pool.take(kit.lockAfter - 1);
      const fresh = (await kit.agent.open(subject)).challenge.attemptsRemaining;
      for (let i = 0; i < kit.lockAfter - 1; i++) {
        accepted(await kit.agent.submit(await kit.agent.open(subject), subject.wrong(i)), `Wrong answer ${i + 1}`);
      }
      const opened = await kit.agent.open(subject);
      const right = accepted(
        await kit.agent.submit(opened, await subject.right(opened.challengeId)),
        'The right answer',
      );
      mustEqual(right.outcome, Outcome.VERIFIED, 'Its outcome');
      mustEqual(
        (await kit.agent.open(subject)).challenge.attemptsRemaining,
        fresh,
        'attempts_remaining of the next challenge',
      );
    },
  },
  {
    id: '6.8',
    text: 'Right answers to several challenges of a subject that arrive at once must all be VERIFIED; where replay_resistant is declared, one answer to all of them in one only.',
    async test(kit) {
      kit.inBand();
      const once = kit.factor.replayResistant;
      const count = once ? 3 : 4;
      const subject = await kit.pool.take(once ? count - 1 : 0);
      const opened = await Promise.all(Array.from({ length: count }, () => kit.agent.open(subject)));
      const shared = once ? await subject.right(opened[0]?.challengeId ?? '') : undefined;
      const answers = await Promise.all(
        opened.map(async (one) => kit.agent.submit(one, shared ?? (await subject.right(one.challengeId)))),
      );
      const names = answers.map((answer) => (answer.kind === 'ok' ? answer.message.outcome : reasonOf(answer)));
      const verified = names.filter((name) => name === Outcome.VERIFIED).length;
      mustEqual(verified, once ? 1 : count, `How many of ${names.join(', ')} are VERIFIED`);
    },
  },
  {
    id: '6.9',
    profiles: ['standalone'],
    text: 'Unusable answers must not count towards a lock.',
    async test(kit) {
      kit.inBand();
      const [unusable] = kit.answers.unusable;
      if (unusable === undefined) return skip('the answers file lists no unusable answers');
      const subject = await kit.pool.take();
      const fresh = (await kit.agent.open(subject)).challenge.attemptsRemaining;
      for (let i = 0; i <= kit.lockAfter; i++) {
        accepted(await kit.agent.submit(await kit.agent.open(subject), unusable.text), `Unusable answer ${i + 1}`);
      }
      mustEqual(
        (await kit.agent.open(subject)).challenge.attemptsRemaining,
        fresh,
        'attempts_remaining of the next challenge',
      );
    },
  },
];

const statusOf = (kit: Kit, subjectId: string) =>
  kit.agent.calls.call(AuthFactorService.method.getSubjectStatus, {
    subject: { tenantId: kit.tenant, subjectId },
    factorType: kit.factorType,
  });
