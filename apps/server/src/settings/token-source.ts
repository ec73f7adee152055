import type { EnvironmentReader } from './environment-reader.ts';
import { isLoopback } from './listen-address.ts';
import { mistaken, type Parsed, parsed } from './parsed.ts';
import { parseName } from './text.ts';

/** Who issues access tokens: this installation's own issuer (a key in the data folder), or one with a JWKS. */
export type TokenSource =
  | { readonly kind: 'local'; readonly issuer: string; readonly audience: string }
  | {
      readonly kind: 'jwks';
      readonly issuer: string;
      readonly audience: string;
      readonly jwksUrl: URL;
      readonly subjectClaim: string;
      readonly tenantClaim: string;
    };

const REQUIRED = ['AUTHFACTOR_TOKEN_ISSUER', 'AUTHFACTOR_TOKEN_JWKS_URL'] as const;
const OPTIONAL = [
  'AUTHFACTOR_TOKEN_AUDIENCE',
  'AUTHFACTOR_TOKEN_SUBJECT_CLAIM',
  'AUTHFACTOR_TOKEN_TENANT_CLAIM',
] as const;

export const readTokenSource = (reader: EnvironmentReader): TokenSource => {
  const issuer = reader.take('AUTHFACTOR_TOKEN_ISSUER', parseName, undefined);
  const jwksUrl = reader.take('AUTHFACTOR_TOKEN_JWKS_URL', parseJwksUrl, undefined);
  const audience = reader.take('AUTHFACTOR_TOKEN_AUDIENCE', parseName, 'authfactor');
  const subjectClaim = reader.take('AUTHFACTOR_TOKEN_SUBJECT_CLAIM', parseName, 'sub');
  const tenantClaim = reader.take('AUTHFACTOR_TOKEN_TENANT_CLAIM', parseName, 'tenants');
  if (issuer !== undefined && jwksUrl !== undefined) {
    return { kind: 'jwks', issuer, audience, jwksUrl, subjectClaim, tenantClaim };
  }
  const given = [...REQUIRED, ...OPTIONAL].filter((name) => reader.has(name));
  const missing = REQUIRED.filter((name) => !reader.has(name));
  // A local issuer next to half of a production one would accept tokens that nobody meant to accept.
  if (given.length > 0 && missing.length > 0) {
    reader.note(`${missing.join(' and ')} must be set too, because ${given.join(', ')} is`);
  }
  return { kind: 'local', issuer: 'authfactor-local', audience: 'authfactor' };
};

const parseJwksUrl = (text: string): Parsed<URL> => {
  const url = URL.parse(text);
  if (url?.protocol === 'https:') return parsed(url);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url?.protocol === 'http:' && isLoopback({ host, port: 0 })) return parsed(url);
  return mistaken('must be an https URL: keys fetched in clear can be exchanged on the way');
};
