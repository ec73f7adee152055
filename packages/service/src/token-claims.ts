import type { Caller } from '@authfactor/engine';
import type { JWTPayload } from 'jose';

/** Which claims hold what. */
export interface ClaimNames {
  /** The subject of an enrolment; equals the `subject_id` that orchestrators use. */
  readonly subject: string;
  readonly tenants: string;
  readonly scope: string;
}

const MAX_ID_BYTES = 256;

/**
 * Reads the caller from a verified token. A text says why that cannot be done. A token whose subject is its client is
 * not a person's (RFC 9068, 2.2), so the caller then has no subject.
 */
export function readCaller(payload: JWTPayload, names: ClaimNames): Caller | string {
  const clientId = payload.client_id ?? payload.azp;
  if (!isId(clientId)) return 'The token names no client; get one with the claim client_id or azp';
  if (payload.client_id !== undefined && payload.azp !== undefined && payload.client_id !== payload.azp) {
    return 'The token names two clients; get one whose client_id and azp agree';
  }
  const tenants = readList(payload[names.tenants], false);
  if (!tenants?.every(isId)) return `The token's claim ${names.tenants} is not a list of tenants; get another one`;
  const scopes = readList(payload[names.scope], true);
  if (scopes === undefined) return `The token's claim ${names.scope} is not a list of scopes; get another one`;
  const subject = payload[names.subject];
  if (subject !== undefined && !isId(subject)) {
    return `The token's claim ${names.subject} is not an id; get one with 1 to ${MAX_ID_BYTES} bytes`;
  }
  const authTime = payload.auth_time;
  if (authTime !== undefined && !(typeof authTime === 'number' && Number.isFinite(authTime))) {
    return "The token's claim auth_time is not a time; get another one";
  }
  const isPerson = subject !== undefined && subject !== clientId && payload.sub !== clientId;
  return {
    clientId,
    tenants,
    scopes,
    ...(isPerson ? { subject } : {}),
    ...(authTime === undefined ? {} : { authTime: authTime * 1000 }),
  };
}

function readList(value: unknown, spaceSeparated: boolean): string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return spaceSeparated ? value.split(' ').filter((item) => item !== '') : [value];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  return undefined;
}

/** The contract's rule for ids. */
function isId(value: unknown): value is string {
  if (typeof value !== 'string' || !value.isWellFormed() || /\p{Cc}/u.test(value)) return false;
  const bytes = Buffer.byteLength(value);
  return bytes > 0 && bytes <= MAX_ID_BYTES;
}
