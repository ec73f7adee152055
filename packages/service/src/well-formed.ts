import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';

/**
 * The fields of a message whose text is not well-formed UTF-16. JSON can carry lone surrogates; written as UTF-8 all of
 * them become U+FFFD, so two ids would become one.
 */
export function findIllFormed(schema: DescMessage, message: Message): string[] {
  return find(reflect(schema, message), '');
}

function find(message: ReflectMessage, prefix: string): string[] {
  const found: string[] = [];
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    const path = `${prefix}${field.name}`;
    switch (field.fieldKind) {
      case 'list':
        for (const [index, item] of [...message.get(field)].entries())
          found.push(...check(field, item, `${path}[${index}]`));
        break;
      case 'map':
        // The key is left out of the path: it is the request's own text.
        for (const [key, item] of message.get(field)) {
          found.push(...check(field, key, path, true), ...check(field, item, path));
        }
        break;
      default:
        found.push(...check(field, message.get(field), path));
    }
  }
  return found;
}

function check(field: DescField, value: unknown, path: string, isKey = false): string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [path];
  return field.message === undefined || isKey ? [] : find(value as ReflectMessage, `${path}.`);
}
