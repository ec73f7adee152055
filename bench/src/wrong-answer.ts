import { randomUUID } from 'node:crypto';
import { type Transport, TransportFailure } from '@authfactor/client';
import { AuthFactorService, Channel, SubmitAnswerResponse_Outcome as Outcome } from '@authfactor/proto';
import { ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import { create, type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { durationMs } from '@bufbuild/protobuf/wkt';

/** A server process that answers are sent to. */
export interface RacingServer {
  readonly transport: Transport;
  readonly token: string;
  isGone(): boolean;
}

/** What an answer came to: an outcome, or the reason of a refusal that is not to be repeated. */
export type Told = 'mismatched' | 'lost' | 'SUBJECT_LOCKED' | 'CHALLENGE_CLOSED' | 'other';

const TOLD: Readonly<Record<string, Told>> = { SUBJECT_LOCKED: 'SUBJECT_LOCKED', CHALLENGE_CLOSED: 'CHALLENGE_CLOSED' };

/** Refusals that counted nothing, or that the outcome comes after; `''` is a connection that broke. */
const REPEATED: ReadonlySet<string> = new Set([
  'OVERLOADED',
  'CONCURRENT_ATTEMPT',
  'DEPENDENCY_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  '',
]);

const CALL_MS = 30_000;
/** Longer each time, so that thousands who wait do not keep the database from those whose turn it is. */
const BACKOFF = { baseMs: 2_000, maxMs: 16_000 };

/** Sends one answer with one request id until it has its outcome, to the next server where one does not answer. */
export async function tellWrongAnswer(
  servers: readonly RacingServer[],
  start: number,
  challenge: { readonly challengeId: string; readonly sessionId: string },
  text: string,
): Promise<Told> {
  const request = create(AuthFactorService.method.submitAnswer.input, {
    requestId: randomUUID(),
    ...challenge,
    input: { value: { case: 'typed', value: { text, channel: Channel.KEYPAD } } },
  });
  let next = start;
  for (let tried = 0; ; tried += 1) {
    const running = servers.filter((server) => !server.isGone());
    const server = running[next % running.length];
    if (server === undefined) throw new Error('No server is left');
    const options = { token: server.token, timeoutMs: CALL_MS, signal: new AbortController().signal };
    try {
      const { outcome } = await server.transport.unary(AuthFactorService.method.submitAnswer, request, options);
      return outcome === Outcome.MISMATCHED ? 'mismatched' : outcome === Outcome.LOST ? 'lost' : 'other';
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const reason = detailOf(error, ErrorInfoSchema)?.reason ?? '';
      if (!REPEATED.has(reason)) return TOLD[reason] ?? 'other';
      if (reason === '') next += 1;
      const delay = detailOf(error, RetryInfoSchema)?.retryDelay;
      const backoff = Math.random() * Math.min(BACKOFF.maxMs, BACKOFF.baseMs * 2 ** tried);
      await new Promise((resolve) => setTimeout(resolve, backoff + (delay === undefined ? 0 : durationMs(delay))));
    }
  }
}

function detailOf<T extends DescMessage>({ details }: TransportFailure, schema: T): MessageShape<T> | undefined {
  const detail = details.find(({ type }) => type === schema.typeName);
  return detail === undefined ? undefined : fromBinary(schema, detail.value);
}
