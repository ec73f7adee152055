import type { Keyboard } from './keyboard.ts';
import type { Person } from './person.ts';
import type { Screen } from './screen.ts';
import type { Demo } from './scripted-demo.ts';

export interface TerminalDemoOptions {
  readonly demo: Demo;
  readonly screen: Screen;
  readonly keyboard: Keyboard;
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

const LABELS = { 'new-pin': 'New PIN', 'new-pin-again': 'New PIN again', answer: 'PIN' } as const;

/** Leads a human through the newcomer's minute, then on for as long as they like. */
export const runAtTerminal = async (options: TerminalDemoOptions): Promise<void> => {
  const { demo, screen, keyboard, output, signal } = options;
  const human: Person = {
    async enter(what, ended) {
      output.write(`You       ${LABELS[what]} (hidden): `);
      try {
        return await keyboard.readLine(ended);
      } finally {
        output.write('\n');
      }
    },
  };
  const choose = async (question: string): Promise<string> => {
    output.write(question);
    try {
      return (await keyboard.readLine(signal, (text) => output.write(text))).trim().toLowerCase();
    } finally {
      output.write('\n');
    }
  };

  screen.heading('Choose a PIN');
  screen.backstage('Six digits; for example 907152. Nothing that you type is shown. Ctrl-C stops everything.');
  if (!(await demo.enroll(human))) return;

  screen.heading('The agent calls you');
  screen.backstage('Try a wrong PIN first, then the right one.');
  for (;;) {
    const end = await demo.call(human);
    screen.plain('');
    screen.backstage(
      end === 'verified'
        ? 'Call again and answer wrong three times to see the lock.'
        : 'A new PIN is the way back from a lock: enrol again.',
    );
    const choice = await choose('[Enter] call again, [e] enrol a new PIN, [q] leave: ');
    if (choice === 'q') return;
    if (choice === 'e') {
      screen.heading('Choose a new PIN');
      await demo.enroll(human);
    }
    screen.heading('The agent calls you');
  }
};
