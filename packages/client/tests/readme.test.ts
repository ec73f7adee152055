import { readFile } from 'node:fs/promises';
import { SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import { expect, test } from 'vitest';
import { verifyCaller } from './readme-example.ts';
import { startScriptedServer } from './scripted-server.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

test('the README shows this very example', async () => {
  expect(await read('../README.md')).toContain(await read('./readme-example.ts'));
});

test('the example verifies a caller', async () => {
  await using server = await startScriptedServer({
    beginChallenge: () => ({ challenge: { challengeId: 'c-1', state: State.AWAITING_INPUT } }),
    submitAnswer: ({ challengeId, input }) =>
      challengeId === 'c-1' && input?.value.case === 'typed' && input.value.value.text === '907152'
        ? {
            outcome: Outcome.VERIFIED,
            challenge: { challengeId, state: State.VERIFIED, verification: { assertion: 'a.b.c' } },
          }
        : { outcome: Outcome.MISMATCHED, challenge: { challengeId, state: State.AWAITING_INPUT } },
  });
  expect(await verifyCaller(server.grpcUrl, 'token', '907152')).toBe('a.b.c');
  expect(await verifyCaller(server.grpcUrl, 'token', '907153')).toBeUndefined();
});
