import { createKeyboard } from '../keyboard.ts';
import { createPipedLines, type Lines } from '../lines.ts';
import { createPhoneControl, DemoEndedError } from './phone-control.ts';
import { demoFolder, findDemos } from './running-demo.ts';
import { usePhone } from './use-phone.ts';

/*
 * The phone of whoever is called in the demo: `pnpm phone`, or `pnpm phone demo-1a2b3c4d` where several demos run. Takes
 * its decisions from standard input.
 */

const stop = new AbortController();
const stopped = new Error('Stopped');
const interrupt = () => stop.abort(stopped);
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('SIGHUP', interrupt);

const print = (line: string) => process.stdout.write(`${line}\n`);
const [wanted] = process.argv.slice(2);
const demos = await findDemos(demoFolder(process.env));
const demo = wanted === undefined ? demos[0] : demos.find(({ subjectId }) => subjectId === wanted);
if (demo === undefined) {
  const which = wanted === undefined ? 'No demo runs' : `No demo of ${wanted} runs`;
  process.stderr.write(`${which}. Start one with "pnpm start" in another terminal, then run "pnpm phone" again.\n`);
  process.exitCode = 1;
} else {
  print(`This is the phone of ${demo.subjectId}, with a stand-in for Okta Verify. Ctrl-C switches it off.`);
  if (wanted === undefined && demos.length > 1) {
    const others = demos.slice(1).map(({ subjectId }) => `"pnpm phone ${subjectId}"`);
    print(`That is the demo that started last. For another one: ${others.join(', ')}.`);
  }
  print('It shows what asks. Nothing does so far.');
  await use(createPhoneControl(demo.controlUrl, demo.subjectId));
}

async function use(control: ReturnType<typeof createPhoneControl>): Promise<void> {
  const keyboard = process.stdin.isTTY ? createKeyboard(process.stdin, interrupt) : undefined;
  const lines: Lines =
    keyboard === undefined
      ? createPipedLines(process.stdin)
      : {
          forget: () => keyboard.forget(),
          ended: () => false,
          async readLine(signal) {
            try {
              return await keyboard.readLine(signal, (text) => process.stdout.write(text));
            } finally {
              process.stdout.write('\n');
            }
          },
        };
  try {
    await usePhone({ control, lines, print, signal: stop.signal });
  } catch (error) {
    if (error instanceof DemoEndedError) print('The demo has ended.');
    else if (error === stopped) print('Switched off.');
    else throw error;
  } finally {
    keyboard?.[Symbol.dispose]();
    process.stdin.destroy();
  }
}
