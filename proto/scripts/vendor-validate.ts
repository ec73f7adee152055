import { writeFile } from 'node:fs/promises';
import { createRegistry } from '@bufbuild/protobuf';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { printProto } from './print-proto.ts';

// No package on npm carries this file as text, so it is printed from the descriptor that @bufbuild/protovalidate brings.
const header = `// Printed by proto/scripts/vendor-validate.ts from the descriptor in @bufbuild/protovalidate, without comments.
// Copyright 2023-2026 Buf Technologies, Inc. Licensed under the Apache License, Version 2.0.

`;
const text = printProto(file_buf_validate_validate, createRegistry(file_buf_validate_validate));
await writeFile(new URL('../vendor/buf/validate/validate.proto', import.meta.url), header + text);
