/** Decimal, in one spelling, within what a number holds exactly. */
const STEP = /^(?:0|[1-9]\d{0,14})$/;

/** A time step as it is kept with a credential. */
export const formatStep = (step: number): string => String(step);

/** The reverse; `undefined` for text that `formatStep` could not have made. */
export const parseStep = (text: string | undefined): number | undefined =>
  text !== undefined && STEP.test(text) ? Number(text) : undefined;

/**
 * Whether the code of step `next` may be taken after that of step `state`: only if it is later (RFC 6238, section 5.2: a
 * code is accepted once). False where either is no step: every credential has one since its enrolment.
 */
export function acceptStep(state: string | undefined, next: string): boolean {
  const [last, step] = [parseStep(state), parseStep(next)];
  return last !== undefined && step !== undefined && step > last;
}
