import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthFactorService,
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
} from '@authfactor/proto';
import type { TestedClause } from '../clause.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual } from '../must.ts';
import { verified } from './challenges.ts';

const PAUSE_MS = 100;

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
      await isBack(kit);
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

/** Waits until the endpoint answers again. */
async function isBack(kit: Kit): Promise<void> {
  for (const end = performance.now() + kit.patienceMs; ; ) {
    const answer = await kit.agent.calls.call(AuthFactorService.method.listFactors, { tenantId: kit.tenant });
    if (answer.kind === 'ok' || !answer.error.local) return;
    must(performance.now() < end, `The endpoint must answer within ${kit.patienceMs} ms after a restart`);
    await delay(PAUSE_MS);
  }
}
