import type { Comparison, CredentialContext, FactorInfo, InBandFactor, InputSpec, Opening } from '@authfactor/factor';
import { SubjectStatus_State } from '@authfactor/proto';
import { inputFrom, readForRemote } from './answer-message.ts';
import { ENGLISH } from './prompts/english.ts';
import { readComparison } from './read-comparison.ts';
import { describeFailure, isTransient, readFailure } from './read-failure.ts';
import { readInfo } from './read-info.ts';
import { isTrouble, readOpening, readRefusedOpening } from './read-opening.ts';
import { createRemoteCalls, type RemoteTls } from './remote-calls.ts';
import { RemoteFactorError } from './remote-factor-error.ts';
import { createRemoteHealth } from './remote-health.ts';
import { requestIdOf } from './request-id.ts';

export interface RemoteFactorOptions {
  readonly factorType: string;
  /** `https://host:port`; `http:` only on this machine. */
  readonly url: string;
  /** The access token for the remote, with the scope `factor.verify`. Asked for before each call. */
  readonly token: () => string | Promise<string>;
  readonly tls?: RemoteTls;
  /** What the answer must look like. Default: any text, sensitive. */
  readonly input?: InputSpec;
  /** The tenant in which the remote is asked what it is. */
  readonly tenant: string;
  /** How long a call may take, 100 to 8,000 ms: less than the engine holds a reservation. Default: 3,000. */
  readonly timeoutMs?: number;
  /** How long to wait between two tries to reach a remote that is down. Default: 1,000 ms. */
  readonly probeIntervalMs?: number;
  /** Calls under way at a time; further ones are refused before anything is counted. Default: 64. */
  readonly maxConcurrent?: number;
  /** The remote is in trouble. Callers are told by their outcomes; this is for the log. */
  readonly onTrouble: (error: RemoteFactorError) => void;
  /** The remote answers again. */
  readonly onRecovered?: () => void;
}

/** A factor elsewhere. Disposing ends the calls under way. */
export interface RemoteFactor extends Disposable {
  readonly factorType: string;
  /** Settles when the remote was asked once what the factor is, whatever became of it. */
  readonly asked: Promise<void>;
  /** The factor, once the remote has said what it is; tried until then. */
  readonly ready: Promise<InBandFactor>;
}

const ANY_TEXT: InputSpec = { kind: 'text', minLength: 1, maxLength: 1024, sensitive: true, confirm: false };
const BUSY_MS = 1_000;
const SUBMITS = 3;
const SUBMIT_RETRY_MS = 100;

/**
 * Reaches a factor behind an endpoint that speaks `AuthFactorService`. The engine owns the challenge, its attempts and
 * the assertion; the remote only compares. A local challenge has one remote challenge and a reservation one remote
 * answer, by derived request ids, so that every call may be repeated and nothing is kept here. Before an attempt is
 * counted, a remote that does not answer is `unavailable`; afterwards it is `lost`. Throws `RemoteFactorError`
 * (`invalid-options`).
 */
