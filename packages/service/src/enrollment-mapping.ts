import type { EnrollmentView } from '@authfactor/engine';
import { type Enrollment, Enrollment_State, EnrollmentSchema } from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { promptToProto } from './interaction-mapping.ts';

const states = {
  'awaiting-input': Enrollment_State.AWAITING_INPUT,
  completed: Enrollment_State.COMPLETED,
  failed: Enrollment_State.FAILED,
  expired: Enrollment_State.EXPIRED,
  canceled: Enrollment_State.CANCELED,
  superseded: Enrollment_State.SUPERSEDED,
} as const;

export function enrollmentToProto(view: EnrollmentView): Enrollment {
  const { prompt, attemptsRemaining } = view;
  return create(EnrollmentSchema, {
    enrollmentId: view.enrollmentId,
    factorType: view.factorType,
    state: states[view.state],
    ...(prompt === undefined ? {} : { prompt: promptToProto(prompt) }),
    expiresAt: timestampFromMs(view.expiresAt),
    rejections: view.rejections.map(({ rule, message }) => ({ rule, message })),
    ...(attemptsRemaining === undefined ? {} : { attemptsRemaining }),
  });
}
