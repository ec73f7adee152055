import { createKeyboard } from './keyboard.ts';
import { runDemo } from './run-demo.ts';
import { createScreen } from './screen.ts';

const stop = new AbortController();
const stopped = new Error('Stopped');
const interrupt = () => stop.abort(stopped);
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('SIGHUP', interrupt);

const screen = createScreen(process.stdout);
const keyboard = process.stdin.isTTY ? createKeyboard(process.stdin, interrupt) : undefined;
try {
  const asExpected = await runDemo({ env: process.env, screen, keyboard, output: process.stdout, stop });
  process.exitCode = asExpected ? 0 : 1;
} catch (error) {
  const cause = stop.signal.aborted ? stop.signal.reason : error;
  if (cause === stopped) {
    screen.plain('\nStopped.');
  } else {
    process.stderr.write(`\n${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
  }
} finally {
  keyboard?.[Symbol.dispose]();
}
