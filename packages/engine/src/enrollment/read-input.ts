import type { Answer, InBandFactor, Rejection, Secret } from '@authfactor/factor';

export type ReadInput =
  | { readonly kind: 'usable'; readonly value: Secret }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

const UNUSABLE: Rejection = {
  rule: 'unusable',
  message: 'The input could not be read. Enter only what is asked for',
};

const CONFIRMATION: Rejection = {
  rule: 'confirmation',
  message: 'The two inputs differ. Enter the same one twice',
};

/** Reads an enrolment input and its confirmation, and applies the rules that need nothing stored. */
export function readInput(
  factor: InBandFactor,
  input: Answer,
  confirmation: Answer | undefined,
  language: string,
): ReadInput {
  const { enrollment } = factor;
  const reading = factor.read(input, language);
  if (reading.kind === 'unusable') {
    const wrongLength = reading.reason === 'too-few' || reading.reason === 'too-many';
    return { kind: 'rejected', rejections: [wrongLength ? lengthRejection(factor) : UNUSABLE] };
  }
  if (confirmation !== undefined) {
    const again = factor.read(confirmation, language);
    if (again.kind === 'unusable') {
      reading.value.wipe();
      return { kind: 'rejected', rejections: [CONFIRMATION] };
    }
    using repeated = again.value;
    if (!repeated.equals(reading.value)) {
      reading.value.wipe();
      return { kind: 'rejected', rejections: [CONFIRMATION] };
    }
  }
  const rejections = enrollment?.check(reading.value) ?? [];
  if (rejections.length === 0) return { kind: 'usable', value: reading.value };
  reading.value.wipe();
  return { kind: 'rejected', rejections };
}

function lengthRejection(factor: InBandFactor): Rejection {
  const { minLength, maxLength } = factor.enrollment?.input ?? factor.input;
  const length = minLength === maxLength ? `${minLength}` : `${minLength} to ${maxLength}`;
  return { rule: 'length', message: `Use exactly ${length} digits` };
}
