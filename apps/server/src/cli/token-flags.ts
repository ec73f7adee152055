import { parseDurationWithin } from '../settings/duration.ts';
import { mistaken, type Parsed, parsed } from '../settings/parsed.ts';
import { parseFlags } from './arguments.ts';
import { UsageError } from './io.ts';

export const SCOPES = ['factor.verify', 'factor.enroll', 'factor.admin'] as const;

/** What the token will say. Times in ms since the Unix epoch. */
export interface TokenRequest {
  readonly scopes: readonly string[];
  readonly tenants: readonly string[];
  readonly client: string;
  readonly subject?: string;
  readonly authTime?: number;
  readonly ttlMs: number;
}

const MINUTE = 60_000;

/** Reads the flags of `authfactor token`. `now` in ms since the Unix epoch. Throws a `UsageError`. */
export const readTokenFlags = (args: readonly string[], now: number): TokenRequest => {
  const flags = parseFlags('token', args, {
    scope: { type: 'string', multiple: true },
    tenant: { type: 'string', multiple: true },
    subject: { type: 'string' },
    client: { type: 'string' },
    'auth-time': { type: 'string' },
    ttl: { type: 'string' },
  });
  const scopes = [...new Set(flags.scope ?? [])];
  if (scopes.length === 0) throw new UsageError(`--scope is missing; give one or more of ${SCOPES.join(', ')}`);
  for (const scope of scopes) {
    if (!SCOPES.some((known) => known === scope)) {
      throw new UsageError(`--scope ${JSON.stringify(scope)} is not one of ${SCOPES.join(', ')}`);
    }
  }
  const client = readId('client', flags.client ?? 'local');
  const subject = flags.subject === undefined ? undefined : readId('subject', flags.subject);
  if (subject === client) {
    throw new UsageError(
      '--subject must differ from --client: a token whose sub is its client_id is the client itself, not a person (RFC 9068 section 2.2)',
    );
  }
  const authTime = expect(
    'auth-time',
    readAuthTime(flags['auth-time'] ?? (subject === undefined ? 'none' : 'now'), now),
  );
  return {
    scopes,
    tenants: [...new Set(flags.tenant ?? ['default'])].map((tenant) => readId('tenant', tenant)),
    client,
    ...(subject === undefined ? {} : { subject }),
    ...(authTime === undefined ? {} : { authTime }),
    ttlMs: expect('ttl', parseDurationWithin(1_000, 24 * 60 * MINUTE)(flags.ttl ?? '10m')),
  };
};

const readAuthTime = (text: string, now: number): Parsed<number | undefined> => {
  if (text === 'none') return parsed(undefined);
  if (text === 'now') return parsed(now);
  const isSeconds = /^\d{1,12}$/.test(text);
  const isTimestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const time = isSeconds ? Number(text) * 1_000 : isTimestamp ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    return mistaken('must be now, none, seconds since 1970, or a timestamp such as 2026-01-31T09:30:00Z');
  }
  return time > now ? mistaken('must not be in the future: it says when the person logged in') : parsed(time);
};

const readId = (flag: string, text: string): string => {
  const bytes = Buffer.byteLength(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in an id
  if (bytes < 1 || bytes > 256 || !text.isWellFormed() || /[\u0000-\u001f\u007f-\u009f]/.test(text)) {
    throw new UsageError(`--${flag} must be 1 to 256 bytes of UTF-8 without control characters`);
  }
  return text;
};

const expect = <T>(flag: string, result: Parsed<T>): T => {
  if (result.ok) return result.value;
  throw new UsageError(`--${flag} ${result.mistake}`);
};
