import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { AuthFactorService, BeginChallengeRequestSchema } from '@authfactor/proto';
import { ErrorInfoSchema } from '@authfactor/proto/google-rpc';
import { create, toBinary, toJson } from '@bufbuild/protobuf';
import { ConnectError, createClient } from '@connectrpc/connect';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import { errorFromJsonBytes } from '@connectrpc/connect/protocol-connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { trailerParse } from '@connectrpc/connect/protocol-grpc-web';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, type Harness, makeToken, protocols, requestId, start, subject } from './harness.ts';
import { challenge } from './stub-engine.ts';

const token = await makeToken();
const headers = { authorization: `Bearer ${token}` };
const begin = { requestId, subject, factorType: 'soft-pin', sessionId: 'call-1' };
const PATH = '/authfactor.v1.AuthFactorService/BeginChallenge';
const SUBMIT = '/authfactor.v1.AuthFactorService/SubmitAnswer';

let harness: Harness;
let calls = 0;

beforeAll(async () => {
  harness = await start({
    engine: {
      verification: {
        async beginChallenge() {
          calls++;
          return { kind: 'ok', value: challenge };
        },
      },
    },
  });
});
beforeEach(() => {
  calls = 0;
});
afterAll(() => harness[Symbol.asyncDispose]());

interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
}

function post(
  path: string,
  contentType: string,
  body: string | Uint8Array,
  more: Record<string, string> = {},
  method = 'POST',
) {
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  const url = new URL(path, harness.httpUrl);
  const request = httpRequest(
    url,
    { method, headers: { 'content-type': contentType, ...headers, ...more } },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    },
  );
  request.on('error', reject);
  request.end(body);
  return promise;
}

const readInfo = (error: ConnectError | undefined) => ({
  code: error?.code,
  message: error?.rawMessage,
  reason: error?.findDetails(ErrorInfoSchema)[0]?.reason,
});

const connectError = ({ body }: RawResponse) =>
  readInfo(errorFromJsonBytes(body, undefined, new ConnectError('unreadable')));

/** A raw gRPC call; gives the error in the trailers, or in the headers of a trailers-only response. */
async function grpc(path: string, body: Uint8Array, more: Record<string, string> = {}) {
  const session = connectHttp2(harness.grpcUrl);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<Headers>();
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      ...headers,
      ...more,
    });
    const seen = new Headers();
    const take = (fields: object) => {
      for (const [name, value] of Object.entries(fields)) if (!name.startsWith(':')) seen.append(name, String(value));
    };
    stream.on('response', take);
    stream.on('trailers', take);
    stream.on('data', () => undefined);
    stream.on('close', () => resolve(seen));
    stream.on('error', reject);
    stream.end(body);
    return readInfo(findTrailerError(await promise));
  } finally {
    session.close();
  }
}

async function grpcWeb(path: string, body: Uint8Array, more: Record<string, string> = {}) {
  const { body: answer } = await post(path, 'application/grpc-web+proto', body, more);
  return readInfo(findTrailerError(trailerParse(answer.subarray(5))));
}

const envelope = (data: Uint8Array, flags = 0) => encodeEnvelope(flags, data);
const message = toBinary(BeginChallengeRequestSchema, create(BeginChallengeRequestSchema, begin));
const json = toJson(BeginChallengeRequestSchema, create(BeginChallengeRequestSchema, begin)) as Record<string, unknown>;

describe.each(protocols)('over %s', (protocol) => {
  const client = () => createClient(AuthFactorService, harness.transports[protocol]);

  test.each([20, 200, 2000])('a message of %d KiB is INVALID_ARGUMENT, and the next call works', async (kib) => {
    const big = { ...begin, purpose: 'x'.repeat(kib * 1024) };
    expect(await failureOf(client().beginChallenge(big, { headers }))).toMatchObject({
      code: 'InvalidArgument',
      reason: 'INVALID_REQUEST',
      message: 'The message is too large; send one of at most 16 KiB',
      retryMs: undefined,
    });
    expect(calls).toBe(0);
    expect((await client().beginChallenge(begin, { headers })).challenge?.challengeId).toBe('a-challenge');
  });

  test.each([
    ['subject.subject_id', { subject: { tenantId: 'default', subjectId: 'al\u0000ice' } }],
    ['session_id', { sessionId: '' }],
    ['request_id', { requestId: 'not-a-uuid' }],
    ['subject', { subject: undefined }],
  ])('a bad %s is INVALID_REQUEST, names the field and does not repeat the value', async (field, change) => {
    const seen = await failureOf(client().beginChallenge({ ...begin, ...change } as typeof begin, { headers }));
    expect(seen).toMatchObject({ code: 'InvalidArgument', reason: 'INVALID_REQUEST', fields: [field] });
    expect(seen.message).not.toContain('not-a-uuid');
    expect(calls).toBe(0);
  });

  test('odd ids are ordinary', async () => {
    const odd = { ...begin, subject: { tenantId: '__proto__', subjectId: 'constructor' }, sessionId: '🙂' };
    await client().beginChallenge(odd, { headers });
    expect(calls).toBe(1);
  });
});

