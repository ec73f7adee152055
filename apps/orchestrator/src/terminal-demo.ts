import type { Keyboard } from './keyboard.ts';
import type { Screen } from './screen.ts';
import type { Demo } from './scripted-demo.ts';
import { createTerminalPerson } from './terminal-person.ts';

export interface TerminalDemoOptions {
  readonly demo: Demo;
  readonly screen: Screen;
  readonly keyboard: Keyboard;
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

type Choice = '1' | '2' | '3' | 'e' | 'a' | 'q';

const MENU: Readonly<Record<Choice, string>> = {
  1: 'a call with your PIN alone',
  2: 'a call with your PIN first and TOTP, a code of an authenticator app, second',
  3: 'a call with a push to your phone, which is "pnpm phone" in a second terminal',
  e: 'enrol a new PIN, which is also the way back from a lock',
  a: 'set up your authenticator app anew',
  q: 'leave',
};

/** Leads a human through the newcomer's minutes, then on for as long as they like. */
export const runAtTerminal = async (options: TerminalDemoOptions): Promise<void> => {
  const { demo, screen, keyboard, output, signal } = options;
  const human = createTerminalPerson({ screen, keyboard, output });
  let hasApp = false;

  const choose = async (suggested: Choice): Promise<Choice> => {
    screen.heading('What next?');
    for (const [key, what] of Object.entries(MENU)) screen.plain(`  [${key}] ${what}`);
    for (;;) {
      output.write(`Choose, then Enter (Enter alone: ${suggested}): `);
      const line = await keyboard.readLine(signal, (text) => output.write(text)).finally(() => output.write('\n'));
      const key = line.trim().toLowerCase();
      if (key === '') return suggested;
      if (isChoice(key)) return key;
      screen.bad('That is none of the choices.');
    }
  };
  const setUpApp = async (): Promise<boolean> => {
    screen.heading('Set up your authenticator app');
    const completed = await demo.enroll('totp', human);
    hasApp ||= completed;
    return completed;
  };
  const call = async (factorTypes: readonly string[]): Promise<void> => {
    screen.heading('The agent calls you');
    await demo.call(factorTypes, human);
  };

  screen.heading('Choose a PIN');
  screen.backstage('Six digits; for example 907152. A PIN is never shown as you type it. Ctrl-C stops everything.');
  while (!(await demo.enroll('soft-pin', human))) screen.backstage('Once more.');

  let suggested: Choice = '1';
  for (;;) {
    const choice = await choose(suggested);
    switch (choice) {
      case '1':
        screen.backstage('Try a wrong PIN first, then the right one. Three wrong ones show the lock.');
        await call(['soft-pin']);
        suggested = '2';
        break;
      case '2':
        if (hasApp || (await setUpApp())) await call(['soft-pin', 'totp']);
        suggested = '3';
        break;
      case '3':
        await call(['okta-push']);
        suggested = '1';
        break;
      case 'e':
        screen.heading('Choose a new PIN');
        await demo.enroll('soft-pin', human);
        break;
      case 'a':
        await setUpApp();
        break;
      case 'q':
        return;
      default:
        return choice satisfies never;
    }
  }
};

const isChoice = (key: string): key is Choice => Object.hasOwn(MENU, key);
