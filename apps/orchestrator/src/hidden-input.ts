import type { ReadStream } from 'node:tty';

/** The part of a terminal's input that is used here. */
export type RawInput = Pick<ReadStream, 'setRawMode' | 'setEncoding' | 'on' | 'off' | 'resume' | 'pause'>;

const INTERRUPT = '\u0003';
const END_OF_TEXT = '\u0004';
const ERASE = new Set(['\u007f', '\b']);
const KILL_LINE = '\u0015';
// Cursor and function keys send these.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with the escape character
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.)/g;

/**
 * Reads one line without showing any of it. Backspace and Ctrl-U work. Ctrl-C and Ctrl-D call `onInterrupt`: in raw mode
 * the terminal sends no signal. Rejects with the signal's reason when `signal` aborts.
 */
export const readHidden = (input: RawInput, signal: AbortSignal, onInterrupt: () => void): Promise<string> =>
  new Promise((resolve, reject) => {
    let typed = '';
    const finish = (settle: () => void) => {
      input.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      input.setRawMode(false);
      input.pause();
      typed = '';
      settle();
    };
    const onAbort = () => finish(() => reject(signal.reason));
    const onData = (chunk: string) => {
      for (const character of chunk.replace(ESCAPE_SEQUENCES, '')) {
        if (character === '\r' || character === '\n') {
          const line = typed;
          finish(() => resolve(line));
          return;
        }
        if (character === INTERRUPT || character === END_OF_TEXT) {
          onInterrupt();
          return;
        }
        if (ERASE.has(character)) typed = typed.slice(0, -1);
        else if (character === KILL_LINE) typed = '';
        else if (character >= ' ') typed += character;
      }
    };
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    input.setRawMode(true);
    input.setEncoding('utf8');
    input.on('data', onData);
    input.resume();
  });
