/** Bounds on what one client can make the server hold. */
export interface Limits {
  readonly messageBytes: number;
  /** All headers of a request together. */
  readonly headerBytes: number;
  /** RPCs at once on one HTTP/2 connection; a client queues further ones. */
  readonly concurrentStreams: number;
  readonly connections: number;
  /** How long a client may take to send a request, in ms. */
  readonly requestMs: number;
  /** The longest deadline of a call; longer ones are cut to it. In ms. */
  readonly callMs: number;
  /** A connection without traffic is closed after this many ms. */
  readonly idleMs: number;
  /** A connection is told to go away at about this age, so that clients spread over new servers. In ms. */
  readonly connectionAgeMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 16 * 1024,
  headerBytes: 16 * 1024,
  concurrentStreams: 256,
  connections: 1000,
  requestMs: 10_000,
  callMs: 5 * 60_000,
  idleMs: 5 * 60_000,
  connectionAgeMs: 30 * 60_000,
};
