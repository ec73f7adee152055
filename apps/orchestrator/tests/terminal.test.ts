import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { hasPseudoTerminals, startAtTerminal } from './pseudo-terminal.ts';
import { FREE_PORTS, freshDataDir, grpcPort, isListening, PHONE, START, start } from './running-demo.ts';

// Each starts several processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const PIN = '815260';
const WRONG_PIN = '815262';
const CTRL_C = '\u0003';
const canRun = hasPseudoTerminals();

beforeAll(() => {
  if (!canRun) process.stderr.write('\nNOT RUN: the demo at a terminal, which needs script of util-linux\n\n');
});

const numberIn = (text: string): string => /\d+/.exec(text)?.[0] ?? '';

test.skipIf(!canRun)('a human at one terminal, with a phone at a second one', async () => {
  const folder = await freshDataDir();
  const env = { ...FREE_PORTS, AUTHFACTOR_DATA_DIR: folder };
  const caller = startAtTerminal(START, env);
  await caller.shows('A stand-in for Okta runs on this machine; nothing leaves it.');
  for (const prompt of ['New PIN (hidden): ', 'New PIN again (hidden): ']) {
    await caller.shows(prompt);
    caller.type(`${PIN}\r`);
  }
  await caller.shows('Your PIN is set.');

  // A call with the PIN alone, after a choice that is none.
  await caller.shows('(Enter alone: 1): ');
  caller.type('7\r');
  await caller.shows('That is none of the choices.');
  caller.type('\r');
  for (const pin of [WRONG_PIN, PIN]) {
    await caller.shows('PIN (hidden): ');
    caller.type(`${pin}\r`);
  }
  await caller.shows('Verified.');

  // One with TOTP second, which is not set up yet.
  await caller.shows('(Enter alone: 2): ');
  caller.type('\r');
  await caller.shows('█');
  await caller.shows(/otpauth:\/\/totp\/\S*secret=/);
  await caller.shows('First code (Enter alone: the demo plays the app): ');
  caller.type('000\r');
  await caller.shows('000\r\n');
  await caller.shows('First code (Enter alone: the demo plays the app): ');
  caller.type('\r');
  await caller.shows('Your authenticator app is set up.');
  await caller.shows('PIN (hidden): ');
  caller.type(`${PIN}\r`);
  await caller.shows('Code (Enter alone: the demo plays the app): ');
  caller.type('\r');
  await caller.shows('Verified: soft-pin, then totp, in one session.');

  // A push that two phones show is withdrawn where the caller hangs up. What was typed ahead is no wish to.
  const phones = [startAtTerminal(PHONE, env), startAtTerminal(PHONE, env)] as const;
  await Promise.all(phones.map((phone) => phone.shows('Nothing does so far.')));
  await caller.shows('(Enter alone: 3): ');
  caller.type('\r\r');
  await Promise.all(phones.map((phone) => phone.shows('is it you who is calling?')));
  caller.type('\r');
  await caller.shows('You hung up.');
  await Promise.all(phones.map((phone) => phone.shows('Too late')));

  // One of them approves the next one. What was typed before a question is no answer to it.
  phones[1].type('d\r');
  await caller.shows('(Enter alone: 1): ');
  caller.type('3\r');
  const number = numberIn(await caller.shows(/The number to choose is \d+/));
  await Promise.all(phones.map((phone) => phone.shows('is it you who is calling?')));
  phones[0].type('x\r');
  await phones[0].shows('That is none of the choices.');
  phones[0].type(`${number}\r`);
  await phones[0].shows(`You chose ${number}.`);
  await phones[1].shows('Too late');
  await caller.shows('factor    "okta-push"');

  // Ctrl-C while one waits stops everything.
  await caller.shows('(Enter alone: 1): ');
  caller.type('3\r');
  await phones[0].shows('is it you who is calling?');
  phones[1].type(CTRL_C);
  await phones[1].shows('Switched off.');
  expect(await phones[1].exited).toBe(0);
  caller.type(CTRL_C);
  await phones[0].shows('The demo has ended.');
  expect(await phones[0].exited).toBe(0);
  await caller.shows('Stopped.');
  expect(await caller.exited).toBe(0);
  expect(await isListening(grpcPort(caller.output()))).toBe(false);
  expect(await readdir(join(folder, 'demos'))).toEqual([]);
  expect(caller.output()).not.toMatch(new RegExp(`${PIN}|${WRONG_PIN}`));
});

test('a phone without a demo says what to do', async () => {
  const phone = await start({}, PHONE);
  expect(await phone.exited).toBe(1);
  expect(phone.output()).toBe(
    'No demo runs. Start one with "pnpm start" in another terminal, then run "pnpm phone" again.\n',
  );
});
