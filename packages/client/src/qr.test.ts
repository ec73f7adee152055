import { inspect } from 'node:util';
import jsQr from 'jsqr';
import { describe, expect, test } from 'vitest';
import { createQrCode } from './qr.ts';

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const uriOf = (account: string) =>
  `otpauth://totp/${encodeURIComponent('Acme Help Desk')}:${encodeURIComponent(account)}?secret=${SEED}&issuer=${encodeURIComponent('Acme Help Desk')}&algorithm=SHA1&digits=6&period=30`;

const SCALE = 4;

/** What a scanner reads from rows of modules that are dark or not, drawn as a picture. */
const scan = (rows: readonly (readonly boolean[])[]): string | undefined => {
  const width = (rows[0]?.length ?? 0) * SCALE;
  const height = rows.length * SCALE;
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const dark = rows[Math.floor(i / width / SCALE)]?.[Math.floor((i % width) / SCALE)] === true;
    pixels.set(dark ? [0, 0, 0, 255] : [255, 255, 255, 255], i * 4);
  }
  // Its types are of CommonJS, where the function is the module.
  return decode(pixels, width, height, { inversionAttempts: 'dontInvert' })?.data;
};
const decode = typeof jsQr === 'function' ? jsQr : jsQr.default;

const withMargin = (rows: readonly (readonly boolean[])[]): boolean[][] => {
  const side = Array.from({ length: 4 }, () => false);
  const light = Array.from({ length: rows.length + 8 }, () => false);
  const margin = side.map(() => light);
  return [...margin, ...rows.map((row) => [...side, ...row, ...side]), ...margin];
};

/** The modules that the squares of the path cover. */
const readSvg = (svg: string): boolean[][] => {
  const [, size = ''] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
  const squares = [...svg.matchAll(/M(\d+),(\d+)h(\d+)v\3h-\3z/g)].map(([, ...numbers]) => numbers.map(Number));
  const unit = squares[0]?.[2] ?? 1;
  const rows = Array.from({ length: Number(size) / unit }, () =>
    Array.from({ length: Number(size) / unit }, () => false),
  );
  for (const [x = 0, y = 0] of squares) rows[y / unit]?.splice(x / unit, 1, true);
  return rows;
};

/** Two rows of modules for each line: a half block is light where it is drawn. */
const readTerminal = (text: string): boolean[][] =>
  text.split('\n').flatMap((line) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told by them
    const [, cells = ''] = /^\u001b\[38;5;231;48;5;16m(.*)\u001b\[0m$/.exec(line) ?? [];
    return ['▀█', '▄█'].map((light) => [...cells].map((cell) => !light.includes(cell)));
  });

describe.each([
  ['short', uriOf('alice')],
  ['with a long account in another script', uriOf('Ångström Владимир 山田太郎 @ very-long-department.example')],
  ['of the longest kind', uriOf('a'.repeat(2_000))],
])('a URI that is %s', (_, uri) => {
  const code = createQrCode(uri);

  test('is read back from its modules', () => {
    const { modules } = code;
    expect((modules.length - 17) % 4).toBe(0);
    expect(modules.every((row) => row.length === modules.length)).toBe(true);
    expect(scan(withMargin(modules))).toBe(uri);
  });

  test('is read back from its SVG', () => {
    expect(code.svg()).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(readSvg(code.svg())).toEqual(withMargin(code.modules));
  });

  test('is read back from a terminal', () => {
    expect(scan(readTerminal(code.terminal()))).toBe(uri);
  });

  test('is not shown by its code', () => {
    expect(inspect(code, { depth: 9, showHidden: true }) + JSON.stringify(code) + code.svg()).not.toContain(SEED);
  });
});

test.each([
  ['an address', `https://portal.example/?secret=${SEED}`, TypeError],
  ['nothing', '', TypeError],
  ['a seed alone', SEED, TypeError],
  ['too long a URI', uriOf('a'.repeat(3_000)), RangeError],
])('%s is refused, and not repeated', (_, uri, type) => {
  let thrown: unknown;
  try {
    createQrCode(uri);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(type);
  expect(String(thrown)).toMatch(/provisioning/i);
  expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain(SEED);
});
