import { expect, test } from 'vitest';
import { type Hypothesis, readAnswer } from './read-answer.ts';

const ASKED = { language: 'en-US', length: 6 };
const RIGHT = 'four eight one five one six';
const OTHER = 'four nine one five one six';
const SHORT = 'four eight one five one';

function heard(best: Hypothesis, ...alternatives: Hypothesis[]): string {
  const reading = readAnswer({ kind: 'spoken', language: '', ...best, alternatives }, ASKED);
  return reading.kind === 'digits' ? reading.digits : reading.reason;
}

const h = (transcript: string, confidence?: number): Hypothesis =>
  confidence === undefined ? { transcript } : { transcript, confidence };

test.each<[string, string, ...Hypothesis[]]>([
  ['the first alone', '481516', h(RIGHT)],
  ['the first, whatever the others say', '481516', h(RIGHT), h(OTHER), h(SHORT)],
  ['the first, which is more likely', '481516', h(RIGHT, 0.9), h(OTHER, 0.8)],
  ['another that is as likely', 'ambiguous', h(RIGHT, 0.9), h(OTHER, 0.86)],
  ['another that is just as likely', 'ambiguous', h(RIGHT, 0.9), h(OTHER, 0.85)],
  ['another that is more likely', 'ambiguous', h(RIGHT, 0.7), h(OTHER, 0.9)],
  ['as likely and the same', '481516', h(RIGHT, 0.9), h('481516', 0.9)],
  ['as likely and unusable', '481516', h(RIGHT, 0.9), h(SHORT, 0.9)],
  ['0 is no confidence', '481516', h(RIGHT, 0), h(OTHER, 0)],
  ['confidence of one only', '481516', h(RIGHT, 0.9), h(OTHER)],
  ['nonsense as confidence', '481516', h(RIGHT, Number.NaN), h(OTHER, 7)],
  ['the first is unusable, one other is not', '481516', h(SHORT), h(RIGHT)],
  ['the others agree', '481516', h('mumble'), h(RIGHT), h('481516'), h(SHORT)],
  ['the others differ', 'ambiguous', h(SHORT), h(RIGHT), h(OTHER)],
  ['none can be used', 'too-few', h(SHORT), h('mumble'), h('four')],
  ['a caller who cancels', 'canceled', h('cancel'), h(RIGHT)],
  ['masked in the first', '481516', h('****'), h(RIGHT)],
  ['masked in all', 'masked', h('******'), h('[REDACTED]')],
  ['silence', 'no-digits', h('')],
])('%s: %s', (_name, expected, best, ...alternatives) => {
  expect(heard(best, ...alternatives)).toBe(expected);
});

test('more alternatives than a recogniser gives are not looked at', () => {
  expect(heard(h(SHORT), ...Array<Hypothesis>(16).fill(h(SHORT)), h(RIGHT))).toBe('too-few');
});

test('the language that was heard comes before the one of the challenge', () => {
  const spoken = { kind: 'spoken', transcript: 'quatre huit un cinq un six', alternatives: [] } as const;
  expect(readAnswer({ ...spoken, language: 'fr-FR' }, ASKED)).toEqual({ kind: 'digits', digits: '481516' });
  expect(readAnswer({ ...spoken, language: '' }, ASKED).kind).toBe('unusable');
  expect(readAnswer({ ...spoken, language: '' }, { ...ASKED, language: 'fr' }).kind).toBe('digits');
});

test.each([
  ['keypad', '48*481516#', '481516'],
  ['keypad', RIGHT, 'no-digits'],
  ['text', RIGHT, '481516'],
  ['text', 'for eight one five one six', 'too-few'],
  ['speech', 'for eight one five one six', '481516'],
  ['out-of-band', '481516', '481516'],
] as const)('typed on %s: %s is %s', (channel, text, expected) => {
  const reading = readAnswer({ kind: 'typed', text, channel }, ASKED);
  expect(reading.kind === 'digits' ? reading.digits : reading.reason).toBe(expected);
});
