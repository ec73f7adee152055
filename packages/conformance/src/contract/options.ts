import { parseArgs } from 'node:util';
import { PROFILES, type Profile } from './clause.ts';
import { ContractError } from './contract-error.ts';
import type { Tokens } from './kit.ts';
import { PROTOCOLS, type Protocol, type Target } from './wire/wire.ts';

/** What the command line says. */
export interface Options {
  readonly target: Omit<Target, 'ca'>;
  readonly caFile?: string;
  readonly protocol: Protocol;
  readonly profile: Profile;
  readonly factorType: string;
  readonly answersFile: string;
  readonly tokens: Tokens;
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly path?: string;
  readonly runs: number;
  readonly lockAfter: number;
  readonly patienceMs: number;
  readonly restart?: string;
  readonly device?: string;
  readonly junitFile?: string;
  readonly jsonFile?: string;
  /** Skipped clauses fail the run too, those outside the profile excepted. */
  readonly strict: boolean;
}

export const HELP = `authfactor-conformance --target HOST:PORT --factor TYPE --answers FILE [--token TOKEN] …

Tests one factor of an endpoint that speaks authfactor.v1 against the contract (docs/contract.md).

  --target HOST:PORT        or https://HOST:PORT; [--ca FILE] trusts these authorities
  --protocol NAME           grpc (default), connect or grpc-web
  --profile NAME            standalone (default) or plugin: a factor behind an engine
  --factor TYPE             the factor's type, e.g. soft-pin
  --answers FILE            subjects with right, wrong and unusable answers; the README says how it looks
  --token TOKEN             scope factor.verify; none is sent where it is left out
  --other-client-token, --other-tenant-token, --admin-token, --enroll-token TOKEN
                            clauses that need one are skipped where it is not given
  --restart COMMAND         restarts the service and ends once it answers again; for what must survive that
  --lock-after N            wrong answers in a row that lock a subject (3; 0, never, for a plugin)
  --device COMMAND          for factors that ask a device: COMMAND approve|deny|fail SUBJECT decides about the newest
                            question there (fail: the provider's next word about it is nonsense); COMMAND asked SUBJECT
                            prints how often the device was asked
  --runs N, --seed N, --path PATH
                            random sequences of the state machine (20), and how to replay one
  --patience MS             how long a call may take (30000)
  --only IDS                clauses by number, separated by commas
  --junit FILE, --json FILE further reports
  --strict                  a skipped clause of the profile fails the run

Exit code: 0 nothing failed, 1 a clause failed, 2 the suite could not run.
`;

const FLAGS = {
  target: { type: 'string' },
  ca: { type: 'string' },
  protocol: { type: 'string', default: 'grpc' },
  profile: { type: 'string', default: 'standalone' },
  factor: { type: 'string' },
  answers: { type: 'string' },
  token: { type: 'string' },
  'other-client-token': { type: 'string' },
  'other-tenant-token': { type: 'string' },
  'admin-token': { type: 'string' },
  'enroll-token': { type: 'string' },
  restart: { type: 'string' },
  device: { type: 'string' },
  'lock-after': { type: 'string' },
  runs: { type: 'string', default: '20' },
  seed: { type: 'string' },
  path: { type: 'string' },
  patience: { type: 'string', default: '30000' },
  only: { type: 'string' },
  junit: { type: 'string' },
  json: { type: 'string' },
  strict: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line. Throws `CANNOT_RUN` with what to correct; gives `help` where that was asked for. */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const values = parse(argv);
  if (values.help === true) return 'help';
  const profile = oneOf('profile', values.profile, PROFILES);
  return {
    target: readTarget(required('target', values.target)),
    protocol: oneOf('protocol', values.protocol, PROTOCOLS),
    profile,
    factorType: required('factor', values.factor),
    answersFile: required('answers', values.answers),
    tokens: {
      ...given('verify', values.token),
      ...given('otherClient', values['other-client-token']),
      ...given('otherTenant', values['other-tenant-token']),
      ...given('admin', values['admin-token']),
      ...given('enroll', values['enroll-token']),
    },
    runs: wholeNumber('runs', values.runs),
    lockAfter: wholeNumber('lock-after', values['lock-after'] ?? (profile === 'plugin' ? '0' : '3')),
    patienceMs: wholeNumber('patience', values.patience),
    strict: values.strict === true,
    ...given('caFile', values.ca),
    ...given('restart', values.restart),
    ...given('device', values.device),
    ...given('path', values.path),
    ...given('junitFile', values.junit),
    ...given('jsonFile', values.json),
    ...given('seed', values.seed === undefined ? undefined : wholeNumber('seed', values.seed)),
    ...given(
      'only',
      values.only?.split(',').map((id) => id.trim()),
    ),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, strict: true }).values;
  } catch (cause) {
    throw new ContractError('CANNOT_RUN', cause instanceof Error ? cause.message : 'The flags cannot be read', {
      cause,
    });
  }
}

/** `{ [name]: value }`, or nothing where there is no value. */
const given = <Name extends string, T>(name: Name, value: T | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: T };

function required(flag: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new ContractError('CANNOT_RUN', `--${flag} is missing; see --help`);
}

function oneOf<T extends string>(flag: string, value: string | undefined, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new ContractError('CANNOT_RUN', `--${flag} must be one of ${allowed.join(', ')}`);
}

function wholeNumber(flag: string, value: string | undefined): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0 && value !== '') return number;
  throw new ContractError('CANNOT_RUN', `--${flag} must be a whole number`);
}

function readTarget(text: string): Omit<Target, 'ca'> {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) {
    throw new ContractError('CANNOT_RUN', '--target must be HOST:PORT, http://HOST:PORT or https://HOST:PORT');
  }
  const tls = url.protocol === 'https:';
  const port = Number(url.port === '' ? (tls ? 443 : 80) : url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, tls };
}
