import { createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { keyed, PATIENCE_MS, reasonOf, SESSION, TENANT } from '../actors.ts';

/*
 * One of several orchestrators that are given one code: begins its challenges, says that it is ready, and gives the code
 * that it is then sent in all of them at once. Sends the outcomes, or the reasons of what was refused.
 */
const { CLIENT_URL: url = '', AGENT_TOKEN: token = '', SUBJECT: subjectId = '', CHALLENGES } = process.env;
const agent = createAuthFactorClient({ url, token, transport: grpcTransport(), deadlineMs: PATIENCE_MS });

const challenge = { subject: { tenantId: TENANT, subjectId }, factorType: 'totp', sessionId: SESSION };
const begun = await Promise.all(Array.from({ length: Number(CHALLENGES) }, () => agent.challenges.begin(challenge)));

async function answer(challengeId: string, code: string): Promise<string> {
  const answered = agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: keyed(code) });
  const reason = await reasonOf(answered);
  return reason === 'none' ? (await answered).outcome : reason;
}

process.once('message', async (code) => {
  process.send?.(await Promise.all(begun.map(({ challengeId }) => answer(challengeId, String(code)))));
  await agent[Symbol.asyncDispose]();
  // An open message channel would keep the process alive.
  process.disconnect?.();
});
process.send?.('ready');