export function createRemoteFactor(options: RemoteFactorOptions): RemoteFactor {
  const { factorType, tenant, onTrouble, onRecovered = () => undefined } = options;
  const { timeoutMs = 3_000, probeIntervalMs = 1_000, maxConcurrent = 64 } = options;
  const url = parseUrl(options.url);
  if (!(timeoutMs >= 100 && timeoutMs <= 8_000)) {
    throw new RemoteFactorError('invalid-options', 'The timeout of a remote factor must be 100 to 8000 ms');
  }
  const calls = createRemoteCalls({
    url,
    token: options.token,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  });
  const list = async (): Promise<FactorInfo> =>
    readInfo((await calls.list({ tenantId: tenant }, timeoutMs)).factors, factorType);
  const health = createRemoteHealth({
    probe: async () => void (await list()),
    probeIntervalMs,
    onDown: (error) => onTrouble(troubleOf(error)),
    onUp: onRecovered,
  });
  const stop = new AbortController();
  let underWay = 0;

  const troubleOf = (error: unknown): RemoteFactorError =>
    error instanceof RemoteFactorError
      ? error
      : new RemoteFactorError('unreachable', `${factorType} does not answer (${describeFailure(readFailure(error))})`);

  async function open({
    context,
    challenge,
    signal,
  }: Parameters<NonNullable<InBandFactor['open']>>[0]): Promise<Opening> {
    if (health.isDown() || underWay >= maxConcurrent) return { kind: 'unavailable', retryAfterMs: probeIntervalMs };
    underWay += 1;
    try {
      const request = {
        requestId: requestIdOf('begin', factorType, challenge.challengeId),
        subject: { tenantId: context.tenant, subjectId: context.subject },
        factorType,
        sessionId: challenge.session,
        languageCode: challenge.language,
        purpose: challenge.purpose,
      };
      const opening = readOpening((await calls.begin(request, timeoutMs, signal)).challenge, factorType);
      health.succeeded();
      return opening;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RemoteFactorError) {
        onTrouble(error);
        health.failed(error);
        return { kind: 'unavailable', retryAfterMs: BUSY_MS };
      }
      const failure = readFailure(error);
      if (isTrouble(failure)) health.failed(error);
      else health.succeeded();
      const opening = readRefusedOpening(failure, Date.now());
      if (opening.kind === 'unavailable') onTrouble(troubleOf(error));
      return opening;
    } finally {
      underWay -= 1;
    }
  }

  /** Costs nobody more than a call: what cannot be told now is not known. */
  async function isEnrolled(context: CredentialContext, signal: AbortSignal): Promise<boolean | undefined> {
    if (health.isDown() || underWay >= maxConcurrent) return undefined;
    underWay += 1;
    try {
      const subject = { tenantId: context.tenant, subjectId: context.subject };
      const { statuses } = await calls.status({ subject, factorType }, timeoutMs, signal);
      health.succeeded();
      const state = statuses.find((status) => status.factorType === factorType)?.state;
      return state === undefined ? undefined : state !== SubjectStatus_State.NOT_ENROLLED;
    } catch (error) {
      signal.throwIfAborted();
      if (isTrouble(readFailure(error))) health.failed(error);
      return undefined;
    } finally {
      underWay -= 1;
    }
  }

  /** Counted by now: whatever is not an outcome is `lost`. The same request id may be sent again, for it compares once. */
  async function compare({
    challenge,
    attemptId,
    handle,
    value,
  }: Parameters<InBandFactor['compare']>[1]): Promise<Comparison> {
    const until = performance.now() + timeoutMs;
    const request = {
      requestId: requestIdOf('attempt', factorType, attemptId),
      challengeId: handle,
      sessionId: challenge.session,
      input: inputFrom(value),
    };
    for (let tried = 1; ; tried++) {
      try {
        const response = await calls.submit(request, Math.max(1, Math.ceil(until - performance.now())));
        const comparison = readComparison(response, handle, factorType);
        health.succeeded();
        return comparison;
      } catch (error) {
        const failure = error instanceof RemoteFactorError ? undefined : readFailure(error);
        const left = until - performance.now() - SUBMIT_RETRY_MS;
        if (failure !== undefined && isTransient(failure) && tried < SUBMITS && left > 0) {
          await pause(SUBMIT_RETRY_MS);
          continue;
        }
        if (failure === undefined || isTrouble(failure)) health.failed(error);
        onTrouble(troubleOf(error));
        return { kind: 'lost' };
      }
    }
  }

  const factorOf = (info: FactorInfo): InBandFactor => ({
    kind: 'in-band',
    info,
    input: options.input ?? ANY_TEXT,
    read: readForRemote,
    open,
    isEnrolled,
    async admit(_work, { signal }) {
      signal.throwIfAborted();
      if (underWay >= maxConcurrent) return { kind: 'overloaded', retryAfterMs: BUSY_MS };
      underWay += 1;
      let held = true;
      const release = () => {
        if (held) underWay -= 1;
        held = false;
      };
      return { kind: 'admitted', permit: { [Symbol.dispose]: release } };
    },
    compare: (_permit, request) => compare(request),
    prompt: (key) => ({
      promptId: `${factorType}.${key}`,
      text: ENGLISH[key].replace('NAME', () => info.displayName),
      language: 'en',
    }),
  });

  let first: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    first = resolve;
  });

  async function meet(): Promise<InBandFactor> {
    let told: string | undefined;
    for (;;) {
      try {
        return factorOf(await list());
      } catch (error) {
        const trouble = troubleOf(error);
        if (!stop.signal.aborted && trouble.message !== told) onTrouble(trouble);
        told = trouble.message;
      } finally {
        first();
      }
      await pause(probeIntervalMs);
      // Nobody waits for it any more.
      if (stop.signal.aborted) return new Promise(() => undefined);
    }
  }

  return {
    factorType,
    asked,
    ready: meet(),
    [Symbol.dispose]() {
      stop.abort();
      health[Symbol.dispose]();
      calls[Symbol.dispose]();
    },
  };
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  const isLocal = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url;
  throw new RemoteFactorError('invalid-options', 'A remote factor needs an https URL: answers would travel in clear');
}
