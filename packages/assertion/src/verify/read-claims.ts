import type { JWTPayload } from 'jose';
import type { AssertionClaims } from '../claims.ts';
import { AssertionError } from './assertion-error.ts';

/** The claims of a verified assertion. */
export interface VerifiedAssertion extends AssertionClaims {
  readonly iss: string;
}

/** Takes a payload whose signature is good. Throws `AssertionError` `malformed` where a claim is missing or wrong. */
export function readClaims(payload: JWTPayload): VerifiedAssertion {
  return {
    iss: text(payload, 'iss'),
    aud: text(payload, 'aud'),
    sub: text(payload, 'sub'),
    tenant: text(payload, 'tenant'),
    jti: text(payload, 'jti'),
    iat: seconds(payload, 'iat'),
    exp: seconds(payload, 'exp'),
    sid: text(payload, 'sid'),
    amr: texts(payload, 'amr'),
    auth_time: seconds(payload, 'auth_time'),
    txn: text(payload, 'txn'),
    factor: text(payload, 'factor'),
    assurance: assurance(payload),
    channel: text(payload, 'channel'),
    purpose: text(payload, 'purpose', true),
  };
}

function text(payload: JWTPayload, name: string, mayBeEmpty = false): string {
  const value = payload[name];
  if (typeof value === 'string' && (mayBeEmpty || value !== '')) return value;
  throw malformed(name, 'text');
}

function texts(payload: JWTPayload, name: string): readonly string[] {
  const value = payload[name];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw malformed(name, 'a list of texts');
}

function seconds(payload: JWTPayload, name: string): number {
  const value = payload[name];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw malformed(name, 'a whole number of seconds');
}

function assurance(payload: JWTPayload): 'low' | 'medium' | 'high' {
  const { assurance: value } = payload;
  if (value === 'low' || value === 'medium' || value === 'high') return value;
  throw malformed('assurance', 'low, medium or high');
}

const malformed = (name: string, shape: string): AssertionError =>
  new AssertionError('malformed', `The assertion's claim ${name} is not ${shape}; take one that the service issued`);
