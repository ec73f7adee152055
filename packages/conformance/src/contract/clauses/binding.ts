import { randomUUID } from 'node:crypto';
import { SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import type { Agent, Opened, OpenedRef } from '../agent.ts';
import type { Answer } from '../calls.ts';
import type { TestedClause } from '../clause.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip, TRIES_ANYBODY } from '../must.ts';

/** Composed, and with letters of both cases. */
const SESSION = 'Zoë’s call Ω';

/** Texts that look or compare like another one under some rule, and are not it. */
function nearMisses(text: string): readonly string[] {
  const misses = [
    `${text} `,
    ` ${text}`,
    text.slice(0, -1),
    `${text}\u200b`,
    text.toLowerCase(),
    text.toUpperCase(),
    text.normalize('NFD'),
    text.normalize('NFKD'),
  ];
  return [...new Set(misses)].filter((miss) => miss !== text && miss !== '');
}

/** Every call about one challenge. */
const callsAbout = (
  agent: Agent,
  ref: OpenedRef,
  text: string,
): readonly (readonly [string, () => Promise<Answer<unknown>>])[] => [
  ['GetChallenge', () => agent.get(ref)],
  ['SubmitAnswer', () => agent.submitOnce(ref, text)],
  ['CancelChallenge', () => agent.cancel(ref)],
];

/** That every call about a challenge is refused as if there were none, to the byte, and nothing has happened to it. */
async function isHidden(
  kit: Kit,
  opened: Opened,
  agent: Agent,
  ref: Omit<OpenedRef, 'subject'>,
  what: string,
): Promise<void> {
  const text = await opened.subject.right(opened.challengeId);
  const nothing = { challengeId: `conformance-${randomUUID()}`, sessionId: ref.sessionId };
  const unknown = callsAbout(kit.agent, nothing, text);
  for (const [i, [name, call]] of callsAbout(agent, ref, text).entries()) {
    const [, callUnknown = call] = unknown[i] ?? [];
    const error = refused(await call(), 'CHALLENGE_NOT_FOUND', `${name} ${what}`);
    const expected = refused(await callUnknown(), 'CHALLENGE_NOT_FOUND', `${name} of an unknown id`);
    mustEqual(error, expected, `The error of ${name} ${what}, compared with that of an unknown id,`);
  }
}

async function isUntouched(kit: Kit, opened: Opened): Promise<void> {
  const { challenge } = accepted(await kit.agent.get(opened), 'GetChallenge by its owner');
  mustEqual(challenge?.state, State.AWAITING_INPUT, 'The state afterwards');
  mustEqual(challenge?.attemptsRemaining, opened.challenge.attemptsRemaining, 'attempts_remaining afterwards');
}

/** Whose a challenge is. */
export const BINDING: readonly TestedClause[] = [
  {
    id: '4.1',
    text: 'A challenge must answer only in the session that began it, compared byte for byte; anywhere else it is CHALLENGE_NOT_FOUND, and nothing is counted or changed.',
    async test(kit) {
      kit.inBand();
      const opened = await kit.agent.open(await kit.pool.take(), { sessionId: SESSION });
      for (const sessionId of [...nearMisses(SESSION), 'another session']) {
        for (const [name, call] of callsAbout(
          kit.agent,
          { challengeId: opened.challengeId, sessionId },
          opened.subject.wrong(),
        )) {
          refused(await call(), 'CHALLENGE_NOT_FOUND', `${name} in the session ${JSON.stringify(sessionId)}`);
        }
      }
      await isUntouched(kit, opened);
      const answer = await kit.agent.submit(opened, await opened.subject.right(opened.challengeId));
      mustEqual(accepted(answer, 'The right answer in its session').outcome, Outcome.VERIFIED, 'Its outcome');
    },
  },
  {
    id: '4.2',
    text: 'To another session, a challenge must be refused with the same bytes as an id that there is not.',
    async test(kit) {
      kit.inBand();
      const opened = await kit.agent.open(await kit.pool.take());
      const ref = { challengeId: opened.challengeId, sessionId: 'another session' };
      await isHidden(kit, opened, kit.agent, ref, 'in another session');
    },
  },
  {
    id: '4.3',
    text: 'challenge_id must be compared byte for byte.',
    async test(kit) {
      kit.inBand();
      const opened = await kit.agent.open(await kit.pool.take());
      for (const challengeId of nearMisses(opened.challengeId)) {
        const ref = { challengeId, sessionId: opened.sessionId };
        for (const [name, call] of callsAbout(kit.agent, ref, opened.subject.wrong())) {
          refused(await call(), 'CHALLENGE_NOT_FOUND', `${name} with an id that only looks like it`);
        }
      }
      await isUntouched(kit, opened);
    },
  },
  {
    id: '4.4',
    needs: ['other-client-token'],
    text: 'To another client, a challenge must be refused with the same bytes as an id that there is not; its begin with the same request id makes another challenge.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(0, 2);
      const requestId = randomUUID();
      const opened = await kit.agent.open(subject, { requestId, sessionId: SESSION });
      const other = kit.agentWith(kit.token('other-client-token'));
      await isHidden(kit, opened, other, { challengeId: opened.challengeId, sessionId: SESSION }, 'by another client');
      await isUntouched(kit, opened);
      const theirs = await other.open(subject, { requestId, sessionId: SESSION });
      must(theirs.challengeId !== opened.challengeId, 'The other client must get a challenge of its own');
      await isHidden(
        kit,
        theirs,
        kit.agent,
        { challengeId: theirs.challengeId, sessionId: SESSION },
        'by another client',
      );
    },
  },
  {
    id: '4.5',
    needs: ['other-tenant-token'],
    text: 'To a token of another tenant, a challenge must be refused with the same bytes as an id that there is not.',
    async test(kit) {
      kit.inBand();
      const opened = await kit.agent.open(await kit.pool.take());
      const other = kit.agentWith(kit.token('other-tenant-token'));
      const ref = { challengeId: opened.challengeId, sessionId: opened.sessionId };
      await isHidden(kit, opened, other, ref, 'by another tenant');
      await isUntouched(kit, opened);
    },
  },
  {
    id: '4.6',
    text: 'Subject ids must be compared byte for byte: one that only looks like an enrolled one is NOT_ENROLLED, where the service knows who is.',
    async test(kit) {
      const { id } = await kit.pool.take();
      for (const subjectId of nearMisses(id)) {
        const answer = await kit.agent.begin(subjectId);
        if (answer.kind === 'ok' && kit.factor.enrollmentUri !== '') return skip(TRIES_ANYBODY);
        refused(answer, 'NOT_ENROLLED', `Beginning for ${JSON.stringify(subjectId)}`);
      }
      return undefined;
    },
  },
  {
    id: '4.7',
    text: 'Session ids of 1 to 256 bytes of UTF-8 without control characters must be taken.',
    async test(kit) {
      for (const sessionId of ['x', 'é'.repeat(128), '☎️ 👩‍🔧', '__proto__', "' OR 1=1 --"]) {
        const opened = await kit.agent.open(await kit.pool.take(), { sessionId });
        mustEqual(
          accepted(await kit.agent.cancel(opened), 'CancelChallenge').challenge?.state,
          State.CANCELED,
          'The state',
        );
      }
    },
  },
];
