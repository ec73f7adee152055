import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { DpopProofs, ProofCheck } from './dpop-proofs.ts';
import { newOktaId } from './okta-id.ts';
import type { Reply, Request } from './reply.ts';

export interface FakeClient {
  readonly clientId: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

interface IssuedToken {
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  readonly thumbprint?: string;
}

export interface TokenEndpoint {
  readonly client: FakeClient;
  issue(request: Request): Promise<Reply>;
  /** Gives what to refuse the request with; `undefined` where it may go on. */
  refuse(request: Request, scope: string): Promise<Reply | undefined>;
  /** Every token that was issued has expired. */
  expireAll(): void;
  issued(): number;
}

interface TokenEndpointOptions {
  readonly url: () => string;
  readonly proofs: DpopProofs;
  readonly dpop: 'required' | 'unknown';
  readonly resourceNonce: boolean;
  readonly ttlSeconds: number;
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const GRANTED = ['okta.users.read', 'okta.users.manage'];
const LONGEST_ASSERTION_S = 3_600;

/** Okta's token endpoint for service apps, and what its resource server checks. */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { url, proofs, dpop, resourceNonce, ttlSeconds } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const client = { clientId: newOktaId('0oa'), keyId: 'fake-okta-key', privateKey };
  const tokens = new Map<string, IssuedToken>();
  const assertions = new Set<string>();
  let issued = 0;

  /** RFC 7523, section 3. */
  async function isClient(form: URLSearchParams): Promise<boolean> {
    if (form.get('client_assertion_type') !== JWT_BEARER) return false;
    try {
      const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', publicKey, {
        algorithms: ['ES256'],
        audience: `${url()}/oauth2/v1/token`,
        issuer: client.clientId,
        subject: client.clientId,
        requiredClaims: ['exp', 'jti'],
      });
      const { jti = '', exp = 0 } = payload;
      const isTooLong = exp > Date.now() / 1_000 + LONGEST_ASSERTION_S;
      if (protectedHeader.kid !== client.keyId || isTooLong || assertions.has(jti)) return false;
      assertions.add(jti);
      return true;
    } catch {
      return false;
    }
  }

  return {
    client,
    async issue({ method, body, header }) {
      const form = new URLSearchParams(body);
      const check: ProofCheck =
        dpop === 'unknown'
          ? { kind: 'missing' }
          : await proofs.check({
              proof: header('dpop'),
              method,
              url: `${url()}/oauth2/v1/token`,
              nonceDemanded: true,
            });
      if (check.kind !== 'proved' && dpop === 'required') return proofError(check.kind, proofs.nonce());
      if (!(await isClient(form))) return oauthError(401, 'invalid_client');
      if (form.get('grant_type') !== 'client_credentials') return oauthError(400, 'unsupported_grant_type');
      const scopes = (form.get('scope') ?? '').split(' ');
      if (scopes.some((scope) => !GRANTED.includes(scope))) return oauthError(400, 'invalid_scope');
      const token = randomBytes(24).toString('base64url');
      const bound = check.kind === 'proved' ? { thumbprint: check.thumbprint } : {};
      tokens.set(token, { scopes, expiresAt: Date.now() + ttlSeconds * 1_000, ...bound });
      issued += 1;
      return {
        status: 200,
        body: {
          token_type: check.kind === 'proved' ? 'DPoP' : 'Bearer',
          expires_in: ttlSeconds,
          access_token: token,
          scope: scopes.join(' '),
        },
      };
    },

    async refuse({ method, path, header }, scope) {
      const [scheme = '', value = ''] = (header('authorization') ?? '').split(' ');
      const token = tokens.get(value);
      const expected = token?.thumbprint === undefined ? 'bearer' : 'dpop';
      const isUsable = token !== undefined && Date.now() < token.expiresAt && scheme.toLowerCase() === expected;
      if (!isUsable) return unauthorized(expected, 'invalid_token', 'E0000011', 'Invalid token provided');
      if (token.thumbprint !== undefined) {
        const request = { proof: header('dpop'), method, url: `${url()}${path}`, accessToken: value };
        const check = await proofs.check({ ...request, nonceDemanded: resourceNonce });
        if (check.kind === 'nonce') {
          const reply = unauthorized('dpop', 'use_dpop_nonce', 'E0000011', 'A nonce is demanded');
          return { ...reply, headers: { ...reply.headers, 'DPoP-Nonce': proofs.nonce() } };
        }
        if (check.kind !== 'proved' || check.thumbprint !== token.thumbprint) {
          return unauthorized('dpop', 'invalid_dpop_proof', 'E0000011', 'Invalid DPoP proof');
        }
      }
      if (token.scopes.includes(scope)) return undefined;
      return { status: 403, body: { errorCode: 'E0000006', errorSummary: 'Not permitted' } };
    },

    expireAll: () => tokens.clear(),
    issued: () => issued,
  };
}

const oauthError = (status: number, error: string): Reply => ({
  status,
  body: { error, error_description: 'The fake Okta does not take this' },
});

function proofError(kind: 'missing' | 'invalid' | 'nonce', nonce: string): Reply {
  if (kind !== 'nonce') return oauthError(400, 'invalid_dpop_proof');
  return { ...oauthError(400, 'use_dpop_nonce'), headers: { 'DPoP-Nonce': nonce } };
}

const unauthorized = (scheme: 'bearer' | 'dpop', error: string, errorCode: string, errorSummary: string): Reply => ({
  status: 401,
  headers: { 'WWW-Authenticate': `${scheme === 'dpop' ? 'DPoP' : 'Bearer'} error="${error}"` },
  body: { errorCode, errorSummary, errorLink: errorCode, errorId: 'oae', errorCauses: [] },
});
