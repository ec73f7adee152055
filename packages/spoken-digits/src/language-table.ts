/** Words or phrases with commas between them. Case, accents and width do not matter. */
export type Words = string;

/**
 * What people say in one language. Everything beside `tens` and `scales` adds to what CLDR has (`gen/cldr.ts`). A
 * longer phrase wins over a shorter one, so that "not sure" can be harmless where "not" is not.
 */
export interface LanguageTable {
  /** Other BCP 47 primary subtags that are read with this table. */
  readonly subtags?: readonly string[];
  /** Whether a ten comes before its unit ("twenty three"), after it ("dreiundzwanzig"), or takes none. */
  readonly tens: 'before-unit' | 'after-unit' | 'none';
  /** Ten takes a unit too, as the other tens do: 열하나. */
  readonly tenTakesUnit?: boolean;
  /** Counts in twenties: 70 is 60 and 10, 80 is 4 times 20. */
  readonly vigesimal?: boolean;
  /** Hundreds take a coefficient up to 99: "forty-eight hundred". */
  readonly longHundreds?: boolean;
  /** The zero stands for skipped places: 一百零五. Then 一百五 is 150 to some and 105 to others. */
  readonly zeroFillsPlaces?: boolean;
  /** Words of one value: digits, teens, tens, hundreds. */
  readonly numbers?: Readonly<Record<number, Words>>;
  /** Words that multiply what stands before them: hundred, thousand. */
  readonly scales: Readonly<Record<number, Words>>;
  /** Scales and connectors that stand only inside a compound word. */
  readonly inCompounds?: { readonly scales?: Readonly<Record<number, Words>>; readonly and?: Words };
  /** Number words are written together. */
  readonly compounds?: boolean;
  /** Between the parts of a number. */
  readonly and?: Words;
  /** A ten and its unit are joined by it: "treinta y uno". Where they are not, it may as well stand between two digits. */
  readonly tensTakeAnd?: boolean;
  /** A connector may be the first letter of the next word. */
  readonly andPrefix?: string;
  /** Words for one that are articles: a digit only inside a larger number. */
  readonly articles?: Words;
  /** Digits that are ordinary words as well: next to an unknown word they may be either. */
  readonly alsoWords?: Words;
  /** Words that are both the digit one and an article: before an unknown word, away from other digits, an article. */
  readonly articlesOrOnes?: Words;
  /** "double", "triple": the next digit, so many times. */
  readonly repeats?: Readonly<Record<number, Words>>;
  /** "twice", "thrice": the digit after it, or before it, so many times. */
  readonly counted?: Readonly<Record<number, Words>>;
  /** "times": as many of the next digit as the number before it says. */
  readonly times?: Words;
  /** "fours": as many as the number before it says. */
  readonly plurals?: Readonly<Record<number, Words>>;
  /** "digits", as in "the six digit PIN": with the number before it, it counts for nothing. */
  readonly digitNouns?: Words;
  /** Other spellings that recognisers give to a digit. */
  readonly homophones?: Readonly<Record<number, Words>>;
  /** What a homophone at the start of the digits may follow: "is". */
  readonly leads?: Words;
  /** Words that are a digit next to digits and an interjection elsewhere: "oh". */
  readonly interjections?: Readonly<Record<number, Words>>;
  /** Words that are something else, unless they are a digit: then the answer is ambiguous. */
  readonly doubtful?: Readonly<Record<number, Words>>;
  /** Contribute nothing: hesitations, politeness, what people say around a number. */
  readonly fillers: Words;
  /** Spoken punctuation: "dash". */
  readonly separators?: Words;
  /** "I don't know": nothing is taken back, but the digits before it and after it do not belong together. */
  readonly ignorance?: Words;
  /** Only what follows the last of them counts. */
  readonly corrections: Words;
  /** The same number is said again. */
  readonly repetitions?: Words;
  /** A correction if digits follow, otherwise the caller wants to stop: "forget that". */
  readonly retractions?: Words;
  readonly cancels: Words;
  /** With one of them no digits are taken: "not", "old PIN". */
  readonly negations: Words;
}
