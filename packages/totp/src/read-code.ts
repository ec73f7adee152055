import { type Answer, type Reading, Secret } from '@authfactor/factor';
import { readAnswer } from '@authfactor/spoken-digits';
import { DIGITS, type TotpDigits } from './totp-parameters.ts';

/**
 * Reads a code of `digits` digits; failing that, one of any other length that a credential may have, because who enrolled
 * under another configuration has codes of that length still. An answer that is neither is unusable as one of `digits`.
 */
export function readCode(answer: Answer, language: string, digits: TotpDigits): Reading {
  const configured = readAnswer(answer, { language, length: digits });
  if (configured.kind === 'digits') return { kind: 'usable', value: Secret.fromText(configured.digits) };
  for (const length of DIGITS.filter((other) => other !== digits)) {
    const other = readAnswer(answer, { language, length });
    if (other.kind === 'digits') return { kind: 'usable', value: Secret.fromText(other.digits) };
  }
  return configured;
}
