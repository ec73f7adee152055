import { randomUUID } from 'node:crypto';
import { type Challenge, SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import { type AsyncCommand, commands, constant, nat } from 'fast-check';
import type { Opened } from '../agent.ts';
import type { Kit } from '../kit.ts';
import { accepted, mustEqual, refused } from '../must.ts';
import type { TestSubject } from '../subject-pool.ts';
import { type ChallengeModel, isLocked, isOpen, remaining, type SubjectModel } from './challenge-model.ts';

/** The service, with one subject of it. */
export interface Real {
  readonly kit: Kit;
  readonly subject: TestSubject;
  readonly opened: Opened[];
}

type Step = AsyncCommand<SubjectModel, Real>;

/** Challenges of one sequence; more would only make it longer. */
const CHALLENGES = 3;
/** Below the first of the limits that hold for a day. */
const FAILURES = 8;

interface Picked {
  readonly challenge: ChallengeModel;
  readonly opened: Opened;
}

/** A step about one of the challenges that were begun. */
function about(
  name: string,
  index: number,
  run: (picked: Picked, model: SubjectModel, real: Real) => Promise<void>,
  may: (model: Readonly<SubjectModel>, challenge: ChallengeModel) => boolean = () => true,
): Step {
  const pick = (model: Readonly<SubjectModel>): ChallengeModel | undefined =>
    model.challenges[index % Math.max(1, model.challenges.length)];
  return {
    check(model) {
      const challenge = pick(model);
      return challenge !== undefined && may(model, challenge);
    },
    async run(model, real) {
      const challenge = pick(model);
      const opened = real.opened[index % Math.max(1, real.opened.length)];
      if (challenge !== undefined && opened !== undefined) await run({ challenge, opened }, model, real);
    },
    toString: () => `${name}(${index})`,
  };
}

/** That a challenge is told as the model has it. */
function agrees(told: Challenge | undefined, challenge: ChallengeModel, model: SubjectModel, what: string): void {
  mustEqual(told?.state, challenge.state, `The state after ${what}`);
  mustEqual(told?.attemptsRemaining, remaining(model, challenge), `attempts_remaining after ${what}`);
}

/** Begins one more challenge. */
export function begin(): Step {
  return {
    check: (model) => model.challenges.length < CHALLENGES,
    async run(model, { kit, subject, opened }) {
      const requestId = randomUUID();
      const sessionId = `conformance-${requestId}`;
      const answer = await kit.agent.begin(subject.id, { requestId, sessionId });
      if (isLocked(model)) {
        refused(answer, 'SUBJECT_LOCKED', 'Beginning for a locked subject');
        return;
      }
      const { challenge } = accepted(answer, 'Beginning a challenge');
      model.attempts ??= challenge?.attemptsRemaining ?? 0;
      const begun: ChallengeModel = { state: State.AWAITING_INPUT, used: 0, answers: [], requestId };
      agrees(challenge, begun, model, 'a begin');
      if (challenge === undefined) return;
      model.challenges.push(begun);
      opened.push({ challengeId: challenge.challengeId, sessionId, subject, challenge });
    },
    toString: () => 'begin()',
  };
}

const beginAgain = (index: number): Step =>
  about('beginAgain', index, async ({ challenge, opened }, model, { kit, subject }) => {
    const change = { requestId: challenge.requestId, sessionId: opened.sessionId };
    const again = accepted(await kit.agent.begin(subject.id, change), 'A repeated begin').challenge;
    mustEqual(again?.challengeId, opened.challengeId, 'The challenge_id of a repeated begin');
    agrees(again, challenge, model, 'a repeated begin');
  });

/** Whether an answer is taken; where not, it is refused as the contract says. */
async function isTaken(
  { challenge, opened }: Picked,
  model: SubjectModel,
  { kit }: Real,
  text: string,
): Promise<boolean> {
  if (isOpen(challenge) && !isLocked(model)) return true;
  const reason = isOpen(challenge) ? 'SUBJECT_LOCKED' : 'CHALLENGE_CLOSED';
  refused(await kit.agent.submit(opened, text), reason, `An answer to a challenge in state ${challenge.state}`);
  return false;
}

const wrong = (index: number, curable: boolean): Step =>
  about(
    'wrong',
    index,
    async (picked, model, real) => {
      const { challenge, opened } = picked;
      const text = real.subject.wrong(model.total);
      if (!(await isTaken(picked, model, real, text))) return;
      const requestId = randomUUID();
      const answer = accepted(await real.kit.agent.submit(opened, text, { requestId }), 'A wrong answer');
      mustEqual(answer.outcome, Outcome.MISMATCHED, 'The outcome of a wrong answer');
      challenge.used += 1;
      challenge.answers.push({ requestId, outcome: answer.outcome });
      model.total += 1;
      model.consecutive += 1;
      if (challenge.used >= (model.attempts ?? 0)) challenge.state = State.EXHAUSTED;
      agrees(answer.challenge, challenge, model, 'a wrong answer');
      mustEqual(answer.lockedUntil !== undefined, isLocked(model), 'Whether locked_until is set');
    },
    (model) => model.total < FAILURES && (curable || model.consecutive + 1 < model.lockAfter),
  );

const right = (index: number, once: boolean): Step =>
  about(
    'right',
    index,
    async (picked, model, real) => {
      const { challenge, opened } = picked;
      const text = await real.subject.right(opened.challengeId);
      if (!(await isTaken(picked, model, real, text))) return;
      const requestId = randomUUID();
      const answer = accepted(await real.kit.agent.submit(opened, text, { requestId }), 'A right answer');
      mustEqual(answer.outcome, Outcome.VERIFIED, 'The outcome of a right answer');
      challenge.state = State.VERIFIED;
      challenge.answers.push({ requestId, outcome: answer.outcome });
      model.consecutive = 0;
      model.rights += 1;
      agrees(answer.challenge, challenge, model, 'a right answer');
    },
    (model, challenge) => !once || (model.rights === 0 && isOpen(challenge) && !isLocked(model)),
  );

const unusable = (index: number, text: string): Step =>
  about(
    'unusable',
    index,
    async (picked, model, real) => {
      const { challenge, opened } = picked;
      if (!(await isTaken(picked, model, real, text))) return;
      const requestId = randomUUID();
      const answer = accepted(await real.kit.agent.submit(opened, text, { requestId }), 'An unusable answer');
      mustEqual(answer.outcome, Outcome.UNUSABLE, 'The outcome of an unusable answer');
      challenge.answers.push({ requestId, outcome: answer.outcome });
      agrees(answer.challenge, challenge, model, 'an unusable answer');
    },
    // The cap on these is the service's own.
    (_, { answers }) => answers.filter(({ outcome }) => outcome === Outcome.UNUSABLE).length < 2,
  );

const repeat = (index: number): Step =>
  about('repeat', index, async ({ challenge, opened }, model, { kit, subject }) => {
    const known = challenge.answers.at(index % Math.max(1, challenge.answers.length));
    if (known === undefined) return;
    const { requestId } = known;
    const answer = accepted(await kit.agent.submit(opened, subject.wrong(), { requestId }), 'A repeated answer');
    mustEqual(answer.outcome, known.outcome, 'The outcome of a repeated answer');
    agrees(answer.challenge, challenge, model, 'a repeated answer');
  });

const cancel = (index: number): Step =>
  about('cancel', index, async ({ challenge, opened }, model, { kit }) => {
    if (isOpen(challenge)) challenge.state = State.CANCELED;
    agrees(accepted(await kit.agent.cancel(opened), 'CancelChallenge').challenge, challenge, model, 'a cancel');
  });

const get = (index: number): Step =>
  about('get', index, async ({ challenge, opened }, model, { kit }) => {
    agrees(accepted(await kit.agent.get(opened), 'GetChallenge').challenge, challenge, model, 'a get');
  });

const elsewhere = (index: number): Step =>
  about('elsewhere', index, async ({ opened }, _, { kit, subject }) => {
    const answer = await kit.agent.submitOnce(opened, subject.wrong(), { sessionId: 'another session' });
    refused(answer, 'CHALLENGE_NOT_FOUND', 'An answer in another session');
  });

/** Sequences of calls about one subject. `curable`: a lock can be taken back afterwards. */
export function sequences(kit: Kit, curable: boolean, replayPath: string | undefined) {
  const [silent] = kit.answers.unusable;
  const index = nat(11);
  const steps = [
    constant<Step>(begin()),
    index.map((i) => wrong(i, curable)),
    index.map((i) => wrong(i, curable)),
    index.map((i) => right(i, kit.factor.replayResistant)),
    index.map(beginAgain),
    index.map(repeat),
    index.map(cancel),
    index.map(get),
    index.map(elsewhere),
    ...(silent === undefined ? [] : [index.map((i) => unusable(i, silent.text))]),
  ];
  return commands<SubjectModel, Real, false>(steps, {
    maxCommands: 16,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  });
}
