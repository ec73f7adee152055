import { type Refusal, type RefusalReason, StoreError } from '@authfactor/engine';
import { AuthFactorService, Channel } from '@authfactor/proto';
import { createClient } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { failureOf, type Harness, makeToken, protocols, requestId, type SeenError, start, subject } from './harness.ts';
import { at } from './stub-engine.ts';

const headers = { authorization: `Bearer ${await makeToken()}` };
const CANARY = '274913';

type Fault = () => Promise<Refusal>;

/** Calls SubmitAnswer with the canary PIN, over an engine that does `fault`. */
async function submitWith(fault: Fault, protocol: (typeof protocols)[number]): Promise<[SeenError, Harness['logger']]> {
  await using harness = await start({ engine: { verification: { submitAnswer: fault } } });
  const client = createClient(AuthFactorService, harness.transports[protocol]);
  const input = { value: { case: 'typed', value: { text: CANARY, channel: Channel.TEXT } } } as const;
  const call = client.submitAnswer({ requestId, challengeId: 'c', sessionId: 's', input }, { headers });
  return [await failureOf(call), harness.logger];
}

const refuse =
  (reason: RefusalReason, details: Partial<Refusal> = {}): Fault =>
  async () => ({ kind: 'refused', reason, message: `The message of ${reason}`, ...details });

const table: readonly (readonly [RefusalReason, string, number?])[] = [
  ['INVALID_REQUEST', 'InvalidArgument'],
  ['CHANNEL_UNSUPPORTED', 'InvalidArgument'],
  ['UNKNOWN_FACTOR', 'NotFound'],
  ['CHALLENGE_NOT_FOUND', 'NotFound'],
  ['ENROLLMENT_NOT_FOUND', 'NotFound'],
  ['REQUEST_ID_REUSED', 'AlreadyExists'],
  ['NOT_ENROLLED', 'FailedPrecondition'],
  ['CHALLENGE_CLOSED', 'FailedPrecondition'],
  ['ENROLLMENT_CLOSED', 'FailedPrecondition'],
  ['ENROLLMENT_DISABLED', 'FailedPrecondition'],
  ['CHALLENGES_DISABLED', 'FailedPrecondition'],
  ['SUBJECT_DISABLED', 'FailedPrecondition'],
  ['SUBJECT_LOCKED', 'FailedPrecondition'],
  ['OVERLOADED', 'ResourceExhausted', 1000],
  ['RATE_LIMITED', 'ResourceExhausted', 1000],
  ['CONCURRENT_ATTEMPT', 'Aborted', 100],
  ['STALE_REVISION', 'Aborted'],
  ['DEPENDENCY_UNAVAILABLE', 'Unavailable', 1000],
  ['FRESH_LOGIN_REQUIRED', 'Unauthenticated'],
  ['PERMISSION_DENIED', 'PermissionDenied'],
  ['CAPABILITY_UNSUPPORTED', 'Unimplemented'],
  ['CREDENTIAL_DAMAGED', 'DataLoss'],
];

