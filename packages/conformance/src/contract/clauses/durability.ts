import { randomUUID } from 'node:crypto';
import { SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import type { TestedClause } from '../clause.ts';
import { accepted, mustEqual } from '../must.ts';
import { verified } from './challenges.ts';

/** What is told is remembered; holds where the service owns its accounts. */
export const DURABILITY: readonly TestedClause[] = [
  {
    id: '12.1',
    profiles: ['standalone'],
    needs: ['restart'],
    text: 'What was told must survive a restart: final states, attempts that were counted, the outcomes of request ids.',
    async test(kit) {
      kit.inBand();
      const { opened: done } = await verified(kit);
      const subject = await kit.pool.take(1);
      const opened = await kit.agent.open(subject);
      const requestId = randomUUID();
      const before = accepted(await kit.agent.submit(opened, subject.wrong(), { requestId }), 'A wrong answer');
      await kit.restart?.();
      mustEqual(
        accepted(await kit.agent.get(done), 'GetChallenge').challenge?.state,
        State.VERIFIED,
        'The state of a verified challenge',
      );
      const { challenge } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(challenge?.attemptsRemaining, before.challenge?.attemptsRemaining, 'attempts_remaining');
      const text = await subject.right(opened.challengeId);
      const again = await kit.agent.submit(opened, text, { requestId });
      mustEqual(accepted(again, 'The wrong answer, repeated').outcome, Outcome.MISMATCHED, 'Its outcome');
    },
  },
];
