import type { Fault, FaultKind, NewUser } from '../src/fake-okta/index.ts';
import type { OktaBench } from './okta-bench.ts';

/** One thing that Okta does, or that happens on the way there. */
export interface OutcomeRow {
  readonly what: string;
  /** How the subject is enrolled. Default: active, with one device. */
  readonly users?: (login: string) => readonly NewUser[];
  /** Goes wrong with the next call of the operation. */
  readonly fault?: Fault;
  /** The row's own Okta has gone by then. */
  readonly goneBefore?: 'begin' | 'verify' | 'poll';
  /** Between finding the user and sending the push. */
  readonly beforeVerify?: (bench: OktaBench) => Promise<void> | void;
  /** Once the push waits. */
  readonly decide?: (bench: OktaBench, push: string) => void;
}

const ended = (result: string): OutcomeRow => ({
  what: `\`${result}\``,
  decide: ({ okta }, push) => void okta.pushes.end(push, result),
});

const during = (operation: Fault['operation'], what: string, fault: FaultKind, times = 1): OutcomeRow => ({
  what: `${NAMES[operation]}: ${what}`,
  fault: { operation, times, ...fault },
});

const NAMES: Readonly<Record<Fault['operation'], string>> = {
  token: 'token',
  'find-user': 'search',
  'read-user': 'user',
  'list-factors': 'factors',
  verify: 'verify',
  poll: 'poll',
  cancel: 'cancel',
};

const user = (what: string, change: Omit<NewUser, 'login'>): OutcomeRow => ({
  what,
  users: (login) => [{ login, ...change }],
});

/** Faults that every call can meet. */
const anyCall = (operation: Fault['operation']): readonly OutcomeRow[] => [
  during(operation, '429 with `Retry-After`', { kind: 'rate-limit', retryAfterSeconds: 7 }),
  during(operation, '500', { kind: 'status', status: 500 }),
  during(operation, '503', { kind: 'status', status: 503 }),
  during(operation, 'no answer in time', { kind: 'slow' }),
  during(operation, 'connection closed', { kind: 'close' }),
  during(operation, 'malformed JSON', { kind: 'malformed' }),
  during(operation, 'JSON of another shape', { kind: 'text', text: '{"factorResult":42}' }),
  during(operation, 'too large', { kind: 'huge' }),
  during(operation, 'redirect', { kind: 'redirect', location: 'https://elsewhere.example/' }),
  during(operation, '401 also with a new token', { kind: 'status', status: 401 }, 2),
];

const foreign = (what: string, href: string): OutcomeRow =>
  during('verify', `poll link ${what}`, { kind: 'change', body: { _links: { poll: { href } } } });

export const OUTCOME_ROWS: readonly OutcomeRow[] = [
  { what: '`WAITING`' },
  ended('SUCCESS'),
  ended('REJECTED'),
  ended('TIMEOUT'),
  ended('EXPIRED'),
  ended('CANCELLED'),
  ended('ERROR'),
  ended('FAILED'),
  ended('CHALLENGE'),
  ended('PASSCODE_REPLAYED'),
  ended('TIME_WINDOW_EXCEEDED'),
  ended('WAITING (with number matching challenge)'),
  ended('ANYTHING_ELSE'),
  { what: 'the right number chosen', decide: ({ okta }, push) => void choose(okta, push, true) },
  { what: 'a wrong number chosen', decide: ({ okta }, push) => void choose(okta, push, false) },
  {
    what: '`SUCCESS` after the challenge has expired',
    decide({ okta, advance }, push) {
      advance(140_000);
      okta.pushes.approve(push);
    },
  },
  { what: 'no such user', users: () => [] },
  { what: 'two users of one login', users: (login) => [{ login }, { login: login.toUpperCase() }] },
  { what: 'a login in other letters', users: (login) => [{ login: login.toUpperCase() }] },
  ...['STAGED', 'PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED'].map(
    (status) => user(`user ${status}`, { status }),
  ),
  user('no factor', { factors: [] }),
  user('push factor `PENDING_ACTIVATION`', { factors: [{ status: 'PENDING_ACTIVATION' }] }),
  user('push factor of another provider', { factors: [{ provider: 'CUSTOM' }] }),
  user('a factor that is no push', { factors: [{ factorType: 'token:software:totp' }] }),
  {
    what: 'user deactivated before the push',
    beforeVerify: ({ okta, subject }) => {
      const user = okta.findUser(subject);
      if (user !== undefined) user.status = 'DEPROVISIONED';
    },
  },
  { what: 'OAuth token expired', beforeVerify: ({ okta }) => okta.expireTokens() },
  {
    what: 'OAuth token expired, and no other given',
    beforeVerify({ okta }) {
      okta.expireTokens();
      okta.inject({ operation: 'token', kind: 'status', status: 401 });
    },
  },
  { what: 'token: no connection', goneBefore: 'begin' },
  during('token', '401', { kind: 'status', status: 401 }),
  ...anyCall('token').filter(({ what }) => !what.includes('401')),
  ...anyCall('find-user'),
  ...anyCall('verify'),
  { what: 'verify: no connection', goneBefore: 'verify' },
  during('verify', '503, but the push was sent', { kind: 'status', status: 503, takes: true }),
  during('verify', 'connection closed, but the push was sent', { kind: 'close', takes: true }),
  during('verify', '403', { kind: 'status', status: 403 }),
  during('verify', '`SUCCESS` at once', { kind: 'change', body: { factorResult: 'SUCCESS' } }),
  foreign('to another host', 'https://elsewhere.example/api/v1/users/a/factors/b/transactions/c'),
  foreign('missing', ''),
  ...anyCall('poll'),
  { what: 'poll: no connection', goneBefore: 'poll' },
  during('poll', '404', { kind: 'status', status: 404 }),
  during('poll', '`SUCCESS` with an error code', {
    kind: 'change',
    body: { factorResult: 'SUCCESS', errorCode: 'E0000009', _embedded: {}, _links: {} },
  }),
  during('poll', '`SUCCESS` with the link of another transaction', {
    kind: 'change',
    body: { factorResult: 'SUCCESS', _embedded: {}, _links: { poll: { href: 'https://elsewhere.example/' } } },
  }),
  during('poll', '`SUCCESS` that still shows the number', {
    kind: 'change',
    body: { factorResult: 'SUCCESS' },
  }),
];

function choose(okta: OktaBench['okta'], id: string, right: boolean): void {
  const push = okta.pushes.find(id);
  const number = push?.numbers.find((candidate) => (candidate === push.correctAnswer) === right);
  okta.pushes.choose(id, number ?? -1);
}
