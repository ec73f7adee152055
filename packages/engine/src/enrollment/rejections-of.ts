import type { Rejection } from '@authfactor/factor';
import type { EnrollmentAnswer } from '../documents.ts';

const LOST: Rejection = { rule: 'lost', message: 'The last input was lost in a fault. Enter it again' };

/** Why an input was refused; none where it was taken. */
export function rejectionsOf(answer: EnrollmentAnswer | undefined): readonly Rejection[] {
  if (answer?.state === 'rejected') return answer.rejections;
  return answer?.state === 'lost' ? [LOST] : [];
}
