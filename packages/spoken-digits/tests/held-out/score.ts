import { readFileSync } from 'node:fs';
import { readDigits } from '../../src/index.ts';

// Scores the reader on answers written before it, and apart from it. Run with --failures to list what it gets wrong.

const languages = ['en', 'es', 'fr', 'de', 'pt', 'it', 'nl', 'ja', 'zh', 'ko', 'hi', 'ar', 'fa'] as const;
const length = 6;

export interface HeldOutCase {
  readonly text: string;
  readonly channel?: 'speech' | 'text' | 'keypad';
  /** BCP 47; the file's language where absent. */
  readonly language?: string;
  /** Six digits or a reason; a list where people would differ, never with two digit strings. */
  readonly expect: string | readonly string[];
  /** The habit or the source of the case. */
  readonly note: string;
}

/** `wrong-digits` is a digit string where another or none was meant: the mistake that costs an attempt. */
export type Verdict = 'right' | 'wrong-digits' | 'other';

export interface Scored {
  readonly case: HeldOutCase;
  readonly got: string;
  readonly verdict: Verdict;
}

/** The languages with a held-out file beside this one. */
export const heldOutLanguages: readonly string[] = languages;

/** Reads every case of one language and judges each answer; throws where the file is missing or is not JSON. */
export function scoreLanguage(language: string): readonly Scored[] {
  const file = new URL(`./${language}.json`, import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly HeldOutCase[];
  return cases.map((one) => scoreCase(one, language));
}

function scoreCase(one: HeldOutCase, language: string): Scored {
  const reading = readDigits(one.text, {
    language: one.language ?? language,
    length,
    channel: one.channel ?? 'speech',
  });
  const got = reading.kind === 'digits' ? reading.digits : reading.reason;
  const allowed: readonly string[] = typeof one.expect === 'string' ? [one.expect] : one.expect;
  if (allowed.includes(got)) return { case: one, got, verdict: 'right' };
  return { case: one, got, verdict: reading.kind === 'digits' ? 'wrong-digits' : 'other' };
}

function count(scored: readonly Scored[], verdict: Verdict): number {
  return scored.filter((one) => one.verdict === verdict).length;
}

function row(name: string, scored: readonly Scored[]): string {
  const right = count(scored, 'right');
  const share = ((100 * right) / scored.length).toFixed(1);
  const cells = [scored.length, right, count(scored, 'wrong-digits'), count(scored, 'other'), `${share}%`];
  return [name.padEnd(8), ...cells.map((cell) => String(cell).padStart(12))].join('');
}

function describe(language: string, one: Scored): string {
  const { text, channel, expect, note } = one.case;
  const tag = `${one.case.language ?? language}${channel === undefined ? '' : ` ${channel}`}`;
  return `${one.verdict} [${tag}] ${JSON.stringify(text)}: got ${one.got}, expected ${String(expect)} (${note})`;
}

if (import.meta.main) {
  const scores = languages.map((language) => ({ language, scored: scoreLanguage(language) }));
  const header = [
    'language',
    ...['cases', 'right', 'wrong digits', 'other', 'right %'].map((cell) => cell.padStart(12)),
  ];
  const lines = [header.join(''), ...scores.map(({ language, scored }) => row(language, scored))];
  const all = scores.flatMap(({ scored }) => scored);
  lines.push(row('all', all));
  if (process.argv.includes('--failures')) {
    lines.push('');
    for (const { language, scored } of scores) {
      for (const one of scored) if (one.verdict !== 'right') lines.push(describe(language, one));
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
