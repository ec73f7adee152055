import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Challenge, Challenge_StateSchema, Channel, Challenge_State as State } from '@authfactor/proto';
import { durationMs } from '@bufbuild/protobuf/wkt';
import type { OpenedRef } from '../agent.ts';
import type { TestedClause } from '../clause.ts';
import { nameOf } from '../enum-name.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';

const SHORT_MS = 200;
/** How long a decision may take to be told; no less than this, and a few looks at the device. */
const DECISION_MS = 1_000;
const LOOKS = 3;

const DENIED: readonly (State | undefined)[] = [State.DENIED, State.REPORTED];

async function stateOf(kit: Kit, opened: OpenedRef, waitMs: number): Promise<Challenge | undefined> {
  return accepted(await kit.agent.get(opened, { waitMs }), 'GetChallenge').challenge;
}

/** Waits for what the device decides, or has decided. */
async function told(kit: Kit, opened: OpenedRef): Promise<Challenge | undefined> {
  const pollInterval = (await stateOf(kit, opened, 0))?.pollInterval;
  const looks = pollInterval === undefined ? 0 : LOOKS * durationMs(pollInterval);
  return stateOf(kit, opened, SHORT_MS + Math.max(DECISION_MS, looks));
}

function mustBeDenied(challenge: Challenge | undefined, what: string): void {
  const state = nameOf(Challenge_StateSchema, challenge?.state ?? State.UNSPECIFIED);
  must(DENIED.includes(challenge?.state), `${what} must be DENIED or REPORTED, and was ${state}`);
}

/** Factors that ask the subject's own device. */
export const DEVICES: readonly TestedClause[] = [
  {
    id: '13.1',
    onDevice: true,
    needs: ['device'],
    text: 'An approval on the device must end a GetChallenge that waits for it with VERIFIED, by CHANNEL_OUT_OF_BAND.',
    async test(kit) {
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      const waiting = told(kit, opened);
      await delay(SHORT_MS);
      await kit.hand().decide(subject.id, 'approve');
      let challenge = await waiting;
      // A number to match may have come first.
      if (challenge?.state === State.AWAITING_DEVICE) challenge = await told(kit, opened);
      mustEqual(challenge?.state, State.VERIFIED, 'The state after the approval');
      mustEqual(challenge?.verification?.channel, Channel.OUT_OF_BAND, 'The channel of the verification');
      kit.pool.count(subject.id, 'success');
    },
  },
  {
    id: '13.2',
    onDevice: true,
    needs: ['device'],
    text: 'A denial on the device must end the challenge as DENIED or REPORTED, for good.',
    async test(kit) {
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      await kit.hand().decide(subject.id, 'deny');
      mustBeDenied(await told(kit, opened), 'The state after the denial');
      await kit.hand().decide(subject.id, 'approve');
      mustBeDenied(await stateOf(kit, opened, SHORT_MS), 'The state after an approval that came later');
    },
  },
  {
    id: '13.3',
    onDevice: true,
    needs: ['device'],
    text: 'A begin that is repeated, also at once, must give one challenge and ask the device once, however the challenge ends.',
    async test(kit) {
      const subject = await kit.pool.take(1);
      const before = await kit.hand().asked(subject.id);
      const requestId = randomUUID();
      const sessionId = randomUUID();
      const begin = () => kit.agent.begin(subject.id, { requestId, sessionId });
      const answers = await Promise.all([begin(), begin(), begin()]);
      for (const answer of answers)
        if (answer.kind === 'error') refused(answer, 'CONCURRENT_ATTEMPT', 'A repeated begin');
      const first = accepted(await begin(), 'A begin that is repeated later').challenge;
      await kit.hand().decide(subject.id, 'deny');
      const opened = { challengeId: first?.challengeId ?? '', sessionId };
      mustBeDenied(await told(kit, opened), 'The state after the denial');
      const last = accepted(await begin(), 'A begin that is repeated after the end').challenge;
      mustEqual(last?.challengeId, opened.challengeId, 'Its challenge');
      mustEqual((await kit.hand().asked(subject.id)) - before, 1, 'How often the device was asked');
    },
  },
  {
    id: '13.4',
    profiles: ['standalone'],
    onDevice: true,
    needs: ['device'],
    text: 'Denials must count: so many in a row as lock a subject refuse the next begin with SUBJECT_LOCKED, and the device is not asked.',
    async test(kit) {
      if (kit.lockAfter === 0) skip('nothing locks a subject');
      const subject = await kit.pool.take(kit.lockAfter);
      for (let i = 0; i < kit.lockAfter; i++) {
        const opened = await kit.agent.open(subject);
        await kit.hand().decide(subject.id, 'deny');
        mustBeDenied(await told(kit, opened), `The state after denial ${i + 1}`);
      }
      const before = await kit.hand().asked(subject.id);
      refused(await kit.agent.begin(subject.id), 'SUBJECT_LOCKED', 'A begin after the denials');
      mustEqual((await kit.hand().asked(subject.id)) - before, 0, 'How often the device was asked then');
    },
  },
  {
    id: '13.5',
    onDevice: true,
    needs: ['device'],
    text: 'A canceled challenge must stay CANCELED, whatever the device decides afterwards.',
    async test(kit) {
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      accepted(await kit.agent.cancel(opened), 'CancelChallenge');
      await kit.hand().decide(subject.id, 'approve');
      mustEqual((await stateOf(kit, opened, SHORT_MS))?.state, State.CANCELED, 'The state after the approval');
    },
  },
  {
    id: '13.6',
    onDevice: true,
    needs: ['device'],
    text: 'A decision must be about the challenge that it was asked for, and about no other one, of whichever subject.',
    async test(kit) {
      const subject = await kit.pool.take(2);
      const other = await kit.pool.take(1);
      const older = await kit.agent.open(subject);
      const elsewhere = await kit.agent.open(other);
      const newer = await kit.agent.open(subject);
      await kit.hand().decide(subject.id, 'approve');
      mustEqual((await told(kit, newer))?.state, State.VERIFIED, 'The state of the approved one');
      kit.pool.count(subject.id, 'success');
      for (const [opened, whose] of [
        [older, 'an older challenge of the subject'],
        [elsewhere, 'another subject’s challenge'],
      ] as const) {
        mustEqual((await stateOf(kit, opened, SHORT_MS))?.state, State.AWAITING_DEVICE, `The state of ${whose}`);
        accepted(await kit.agent.cancel(opened), 'CancelChallenge');
      }
    },
  },
  {
    id: '13.7',
    onDevice: true,
    needs: ['device'],
    text: 'While the provider talks nonsense about a question, its challenge must not be VERIFIED; once it answers, its decision holds.',
    async test(kit) {
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      await kit.hand().decide(subject.id, 'fail');
      mustEqual((await stateOf(kit, opened, 0))?.state, State.AWAITING_DEVICE, 'The state after the nonsense');
      await kit.hand().decide(subject.id, 'deny');
      mustBeDenied(await told(kit, opened), 'The state after the denial');
    },
  },
];
