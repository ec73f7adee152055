/** Looks for secrets in whatever form they might have leaked. */
export interface LeakScanner {
  /** Digits that somebody typed or said. */
  addPin(name: string, digits: string): void;
  /** A token, an assertion, a key: text that must not be there as it is. */
  addText(name: string, text: string): void;
  /** The key's bytes, as they are and in the usual encodings. */
  addKey(name: string, bytes: Uint8Array): void;
  /** As a key, and as people copy the seed of an authenticator app. */
  addSeed(name: string, bytes: Uint8Array): void;
  /** The names and forms of what was found. */
  find(text: string): readonly string[];
}

const WORDS = ['(?:zero|oh|o|nought)', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** What may stand between two digits of one PIN. */
const BETWEEN = '[^\\p{L}\\p{N}]{0,3}';

const BYTES = Array.from({ length: 256 }, (_, value) => value);

/**
 * The base64 of some bytes wherever they stand among others: one pattern for each of the three ways in which they may be
 * cut. The letters at either end depend on the neighbours, so any of the letters that are possible there will do.
 */
function base64Patterns(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const texts = BYTES.map((neighbour) =>
      Buffer.concat([Buffer.alloc(offset, neighbour), bytes, Buffer.alloc(2, neighbour)]).toString('base64'),
    );
    const [from, to] = [Math.floor((offset * 8) / 6), Math.ceil(((offset + bytes.length) * 8) / 6)];
    let pattern = '';
    for (let at = from; at < to; at++) pattern += classOf(new Set(texts.map((text) => text[at] ?? '')));
    return pattern;
  });
}

/** Either alphabet of base64 (RFC 4648, sections 4 and 5). */
const classOf = (letters: ReadonlySet<string>): string =>
  `[${[...letters].join('').replace('+', '+\\-').replace('/', '\\/_')}]`;

function encodings(bytes: Uint8Array): readonly (readonly [form: string, pattern: string])[] {
  const buffer = Buffer.from(bytes);
  const hex = buffer.toString('hex');
  return [
    ['hex', `${hex}|${hex.toUpperCase()}`],
    ['bytes', [...hex.matchAll(/../g)].join(' ')],
    ['list of bytes', [...buffer].join(', ?')],
    ['base64', base64Patterns(buffer).join('|')],
  ];
}

/** As a database file holds them, read as text. */
const rawPattern = (bytes: Uint8Array): string =>
  (['latin1', 'utf8'] as const).map((encoding) => RegExp.escape(Buffer.from(bytes).toString(encoding))).join('|');

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, section 6, in either case and in groups. Without the last letter, which the bytes may not fill. */
function base32Pattern(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = [...bits.matchAll(/[01]{5}/g)].map(([five]) => BASE32[Number.parseInt(five, 2)] ?? '');
  return letters.join('[ -]?');
}

export function createLeakScanner(): LeakScanner {
  const patterns: { readonly name: string; readonly pattern: RegExp }[] = [];
  const add = (name: string, form: string, pattern: string, flags = 'u') =>
    patterns.push({ name: `${name} (${form})`, pattern: new RegExp(pattern, flags) });
  const addKey: LeakScanner['addKey'] = (name, bytes) => {
    for (const [form, pattern] of encodings(bytes)) add(name, form, pattern);
    add(name, 'raw', rawPattern(bytes));
  };

  return {
    addPin(name, digits) {
      const spaced = [...digits].join(BETWEEN);
      // Not inside a longer number, which may hold any digits.
      add(name, 'digits', `(?<!\\p{N})${spaced}(?!\\p{N})`);
      const fullWidth = [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
      add(name, 'full width', fullWidth);
      add(name, 'words', [...digits].map((digit) => WORDS[Number(digit)]).join(BETWEEN), 'iu');
      for (const [form, pattern] of encodings(Buffer.from(digits))) add(name, form, pattern);
    },
    addText(name, text) {
      add(name, 'text', RegExp.escape(text));
    },
    addKey,
    addSeed(name, bytes) {
      addKey(name, bytes);
      add(name, 'base32', base32Pattern(bytes), 'iu');
    },
    find: (text) => patterns.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name),
  };
}
