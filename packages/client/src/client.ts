import { type AdministrationCalls, createAdministrationCalls } from './administration-calls.ts';
import { createCaller, type TokenSource } from './caller.ts';
import { createEnrollmentCalls, type EnrollmentCalls } from './enrollment-calls.ts';
import type { TransportFactory } from './transport.ts';
import {
  type ChallengeCalls,
  createChallengeCalls,
  createFactorCalls,
  type FactorCalls,
} from './verification-calls.ts';
import { createVerify, type Verify } from './verify-caller/create-verify.ts';

export interface AuthFactorClientOptions {
  /** `http://host:port` or `https://host:port`: the listener that the transport speaks to. */
  readonly url: string | URL;
  readonly token: TokenSource;
  /** From `@authfactor/client/grpc` or `@authfactor/client/connect`. */
  readonly transport: TransportFactory;
  /** How long a call may take, repeats included, in ms, unless the call says otherwise. Absent: 10 s. */
  readonly deadlineMs?: number;
}

/**
 * The typed client. Calls resolve to a typed outcome and reject with `AuthFactorError`, or with the reason of the signal
 * that ended them. Calls that the contract declares idempotent are repeated, with the same request id, after a lost
 * connection and after refusals that counted nothing, until the deadline.
 */
export interface AuthFactorClient extends AsyncDisposable {
  readonly verify: Verify;
  readonly factors: FactorCalls;
  readonly challenges: ChallengeCalls;
  readonly enrollments: EnrollmentCalls;
  readonly administration: AdministrationCalls;
}

const BACKOFF = { baseMs: 100, maxMs: 2_000 };

/** Makes a client. No connection is made before the first call. Throws a `TypeError` for a URL that is none. */
export const createAuthFactorClient = (options: AuthFactorClientOptions): AuthFactorClient => {
  const { url, token, transport: createTransport, deadlineMs = 10_000 } = options;
  const transport = createTransport(readUrl(url));
  const call = createCaller({ transport, token, deadlineMs, backoff: BACKOFF, random: Math.random });
  const challenges = createChallengeCalls(call, deadlineMs);
  return {
    verify: createVerify({ challenges, deadlineMs, backoff: BACKOFF, random: Math.random }),
    factors: createFactorCalls(call),
    challenges,
    enrollments: createEnrollmentCalls(call),
    administration: createAdministrationCalls(call),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
};

const readUrl = (text: string | URL): URL => {
  const url = URL.parse(String(text));
  if ((url?.protocol !== 'http:' && url?.protocol !== 'https:') || url.pathname !== '/' || url.username !== '') {
    throw new TypeError('The url must be http://host:port or https://host:port, without a path or a password');
  }
  return url;
};
