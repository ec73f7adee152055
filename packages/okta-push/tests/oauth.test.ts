import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { FakeOkta, FaultKind } from '../src/fake-okta/index.ts';
import { createOktaBench, startTrusted } from './okta-bench.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function enroll(okta: FakeOkta, bench: { readonly subject: string }): void {
  okta.addUser({ login: bench.subject });
}

describe('an access token', () => {
  test('is asked for once, however many calls wait for it', async () => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta, { maxRequests: 100 });
    enroll(okta, bench);
    const begun = await Promise.all(Array.from({ length: 20 }, () => bench.begin(randomUUID(), `${randomUUID()}@x`)));
    expect(begun.map((outcome) => outcome.kind === 'refused' && outcome.reason)).toEqual(
      Array(20).fill('NOT_ENROLLED'),
    );
    expect(okta.counts().tokens).toBe(1);
    await bench.begin();
    expect(okta.counts().tokens).toBe(1);
  });

  test('that has expired when it arrives is asked for once more, and not a third time', async () => {
    await using okta = await startTrusted({ tokenTtlSeconds: 0 });
    await using bench = createOktaBench(okta);
    enroll(okta, bench);
    expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    expect(okta.counts()).toMatchObject({ tokens: 2, pushes: 0 });
  });

  test('that has expired is renewed once by many calls at a time', async () => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta, { maxRequests: 100 });
    enroll(okta, bench);
    await bench.begin();
    okta.expireTokens();
    await Promise.all(Array.from({ length: 10 }, () => bench.begin(randomUUID(), `${randomUUID()}@x`)));
    expect(okta.counts().tokens).toBe(2);
  });

  test('that is refused is not asked for again at once', async () => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta);
    enroll(okta, bench);
    okta.inject({ operation: 'token', kind: 'status', status: 400, times: 10 });
    for (let i = 0; i < 5; i++) await bench.begin();
    expect(okta.counts().requests.token).toBe(1);
    expect(bench.faults[0]?.message).toMatch(/^Okta gave no access token; check client id, key id/);
  });

  test('is of no use to who has the wrong key', async () => {
    await using okta = await startTrusted();
    await using other = await startTrusted();
    await using bench = createOktaBench(okta, { privateKey: other.client.privateKey });
    enroll(okta, bench);
    expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    expect(okta.counts().tokens).toBe(0);
  });
});

describe('an operator is told why there is no access token', () => {
  const oauthError = (error: string) => JSON.stringify({ error, error_description: 'Whatever Okta says' });
  test.each<[string, FaultKind, string, RegExp]>([
    ['503', { kind: 'status', status: 503 }, 'server-error', /the status 503$/],
    ['a page', { kind: 'text', text: '<html>' }, 'malformed', /is none$/],
    ['a token of no known type', { kind: 'change', body: { token_type: 'mac' } }, 'malformed', /is none$/],
    ['a token that no header takes', { kind: 'change', body: { access_token: 'a\r\nb' } }, 'malformed', /is none$/],
    ['400', { kind: 'status', status: 400 }, 'token-refused', /clock of this machine.*okta\.users\.manage$/],
    ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'rate-limited', /for now$/],
  ])('%s', async (_, fault, code, message) => {
    await using okta = await startTrusted({ dpop: 'unknown' });
    await using bench = createOktaBench(okta);
    okta.inject({ operation: 'token', ...fault });
    await bench.begin();
    expect(bench.faults).toMatchObject([{ code, message: expect.stringMatching(message) }]);
  });

  test.each([
    ['invalid_client', /; it says invalid_client$/],
    ['anything-else', /okta\.users\.manage$/],
  ])('by the registered error: %s', async (error, message) => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta, {
      fetch: async (url, init) =>
        url.endsWith('/token')
          ? new Response(oauthError(error), { status: 401, headers: JSON_TYPE })
          : fetch(url, init),
    });
    await bench.begin();
    expect(bench.faults).toMatchObject([{ code: 'token-refused', message: expect.stringMatching(message) }]);
  });
});

describe('an operator is told why there is no push', () => {
  test.each<[string, FaultKind, string]>([
    ['403', { kind: 'status', status: 403 }, 'refused'],
    ['500', { kind: 'status', status: 500 }, 'server-error'],
    ['a closed connection', { kind: 'close' }, 'cut'],
  ])('%s', async (_, fault, code) => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta);
    enroll(okta, bench);
    okta.inject({ operation: 'verify', ...fault });
    await bench.begin();
    expect(bench.faults).toMatchObject([{ code }]);
  });
});

describe('DPoP', () => {
  test('is left out where Okta does not know it', async () => {
    await using okta = await startTrusted({ dpop: 'unknown' });
    await using bench = createOktaBench(okta);
    enroll(okta, bench);
    expect(await bench.begin()).toMatchObject({ value: { state: 'awaiting-device' } });
  });

  test('takes one other nonce for a call, however often Okta demands another', async () => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta);
    enroll(okta, bench);
    const headers = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'another' };
    okta.inject({ operation: 'verify', kind: 'status', status: 401, headers, times: 10 });
    expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    expect(okta.counts().requests.verify).toBe(2);
  });

  test('takes a nonce where calls need one, and another when that has changed, without a second push', async () => {
    await using okta = await startTrusted({ resourceNonce: true });
    await using bench = createOktaBench(okta, { beforeVerify: () => okta.renewNonce() });
    enroll(okta, bench);
    const begun = await bench.begin();
    expect(begun).toMatchObject({ value: { state: 'awaiting-device' } });
    expect(okta.counts()).toMatchObject({ pushes: 1, tokens: 1 });
    okta.renewNonce();
    okta.expireTokens();
    okta.pushes.approve(bench.push());
    if (begun.kind === 'ok') expect((await bench.get(begun.value.challengeId)).state).toBe('verified');
  });
});
