import { createAuthFactorClient, type Input } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, PATIENCE_MS, reasonOf, TENANT } from './actors.ts';
import { startPythonExample } from './examples/example-process.ts';
import { findPython } from './examples/find-examples.ts';
import { startServerWithRemote } from './examples/remote-server.ts';
import { startWatchingProxy } from './examples/watching-proxy.ts';

const python = await findPython();

const PIN = '907152';
const ANSWER = 'Blue Heron';
const QUESTION = 'What was the name of your first school?';
const alice = { tenantId: TENANT, subjectId: 'alice' };
const typed = (text: string): Input => ({ kind: 'typed', text, channel: 'text' });

test.skipIf(python === undefined)(
  'a factor that is killed in the middle of a call costs what it must, and the others nothing',
  {
    timeout: 4 * PATIENCE_MS,
  },
  async () => {
    if (python === undefined) return;
    const enrolled = [{ subject: 'alice', question: QUESTION, answer: ANSWER }];
    await using example = await startPythonExample(python, enrolled, { tenant: TENANT });
    await using proxy = await startWatchingProxy(example.port);
    await using server = await startServerWithRemote('security-questions', proxy.port);
    await enroll(server, 'alice', PIN);
    await using agent = await connectAs(server, { scope: 'factor.verify' });
    // Shorter than the time after which the server wants to be asked again: the client then repeats nothing.
    const token = await server.token({ scopes: ['factor.verify'] });
    await using once = createAuthFactorClient({
      url: server.grpcUrl,
      token,
      transport: grpcTransport(),
      deadlineMs: 900,
    });
    const beginQuestion = (sessionId: string) =>
      agent.challenges.begin({ subject: alice, factorType: 'security-questions', sessionId });
    const verifyPin = async (sessionId: string) => {
      const { challengeId } = await beginFor(agent, 'alice', sessionId);
      return agent.challenges.submitAnswer({ challengeId, sessionId, input: keyed(PIN) });
    };

    // One session, both factors, each with an assertion of this service.
    const sessionId = 'call-1';
    const pin = await verifyPin(sessionId);
    const asked = await beginQuestion(sessionId);
    expect(asked).toMatchObject({ state: 'awaiting-input', prompt: { text: QUESTION } });
    const { challengeId } = asked;
    const wrong = await agent.challenges.submitAnswer({ challengeId, sessionId, input: typed('Green Lake') });
    expect(wrong).toMatchObject({ outcome: 'mismatched', challenge: { attemptsRemaining: 2 } });
    const right = await agent.challenges.submitAnswer({ challengeId, sessionId, input: typed('blue heron.') });
    const jwks = new URL('/.well-known/jwks.json', server.httpUrl);
    const verifier = createAssertionVerifier({ jwks, issuer: 'authfactor', audience: 'local' });
    for (const [result, factor] of [
      [pin, 'soft-pin'],
      [right, 'security-questions'],
    ] as const) {
      if (result.outcome !== 'verified') throw new Error(`${factor} was ${result.outcome}`);
      const claims = await verifier.verify(result.assertion ?? '', { subject: 'alice', session: sessionId });
      expect(claims).toMatchObject({ factor });
    }

    // Another session: the factor dies when it has an answer in its hands.
    const next = 'call-2';
    const second = (await beginQuestion(next)).challengeId;
    let killed: Promise<void> | undefined;
    proxy.onceSent('Red Barn', () => {
      killed = example.kill();
    });
    const lost = await agent.challenges.submitAnswer({
      challengeId: second,
      sessionId: next,
      input: typed('Red Barn'),
    });
    expect(killed).toBeDefined();
    await killed;
    expect(lost).toMatchObject({ outcome: 'lost', challenge: { attemptsRemaining: 2 } });

    // While it is gone: refused, and nothing is counted; the other factor works as ever.
    const answer = { challengeId: second, sessionId: next, input: typed(ANSWER), requestId: crypto.randomUUID() };
    const refusal = () => reasonOf(once.challenges.submitAnswer(answer));
    await expect.poll(refusal, { timeout: PATIENCE_MS }).toBe('DEPENDENCY_UNAVAILABLE');
    for (let i = 0; i < 5; i++) await refusal();
    expect(await agent.challenges.get({ challengeId: second, sessionId: next })).toMatchObject({
      attemptsRemaining: 2,
    });
    const refused = () =>
      reasonOf(once.challenges.begin({ subject: alice, factorType: 'security-questions', sessionId: next }));
    await expect.poll(refused, { timeout: PATIENCE_MS }).toBe('DEPENDENCY_UNAVAILABLE');
    expect(await verifyPin(next)).toMatchObject({ outcome: 'verified' });
    const types = (await agent.factors.list({ tenantId: TENANT })).map(({ factorType }) => factorType);
    expect(types).toEqual(['soft-pin', 'security-questions']);

    // Back again, with nothing in its memory: the same answer, sent again, is taken.
    await using again = await startPythonExample(python, [], { tenant: TENANT, file: example.file });
    proxy.lead(again.port);
    expect(await agent.challenges.submitAnswer(answer)).toMatchObject({ outcome: 'verified' });
    await using admin = await connectAs(server, { scope: 'factor.admin' });
    await expect
      .poll(
        async () => {
          const page = await admin.administration.listEvents({ tenantId: TENANT, pageSize: 100 });
          return page.events.filter(({ factorType }) => factorType === 'security-questions').map(({ type }) => type);
        },
        { timeout: PATIENCE_MS },
      )
      .toEqual([
        'challenge.begun',
        'challenge.mismatched',
        'challenge.verified',
        'challenge.begun',
        'challenge.verified',
      ]);
  },
);
