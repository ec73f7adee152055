import type { Answers } from './answers-file.ts';

/** Takes answers and tokens out of what is printed. */
export interface Scrubber {
  scrub(text: string): string;
  scrubJson<T>(value: T): T;
}

/** Shorter ones would cover ordinary words. */
const SHORTEST = 4;

export function createScrubber(answers: Answers, tokens: readonly (string | undefined)[]): Scrubber {
  const secrets = [...secretsOf(answers), ...tokens.filter((token) => token !== undefined)]
    .filter((secret) => secret.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
  const scrub = (text: string): string =>
    secrets.reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '[redacted]'), text);
  return {
    scrub,
    scrubJson: (value) =>
      JSON.parse(JSON.stringify(value), (_, part: unknown) => (typeof part === 'string' ? scrub(part) : part)),
  };
}

function secretsOf({ subjects, enrollment, unusable }: Answers): readonly string[] {
  return [
    ...subjects.flatMap(({ right, wrong }) => [
      ...wrong,
      ...(right.kind === 'text' ? [right.text] : []),
      ...(right.kind === 'totp' ? [right.totp.secret] : []),
    ]),
    ...unusable.map(({ text }) => text),
    ...(typeof enrollment?.right === 'string' ? [enrollment.right] : []),
    ...(enrollment?.refused ?? []).map(({ text }) => text),
  ];
}
