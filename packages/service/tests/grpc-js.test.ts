import { AuthFactorService, BeginChallengeRequestSchema, BeginChallengeResponseSchema } from '@authfactor/proto';
import { ErrorInfoSchema, StatusSchema } from '@authfactor/proto/google-rpc';
import {
  Health,
  HealthCheckRequestSchema,
  HealthCheckResponseSchema,
  HealthListRequestSchema,
  HealthListResponseSchema,
  HealthCheckResponse_ServingStatus as Status,
} from '@authfactor/proto/grpc-health';
import {
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from '@authfactor/proto/grpc-reflection';
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { anyUnpack, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Harness, makeToken, requestId, start, subject } from './harness.ts';

const metadata = new Metadata();
metadata.set('authorization', `Bearer ${await makeToken()}`);

let harness: Harness;
let client: Client;
let ready = true;

beforeAll(async () => {
  let now = 0;
  // Each look at the clock is a second later, so that no readiness is remembered.
  harness = await start({
    now: () => {
      now += 1000;
      return now;
    },
    engine: { readiness: async () => (ready ? { ready: true } : { ready: false, why: 'the store is gone' }) },
  });
  client = new Client(harness.grpcUrl.replace('http://', ''), credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await harness[Symbol.asyncDispose]();
});

const serialize =
  <Desc extends DescMessage>(schema: Desc) =>
  (message: MessageShape<Desc>) =>
    Buffer.from(toBinary(schema, message));
const deserialize =
  <Desc extends DescMessage>(schema: Desc) =>
  (bytes: Buffer) =>
    fromBinary(schema, bytes);

function unary<I extends DescMessage, O extends DescMessage>(
  path: string,
  [input, output]: readonly [I, O],
  init: MessageInitShape<I>,
): Promise<MessageShape<O>> {
  const { promise, resolve, reject } = Promise.withResolvers<MessageShape<O>>();
  client.makeUnaryRequest(
    path,
    serialize(input),
    deserialize(output),
    create(input, init),
    metadata,
    (error, value) => {
      if (error !== null || value === undefined) reject(error);
      else resolve(value);
    },
  );
  return promise;
}

const begin = [BeginChallengeRequestSchema, BeginChallengeResponseSchema] as const;
const beginPath = `/${AuthFactorService.typeName}/BeginChallenge`;

test('an RPC and its errors', async () => {
  const good = { requestId, subject, factorType: 'soft-pin', sessionId: 's' };
  expect((await unary(beginPath, begin, good)).challenge?.challengeId).toBe('a-challenge');
  const error = (await unary(beginPath, begin, { ...good, purpose: 'x'.repeat(20_000) }).catch(
    (reason: unknown) => reason,
  )) as ServiceError;
  expect(error.code).toBe(status.INVALID_ARGUMENT);
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const details = fromBinary(StatusSchema, bytes as Buffer).details.map((detail) => anyUnpack(detail, ErrorInfoSchema));
  expect(details[0]).toMatchObject({ reason: 'INVALID_REQUEST', domain: 'authfactor.dev' });
});

describe('health', () => {
  const check = [HealthCheckRequestSchema, HealthCheckResponseSchema] as const;
  const path = `/${Health.typeName}/Check`;

  test('needs no token, and follows the engine', async () => {
    metadata.remove('authorization');
    try {
      for (const service of ['', AuthFactorService.typeName]) {
        expect((await unary(path, check, { service })).status).toBe(Status.SERVING);
      }
      ready = false;
      expect((await unary(path, check, {})).status).toBe(Status.NOT_SERVING);
      ready = true;
      expect((await unary(path, check, {})).status).toBe(Status.SERVING);
      const { statuses } = await unary(
        `/${Health.typeName}/List`,
        [HealthListRequestSchema, HealthListResponseSchema],
        {},
      );
      expect(Object.keys(statuses)).toContain(AuthFactorService.typeName);
    } finally {
      metadata.set('authorization', `Bearer ${await makeToken()}`);
    }
  });

  test('of an unknown service is NOT_FOUND', async () => {
    const error = await unary(path, check, { service: 'nothing' }).catch((reason: unknown) => reason);
    expect((error as ServiceError).code).toBe(status.NOT_FOUND);
  });

  test('is told to whoever watches', async () => {
    const stream = client.makeServerStreamRequest(
      `/${Health.typeName}/Watch`,
      serialize(HealthCheckRequestSchema),
      deserialize(HealthCheckResponseSchema),
      create(HealthCheckRequestSchema),
    );
    stream.on('error', () => undefined);
    const seen: Status[] = [];
    stream.on('data', (response: MessageShape<typeof HealthCheckResponseSchema>) => seen.push(response.status));
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([Status.SERVING]);
    ready = false;
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([Status.SERVING, Status.NOT_SERVING]);
    ready = true;
    stream.cancel();
  });
});

describe.each(['v1', 'v1alpha'])('reflection %s', (version) => {
  type Asked = NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>['messageRequest']>;

  async function ask(...asked: Asked[]): Promise<ServerReflectionResponse['messageResponse'][]> {
    const stream = client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      serialize(ServerReflectionRequestSchema) as (message: ServerReflectionRequest) => Buffer,
      deserialize(ServerReflectionResponseSchema) as (bytes: Buffer) => ServerReflectionResponse,
    );
    for (const messageRequest of asked) stream.write(create(ServerReflectionRequestSchema, { messageRequest }));
    stream.end();
    const answers: ServerReflectionResponse['messageResponse'][] = [];
    for await (const answer of stream) answers.push((answer as ServerReflectionResponse).messageResponse);
    return answers;
  }

  const namesOf = (answer: ServerReflectionResponse['messageResponse'] | undefined): string[] =>
    answer?.case === 'fileDescriptorResponse'
      ? answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name)
      : [];

  test('lists the services', async () => {
    const [answer] = await ask({ case: 'listServices', value: '' });
    const names = answer?.case === 'listServicesResponse' ? answer.value.service.map(({ name }) => name) : [];
    expect(names).toEqual([
      'authfactor.v1.AuthFactorService',
      'authfactor.v1.EnrollmentService',
      'authfactor.v1.AuthFactorAdminService',
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
    ]);
  });

  test('gives files with all that they import', async () => {
    const symbols = [
      'authfactor.v1.AuthFactorService',
      'authfactor.v1.AuthFactorService.SubmitAnswer',
      'authfactor.v1.SubmitAnswerRequest',
      'authfactor.v1.SubmitAnswerRequest.input',
      'authfactor.v1.SubmitAnswerResponse.Outcome',
    ];
    const answers = await ask(...symbols.map((value) => ({ case: 'fileContainingSymbol', value }) as const));
    expect(answers).toHaveLength(symbols.length);
    for (const answer of answers) {
      const names = namesOf(answer);
      expect(names[0]).toBe('authfactor/v1/auth_factor_service.proto');
      expect(names).toContain('buf/validate/validate.proto');
      expect(names).toContain('google/protobuf/descriptor.proto');
      expect(new Set(names).size).toBe(names.length);
    }
    const [byName] = await ask({ case: 'fileByFilename', value: 'authfactor/v1/subject.proto' });
    expect(namesOf(byName)[0]).toBe('authfactor/v1/subject.proto');
  });

  test('knows extensions', async () => {
    const methodOptions = 'google.protobuf.MethodOptions';
    const [byNumber, numbers] = await ask(
      { case: 'fileContainingExtension', value: { containingType: methodOptions, extensionNumber: 50731 } },
      { case: 'allExtensionNumbersOfType', value: methodOptions },
    );
    expect(namesOf(byNumber)[0]).toBe('authfactor/v1/options.proto');
    expect(numbers).toMatchObject({ value: { baseTypeName: methodOptions, extensionNumber: [50731] } });
  });

  test.each<Asked>([
    { case: 'fileByFilename', value: 'nothing.proto' },
    { case: 'fileContainingSymbol', value: 'authfactor.v1.Nothing' },
    { case: 'fileContainingSymbol', value: 'authfactor.v1.AuthFactorService.Nothing' },
    { case: 'fileContainingSymbol', value: '' },
    { case: 'fileContainingExtension', value: { containingType: 'x', extensionNumber: 1 } },
    { case: 'allExtensionNumbersOfType', value: 'x' },
  ])('does not know %j', async (asked) => {
    expect(await ask(asked)).toMatchObject([{ case: 'errorResponse', value: { errorCode: status.NOT_FOUND } }]);
  });
});
