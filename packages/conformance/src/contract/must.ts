import { isDeepStrictEqual } from 'node:util';
import type { Answer, CallError } from './calls.ts';
import { ContractError } from './contract-error.ts';

/** Throws `CLAUSE_BROKEN` with the sentence unless the condition holds. */
export function must(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new ContractError('CLAUSE_BROKEN', sentence);
}

/** `what` names the value: "the state after the second answer". */
export function mustEqual<T>(actual: T, expected: T, what: string): void {
  must(isDeepStrictEqual(actual, expected), `${what} must be ${print(expected)}, and was ${print(actual)}`);
}

/** The message of a call that must succeed. */
export function accepted<T>(answer: Answer<T>, what: string): T {
  if (answer.kind === 'ok') return answer.message;
  const { reason, code, message } = answer.error;
  throw new ContractError('CLAUSE_BROKEN', `${what} must succeed, and failed with ${reason ?? code}: ${message}`);
}

/** The error of a call that must fail with one of the reasons. */
export function refused(answer: Answer<unknown>, reasons: string | readonly string[], what: string): CallError {
  const allowed = typeof reasons === 'string' ? [reasons] : reasons;
  const wanted = allowed.join(' or ');
  if (answer.kind === 'ok') throw new ContractError('CLAUSE_BROKEN', `${what} must fail with ${wanted}, and succeeded`);
  const { reason } = answer.error;
  if (reason !== undefined && allowed.includes(reason)) return answer.error;
  const got = reason ?? `${answer.error.code} without a reason`;
  throw new ContractError('CLAUSE_BROKEN', `${what} must fail with ${wanted}, and failed with ${got}`);
}

/** Stops a clause that cannot be tested here; `why` reads "the factor takes no answers". */
export function skip(why: string): never {
  throw new ContractError('CLAUSE_SKIPPED', why);
}

/** Why a factor that is enrolled elsewhere (`enrollment_uri`) may take a subject that nobody knows. */
export const TRIES_ANYBODY = 'the factor is enrolled elsewhere, and only its provider knows who is';

/** What an outcome is called in a table: the reason of an error, `ok` otherwise. */
export const reasonOf = (answer: Answer<unknown>): string =>
  answer.kind === 'ok' ? 'ok' : (answer.error.reason ?? answer.error.code);

const print = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? 'unset';