describe('text that is not UTF-8', () => {
  test.each([
    ['subject_id', { ...json, subject: { tenantId: 'default', subjectId: '\ud800' } }],
    ['session_id', { ...json, sessionId: 'a\udfff' }],
    ['purpose', { ...json, purpose: '\ud83d' }],
  ])('a lone surrogate in %s, by JSON', async (_field, body) => {
    const { status, body: answer } = await post(PATH, 'application/json', JSON.stringify(body));
    expect(status).toBe(400);
    expect(connectError({ status, body: answer })).toMatchObject({ reason: 'INVALID_REQUEST' });
    expect(calls).toBe(0);
  });

  test('a surrogate pair is one letter', async () => {
    expect((await post(PATH, 'application/json', JSON.stringify({ ...json, sessionId: '\ud83d\ude42' }))).status).toBe(
      200,
    );
  });

  test('invalid UTF-8 in protobuf', async () => {
    const text = Buffer.from(message);
    text[text.indexOf('alice')] = 0xff;
    expect(connectError(await post(PATH, 'application/proto', text))).toMatchObject({ reason: 'INVALID_REQUEST' });
    expect(await grpc(PATH, envelope(text))).toMatchObject({ code: 3, reason: 'INVALID_REQUEST' });
    expect(await grpcWeb(PATH, envelope(text))).toMatchObject({ code: 3, reason: 'INVALID_REQUEST' });
    expect(calls).toBe(0);
  });

  test('invalid UTF-8 in JSON', async () => {
    const text = Buffer.from(JSON.stringify(json));
    text[text.indexOf('alice')] = 0xff;
    expect(connectError(await post(PATH, 'application/json', text))).toMatchObject({ reason: 'INVALID_REQUEST' });
    expect(calls).toBe(0);
  });
});

test('no violation repeats a value', async () => {
  const canary = 'c4n4ry\u0000';
  const long = canary.repeat(300);
  for (const [path, body] of [
    [
      PATH,
      { requestId: canary, subject: { tenantId: long, subjectId: canary }, factorType: canary, sessionId: canary },
    ],
    [PATH, { ...json, languageCode: canary, purpose: long, origin: canary }],
    [
      SUBMIT,
      { requestId: canary, challengeId: canary, sessionId: long, input: { typed: { text: long, channel: 77 } } },
    ],
    [SUBMIT, { requestId: canary, input: { speech: { transcript: long, languageCode: canary, confidence: 271 } } }],
    [
      '/authfactor.v1.AuthFactorAdminService/ListEvents',
      { tenantId: canary, types: [canary], pageToken: long, pageSize: 27182 },
    ],
  ] as const) {
    const answer = await post(path, 'application/json', JSON.stringify(body));
    expect(connectError(answer)).toMatchObject({ reason: 'INVALID_REQUEST' });
    const text = answer.body.toString();
    const details = text.replaceAll(/"value":"([^"]+)"/g, (_match, value: string) =>
      Buffer.from(value, 'base64').toString(),
    );
    expect(details).toContain('must ');
    for (const value of ['c4n4ry', '271', '77']) expect(details).not.toContain(value);
  }
});

describe('malformed messages', () => {
  const PIN = '274913';

  test.each([
    ['no JSON', `{"text": ${PIN}`],
    ['a wrong type', `{"input":{"typed":{"text":${PIN}}}}`],
    ['a wrong enum', `{"input":{"typed":{"channel":{"a":"${PIN}"}}}}`],
    ['no object', PIN],
    ['nothing', ''],
    ['two members of a oneof', `{"input":{"typed":{"text":"${PIN}"},"speech":{"transcript":"${PIN}"}}}`],
  ])('%s, by JSON', async (_name, body) => {
    const answer = await post(SUBMIT, 'application/json', body);
    expect(answer.status).toBe(400);
    expect(connectError(answer)).toMatchObject({ code: 3, reason: 'INVALID_REQUEST' });
    expect(answer.body.toString()).not.toContain(PIN);
  });

  test.each([
    ['a cut message', message.subarray(0, 20)],
    ['noise', new TextEncoder().encode(PIN)],
  ])('%s, by protobuf', async (_name, body) => {
    const expected = { code: 3, reason: 'INVALID_REQUEST' };
    const answer = await post(PATH, 'application/proto', body);
    expect(connectError(answer)).toMatchObject(expected);
    expect(answer.body.toString()).not.toContain(PIN);
    expect(await grpc(PATH, envelope(body))).toMatchObject(expected);
    expect(await grpcWeb(PATH, envelope(body))).toMatchObject(expected);
  });

  test.each([
    ['no envelope', new Uint8Array()],
    ['a cut envelope', envelope(message).subarray(0, 20)],
    ['two messages', Buffer.concat([envelope(message), envelope(message)])],
    ['a compressed flag without a compression', envelope(message, 1)],
    ['an envelope that promises 4 GB', Buffer.from([0, 255, 255, 255, 255, 1])],
  ])('%s', async (_name, body) => {
    expect(await grpc(PATH, body)).toMatchObject({ code: 3, reason: 'INVALID_REQUEST' });
    expect(await grpcWeb(PATH, body)).toMatchObject({ code: 3, reason: 'INVALID_REQUEST' });
    expect(calls).toBe(0);
  });
});

