import { readFile } from 'node:fs/promises';
import { createRegistry } from '@bufbuild/protobuf';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { expect, test } from 'vitest';
import { printProto } from '../scripts/print-proto.ts';

test('the vendored validate.proto is what the installed protovalidate brings', async () => {
  const vendored = await readFile(new URL('../vendor/buf/validate/validate.proto', import.meta.url), 'utf8');
  const printed = printProto(file_buf_validate_validate, createRegistry(file_buf_validate_validate));
  expect(vendored.endsWith(printed)).toBe(true);
});
