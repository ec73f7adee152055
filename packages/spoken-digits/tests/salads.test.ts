import { describe, expect, test } from 'vitest';
import { readDigits } from '../src/index.ts';
import { SPEAKERS } from './speakers.ts';

/**
 * Word salads whose readings the generator knows, by an oracle that shares nothing with the reader: it tries every way
 * to join or to part what stands next to each other. Set `SPOKEN_DIGITS_EXHAUSTIVE=1` for a million of them.
 */
const SALADS = process.env.SPOKEN_DIGITS_EXHAUSTIVE === '1' ? 1_000_000 : 60_000;
const LENGTH = 6;

/** Words for the salads of one language, apart from its digits. */
interface Bowl {
  readonly tag: string;
  readonly tens?: readonly string[];
  readonly teens?: readonly string[];
  readonly fillers: readonly string[];
  readonly unknown: readonly string[];
  readonly correction: string;
  readonly cancel: string;
  readonly negation: string;
  /** Digits whose words are ordinary words too. */
  readonly ordinary?: readonly number[];
  /** Its word for one is an article too. */
  readonly article?: boolean;
  /** Tens and units join where only a space is between them. */
  readonly joins: boolean;
}

const BOWLS: readonly Bowl[] = [
  {
    tag: 'en',
    tens: ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'],
    teens: ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen'],
    fillers: ['um', 'uh', 'please', 'my pin is', 'okay'],
    unknown: ['banana', 'sickx', 'perspicacious'],
    correction: 'no wait',
    cancel: 'forget it',
    negation: 'not',
    joins: true,
  },
  {
    tag: 'es',
    tens: ['treinta', 'cuarenta', 'cincuenta', 'sesenta', 'setenta', 'ochenta', 'noventa'],
    teens: ['diez', 'once', 'doce', 'trece', 'catorce', 'quince', 'dieciséis'],
    fillers: ['eh', 'pues', 'por favor', 'mi pin es', 'gracias'],
    unknown: ['plátano', 'zeis', 'perspicaz'],
    correction: 'perdón',
    cancel: 'olvídalo',
    negation: 'nunca',
    joins: true,
  },
  {
    tag: 'de',
    tens: ['zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig'],
    teens: ['zehn', 'elf', 'zwölf', 'dreizehn', 'vierzehn', 'fünfzehn', 'sechzehn'],
    fillers: ['äh', 'also', 'bitte', 'meine PIN ist', 'danke'],
    unknown: ['Banane', 'sechx', 'scharfsinnig'],
    correction: 'nein warte',
    cancel: 'vergiss es',
    negation: 'nicht',
    joins: false,
  },
  ...(
    [
      ['fr', ['euh', 'alors'], ['banane'], 'pardon', 'laissez tomber', 'jamais', [1, 9]],
      ['pt', ['então', 'por favor'], ['banana'], 'desculpa', 'esquece', 'nunca', [1]],
      ['it', ['allora', 'prego'], ['banana'], 'scusi', 'lascia perdere', 'mai', [6]],
      ['nl', ['eh', 'graag'], ['banaan'], 'wacht', 'laat maar', 'niet', [1]],
      ['hi', ['जी', 'कृपया'], ['केला'], 'सॉरी', 'रद्द करो', 'मत', [2]],
      ['ar', ['طيب', 'نعم'], ['موزة'], 'آسف', 'إلغاء', 'ليس', []],
      ['fa', ['خب', 'لطفا'], ['موز'], 'ببخشید', 'لغو کنید', 'نیست', [9]],
      ['ja', ['えーと', 'はい'], ['バナナ'], 'いや', 'キャンセル', '以外', [2, 5]],
      ['zh', ['嗯', '那个'], ['香蕉'], '不对', '算了', '没有', [1]],
      ['ko', ['음', '어'], ['바나나'], '아니요', '취소', '제외', [1, 2, 4, 5, 9]],
    ] as const
  ).map(([tag, fillers, unknown, correction, cancel, negation, ordinary]) => ({
    tag,
    fillers,
    unknown,
    correction,
    cancel,
    negation,
    ordinary,
    joins: false,
    article: ['fr', 'pt', 'nl'].includes(tag),
  })),
];

/** Mulberry32: the same salads in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Word {
  readonly text: string;
  /** What it adds: a number, nothing, or one of the words that change what the others mean. */
  readonly adds: number | 'nothing' | 'break' | 'correction' | 'cancel' | 'negation';
  /** A comma follows. */
  readonly comma: boolean;
}

function salad(bowl: Bowl, digits: readonly string[], random: () => number): Word[] {
  const pick = <T>(list: readonly T[]): number => Math.floor(random() * list.length);
  const words: Word[] = [];
  const size = 4 + Math.floor(random() * 6);
  for (let index = 0; index < size; index++) {
    const comma = random() < 0.15;
    const chance = random();
    const add = (text: string, adds: Word['adds']): number => words.push({ text, adds, comma });
    if (bowl.tens && chance < 0.2) {
      const at = pick(bowl.tens);
      add(bowl.tens[at] ?? '', (at + (bowl.tens.length === 7 ? 3 : 2)) * 10);
    } else if (bowl.teens && chance < 0.3) {
      const at = pick(bowl.teens);
      add(bowl.teens[at] ?? '', at + 10);
    } else if (chance < 0.86) {
      const at = pick(digits);
      add(digits[at] ?? '', at);
    } else if (chance < 0.94) add(bowl.fillers[pick(bowl.fillers)] ?? '', 'nothing');
    else if (chance < 0.97) add(bowl.unknown[pick(bowl.unknown)] ?? '', 'break');
    else if (chance < 0.98) add(bowl.correction, 'correction');
    else if (chance < 0.985) add(bowl.cancel, 'cancel');
    else if (chance < 0.99) add(bowl.negation, 'negation');
  }
  return words;
}

