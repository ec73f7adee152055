import { customFetch, isDPoPNonceError, protectedResourceRequest, WWWAuthenticateChallengeError } from 'oauth4webapi';
import type { AccessToken, AccessTokens } from './access-tokens.ts';
import type { BoundedFetch } from './bounded-fetch.ts';
import { OktaPushError } from './okta-push-error.ts';
import type { Operation } from './operation.ts';
import type { RateBudget } from './rate-budget.ts';
import type { Slots } from './slots.ts';

export interface OktaCall {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From the organisation's root, encoded. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  readonly signal: AbortSignal;
}

/**
 * What became of a call. `answered`: Okta's answer is whole; `body` is its JSON, absent where it is none. `not-taken`:
 * Okta has done nothing of it, for certain. `unknown`: it was sent, and nobody knows whether Okta took it.
 */
export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly body?: unknown }
  | { readonly kind: 'not-taken'; readonly fault: OktaPushError; readonly retryAfterMs: number }
  | { readonly kind: 'unknown'; readonly fault: OktaPushError };

/** Okta's management API, as far as this factor uses it. */
export interface OktaApi {
  /** How long calls of this operation must wait for Okta's rate limits, in ms. */
  waitMs(operation: Operation): number;
  /** Rejects only with the reason of the call's signal. Never repeats what Okta may have taken. */
  call(call: OktaCall): Promise<Exchange>;
}

interface OktaApiOptions {
  readonly orgUrl: string;
  readonly tokens: AccessTokens;
  readonly fetch: BoundedFetch;
  readonly budget: RateBudget;
  readonly slots: Slots;
  /** How long a call may wait for a slot. */
  readonly slotWaitMs: number;
}

interface Attempt {
  readonly response: Response;
  /** Okta wants the call again, with a nonce that is known by now. */
  readonly wantsNonce: boolean;
}

const BUSY_MS = 1_000;
const UNAVAILABLE_MS = 2_000;

/** Okta sends the kind of device and browser with a push, and demands the header. */
const HEADERS: Readonly<Record<string, string>> = { accept: 'application/json', 'user-agent': 'authfactor-okta-push' };

const UNAUTHORIZED = new OktaPushError('unauthorized', 'Okta does not take the access token that it has just given');
const LIMITED = new OktaPushError('rate-limited', 'Okta takes no more calls of this kind for now');

export function createOktaApi(options: OktaApiOptions): OktaApi {
  const { orgUrl, tokens, fetch, budget, slots, slotWaitMs } = options;

  async function attempt(call: OktaCall, token: AccessToken): Promise<Attempt> {
    const { operation, method, path, body, signal } = call;
    const noting: BoundedFetch = async (url, init) => {
      const response = await fetch(url, init);
      budget.note(operation, response);
      return response;
    };
    const headers = new Headers(HEADERS);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const text = body === undefined ? undefined : JSON.stringify(body);
    const request = {
      [customFetch]: noting,
      signal,
      ...(token.dpop === undefined ? {} : { DPoP: token.dpop }),
    };
    try {
      const url = new URL(path, orgUrl);
      const response = await protectedResourceRequest(token.value, method, url, headers, text, request);
      return { response, wantsNonce: false };
    } catch (error) {
      if (!(error instanceof WWWAuthenticateChallengeError)) throw error;
      const { response } = error;
      // RFC 9449, section 9. Beside any other status it refuses nothing: the call may have been taken.
      return { response, wantsNonce: response.status === 401 && isDPoPNonceError(error) };
    }
  }

  /** Okta refuses a call without the right nonce or with an old token before it looks at it: these are repeated, once. */
  async function authorized(call: OktaCall): Promise<Exchange> {
    let renewed = false;
    let nonced = false;
    for (;;) {
      const token = await tokens.get(call.signal);
      if (token.kind === 'no-token') return notTaken(token.fault, token.retryAfterMs);
      const { response, wantsNonce } = await attempt(call, token);
      if (wantsNonce && !nonced) {
        nonced = true;
      } else if (response.status === 401 && !wantsNonce && !renewed) {
        tokens.drop(token);
        renewed = true;
        nonced = false;
      } else if (response.status === 401) {
        return notTaken(UNAUTHORIZED, UNAVAILABLE_MS);
      } else if (response.status === 429) {
        return notTaken(LIMITED, budget.waitMs(call.operation));
      } else {
        const body = await jsonOf(response);
        return { kind: 'answered', status: response.status, ...(body === undefined ? {} : { body }) };
      }
    }
  }

  return {
    waitMs: budget.waitMs,
    async call(call) {
      const early = budget.waitMs(call.operation);
      if (early > 0) return notTaken(LIMITED, early);
      using slot = await slots.take(slotWaitMs, call.signal);
      if (slot === undefined) {
        return notTaken(new OktaPushError('busy', 'Too many calls to Okta are under way'), BUSY_MS);
      }
      const waitMs = budget.waitMs(call.operation);
      if (waitMs > 0) return notTaken(LIMITED, waitMs);
      using _taken = budget.take(call.operation);
      try {
        return await authorized(call);
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof OktaPushError)) throw error;
        if (error.code === 'not-connected') return notTaken(error, UNAVAILABLE_MS);
        return { kind: 'unknown', fault: error };
      }
    },
  };
}

const notTaken = (fault: OktaPushError, retryAfterMs: number): Exchange => ({ kind: 'not-taken', fault, retryAfterMs });

/** Gives `undefined` for anything that is not JSON by its type and by its text. */
async function jsonOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) return undefined;
  try {
    return JSON.parse(await response.text());
  } catch {
    return undefined;
  }
}
