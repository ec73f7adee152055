import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { createKeyboard, type RawInput } from './keyboard.ts';

const setUp = () => {
  const input = new EventEmitter();
  const modes: boolean[] = [];
  const raw = Object.assign(input, {
    setRawMode: (mode: boolean) => {
      modes.push(mode);
      return input;
    },
    setEncoding: () => input,
    resume: () => input,
    pause: () => input,
  }) as unknown as RawInput;
  const onInterrupt = vi.fn();
  const keyboard = createKeyboard(raw, onInterrupt);
  return { keyboard, modes, onInterrupt, type: (text: string) => input.emit('data', text) };
};
const never = new AbortController().signal;

test.each([
  ['a plain line', '907152\r', '907152'],
  ['a line feed', '907152\n', '907152'],
  ['backspace', '9\u007f907\b7152\r', '907152'],
  ['more backspaces than characters', '\u007f\u007f907152\r', '907152'],
  ['Ctrl-U', '111\u0015907152\r', '907152'],
  ['cursor keys', '90\u001b[A71\u001b[1;5C52\u001bOP\r', '907152'],
  ['other control characters', '90\u0001\t7152\r', '907152'],
  ['nothing', '\r', ''],
])('%s', async (_, typed, line) => {
  const { keyboard, type } = setUp();
  const reading = keyboard.readLine(never);
  type(typed);
  expect(await reading).toBe(line);
});

test('what is typed ahead is kept for the next line, and the terminal never leaves raw mode meanwhile', async () => {
  const { keyboard, modes, type } = setUp();
  type('907152\r9071');
  expect(await keyboard.readLine(never)).toBe('907152');
  const second = keyboard.readLine(never);
  type('53\r');
  expect(await second).toBe('907153');
  expect(modes).toEqual([true]);
  keyboard[Symbol.dispose]();
  expect(modes).toEqual([true, false]);
});

test('only a line that may be seen is shown', async () => {
  const { keyboard, type } = setUp();
  let shown = '';
  type('ab\u007fc\r');
  await keyboard.readLine(never, (text) => {
    shown += text;
  });
  expect(shown).toBe('ab\b \bc');
});

test.each(['\u0003', '\u0004'])('%j interrupts at once, also while nobody reads', (character) => {
  const { onInterrupt, type } = setUp();
  type(`12${character}`);
  expect(onInterrupt).toHaveBeenCalledOnce();
});

test('a signal ends the reading', async () => {
  const { keyboard } = setUp();
  const controller = new AbortController();
  const reading = keyboard.readLine(controller.signal);
  const reason = new Error('stopped');
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
});
