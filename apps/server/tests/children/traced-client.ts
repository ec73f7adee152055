import { inspect } from 'node:util';
import { createAuthFactorClient, type Input } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { scan } from '../authenticator.ts';
import { CANARIES, inWords } from '../canaries.ts';

/*
 * The typed client over grpc-js, whose tracing the environment switches on. Whatever it is refused, it prints as
 * thoroughly as it can.
 */
const { CLIENT_URL: url = '', USER_TOKEN = '', AGENT_TOKEN = '', SUBJECT: subjectId = '' } = process.env;
const { right, wrong, spoken } = CANARIES;
const keyed = (text: string): Input => ({ kind: 'typed', text, channel: 'keypad' });
const print = (value: unknown): void => {
  process.stdout.write(`${inspect(value, { depth: 20, showHidden: true })}\n`);
};

const connect = (token: string) => createAuthFactorClient({ url, token, transport: grpcTransport() });
await using user = connect(USER_TOKEN);
await using agent = connect(AGENT_TOKEN);

const { enrollment } = await user.enrollments.begin({ factorType: 'soft-pin' });
const { enrollmentId } = enrollment;
print(await user.enrollments.submitInput({ enrollmentId, input: keyed(right), confirmation: keyed(right) }));
const subject = { tenantId: 'default', subjectId };
const challenge = { factorType: 'soft-pin', sessionId: 'call-1', subject };
const { challengeId } = await agent.challenges.begin(challenge);
const answers: readonly Input[] = [
  keyed(wrong),
  { kind: 'speech', transcript: inWords(spoken), alternatives: [{ transcript: spoken }] },
  keyed(right),
];
let last = '';
for (const input of answers) {
  const answer = agent.challenges.submitAnswer({ challengeId, sessionId: 'call-1', input });
  await answer.then(({ outcome }) => {
    last = outcome;
  }, print);
}

const codes = await user.enrollments.begin({ factorType: 'totp' });
process.send?.(codes.provisioningUri);
const app = scan(codes.provisioningUri ?? '');
const now = Date.now();
for (const code of [app.wrongAt(now), app.codeAt(now), app.codeAt(now)]) {
  const input = { enrollmentId: codes.enrollment.enrollmentId, input: keyed(code) };
  await user.enrollments.submitInput(input).then(print, print);
}
const withCode = await agent.challenges.begin({ ...challenge, factorType: 'totp' });
for (const code of [app.codeAt(now), app.codeAt(now, 1), app.codeAt(now, 1)]) {
  const answer = { challengeId: withCode.challengeId, sessionId: 'call-1', input: keyed(code) };
  await agent.challenges.submitAnswer(answer).then(({ outcome }) => print(`The code was ${outcome}`), print);
}

const refused: readonly (() => Promise<unknown>)[] = [
  () => agent.challenges.submitAnswer({ challengeId, sessionId: 'call-1', input: keyed(right) }),
  () => agent.challenges.submitAnswer({ challengeId, sessionId: 'call-1', input: keyed(`${right}\ud800`) }),
  () => agent.challenges.submitAnswer({ challengeId, sessionId: 'call-1', input: keyed(right.repeat(300)) }),
  () => user.challenges.submitAnswer({ challengeId, sessionId: 'call-1', input: keyed(right) }),
  () => connect(`${AGENT_TOKEN}x`).challenges.submitAnswer({ challengeId, sessionId: 'call-1', input: keyed(right) }),
  () => agent.challenges.submitAnswer({ challengeId, sessionId: 'call-1', input: keyed(right) }, { deadlineMs: 1 }),
];
for (const call of refused) await call().catch(print);
process.stdout.write(`The last answer was ${last}\n`);
// An open message channel would keep the process alive.
process.disconnect?.();
