import { clone, type DescMessage, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import type { Exchange } from './calls.ts';

/** A call as a report shows it. */
export interface PrintedExchange {
  readonly method: string;
  readonly sent: JsonValue;
  readonly got: JsonValue;
}

const REDACTED = '[redacted]';

/** What was sent and got, as JSON, without what fields marked `debug_redact` hold. */
export function printExchange({ method, request, answer }: Exchange): PrintedExchange {
  const sent = 'bytes' in request ? `${request.bytes} bytes` : redacted(request.schema, request.message);
  if (answer.kind === 'ok') return { method, sent, got: redacted(answer.schema, answer.message) };
  const { code, message, reason, domain, metadata, fields, retryMs, details, local } = answer.error;
  return {
    method,
    sent,
    got: {
      code,
      message,
      details: details.map(({ type }) => type),
      ...(reason === undefined ? {} : { reason }),
      ...(domain === undefined ? {} : { domain }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata: { ...metadata } }),
      ...(fields === undefined ? {} : { fields: [...fields] }),
      ...(retryMs === undefined ? {} : { retryMs }),
      ...(local ? { local } : {}),
    },
  };
}

function redacted(schema: DescMessage, message: Message): JsonValue {
  const copy = clone(schema, message);
  cover(reflect(schema, copy));
  return toJson(schema, copy, { useProtoFieldName: true });
}

/** Covers every text that is marked, at any depth. */
function cover(message: ReflectMessage): void {
  for (const field of message.desc.fields) {
    if (!message.isSet(field)) continue;
    if (field.fieldKind === 'scalar' && field.proto.options?.debugRedact === true) message.set(field, REDACTED);
    else if (field.fieldKind === 'message') cover(message.get(field));
    else if (field.fieldKind === 'list' && field.listKind === 'message')
      for (const item of message.get(field)) cover(item as ReflectMessage);
  }
}
