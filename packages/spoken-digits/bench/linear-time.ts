import { readDigits } from '../src/index.ts';

/** Texts that make the reader work: everything is a number word, a filler, a compound or unknown. */
const TEXTS: Readonly<Record<string, readonly [language: string, unit: string]>> = {
  digits: ['en', 'four eight one five one six '],
  cardinals: ['en', 'four hundred and eighty one thousand five hundred sixteen '],
  fillers: ['en', 'um my pin is '],
  unknown: ['en', 'perspicacious '],
  numerals: ['en', '48 15-16, '],
  compounds: ['de', 'vierhunderteinundachtzigtausend '],
  'long words': ['de', `${'fünfundfünfzig'.repeat(40)} `],
  twenties: ['fr', 'quatre vingt dix sept '],
  kana: ['ja', 'よんじゅうはちまん'],
  han: ['zh', '四百八十一万五千一百一十六'],
  hangul: ['ko', '사십팔만오천백십육'],
  'phrases half begun': ['en', 'i want to give i want to '],
};

const SIZES = [64, 256, 1024, 4096, 16384];

function nsPerCharacter(text: string, language: string): number {
  const options = { language, length: 6, channel: 'speech' } as const;
  const rounds = Math.max(1, Math.ceil(2 ** 17 / text.length));
  const samples: number[] = [];
  for (let sample = 0; sample < 9; sample++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round++) readDigits(text, options);
    samples.push(Number(process.hrtime.bigint() - start) / (rounds * text.length));
  }
  return samples.sort((a, b) => a - b)[4] ?? 0;
}

process.stdout.write(
  `ns per character\n${'text'.padEnd(20)}${SIZES.map((size) => `${size} B`.padStart(9)).join('')}    ratio\n`,
);
let worst = 0;
for (const [name, [language, unit]] of Object.entries(TEXTS)) {
  const costs = SIZES.map((size) =>
    nsPerCharacter(unit.repeat(Math.ceil(size / unit.length)).slice(0, size), language),
  );
  const ratio = (costs.at(-1) ?? 0) / (costs[0] ?? 1);
  worst = Math.max(worst, ratio);
  process.stdout.write(
    `${name.padEnd(20)}${costs.map((cost) => cost.toFixed(1).padStart(9)).join('')}${ratio.toFixed(2).padStart(9)}\n`,
  );
}
process.stdout.write(`the largest ratio of 16 KB to 64 B: ${worst.toFixed(2)} (linear: about 1 or less)\n`);
