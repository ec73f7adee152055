import { type DescField, type DescMessage, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { AnySchema } from '@bufbuild/protobuf/wkt';

const REDACTED = '[secret]';

/**
 * A message as JSON for a log, without what fields marked `debug_redact` hold. Walks the descriptors, because
 * `toJson` of protobuf-es ignores the mark. Unknown fields are left out: nobody knows whether they are secret.
 */
export function redact(schema: DescMessage, message: Message): JsonValue {
  return redactMessage(reflect(schema, message));
}

function redactMessage(message: ReflectMessage): JsonValue {
  const { desc } = message;
  if (desc.typeName === AnySchema.typeName) return REDACTED;
  if (desc.typeName.startsWith('google.protobuf.')) return toJson(desc, message.message);
  const json: Record<string, JsonValue> = {};
  for (const field of desc.fields) {
    if (message.isSet(field)) json[field.name] = isSecret(field) ? REDACTED : redactField(message, field);
  }
  return json;
}

const isSecret = (field: DescField): boolean => field.proto.options?.debugRedact === true;

function redactField(message: ReflectMessage, field: DescField): JsonValue {
  switch (field.fieldKind) {
    case 'scalar':
      return printScalar(message.get(field));
    case 'enum':
      return printEnum(field, message.get(field));
    case 'message':
      return redactMessage(message.get(field));
    case 'list':
      return [...message.get(field)].map((item) => printItem(field, item));
    case 'map':
      return Object.fromEntries([...message.get(field)].map(([key, item]) => [String(key), printItem(field, item)]));
    default:
      return field satisfies never;
  }
}

function printItem(field: DescField, item: unknown): JsonValue {
  if (field.message !== undefined) return redactMessage(item as ReflectMessage);
  return field.enum === undefined ? printScalar(item) : printEnum(field, item);
}

const printEnum = (field: DescField, value: unknown): JsonValue =>
  field.enum?.value[value as number]?.name ?? (value as number);

function printScalar(value: unknown): JsonValue {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value as JsonValue);
}
