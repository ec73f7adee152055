import type { ReadStream } from 'node:tty';

/** The part of a terminal's input that is used here. */
export type RawInput = Pick<ReadStream, 'setRawMode' | 'setEncoding' | 'on' | 'off' | 'resume' | 'pause'>;

/** Lines from a terminal that shows nothing by itself. */
export interface Keyboard extends Disposable {
  /** One line. `show` gets each character that may be seen; without it none of the line is shown. */
  readLine(signal: AbortSignal, show?: (text: string) => void): Promise<string>;
  /** Drops what was typed ahead. */
  forget(): void;
}

const INTERRUPTS = new Set(['\u0003', '\u0004']);
const ERASE = new Set(['\u007f', '\b']);
const KILL_LINE = '\u0015';
// Cursor and function keys send these.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the escape character
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.)/g;

/**
 * Takes over a terminal's input until it is disposed. The terminal stays in raw mode all the time, not only while a line
 * is read: otherwise it would itself show what is typed ahead. Backspace and Ctrl-U work; Ctrl-C and Ctrl-D call
 * `onInterrupt`, because in raw mode the terminal sends no signal.
 */
export const createKeyboard = (input: RawInput, onInterrupt: () => void): Keyboard => {
  let pending: string[] = [];
  let wake = (): void => {};
  const onData = (chunk: string) => {
    const characters = [...chunk.replace(ESCAPE_SEQUENCES, '')];
    if (characters.some((character) => INTERRUPTS.has(character))) onInterrupt();
    pending.push(...characters);
    wake();
  };
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.on('data', onData);
  input.resume();

  const nextCharacter = async (signal: AbortSignal): Promise<string> => {
    for (;;) {
      signal.throwIfAborted();
      const character = pending.shift();
      if (character !== undefined) return character;
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  };

  return {
    async readLine(signal, show = () => {}) {
      const line: string[] = [];
      for (;;) {
        const character = await nextCharacter(signal);
        if (character === '\r' || character === '\n') return line.join('');
        if (ERASE.has(character)) {
          if (line.pop() !== undefined) show('\b \b');
        } else if (character === KILL_LINE) {
          show('\b \b'.repeat(line.length));
          line.length = 0;
        } else if (character >= ' ') {
          line.push(character);
          show(character);
        }
      }
    },
    forget() {
      pending = [];
    },
    [Symbol.dispose]() {
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      pending = [];
    },
  };
};
