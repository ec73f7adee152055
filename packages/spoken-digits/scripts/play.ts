import { parseArgs } from 'node:util';
import { findLanguage } from '../src/find-language.ts';
import type { Item } from '../src/item.ts';
import { explainDigits } from '../src/read-digits.ts';

const USAGE = `Usage: pnpm --filter spoken-digits play "four eight, double one" [--language en-US] [--length 6] [--channel speech]
Prints how an answer is read, step by step. Channels: speech, text, keypad.
`;

/** One item: what was said, and what it means. */
function show({ text, meaning, link }: Item): string {
  const { kind, ...rest } = meaning;
  const detail = Object.entries(rest).map(([name, value]) => (value === true ? `(${name})` : value));
  const binding = link === 'hyphen' || link === 'glued' ? ' (bound to the one before)' : '';
  const comma = link === 'comma' ? ' (set apart)' : '';
  return `    ${text.padEnd(20)} ${kind}${detail.length > 0 ? ` ${detail.join(' ')}` : ''}${binding}${comma}\n`;
}

function play(text: string, language: string, length: number, channel: 'speech' | 'text' | 'keypad'): void {
  const known = findLanguage(language).table.fillers !== '';
  process.stdout.write(
    `language ${language}${known ? '' : ' (not known: digits only)'}, ${length} digits, ${channel}\n`,
  );
  const reading = explainDigits(text, { language, length, channel }, (step, items) => {
    process.stdout.write(`  ${step}\n${typeof items === 'string' ? `    ${items}\n` : items.map(show).join('')}`);
  });
  process.stdout.write(reading.kind === 'digits' ? `= ${reading.digits}\n` : `= unusable: ${reading.reason}\n`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    language: { type: 'string', default: 'en-US' },
    length: { type: 'string', default: '6' },
    channel: { type: 'string', default: 'speech' },
  },
});
const [text] = positionals;
const { channel, language } = values;
const length = Number(values.length);
if (
  text === undefined ||
  !Number.isInteger(length) ||
  length < 1 ||
  (channel !== 'speech' && channel !== 'text' && channel !== 'keypad')
) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  play(text, language, length, channel);
}
