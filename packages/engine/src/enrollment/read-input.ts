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
  const reading = factor.read(input, language);
  if (reading.kind === 'unusable') {
    const wrongLength = reading.reason === 'too-few' || reading.reason === 'too-many';
    return { kind: 'rejected', rejections: [wrongLength ? lengthRejection(factor) : UNUSABLE] };
  }
  const { value } = reading;
  try {
    const rejections = rejectionsOfValue(factor, value, confirmation, language);
    if (rejections.length === 0) return { kind: 'usable', value };
    value.wipe();
    return { kind: 'rejected', rejections };
  } catch (error) {
    value.wipe();
    throw error;
  }
}

function rejectionsOfValue(
  factor: InBandFactor,
  value: Secret,
  confirmation: Answer | undefined,
  language: string,
): readonly Rejection[] {
  if (confirmation !== undefined) {
    const again = factor.read(confirmation, language);
    if (again.kind === 'unusable') return [CONFIRMATION];
    using repeated = again.value;
    if (!repeated.equals(value)) return [CONFIRMATION];
  }
  return factor.enrollment?.check(value) ?? [];
}

function lengthRejection(factor: InBandFactor): Rejection {
  const { minLength, maxLength } = factor.enrollment?.input ?? factor.input;
  const length = minLength === maxLength ? `${minLength}` : `${minLength} to ${maxLength}`;
  return { rule: 'length', message: `Use exactly ${length} digits` };
}
