import { MongoClient } from 'mongodb';

/** Options that an operator may choose. Names are in lower case, as the driver compares them. */
const free: ReadonlySet<string> = new Set([
  'appname',
  'authmechanism',
  'authmechanismproperties',
  'authsource',
  'compressors',
  'replicaset',
  'srvmaxhosts',
  'srvservicename',
  'tlscafile',
  'tlscertificatekeyfile',
  'tlscertificatekeyfilepassword',
  'tlscrlfile',
  'zlibcompressionlevel',
]);

/** Options that may only say what the store does anyway. */
const fixed: ReadonlyMap<string, readonly [allowed: RegExp, why: string]> = new Map([
  ['w', [/^majority$/, 'only a write that a majority has is not lost in a failover']],
  ['journal', [/^true$/, 'a write that is not in the journal is lost when the server dies']],
  ['j', [/^true$/, 'a write that is not in the journal is lost when the server dies']],
  ['readconcernlevel', [/^majority$/, 'other levels can read what a failover takes back, or are slower for no gain']],
  ['readpreference', [/^primary$/, 'a secondary can be behind, and would show attempts as not yet counted']],
  ['directconnection', [/^false$/, 'a direct connection goes on reading from a server that is no longer the primary']],
  ['loadbalanced', [/^false$/, 'behind a load balancer the driver cannot see which server is gone']],
  ['retrywrites', [/^(true|false)$/, 'it is true or false']],
  ['retryreads', [/^(true|false)$/, 'it is true or false']],
  ['tls', [/^(true|false)$/, 'it is true or false']],
  ['ssl', [/^(true|false)$/, 'it is true or false']],
  ['maxpoolsize', [/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/, 'the pool has 1 to 500 connections']],
]);

const weakening: ReadonlyMap<string, string> = new Map([
  ['tlsinsecure', 'it lets anyone between here and the database read and change what is stored'],
  ['tlsallowinvalidcertificates', 'it lets anyone between here and the database read and change what is stored'],
  ['tlsallowinvalidhostnames', 'it lets anyone between here and the database read and change what is stored'],
  ['readpreferencetags', 'reads are from the primary only'],
  ['maxstalenessseconds', 'reads are from the primary only'],
]);

const shape = /^mongodb(?:\+srv)?:\/\/(?<hosts>[^/?#\s]+)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/;

export interface MongoUriParts {
  /** Absent: none is named. */
  readonly database?: string;
  readonly options: URLSearchParams;
}

/** `undefined` if it is no `mongodb://` or `mongodb+srv://` URI. */
export function partsOfMongoUri(uri: string): MongoUriParts | undefined {
  const parts = shape.exec(uri)?.groups;
  if (parts === undefined) return undefined;
  const { database = '', query = '' } = parts;
  return { ...(database === '' ? {} : { database }), options: new URLSearchParams(query) };
}

/**
 * What is wrong with a URI: a sentence each; empty where it can be used. A sentence never holds a user name, a password
 * or a value of the URI. Refused is everything that would weaken what is promised (secondary reads, `w=1`, no journal),
 * and every option that the store sets itself, such as the time limits.
 */
export function checkMongoUri(uri: string): readonly string[] {
  const parts = partsOfMongoUri(uri);
  if (parts === undefined) return ['The URI is not like mongodb://host:port/database: write it so'];
  const mistakes = [...optionMistakes(parts.options), ...databaseMistakes(parts.database ?? 'authfactor')];
  return mistakes.length === 0 && !isUnderstood(uri)
    ? ['The driver does not understand the URI: check hosts, user, password (percent-encoded) and options']
    : mistakes;
}

function optionMistakes(options: URLSearchParams): readonly string[] {
  const names = [...new Set(options.keys())];
  const lower = names.map((name) => name.toLowerCase());
  return names.flatMap((name, index) => {
    const key = lower[index] ?? '';
    const values = options.getAll(name);
    if (values.length > 1 || lower.indexOf(key) !== index) return [`The option ${key} is there twice: keep one`];
    const weakens = weakening.get(key);
    if (weakens !== undefined) return [`The option ${name} is refused, because ${weakens}: remove it`];
    const rule = fixed.get(key);
    if (rule !== undefined) {
      const [allowed, why] = rule;
      return allowed.test(values[0] ?? '') ? [] : [`The value of ${name} is refused, because ${why}: remove it`];
    }
    return free.has(key)
      ? []
      : [`The option ${JSON.stringify(name.slice(0, 40))} is unknown or set by the store: remove it`];
  });
}

/** https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions */
export function databaseMistakes(name: string): readonly string[] {
  if (['admin', 'config', 'local'].includes(name)) {
    return [`The database ${name} is the server's own: name another, such as authfactor`];
  }
  return /^[\w-]{1,63}$/.test(name)
    ? []
    : ['The database’s name has other characters than letters, digits, _ and -: change it'];
}

function isUnderstood(uri: string): boolean {
  try {
    // Connects to nothing.
    return new MongoClient(uri) !== undefined;
  } catch {
    return false;
  }
}
