import type { Item } from './item.ts';
import { holdsDigits } from './item.ts';
import type { LanguageTable } from './language-table.ts';
import {
  applyCorrections,
  dropDigitCounts,
  settleHashes,
  settleInterjections,
  splitRepetitions,
  takeDoubtful,
  takeHomophones,
} from './passes.ts';
import { type DigitReading, unusable } from './reading.ts';
import { type RunReading, readRun } from './readings.ts';
import { runsOf } from './runs.ts';

export interface Question {
  readonly length: number;
  readonly table: LanguageTable;
  /** Whether a recogniser may have written a digit as another word. */
  readonly spoken: boolean;
  /** Is told of every step, for the playground. */
  readonly trace?: (step: string, items: readonly Item[] | string) => void;
}

function judge(reading: RunReading, length: number): DigitReading {
  const { fewest, digits, fits } = reading;
  if (fewest === undefined) return unusable('ambiguous');
  if (fewest > length) return unusable('too-many');
  if (fewest < length) return unusable(fits ? 'ambiguous' : 'too-few');
  return digits === undefined ? unusable('ambiguous') : { kind: 'digits', digits };
}

/** Exactly one run may hold digits. Several never join: what stands between them may have been a digit. */
function decideRuns(items: readonly Item[], { length, table, trace }: Question): DigitReading {
  const runs = runsOf(items, table);
  for (const run of runs) trace?.('run', run.items);
  if (runs.some(({ cut }) => cut)) return unusable('ambiguous');
  const readings = runs.map((run) => readRun(run.items, length, table));
  const [first, ...others] = readings;
  if (!first) return unusable('no-digits');
  if (others.length === 0) return judge(first, length);
  const total = readings.reduce((sum, { fewest }) => sum + (fewest ?? length), 0);
  const short = total < length && readings.every(({ fits }) => !fits);
  return unusable(short ? 'too-few' : 'ambiguous');
}

/** The strict reading; if it does not fit, what homophones and doubtful words could change. */
function decidePart(items: readonly Item[], question: Question): DigitReading {
  const settled = settleInterjections(items);
  const kinds = new Set(settled.map(({ meaning }) => meaning.kind));
  if (settled.some(holdsDigits) && (kinds.has('foreign') || kinds.has('negation'))) return unusable('ambiguous');
  const strict = decideRuns(settled, question);
  if (strict.kind === 'digits' || strict.reason === 'no-digits') return strict;
  if (runsOf(settled, question.table).some(({ cut }) => cut)) return strict;
  if (kinds.has('doubtful') && decideRuns(takeDoubtful(settled), question).kind === 'digits') {
    return unusable('ambiguous');
  }
  if (!question.spoken || !kinds.has('homophone')) return strict;
  const heard = decideRuns(takeHomophones(settled), question);
  return heard.kind === 'digits' ? heard : strict;
}

/** From what was said to the digits: counts, corrections, repetitions, then the runs of each part. */
export function decide(items: readonly Item[], question: Question): DigitReading {
  const { trace } = question;
  const counted = settleHashes(dropDigitCounts(items));
  trace?.('meanings', counted);
  const { rest, outcome } = applyCorrections(counted);
  if (outcome === 'canceled') return unusable('canceled');
  if (outcome !== 'read') return unusable('ambiguous');
  if (rest !== counted) trace?.('after the correction', rest);
  const readings = splitRepetitions(rest)
    .map((part) => decidePart(part, question))
    .filter((reading) => reading.kind === 'digits' || reading.reason !== 'no-digits');
  const [first, ...others] = readings;
  if (!first) return unusable('no-digits');
  const agree = others.every(
    (other) => other.kind === 'digits' && first.kind === 'digits' && other.digits === first.digits,
  );
  return agree ? first : unusable('ambiguous');
}
