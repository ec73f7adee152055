import {
  type ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from '@authfactor/proto/grpc-reflection';
import {
  type ServerReflection as ServerReflectionV1Alpha,
  ServerReflectionRequestSchema as V1AlphaRequestSchema,
  ServerReflectionResponseSchema as V1AlphaResponseSchema,
} from '@authfactor/proto/grpc-reflection-v1alpha';
import { create, type DescFile, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Code, type ServiceImpl } from '@connectrpc/connect';
import { type DescriptorIndex, serializeFile } from './descriptor-index.ts';

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>;

/** `grpc.reflection.v1.ServerReflection`. A stream ends when `draining` aborts. */
export function createReflectionService(
  index: DescriptorIndex,
  draining: AbortSignal,
): ServiceImpl<typeof ServerReflection> {
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of untilAborted(requests, draining)) yield reflect(index, request);
    },
  };
}

/** The same under its older name, which many tools still ask for first; the messages are the same on the wire. */
export function createReflectionV1AlphaService(
  index: DescriptorIndex,
  draining: AbortSignal,
): ServiceImpl<typeof ServerReflectionV1Alpha> {
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of untilAborted(requests, draining)) {
        const answer = reflect(
          index,
          fromBinary(ServerReflectionRequestSchema, toBinary(V1AlphaRequestSchema, request)),
        );
        yield fromBinary(V1AlphaResponseSchema, toBinary(ServerReflectionResponseSchema, answer));
      }
    },
  };
}

function reflect(index: DescriptorIndex, request: ServerReflectionRequest): ServerReflectionResponse {
  return create(ServerReflectionResponseSchema, {
    validHost: request.host,
    originalRequest: request,
    messageResponse: answer(index, request),
  });
}

function answer(index: DescriptorIndex, { messageRequest: asked }: ServerReflectionRequest): Answer {
  switch (asked.case) {
    case 'listServices':
      return { case: 'listServicesResponse', value: { service: index.serviceNames.map((name) => ({ name })) } };
    case 'fileByFilename':
      return fileAnswer(index.fileByName(asked.value));
    case 'fileContainingSymbol':
      return fileAnswer(index.fileBySymbol(asked.value));
    case 'fileContainingExtension':
      return fileAnswer(index.fileByExtension(asked.value.containingType, asked.value.extensionNumber));
    case 'allExtensionNumbersOfType': {
      const numbers = index.extensionNumbers(asked.value);
      if (numbers === undefined) return refuse(Code.NotFound, 'There is no such type');
      const value = { baseTypeName: asked.value, extensionNumber: [...numbers] };
      return { case: 'allExtensionNumbersResponse', value };
    }
    case undefined:
      return refuse(Code.InvalidArgument, 'The request asks for nothing');
    default:
      return asked satisfies never;
  }
}

const fileAnswer = (file: DescFile | undefined): Answer =>
  file === undefined
    ? refuse(Code.NotFound, 'There is no such file, symbol or extension')
    : { case: 'fileDescriptorResponse', value: { fileDescriptorProto: serializeFile(file) } };

const refuse = (errorCode: Code, errorMessage: string): Answer => ({
  case: 'errorResponse',
  value: { errorCode, errorMessage },
});

async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = (): void => resolve(undefined);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
