import type { AuthFactorClient, Input } from '@authfactor/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, SESSION } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { type RunningTestServer, startServerInProcess } from './running-server.ts';

const PIN = '481516';
const SUBJECT = 'alice';

const SPOKEN: readonly (readonly [language: string, transcript: string])[] = [
  ['en-US', 'uh, it’s four eight one five one six'],
  ['en-GB', 'four eight, one five, one six'],
  ['es-MX', 'cuatro ocho uno cinco uno seis'],
  ['fr-FR', 'quatre huit un cinq un six'],
  ['de-DE', 'vier acht eins fünf eins sechs'],
  ['pt-BR', 'quatro oito um cinco um meia'],
  ['it-IT', 'quattro otto uno cinque uno sei'],
  ['nl-NL', 'vier acht een vijf een zes'],
  ['ja-JP', 'よん はち いち ご いち ろく'],
  ['zh-CN', '四八幺五幺六'],
  ['ko-KR', '사 팔 일 오 일 육'],
  ['hi-IN', 'चार आठ एक पाँच एक छह'],
  ['ar-EG', 'أربعة ثمانية واحد خمسة واحد ستة'],
  ['fa-IR', 'چهار هشت یک پنج یک شش'],
];

const said = (transcript: string, languageCode = 'en-US'): Input => ({ kind: 'speech', transcript, languageCode });

let server: RunningTestServer;
let agent: AuthFactorClient;
beforeAll(async () => {
  server = await startServerInProcess({ exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }) });
  await enroll(server, SUBJECT, PIN);
  agent = await connectAs(server, { scope: 'factor.verify' });
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await server.stop();
});

async function outcomeOf(input: Input): Promise<string> {
  const { challengeId } = await beginFor(agent, SUBJECT);
  return (await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input })).outcome;
}

test('one account is verified by typed digits, by the keypad with its end key, and by speech in every language', async () => {
  expect(await outcomeOf({ kind: 'typed', channel: 'text', text: '481-516' })).toBe('verified');
  expect(await outcomeOf(keyed('481516#'))).toBe('verified');
  for (const [language, transcript] of SPOKEN) {
    expect(await outcomeOf(said(transcript, language)), language).toBe('verified');
  }
  expect(await outcomeOf(said('481,516'))).toBe('verified');
});

test('a wrong number that is well said is an attempt; what cannot be read is none', async () => {
  const { challengeId } = await beginFor(agent, SUBJECT);
  const answer = (input: Input) => agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input });
  expect(await answer(said('four eight one five one seven'))).toMatchObject({
    outcome: 'mismatched',
    attemptsRemaining: 2,
  });
  const short = await answer(said('four eight one'));
  expect(short).toMatchObject({ outcome: 'unusable', reason: 'too-few' });
  expect(short.challenge.prompt?.promptId).toBe('soft-pin.unusable.too-few');
  expect(short.challenge.attemptsRemaining).toBe(2);
  expect(await answer(said(PIN))).toMatchObject({ outcome: 'verified' });
});

test('five unusable answers close the challenge and cost no attempt', async () => {
  const { challengeId } = await beginFor(agent, SUBJECT);
  const unusable: string[] = [];
  for (const transcript of [
    '',
    'twenty three four five six',
    '******',
    'forget it',
    'one two three four five six seven',
  ]) {
    const result = await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: said(transcript) });
    if (result.outcome !== 'unusable') throw new Error(`"${transcript}" is ${result.outcome}`);
    unusable.push(result.reason);
  }
  expect(unusable).toEqual(['no-digits', 'ambiguous', 'masked', 'canceled', 'too-many']);
  expect(await agent.challenges.get({ challengeId, sessionId: SESSION })).toMatchObject({ state: 'exhausted' });
  expect((await beginFor(agent, SUBJECT)).attemptsRemaining).toBe(3);
});

test('nothing of a transcript is in any log', () => {
  const logs = server.logs();
  expect(logs).toContain('SubmitAnswer');
  for (const [, transcript] of SPOKEN) expect(logs).not.toContain(transcript);
  for (const word of ['four', 'cuatro', 'vier', PIN, '481,516']) expect(logs).not.toMatch(new RegExp(`\\b${word}\\b`));
});
