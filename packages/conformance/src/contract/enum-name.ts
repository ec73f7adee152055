import type { DescEnum } from '@bufbuild/protobuf';

/** An enum value's name without its prefix; its number where this version does not know it. */
export const nameOf = (schema: DescEnum, value: number): string => schema.value[value]?.localName ?? String(value);
