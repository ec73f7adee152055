/**
 * Digits that must be seen nowhere but in requests. Each is used in one place, so that what leaks says where from. No two
 * of their digits are an hour, a minute or a second, lest a time of day look like one.
 */
export const CANARIES = {
  /** The PIN that is enrolled. */
  right: '902746',
  /** A wrong answer. */
  wrong: '518093',
  /** Said, not typed. */
  spoken: '725084',
  /** A confirmation that differs. */
  confirmation: '470295',
  /** Refused by the rules. */
  weak: '444719',
  /** Too many digits. */
  long: '6130587',
  /** In requests that do not parse. */
  malformed: '836150',
  /** In the text of errors that stores and factors throw. */
  thrown: '961374',
} as const;

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

export const inWords = (digits: string): string => [...digits].map((digit) => WORDS[Number(digit)]).join(' ');

export const spaced = (digits: string): string => [...digits].join(' ');

export const fullWidth = (digits: string): string =>
  [...digits].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
