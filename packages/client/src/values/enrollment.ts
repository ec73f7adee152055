import { type Enrollment as ProtoEnrollment, Enrollment_State as State } from '@authfactor/proto';
import { type Prompt, readPrompt } from './interaction.ts';
import { createNames } from './names.ts';
import { dateOf } from './time.ts';

/** Why the last input was refused. `rule` is stable and of an open set, `message` is for the user. */
export interface Rejection {
  readonly rule: string;
  readonly message: string;
}

interface EnrollmentBase {
  readonly enrollmentId: string;
  readonly factorType: string;
  readonly prompt: Prompt | undefined;
  readonly expiresAt: Date | undefined;
  readonly rejections: readonly Rejection[];
  readonly attemptsRemaining: number | undefined;
}

/** One attempt to enrol. Until it is `completed` the old credential stays live. `unknown`: newer than this client. */
export type Enrollment =
  | (EnrollmentBase & { readonly state: 'awaiting-input' | 'awaiting-device' | 'unknown'; readonly final: false })
  | (EnrollmentBase & {
      readonly state: 'completed' | 'failed' | 'expired' | 'canceled' | 'superseded' | 'unknown';
      readonly final: true;
    });

const OPEN_STATES = createNames({
  'awaiting-input': State.AWAITING_INPUT,
  'awaiting-device': State.AWAITING_DEVICE,
});

const FINAL_STATES = createNames({
  completed: State.COMPLETED,
  failed: State.FAILED,
  expired: State.EXPIRED,
  canceled: State.CANCELED,
  superseded: State.SUPERSEDED,
});

const FIRST_FINAL_STATE = 10;

export const readEnrollment = (enrollment: ProtoEnrollment | undefined): Enrollment => {
  const state = enrollment?.state ?? State.UNSPECIFIED;
  const base: EnrollmentBase = {
    enrollmentId: enrollment?.enrollmentId ?? '',
    factorType: enrollment?.factorType ?? '',
    prompt: readPrompt(enrollment?.prompt),
    expiresAt: dateOf(enrollment?.expiresAt),
    rejections: (enrollment?.rejections ?? []).map(({ rule, message }) => ({ rule, message })),
    attemptsRemaining: enrollment?.attemptsRemaining,
  };
  return state >= FIRST_FINAL_STATE
    ? { ...base, state: FINAL_STATES.nameOf(state) ?? 'unknown', final: true }
    : { ...base, state: OPEN_STATES.nameOf(state) ?? 'unknown', final: false };
};
