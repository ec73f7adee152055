import { type SubjectStatus as ProtoStatus, SubjectStatus_State as State } from '@authfactor/proto';
import { createNames } from './names.ts';
import { dateOf } from './time.ts';

/** One person of one tenant. Ids are compared byte for byte. */
export interface SubjectRef {
  readonly tenantId: string;
  readonly subjectId: string;
}

const STATES = createNames({
  'not-enrolled': State.NOT_ENROLLED,
  active: State.ACTIVE,
  locked: State.LOCKED,
  disabled: State.DISABLED,
});

/** Where a subject stands with one factor. */
export interface SubjectStatus {
  readonly factorType: string;
  /** `unknown`: a state that is newer than this client; do not count on a challenge. */
  readonly state: 'not-enrolled' | 'active' | 'locked' | 'disabled' | 'unknown';
  readonly lockedUntil: Date | undefined;
  readonly enrolledAt: Date | undefined;
  /** Grows with each new credential; 0 while there never was one. */
  readonly credentialRevision: number;
}

export const readSubjectStatus = (status: ProtoStatus | undefined): SubjectStatus => ({
  factorType: status?.factorType ?? '',
  state: STATES.nameOf(status?.state ?? State.UNSPECIFIED) ?? 'unknown',
  lockedUntil: dateOf(status?.lockedUntil),
  enrolledAt: dateOf(status?.enrolledAt),
  credentialRevision: Number(status?.credentialRevision ?? 0n),
});