describe('headers', () => {
  test('an unknown compression is UNIMPLEMENTED', async () => {
    const expected = { code: 12, reason: 'CAPABILITY_UNSUPPORTED' };
    expect(await grpc(PATH, envelope(message), { 'grpc-encoding': 'gzip' })).toMatchObject(expected);
    expect(await grpcWeb(PATH, envelope(message), { 'grpc-encoding': 'gzip' })).toMatchObject(expected);
    const answer = await post(PATH, 'application/json', JSON.stringify(json), { 'content-encoding': 'gzip' });
    expect(connectError(answer)).toMatchObject(expected);
  });

  test.each(['soon', '-1S', '999999999S', '1'])('the timeout %s is INVALID_REQUEST', async (timeout) => {
    const expected = { code: 3, reason: 'INVALID_REQUEST', message: 'The timeout header is malformed' };
    expect(await grpc(PATH, envelope(message), { 'grpc-timeout': timeout })).toEqual(expected);
    expect(await grpcWeb(PATH, envelope(message), { 'grpc-timeout': timeout })).toEqual(expected);
    if (timeout === '1') return;
    const answer = await post(PATH, 'application/json', JSON.stringify(json), { 'connect-timeout-ms': timeout });
    expect(connectError(answer)).toEqual(expected);
  });

  test('a very long timeout is cut', async () => {
    expect(await grpc(PATH, envelope(message), { 'grpc-timeout': '99999999H' })).toMatchObject({ reason: undefined });
    expect(
      (await post(PATH, 'application/json', JSON.stringify(json), { 'connect-timeout-ms': '9999999999' })).status,
    ).toBe(200);
  });

  test('a timeout of nothing is DEADLINE_EXCEEDED', async () => {
    expect(await grpc(PATH, envelope(message), { 'grpc-timeout': '0m' })).toMatchObject({
      code: 4,
      reason: 'DEADLINE_EXCEEDED',
    });
  });
});

describe('no RPC', () => {
  const nowhere = '/authfactor.v1.AuthFactorService/Nothing';
  const expected = { code: 12, reason: 'CAPABILITY_UNSUPPORTED' };

  test('an unknown method or service', async () => {
    for (const path of [nowhere, '/nothing.v1.Nothing/Do', '/']) {
      expect(await grpc(path, envelope(message))).toMatchObject(expected);
      expect(await grpcWeb(path, envelope(message))).toMatchObject(expected);
      expect(connectError(await post(path, 'application/json', '{}'))).toMatchObject(expected);
      expect(connectError(await post(path, 'application/proto', message))).toMatchObject(expected);
    }
    const stream = await post(nowhere, 'application/connect+json', envelope(Buffer.from('{}')));
    const { error } = JSON.parse(stream.body.subarray(5).toString()) as { error: { code: string; details: unknown[] } };
    expect(error).toMatchObject({ code: 'unimplemented', details: [{ type: 'google.rpc.ErrorInfo' }] });
    expect(JSON.stringify(harness.logger.lines)).not.toContain('Nothing');
  });

  test('another content type or verb', async () => {
    const refused = { code: 3, reason: 'INVALID_REQUEST' };
    const html = await post(PATH, 'text/html', 'x');
    expect([html.status, connectError(html)]).toMatchObject([415, refused]);
    const get = await post(PATH, 'application/json', '', {}, 'PUT');
    expect([get.status, connectError(get)]).toMatchObject([405, refused]);
  });

  test.each(['//', '/%00', '/a b', '*', '/\\', 'http://[', '/?x'])('the path %j kills nothing', async (path) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { hostname, port } = new URL(harness.httpUrl);
    const headers = { 'content-type': 'application/json' };
    try {
      const request = httpRequest({ hostname, port, path, method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      request.on('error', resolve);
      request.end('{}');
    } catch {
      resolve(undefined);
    }
    await promise;
    expect((await post(PATH, 'application/json', JSON.stringify(json))).status).toBe(200);
  });

  test.each(['', 'a b', '[', 'a:99999'])('the host %j kills nothing', async (host) => {
    await post(PATH, 'application/json', JSON.stringify(json), { host }).catch(() => undefined);
    expect((await post(PATH, 'application/json', JSON.stringify(json))).status).toBe(200);
  });
});
