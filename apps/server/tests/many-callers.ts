import { randomInt, randomUUID } from 'node:crypto';
import { type AnswerResult, type AuthFactorClient, AuthFactorError, type ErrorReason } from '@authfactor/client';
import { beginFor, connectAs, enroll, keyed, SESSION } from './actors.ts';
import type { ServerProcess } from './running-server.ts';

/** A caller's answer, and what was told of it in the end. */
export interface GivenAnswer {
  readonly requestId: string;
  readonly right: boolean;
  told?: AnswerResult['outcome'];
}

/** A subject with one challenge, who gives one answer after the other. */
export interface TestCall {
  readonly subject: string;
  readonly challengeId: string;
  readonly answers: readonly GivenAnswer[];
}

/** Happens once so many answers have been told. */
export interface Fault {
  readonly after: number;
  readonly run: () => Promise<void> | void;
}

const PIN = '907152';
const WRONG = '271828';

/** How long one server gets before another one is asked. */
const TRY_MS = 2_000;

/** What a server takes without refusing some as too many. */
const ENROLLED_AT_ONCE = 3;

const REPEATED: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'DEPENDENCY_UNAVAILABLE',
  'CONCURRENT_ATTEMPT',
  'OVERLOADED',
]);

/** Enrols so many subjects and begins a challenge for each, which takes a wrong answer and then the right one. */
export async function beginCalls(server: ServerProcess, name: string, count: number): Promise<readonly TestCall[]> {
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const calls: TestCall[] = [];
  const subjects = Array.from({ length: count }, (_, i) => `${name}-${i}`).values();
  await Promise.all(
    Array.from({ length: ENROLLED_AT_ONCE }, async () => {
      for (const subject of subjects) {
        await enroll(server, subject, PIN);
        const { challengeId } = await beginFor(agent, subject);
        const answers = [false, true].map((right) => ({ requestId: randomUUID(), right }));
        calls.push({ subject, challengeId, answers });
      }
    }),
  );
  return calls;
}

/**
 * Gives every answer, at servers chosen at random, with the same request id until its outcome is told, while faults
 * happen. `servers` gives those that run.
 */
export async function answerThrough(
  faults: readonly Fault[],
  servers: () => readonly ServerProcess[],
  calls: readonly TestCall[],
): Promise<void> {
  await using agents = new AsyncDisposableStack();
  const agentsByUrl = new Map<string, Promise<AuthFactorClient>>();
  const agentOf = (server: ServerProcess): Promise<AuthFactorClient> => {
    const agent = agentsByUrl.get(server.grpcUrl) ?? connectAs(server, { scope: 'factor.verify' });
    if (!agentsByUrl.has(server.grpcUrl)) agents.defer(async () => (await agent)[Symbol.asyncDispose]());
    agentsByUrl.set(server.grpcUrl, agent);
    return agent;
  };
  const happening: (Promise<void> | void)[] = [];
  let told = 0;

  async function untilTold({ challengeId }: TestCall, { requestId, right }: GivenAnswer) {
    const input = keyed(right ? PIN : WRONG);
    for (;;) {
      const running = servers();
      const server = running[randomInt(running.length)];
      if (server === undefined) throw new Error('No server runs');
      const agent = await agentOf(server);
      try {
        const answer = { challengeId, requestId, sessionId: SESSION, input };
        return (await agent.challenges.submitAnswer(answer, { deadlineMs: TRY_MS })).outcome;
      } catch (error) {
        if (!(error instanceof AuthFactorError) || !REPEATED.has(error.reason)) throw error;
      }
    }
  }

  async function answer(call: TestCall): Promise<void> {
    for (const given of call.answers) {
      given.told = await untilTold(call, given);
      told += 1;
      for (const { after, run } of faults) if (after === told) happening.push(run());
    }
  }

  await Promise.all(calls.map(answer));
  await Promise.all(happening);
}

/** Asks for every answer again at a server, with another PIN: gives what differs from what was told. */
export async function askAgain(server: ServerProcess, calls: readonly TestCall[]): Promise<readonly string[]> {
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const again = calls.flatMap(({ subject, challengeId, answers }) =>
    answers.map(async ({ requestId, right, told }) => {
      const input = keyed(right ? WRONG : PIN);
      const { outcome } = await agent.challenges.submitAnswer({ challengeId, requestId, sessionId: SESSION, input });
      return outcome === told ? [] : [`${subject} was told ${told}, and then ${outcome}`];
    }),
  );
  return (await Promise.all(again)).flat();
}
