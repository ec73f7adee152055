import { type SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';

/** What the contract says of one challenge. */
export interface ChallengeModel {
  state: State;
  /** Wrong answers so far. */
  used: number;
  /** Every request id that was answered with an outcome. */
  readonly answers: { readonly requestId: string; readonly outcome: Outcome }[];
  readonly requestId: string;
}

/** What the contract says of one subject and its challenges: the state machine, as small as it can be told. */
export interface SubjectModel {
  readonly challenges: ChallengeModel[];
  /** Attempts of a fresh challenge; known from the first one. */
  attempts: number | undefined;
  /** Wrong answers in a row that lock; none do behind an engine. */
  readonly lockAfter: number;
  consecutive: number;
  /** Wrong answers altogether. */
  total: number;
  /** Right answers altogether. */
  rights: number;
}

export const newSubjectModel = (lockAfter: number): SubjectModel => ({
  challenges: [],
  attempts: undefined,
  lockAfter,
  consecutive: 0,
  total: 0,
  rights: 0,
});

export const isLocked = ({ consecutive, lockAfter }: SubjectModel): boolean => consecutive >= lockAfter;

export const isOpen = ({ state }: ChallengeModel): boolean => state === State.AWAITING_INPUT;

/** The attempts_remaining that a challenge must tell; unset where it has ended otherwise than by answers. */
export function remaining(model: SubjectModel, { state, used }: ChallengeModel): number | undefined {
  if (state === State.EXHAUSTED) return 0;
  if (state !== State.AWAITING_INPUT) return undefined;
  return Math.max(0, Math.min((model.attempts ?? 0) - used, model.lockAfter - model.consecutive));
}
