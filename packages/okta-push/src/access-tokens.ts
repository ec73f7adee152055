import {
  type AuthorizationServer,
  type Client,
  clientCredentialsGrantRequest,
  customFetch,
  DPoP,
  type DPoPHandle,
  generateKeyPair,
  isDPoPNonceError,
  modifyAssertion,
  PrivateKeyJwt,
  processClientCredentialsResponse,
} from 'oauth4webapi';
import type { BoundedFetch } from './bounded-fetch.ts';
import type { ClientKey } from './client-key.ts';
import type { OktaPushError } from './okta-push-error.ts';
import { noToken, type TokenResponse, tokenFault } from './token-fault.ts';
import { untilAborted } from './until-aborted.ts';

export interface AccessToken {
  readonly kind: 'token';
  readonly value: string;
  /** Present where the token is bound to a key of this process. */
  readonly dpop?: DPoPHandle;
}

export type NoToken = { readonly kind: 'no-token'; readonly fault: OktaPushError; readonly retryAfterMs: number };

/** The OAuth access token of the service app. */
export interface AccessTokens {
  /** A cached token, or a new one: one request at a time, whoever asks. Rejects only where `signal` aborts. */
  get(signal: AbortSignal): Promise<AccessToken | NoToken>;
  /** Forgets a token that Okta did not take. One that was renewed meanwhile stays. */
  drop(token: AccessToken): void;
}

interface AccessTokensOptions {
  readonly orgUrl: string;
  readonly clientId: string;
  readonly clientKey: ClientKey;
  readonly fetch: BoundedFetch;
  /** Ms, from any start, never backwards. */
  readonly monotonic: () => number;
  /** What a response of the token endpoint says about rates; for a 429, how long to wait in ms. */
  readonly note: (response: Response) => number;
}

/**
 * What the calls need, as the OpenAPI description has it: reading users, their factors and a transaction; sending a
 * push and taking it back. https://developer.okta.com/docs/api/oauth2/
 */
const SCOPES = 'okta.users.read okta.users.manage';

/** A token is not used in its last seconds, so that it does not expire on the way. */
const EARLY_S = 30;
const DEFAULT_LIFE_S = 300;
/** A token endpoint that fails is not asked again at once by everybody who waits. */
const BACK_OFF_MS = 1_000;
const NOTHING: TokenResponse = { status: 0, retryAfterMs: 0 };
/** RFC 6749, appendix A.12. Anything else would not go into a header, and an error about that would hold it. */
const ACCESS_TOKEN = /^[\x20-\x7e]+$/;

/**
 * Client credentials with `private_key_jwt` (RFC 7523) and DPoP (RFC 9449), which new service apps of Okta demand. A
 * proof goes with every request for a token; where Okta binds the token to it, with every call too.
 */
export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { orgUrl, clientId, clientKey, fetch, monotonic, note } = options;
  const tokenEndpoint = `${orgUrl}/oauth2/v1/token`;
  const server: AuthorizationServer = { issuer: orgUrl, token_endpoint: tokenEndpoint };
  const client: Client = { client_id: clientId };
  const authentication = PrivateKeyJwt(clientKey, {
    // Okta takes the full URL of what the client authenticates to.
    [modifyAssertion](_header, payload) {
      payload.aud = tokenEndpoint;
    },
  });
  let current: { readonly token: AccessToken; readonly until: number } | undefined;
  let failed: { readonly answer: NoToken; readonly until: number } | undefined;
  let asking: Promise<AccessToken | NoToken> | undefined;
  let proofs: DPoPHandle | undefined;
  let last = NOTHING;

  const noting: BoundedFetch = async (url, init) => {
    const response = await fetch(url, init);
    last = { status: response.status, retryAfterMs: note(response) };
    return response;
  };

  async function ask(dpop: DPoPHandle) {
    const request = { [customFetch]: noting, DPoP: dpop };
    const response = await clientCredentialsGrantRequest(server, client, authentication, { scope: SCOPES }, request);
    return processClientCredentialsResponse(server, client, response);
  }

  async function fresh(): Promise<AccessToken> {
    proofs ??= DPoP(client, await generateKeyPair('ES256'));
    const dpop = proofs;
    const { access_token, token_type, expires_in } = await ask(dpop).catch((error: unknown) => {
      // Its nonce is kept by now.
      if (isDPoPNonceError(error)) return ask(dpop);
      throw error;
    });
    if (!ACCESS_TOKEN.test(access_token)) throw noToken();
    const token: AccessToken = {
      kind: 'token',
      value: access_token,
      ...(token_type === 'dpop' ? { dpop } : {}),
    };
    const lifeS = expires_in ?? DEFAULT_LIFE_S;
    current = { token, until: monotonic() + Math.max(lifeS - EARLY_S, lifeS / 2) * 1_000 };
    return token;
  }

  async function renew(): Promise<AccessToken | NoToken> {
    try {
      last = NOTHING;
      return await fresh();
    } catch (error) {
      const fault = tokenFault(error, last);
      const waitMs = Math.max(last.retryAfterMs, BACK_OFF_MS);
      failed = { answer: { kind: 'no-token', fault, retryAfterMs: waitMs }, until: monotonic() + waitMs };
      return failed.answer;
    } finally {
      asking = undefined;
    }
  }

  return {
    async get(signal) {
      signal.throwIfAborted();
      const now = monotonic();
      if (current !== undefined && now < current.until) return current.token;
      if (failed !== undefined && now < failed.until) return failed.answer;
      // Others wait for it too: it does not end with the call that asked first.
      asking ??= renew();
      return untilAborted(asking, signal);
    },
    drop(token) {
      if (current?.token === token) current = undefined;
    },
  };
}
