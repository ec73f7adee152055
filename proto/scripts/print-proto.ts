import type {
  DescEnum,
  DescExtension,
  DescField,
  DescFile,
  DescMessage,
  Message,
  MessageShape,
  Registry,
} from '@bufbuild/protobuf';
import { getExtension, hasExtension, ScalarType } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  FieldOptionsSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  OneofOptionsSchema,
} from '@bufbuild/protobuf/wkt';

const MAX_FIELD_NUMBER = 536_870_911;

/**
 * Prints a proto2 file without services from its descriptor, options and their extensions included. Comments are not
 * part of a descriptor and are lost. Throws a `TypeError` on what it cannot print.
 */
export function printProto(file: DescFile, registry: Registry): string {
  const options = (schema: DescMessage, message: Message | undefined): string[] =>
    message === undefined ? [] : listOptions(schema, message, registry);
  if (file.proto.syntax !== 'proto2' && file.proto.syntax !== '')
    throw new TypeError('Only proto2 files can be printed');
  if (file.services.length > 0) throw new TypeError('Files with services cannot be printed');
  const lines = ['syntax = "proto2";', '', `package ${file.proto.package};`, ''];
  for (const dependency of file.proto.dependency) lines.push(`import "${dependency}";`);
  lines.push('');
  for (const option of options(FileOptionsSchema, file.proto.options)) lines.push(`option ${option};`);
  for (const extension of file.extensions) {
    lines.push('', `extend ${extension.extendee.typeName} {`, `  ${printField(extension, options)}`, '}');
  }
  for (const message of file.messages) lines.push('', ...printMessage(message, options));
  for (const enumeration of file.enums) lines.push('', ...printEnum(enumeration, options));
  return `${lines.join('\n')}\n`;
}

type ListOptions = (schema: DescMessage, message: Message | undefined) => string[];

function printMessage(message: DescMessage, options: ListOptions): string[] {
  const body: string[] = [];
  for (const option of options(MessageOptionsSchema, message.proto.options)) body.push(`option ${option};`);
  for (const member of message.members) {
    if (member.kind === 'field') {
      body.push(printField(member, options));
      continue;
    }
    const inner = options(OneofOptionsSchema, member.proto.options).map((option) => `option ${option};`);
    inner.push(...member.fields.map((field) => printField(field, options, false)));
    body.push(`oneof ${member.name} {`, ...inner.map((line) => `  ${line}`), '}');
  }
  for (const range of message.proto.reservedRange) body.push(`reserved ${printRange(range.start, range.end)};`);
  for (const name of message.proto.reservedName) body.push(`reserved ${JSON.stringify(name)};`);
  for (const range of message.proto.extensionRange) body.push(`extensions ${printRange(range.start, range.end)};`);
  for (const nested of message.nestedMessages) body.push(...printMessage(nested, options));
  for (const nested of message.nestedEnums) body.push(...printEnum(nested, options));
  return [`message ${message.name} {`, ...body.map((line) => `  ${line}`), '}'];
}

function printEnum(enumeration: DescEnum, options: ListOptions): string[] {
  const body = options(EnumOptionsSchema, enumeration.proto.options).map((option) => `option ${option};`);
  for (const value of enumeration.values) {
    body.push(`${value.name} = ${value.number}${bracket(options(EnumValueOptionsSchema, value.proto.options))};`);
  }
  for (const range of enumeration.proto.reservedRange)
    body.push(`reserved ${printRange(range.start, (range.end ?? 0) + 1)};`);
  for (const name of enumeration.proto.reservedName) body.push(`reserved ${JSON.stringify(name)};`);
  return [`enum ${enumeration.name} {`, ...body.map((line) => `  ${line}`), '}'];
}

function printField(field: DescField | DescExtension, options: ListOptions, labelled = true): string {
  const settings = options(FieldOptionsSchema, field.proto.options);
  if (field.proto.defaultValue) settings.unshift(`default = ${field.proto.defaultValue}`);
  if (field.fieldKind === 'map') throw new TypeError(`Map fields cannot be printed: ${field.name}`);
  const label = !labelled ? '' : field.fieldKind === 'list' ? 'repeated ' : 'optional ';
  return `${label}${printType(field)} ${field.name} = ${field.number}${bracket(settings)};`;
}

function printType(field: Exclude<DescField | DescExtension, { fieldKind: 'map' }>): string {
  if (field.message !== undefined) return `.${field.message.typeName}`;
  if (field.enum !== undefined) return `.${field.enum.typeName}`;
  return ScalarType[field.scalar ?? 0]?.toLowerCase() ?? '';
}

const bracket = (settings: readonly string[]): string => (settings.length === 0 ? '' : ` [${settings.join(', ')}]`);

function printRange(start: number | undefined, end: number | undefined): string {
  const last = (end ?? 0) - 1;
  if (start === last) return String(start);
  return `${start} to ${last === MAX_FIELD_NUMBER ? 'max' : last}`;
}

function listOptions(schema: DescMessage, message: Message, registry: Registry): string[] {
  const listed: string[] = [];
  for (const field of schema.fields) {
    const value = reflect(schema, message);
    if (value.isSet(field)) listed.push(`${field.name} = ${printOption(field, value.get(field))}`);
  }
  for (const extension of registry) {
    if (extension.kind !== 'extension' || extension.extendee.typeName !== schema.typeName) continue;
    const holder: MessageShape<DescMessage> = message;
    if (!hasExtension(holder, extension) || extension.message === undefined) continue;
    const value = getExtension(holder, extension) as Message;
    listed.push(`(${extension.typeName}) = ${printText(reflect(extension.message, value))}`);
  }
  return listed;
}

function printOption(field: DescField, value: unknown): string {
  if (field.fieldKind === 'message') return printText(value as ReflectMessage);
  if (field.fieldKind === 'enum') return field.enum.value[value as number]?.name ?? String(value);
  if (field.fieldKind !== 'scalar') throw new TypeError(`Option ${field.name} cannot be printed`);
  return field.scalar === ScalarType.STRING ? quote(value as string) : String(value);
}

/** The text format of a message, as option values are written. */
function printText(message: ReflectMessage): string {
  const parts: string[] = [];
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    if (field.fieldKind !== 'list') {
      parts.push(`${field.name}: ${printOption(field, message.get(field))}`);
      continue;
    }
    for (const item of message.get(field)) {
      const printed = field.listKind === 'message' ? printText(item as ReflectMessage) : quote(item as string);
      parts.push(`${field.name}: ${printed}`);
    }
  }
  return `{ ${parts.join(', ')} }`;
}

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
