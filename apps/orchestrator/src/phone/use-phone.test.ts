import { PassThrough } from 'node:stream';
import { type FakeOkta, startControlServer, startFakeOkta } from '@authfactor/okta-push/fake-okta';
import { expect, test } from 'vitest';
import { createPipedLines } from '../lines.ts';
import { createPhoneControl, DemoEndedError } from './phone-control.ts';
import { usePhone } from './use-phone.ts';

const never = new AbortController().signal;

/** A phone of alice, at a stand-in for Okta that serves as in the demo. */
async function setUp() {
  const okta = await startFakeOkta();
  const server = await startControlServer(okta);
  const user = okta.addUser({ login: 'alice' });
  const printed: string[] = [];
  const input = new PassThrough();
  const stop = new AbortController();
  const control = createPhoneControl(server.url, 'alice');
  const print = (line: string) => printed.push(line);
  const using = usePhone({ control, lines: createPipedLines(input), print, lookMs: 5, signal: stop.signal });
  using.catch(() => undefined);
  return {
    okta,
    printed,
    using,
    stop,
    server,
    type: (line: string) => input.write(`${line}\n`),
    end: () => input.end(),
    send: (numberMatching: boolean) => sendTo(okta, user, numberMatching),
    shows: (text: string) => expect.poll(() => printed.join('\n')).toContain(text),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await using.catch(() => undefined);
      await server[Symbol.asyncDispose]();
      await okta[Symbol.asyncDispose]();
    },
  };
}

function sendTo(okta: FakeOkta, user: ReturnType<FakeOkta['addUser']>, numberMatching: boolean) {
  const [factor] = user.factors;
  if (factor === undefined) throw new Error('The fake user has no factor');
  return okta.pushes.send(user, factor, numberMatching);
}

test.each([
  ['y', 'SUCCESS', 'You approved.'],
  [' Y ', 'SUCCESS', 'You approved.'],
  ['d', 'REJECTED', 'You denied.'],
  ['n', 'REJECTED', 'You said that it is not you.'],
])('%j decides a push without numbers: %s', async (line, result, sentence) => {
  await using phone = await setUp();
  const push = phone.send(false);
  await phone.shows('is it you who is calling?');
  phone.type(line);
  await phone.shows(sentence);
  expect(phone.okta.pushes.find(push.id)?.result).toBe(result);
});

test('the right number approves, and any other that is shown denies', async () => {
  await using phone = await setUp();
  for (const isRight of [true, false]) {
    const push = phone.send(true);
    const number = push.numbers.find((candidate) => (candidate === push.correctAnswer) === isRight);
    phone.type(String(number));
    await expect.poll(() => phone.okta.pushes.find(push.id)?.result).toBe(isRight ? 'SUCCESS' : 'REJECTED');
    await phone.shows(`You chose ${number}.`);
  }
});

test('anything else is asked for again, a number that is not shown and a plain yes too', async () => {
  await using phone = await setUp();
  const push = phone.send(true);
  for (const line of ['', 'y', 'x', '7', String(push.correctAnswer).padStart(5, '0')]) phone.type(line);
  await expect.poll(() => phone.printed.filter((line) => line.startsWith('That is none'))).toHaveLength(5);
  expect(phone.okta.pushes.find(push.id)?.result).toBe('WAITING');
});

test('the number to choose is never marked on the phone', async () => {
  await using phone = await setUp();
  const { numbers } = phone.send(true);
  await phone.shows(`Type ${numbers.map((number) => `[${number}]`).join(' ')} the number you heard`);
});

test('a push that is withdrawn, or decided elsewhere, is over', async () => {
  await using phone = await setUp();
  for (const [index, end] of (['cancel', 'deny'] as const).entries()) {
    const push = phone.send(true);
    await expect.poll(() => phone.printed.filter((line) => line.includes('is it you'))).toHaveLength(index + 1);
    phone.okta.pushes[end](push.id);
    await expect.poll(() => phone.printed.filter((line) => line.startsWith('Too late'))).toHaveLength(index + 1);
  }
});

test('two wait one after the other, and another user’s is not shown', async () => {
  await using phone = await setUp();
  const mallory = phone.okta.addUser({ login: 'mallory' });
  const foreign = sendTo(phone.okta, mallory, false);
  const first = phone.send(false);
  const second = phone.send(false);
  phone.type('d');
  phone.type('y');
  await phone.shows('You approved.');
  const results = [foreign, first, second].map(({ id }) => phone.okta.pushes.find(id)?.result);
  expect(results).toEqual(['WAITING', 'REJECTED', 'SUCCESS']);
});

test('it ends with its lines, whether or not something asks', async () => {
  for (const asks of [false, true]) {
    await using phone = await setUp();
    if (asks) {
      phone.send(false);
      await phone.shows('is it you');
    }
    phone.end();
    await phone.using;
  }
});

test('its signal ends it, whether or not something asks', async () => {
  for (const asks of [false, true]) {
    await using phone = await setUp();
    if (asks) {
      phone.send(false);
      await phone.shows('is it you');
    }
    const reason = new Error('switched off');
    phone.stop.abort(reason);
    await expect(phone.using).rejects.toBe(reason);
  }
});

test('it tells when the demo has ended, whether or not something asks', async () => {
  for (const asks of [false, true]) {
    await using phone = await setUp();
    if (asks) {
      phone.send(false);
      await phone.shows('is it you');
    }
    await phone.server[Symbol.asyncDispose]();
    await expect(phone.using).rejects.toBeInstanceOf(DemoEndedError);
  }
});

test('what answers without being the stand-in is none', async () => {
  await using okta = await startFakeOkta();
  await using server = await startControlServer(okta);
  const control = createPhoneControl(server.url, 'alice');
  expect(await control.decide('nothing', 'approve', never)).toBe(false);
  expect(await control.pending(never)).toEqual([]);
  await expect(createPhoneControl('http://127.0.0.1:1', 'alice').pending(never)).rejects.toBeInstanceOf(DemoEndedError);
});