describe.each(protocols)('over %s', (protocol) => {
  test.each(table.map(([reason, code, retryMs]) => ({ reason, code, retryMs })))(
    '$reason is $code',
    async ({ reason, code, retryMs }) => {
      const [seen] = await submitWith(refuse(reason), protocol);
      expect(seen).toEqual({
        code,
        message: `The message of ${reason}`,
        reason,
        domain: 'authfactor.dev',
        metadata: {},
        fields: reason === 'INVALID_REQUEST' ? [''] : undefined,
        retryMs,
      });
    },
  );

  test('details come from the refusal', async () => {
    const [locked] = await submitWith(refuse('SUBJECT_LOCKED', { lockedUntil: at + 60_000 }), protocol);
    expect(locked).toMatchObject({ metadata: { locked_until: '2026-11-24T08:01:00.000Z' }, retryMs: undefined });
    const [overloaded] = await submitWith(refuse('OVERLOADED', { retryAfterMs: 1500 }), protocol);
    expect(overloaded.retryMs).toBe(1500);
    const [invalid] = await submitWith(refuse('INVALID_REQUEST', { field: 'confirmation' }), protocol);
    expect(invalid.fields).toEqual(['confirmation']);
  });

  test.each([
    [Number.NaN, 1000],
    [-5, 1000],
    [0, 0],
    [0.2, 1],
    [Number.POSITIVE_INFINITY, 3_600_000],
    [1e300, 3_600_000],
  ])('a factor that says to wait %d ms: %d', async (retryAfterMs, retryMs) => {
    const [seen] = await submitWith(refuse('DEPENDENCY_UNAVAILABLE', { retryAfterMs }), protocol);
    expect(seen).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE', retryMs });
  });

  test('faults', async () => {
    const raise =
      (error: unknown): Fault =>
      () =>
        Promise.reject(error);
    const [unavailable] = await submitWith(raise(new StoreError('unavailable', 'gone')), protocol);
    expect(unavailable).toMatchObject({ code: 'Unavailable', reason: 'DEPENDENCY_UNAVAILABLE', retryMs: 1000 });
    expect(unavailable.message).not.toContain('gone');
    for (const fault of [
      new StoreError('damaged', 'an odd schema'),
      new StoreError('too-large', 'too large'),
      new TypeError(`cannot read ${CANARY}`),
      `text ${CANARY}`,
      undefined,
    ]) {
      const [seen, logger] = await submitWith(raise(fault), protocol);
      expect(seen).toMatchObject({
        code: 'Internal',
        reason: 'INTERNAL',
        message: 'Something went wrong on our side; try again later',
      });
      expect(logger.lines.filter((line) => line.level === 'error')).toHaveLength(1);
      expect(JSON.stringify(logger.lines)).not.toContain(CANARY);
    }
  });

  test('the deadline is answered, even by an engine that goes on', async () => {
    await using harness = await start({
      engine: { verification: { listFactors: () => new Promise(() => undefined) } },
    });
    const client = createClient(AuthFactorService, harness.transports[protocol]);
    const call = client.listFactors(
      { tenantId: 'default' },
      { headers: { ...headers, ...timeoutHeader(protocol, 50) } },
    );
    expect(await failureOf(call)).toMatchObject({ code: 'DeadlineExceeded', reason: 'DEADLINE_EXCEEDED' });
  });
});

/** The header itself: with the option, the client would give up by itself, and not see the server's answer. */
function timeoutHeader(protocol: string, ms: number): Record<string, string> {
  return protocol.startsWith('connect') ? { 'connect-timeout-ms': String(ms) } : { 'grpc-timeout': `${ms}m` };
}

test('the engine learns of the deadline and of a caller that gives up', async () => {
  const seen: { deadline: number | undefined; aborted: Promise<unknown> }[] = [];
  await using harness = await start({
    engine: {
      verification: {
        listFactors({ signal, deadline }) {
          const { promise, reject } = Promise.withResolvers<never>();
          signal.addEventListener('abort', () => reject(signal.reason));
          seen.push({ deadline, aborted: promise.catch((reason: unknown) => reason) });
          return promise;
        },
      },
    },
  });
  const client = createClient(AuthFactorService, harness.transports.grpc);
  const before = Date.now();
  const late = client.listFactors({ tenantId: 'default' }, { headers, timeoutMs: 60_000 });
  late.catch(() => undefined);
  const controller = new AbortController();
  const canceled = client.listFactors({ tenantId: 'default' }, { headers, signal: controller.signal });
  canceled.catch(() => undefined);
  await expect.poll(() => seen.length).toBe(2);
  controller.abort();
  const [first, second] = [...seen].sort((a, b) => (b.deadline ?? 0) - (a.deadline ?? 0));
  expect(first?.deadline).toBeGreaterThan(before + 50_000);
  expect(second?.deadline).toBeUndefined();
  await second?.aborted;
  await expect.poll(() => harness.logger.lines.find((line) => line.code === 'canceled')).toBeDefined();
});

test('subjects are asked for by what the request says', async () => {
  await using harness = await start();
  const client = createClient(AuthFactorService, harness.transports.grpc);
  const call = client.getSubjectStatus({ subject: { ...subject, tenantId: '' } }, { headers });
  expect(await failureOf(call)).toMatchObject({ reason: 'INVALID_REQUEST', fields: ['subject.tenant_id'] });
});
