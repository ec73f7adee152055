/** What happens outside the engine and its store: the truth that its counting is checked against. */
export type Emission =
  /** The factor compared an answer. */
  | {
      readonly kind: 'compared';
      readonly request: string;
      readonly right: boolean;
      readonly generation: number;
    }
  /** A device was asked, and decided. */
  | { readonly kind: 'asked'; readonly id: string }
  | { readonly kind: 'decided'; readonly id: string; readonly approved: boolean }
  /** A challenge or an enrolment was begun, under a name of the scenario's. */
  | { readonly kind: 'begun'; readonly name: string; readonly id: string }
  /** Somebody was told the state of a challenge or of an enrolment. */
  | { readonly kind: 'told'; readonly id: string; readonly state: string; readonly jti?: string }
  /** A call ended with what became of a request id: an outcome, a reason, or `unavailable`. */
  | { readonly kind: 'answered'; readonly request: string; readonly outcome: string };

/** A request id belongs to a challenge. */
export const requestKeyOf = (challengeId: string, requestId: string): string => `${challengeId}/${requestId}`;
