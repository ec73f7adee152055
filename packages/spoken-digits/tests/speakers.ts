import { countingSets, loadRuleSets, spell } from '../scripts/rbnf.ts';

/** How a language says digits: what the styles of `sayings` are made of. Written apart from the tables that are tested. */
export interface Speaker {
  readonly tag: string;
  /** Zero to nine. */
  readonly digits: readonly string[];
  /** Between words. */
  readonly between: string;
  /** "Double" and "triple", as prefixes. */
  readonly double?: string;
  readonly triple?: string;
  /** CLDR's locale and rule set for pairs and cardinals. */
  readonly locale: string;
  readonly ruleSet: string;
}

const speaker = (
  tag: string,
  words: string,
  ruleSet: string,
  repeats: readonly [string?, string?] = [],
  between = ' ',
) => {
  const [double, triple] = repeats;
  return {
    tag,
    digits: words.split(' '),
    between,
    locale: tag,
    ruleSet,
    ...(double === undefined ? {} : { double }),
    ...(triple === undefined ? {} : { triple }),
  };
};

export const SPEAKERS: readonly Speaker[] = [
  speaker('en', 'zero one two three four five six seven eight nine', '%spellout-cardinal', ['double', 'triple']),
  speaker('es', 'cero uno dos tres cuatro cinco seis siete ocho nueve', '%spellout-numbering', ['doble', 'triple']),
  speaker('fr', 'zéro un deux trois quatre cinq six sept huit neuf', '%spellout-cardinal-masculine', [
    'double',
    'triple',
  ]),
  speaker('de', 'null eins zwei drei vier fünf sechs sieben acht neun', '%spellout-numbering', ['doppel']),
  speaker('pt', 'zero um dois três quatro cinco seis sete oito nove', '%spellout-cardinal-masculine', [
    'duplo',
    'triplo',
  ]),
  speaker('it', 'zero uno due tre quattro cinque sei sette otto nove', '%spellout-numbering', ['doppio', 'triplo']),
  speaker('nl', 'nul een twee drie vier vijf zes zeven acht negen', '%spellout-cardinal', ['dubbel', 'driedubbel']),
  speaker('ja', 'ゼロ いち に さん よん ご ろく なな はち きゅう', '%spellout-cardinal', [], ''),
  speaker('zh', '零 一 二 三 四 五 六 七 八 九', '%spellout-cardinal', [], ''),
  speaker('ko', '공 일 이 삼 사 오 육 칠 팔 구', '%spellout-cardinal-sinokorean', [], ''),
  speaker('hi', 'शून्य एक दो तीन चार पाँच छह सात आठ नौ', '%spellout-cardinal', ['डबल', 'ट्रिपल']),
  speaker('ar', 'صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة', '%spellout-numbering'),
  speaker('fa', 'صفر یک دو سه چهار پنج شش هفت هشت نه', '%spellout-cardinal'),
];

const spelled = new Map<string, string>();

/** A number as CLDR spells it, without soft hyphens. */
export function cardinal({ locale, ruleSet }: Speaker, value: number): string {
  const key = `${locale} ${ruleSet} ${value}`;
  const known = spelled.get(key);
  if (known !== undefined) return known;
  const sets = loadRuleSets(locale);
  if (!countingSets(sets).includes(ruleSet)) throw new RangeError(`CLDR has no rule set ${ruleSet} for ${locale}`);
  const text = spell(sets, ruleSet, value).replaceAll('\u00ad', '');
  spelled.set(key, text);
  return text;
}

/** The digits one at a time. */
export function oneByOne({ digits, between }: Speaker, pin: string): string {
  return Array.from(pin, (digit) => digits[Number(digit)]).join(between);
}

/** In groups of `size`: each as a number, its leading zeros as zeros. */
function grouped(speaker: Speaker, pin: string, size: number, separator: string): string {
  const groups = pin.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
  return groups
    .map((group) => {
      const zeros = /^0*/.exec(group)?.[0] ?? '';
      const rest = group.slice(zeros.length);
      const words = [oneByOne(speaker, zeros), rest === '' ? '' : cardinal(speaker, Number(rest))];
      return words.filter((word) => word !== '').join(speaker.between);
    })
    .join(separator);
}

/** Equal neighbours with "double" and "triple" where the language has them. */
function repeated(speaker: Speaker, pin: string): string | undefined {
  const { double, triple } = speaker;
  if (!double) return undefined;
  return (pin.match(triple ? /(.)\1{0,2}/g : /(.)\1?/g) ?? [])
    .map((group) => {
      const digit = speaker.digits[Number(group[0])] ?? '';
      return group.length === 1 ? digit : `${group.length === 2 ? double : triple} ${digit}`;
    })
    .join(' ');
}

/** All the ways to say `pin` that callers use, by name. */
export function sayings(speaker: Speaker, pin: string): ReadonlyMap<string, string> {
  const said = new Map([
    ['one by one', oneByOne(speaker, pin)],
    ['one by one, with commas', Array.from(pin, (digit) => speaker.digits[Number(digit)]).join(', ')],
    ['in pairs', grouped(speaker, pin, 2, ' ')],
    ['in pairs, with commas', grouped(speaker, pin, 2, ', ')],
    ['in threes', grouped(speaker, pin, 3, ' ')],
    ['in threes, with commas', grouped(speaker, pin, 3, ', ')],
  ]);
  const doubles = repeated(speaker, pin);
  if (doubles !== undefined) said.set('with doubles and triples', doubles);
  if (!pin.startsWith('0')) said.set('as one number', cardinal(speaker, Number(pin)));
  return said;
}
