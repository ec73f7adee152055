import { readDigits } from './read-digits.ts';
import { type DigitReading, type ReadDigitsOptions, unusable } from './reading.ts';

/** What a caller typed or keyed. On `speech` the text is a transcript that came as text. */
export interface TypedDigits {
  readonly kind: 'typed';
  readonly text: string;
  readonly channel: 'text' | 'keypad' | 'speech' | 'out-of-band';
}

/** One hypothesis of a recogniser. */
export interface Hypothesis {
  readonly transcript: string;
  /** 0 to 1; recognisers that do not know it leave it out or say 0. */
  readonly confidence?: number;
}

/** What a recogniser heard: its best hypothesis, and others. `language`, if not empty, is the one that it heard. */
export interface SpokenDigits extends Hypothesis {
  readonly kind: 'spoken';
  readonly language: string;
  readonly alternatives: readonly Hypothesis[];
}

/** Hypotheses whose confidence differs by no more than this are as likely. */
const NEAR = 0.05;
/** More alternatives than this say nothing new. */
const MOST_ALTERNATIVES = 16;

const isKnown = (confidence: number | undefined): confidence is number =>
  confidence !== undefined && confidence > 0 && confidence <= 1;

function asLikely(first: Hypothesis, other: Hypothesis): boolean {
  if (!isKnown(first.confidence) || !isKnown(other.confidence)) return false;
  return first.confidence - other.confidence <= NEAR + 1e-9;
}

function readSpoken(answer: SpokenDigits, options: ReadDigitsOptions): DigitReading {
  const best = readDigits(answer.transcript, options);
  if (best.kind === 'unusable' && best.reason === 'canceled') return best;
  const others = answer.alternatives
    .slice(0, MOST_ALTERNATIVES)
    .map((hypothesis) => ({ hypothesis, reading: readDigits(hypothesis.transcript, options) }));
  if (best.kind === 'digits') {
    const disputed = others.some(
      ({ hypothesis, reading }) =>
        reading.kind === 'digits' && reading.digits !== best.digits && asLikely(answer, hypothesis),
    );
    return disputed ? unusable('ambiguous') : best;
  }
  const heard = new Set(others.flatMap(({ reading }) => (reading.kind === 'digits' ? [reading.digits] : [])));
  const [digits] = heard;
  if (digits === undefined) return best;
  return heard.size === 1 ? { kind: 'digits', digits } : unusable('ambiguous');
}

/**
 * Reads an answer as the contract has it. Of a recogniser's hypotheses the first decides; if it cannot be used and the
 * others hold one reading between them, that one; where two are as likely and differ, the answer is `ambiguous`. So an
 * answer never has more than one reading. `language` is the challenge's, BCP 47, for answers that do not say theirs.
 */
export function readAnswer(
  answer: TypedDigits | SpokenDigits,
  { language, length }: { readonly language: string; readonly length: number },
): DigitReading {
  if (answer.kind === 'spoken') {
    return readSpoken(answer, { language: answer.language || language, length, channel: 'speech' });
  }
  const channel = answer.channel === 'keypad' || answer.channel === 'speech' ? answer.channel : 'text';
  return readDigits(answer.text, { language, length, channel });
}