/** Every string of digits that the salad could stand for; `undefined` where nothing may be accepted at all. */
function readingsOf(words: readonly Word[], { joins, article }: Bowl): ReadonlySet<string> | undefined {
  if (words.some(({ adds }) => adds === 'cancel')) return undefined;
  const counted = words.slice(words.findLastIndex(({ adds }) => adds === 'correction') + 1);
  if (counted.some(({ adds }) => adds === 'negation')) return undefined;
  const isArticle = (at: number): boolean =>
    article === true &&
    counted[at]?.adds === 1 &&
    !counted[at].comma &&
    counted[at + 1]?.adds === 'break' &&
    !counted
      .slice(0, at)
      .some(
        (_, from) =>
          counted.slice(from, at).every(({ adds }) => adds === 'nothing' || typeof adds === 'number') &&
          counted.slice(from, at).some(({ adds }) => typeof adds === 'number'),
      );
  const groups: { value: number; apart: boolean }[][] = [[]];
  let apart = true;
  for (const [at, { adds, comma }] of counted.entries()) {
    if (isArticle(at)) continue;
    if (typeof adds === 'number') {
      groups.at(-1)?.push({ value: adds, apart });
      apart = false;
    } else if (adds === 'break') groups.push([]);
    if (comma) apart = true;
  }
  const said = groups.filter((group) => group.length > 0);
  const [only, more] = said;
  if (!only || more) return undefined;
  let readings = new Set(['']);
  let joinable = new Set<string>();
  for (const [at, { value, apart: parted }] of only.entries()) {
    const before = only[at - 1]?.value ?? 0;
    const together = joins && !parted && before >= 20 && value >= 1 && value <= 9;
    const next = new Set([...readings].map((reading) => reading + value));
    if (together) for (const reading of joinable) next.add(reading.slice(0, -1) + value);
    joinable = value >= 20 ? new Set([...readings].map((reading) => reading + value)) : new Set();
    readings = next;
  }
  return readings;
}

describe.each(BOWLS)('$tag', (bowl) => {
  const digits = SPEAKERS.find(({ tag }) => tag === bowl.tag)?.digits ?? [];
  const options = { language: bowl.tag, length: LENGTH, channel: 'speech' } as const;

  test('what is accepted is the one shortest reading, and nothing else is accepted', () => {
    const random = createRandom(20261124);
    let accepted = 0;
    for (let count = 0; count < SALADS / BOWLS.length; count++) {
      const words = salad(bowl, digits, random);
      const text = words.map((word) => word.text + (word.comma ? ',' : '')).join(' ');
      const reading = readDigits(text, options);
      const possible = readingsOf(words, bowl);
      const shortest = Math.min(...[...(possible ?? [])].map((one) => one.length));
      const fitting = [...(possible ?? [])].filter((one) => one.length === LENGTH);
      const expected = shortest === LENGTH && fitting.length === 1 ? fitting[0] : undefined;
      const last = words.findLast(({ adds }) => adds === 'correction' || typeof adds === 'number')?.adds;
      const hanging = hangs(words, bowl);
      if (reading.kind === 'digits') {
        accepted++;
        expect(reading.digits, text).toBe(expected);
      } else if (last !== 'correction' && !hanging) expect(expected, `${text}: ${reading.reason}`).toBeUndefined();
    }
    expect(accepted).toBeGreaterThan(SALADS / BOWLS.length / 50);
  });

  test('any salad of its words is read without a throw, into a reason or into as many digits as were asked for', () => {
    const random = createRandom(7);
    const all = [
      ...digits,
      ...(bowl.tens ?? []),
      ...bowl.fillers,
      ...bowl.unknown,
      bowl.correction,
      '*',
      '#',
      '12',
      ',',
      '-',
      "'",
    ];
    for (let count = 0; count < SALADS / BOWLS.length / 4; count++) {
      const text = Array.from({ length: 1 + Math.floor(random() * 30) }, () => {
        const word = all[Math.floor(random() * all.length)] ?? '';
        return word + (random() < 0.5 ? ' ' : '');
      }).join('');
      const reading = readDigits(text, options);
      if (reading.kind === 'digits') expect(reading.digits).toMatch(/^[0-9]{6}$/);
    }
  });
});

/** A ten right before an unknown word may have lost its unit to it, and a word that is no digit elsewhere may be none. */
function hangs(words: readonly Word[], { ordinary = [] }: Bowl): boolean {
  return words.some(({ adds, comma }, at) => {
    if (typeof adds !== 'number') return false;
    const before = words[at - 1];
    const touches = !comma && words[at + 1]?.adds === 'break';
    const touched = before?.adds === 'break' && !before.comma;
    return (touches && adds >= 20) || ((touches || touched) && ordinary.includes(adds));
  });
}
