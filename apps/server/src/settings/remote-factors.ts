import { parseDurationWithin } from './duration.ts';
import { isLoopback } from './listen-address.ts';
import { mistaken, type Parsed, parsed } from './parsed.ts';
import type { TextFile } from './tls.ts';

/** What a remote factor's answers look like, where that is known. */
export interface RemoteInput {
  readonly kind: 'digits' | 'text';
  readonly minLength: number;
  readonly maxLength: number;
}

/** A factor behind another endpoint. Of its secrets only the files are named, which are read when they are used. */
export interface RemoteFactorConfig {
  readonly factorType: string;
  readonly url: string;
  /** Holds the access token. Read again and again, so that it may be exchanged while the server runs. */
  readonly tokenFile: string;
  /** Certificate authorities, PEM. Absent: those of the system. */
  readonly caFile?: string;
  /** The client certificate and its key, PEM. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly timeoutMs: number;
  /** The tenant in which the remote is asked what it is. */
  readonly tenant: string;
  readonly input?: RemoteInput;
}

export interface RemoteFactorsReading {
  readonly factors: readonly RemoteFactorConfig[];
  /** One sentence each; nothing must be used while there are any. */
  readonly mistakes: readonly string[];
}

const FIELDS = ['factorType', 'url', 'tokenFile', 'caFile', 'certFile', 'keyFile', 'timeout', 'tenant', 'input'];
/** The engine holds a reservation for 10 s. */
const parseTimeout = parseDurationWithin(100, 8_000);
const DEFAULT_TIMEOUT_MS = 3_000;
const MAX_LENGTH = 1_024;

/**
 * Reads a list of remote factors: a JSON array of objects. `readFile` gives the files that they name; `installed` are the
 * types that this server runs itself. All mistakes are listed, each with the place of its entry.
 */
export const readRemoteFactors = (
  text: string,
  readFile: (path: string) => Parsed<TextFile>,
  installed: readonly string[],
): RemoteFactorsReading => {
  const entries = parseJson(text);
  if (!Array.isArray(entries)) return { factors: [], mistakes: ['must hold a JSON array of remote factors'] };
  const mistakes: string[] = [];
  const factors: RemoteFactorConfig[] = [];
  for (const [index, entry] of entries.entries()) {
    const note = (mistake: string) => mistakes.push(`entry ${index + 1}: ${mistake}`);
    if (!isRecord(entry)) note('must be an object');
    else factors.push(readEntry(entry, readFile, note));
  }
  const types = factors.map(({ factorType }) => factorType);
  for (const type of new Set(types)) {
    if (type !== '' && types.filter((other) => other === type).length > 1) mistakes.push(`${type} stands there twice`);
    if (installed.includes(type)) {
      mistakes.push(`${type} is this server's own factor; give the remote one another type, or do without its own`);
    }
  }
  return { factors, mistakes };
};

const readEntry = (
  entry: Record<string, unknown>,
  readFile: (path: string) => Parsed<TextFile>,
  note: (mistake: string) => void,
): RemoteFactorConfig => {
  for (const name of Object.keys(entry)) {
    if (!FIELDS.includes(name))
      note(`${JSON.stringify(name.slice(0, 40))} is not a field; they are ${FIELDS.join(', ')}`);
  }
  /** The field's value; `fallback`, with a note, where it is missing or mistaken. */
  const take = <T>(name: string, parse: (text: string) => Parsed<T>, fallback: T): T => {
    const value = entry[name];
    const result = typeof value === 'string' ? parse(value) : mistaken('must be given, as text');
    if (result.ok) return result.value;
    note(`${name} ${result.mistake}`);
    return fallback;
  };
  const pathOf = (check: (content: string) => boolean, what: string) => (path: string) => {
    const file = readFile(path);
    if (!file.ok) return file;
    return check(file.value.text) ? parsed(file.value.path) : mistaken(`must name a file with ${what}`);
  };
  const optionalPath = (name: 'caFile' | 'certFile' | 'keyFile') =>
    entry[name] === undefined
      ? {}
      : {
          [name]: take(
            name,
            pathOf((pem) => pem.includes('-----BEGIN '), 'PEM'),
            '',
          ),
        };
  if ((entry.certFile === undefined) !== (entry.keyFile === undefined)) note('certFile and keyFile belong together');
  const input = entry.input === undefined ? undefined : readInput(entry.input);
  if (entry.input !== undefined && input === undefined) {
    note(`input must be {"kind": "digits" or "text", "minLength": n, "maxLength": n}, 1 to ${MAX_LENGTH}`);
  }
  return {
    factorType: take('factorType', parseFactorType, ''),
    url: take('url', parseRemoteUrl, ''),
    tokenFile: take(
      'tokenFile',
      pathOf((token) => /^[\x21-\x7e]+\s*$/.test(token), 'one token'),
      '',
    ),
    ...optionalPath('caFile'),
    ...optionalPath('certFile'),
    ...optionalPath('keyFile'),
    timeoutMs: entry.timeout === undefined ? DEFAULT_TIMEOUT_MS : take('timeout', parseTimeout, DEFAULT_TIMEOUT_MS),
    tenant: entry.tenant === undefined ? 'default' : take('tenant', parseTenant, 'default'),
    ...(input === undefined ? {} : { input }),
  };
};

const parseFactorType = (text: string): Parsed<string> =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 64
    ? parsed(text)
    : mistaken('must be in kebab-case, at most 64 characters');

const parseTenant = (text: string): Parsed<string> =>
  text !== '' && Buffer.byteLength(text) <= 256 && !/\p{Cc}/u.test(text)
    ? parsed(text)
    : mistaken('must be 1 to 256 bytes without control characters');

const parseRemoteUrl = (text: string): Parsed<string> => {
  const url = URL.parse(text);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const bare = url !== null && url.pathname === '/' && url.search === '' && url.username === '' && url.password === '';
  if (bare && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback({ host, port: 0 })))) {
    return parsed(url.origin);
  }
  return mistaken(
    'must be https://host:port without anything else; http only on this machine: answers would travel in clear',
  );
};

const readInput = (value: unknown): RemoteInput | undefined => {
  if (!isRecord(value)) return undefined;
  const { kind, minLength, maxLength, ...rest } = value;
  const fits = (length: unknown): length is number =>
    Number.isInteger(length) && Number(length) >= 1 && Number(length) <= MAX_LENGTH;
  if (Object.keys(rest).length > 0 || (kind !== 'digits' && kind !== 'text')) return undefined;
  return fits(minLength) && fits(maxLength) && minLength <= maxLength ? { kind, minLength, maxLength } : undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
