import type { DescMessage, Message } from '@bufbuild/protobuf';
import { pathToString } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import type { ConnectError } from '@connectrpc/connect';
import { contractError, type FieldViolation } from './error-mapping.ts';

const validator = createValidator();

/** Checks a request against the contract's rules. Gives INVALID_REQUEST with the fields at fault, never their values. */
export function validateRequest(schema: DescMessage, message: Message): ConnectError | undefined {
  const result = validator.validate(schema, message);
  if (result.kind === 'valid') return undefined;
  // A rule that does not compile is a defect of the contract.
  if (result.kind === 'error') throw result.error;
  const violations = result.violations.map(
    (violation): FieldViolation => ({ field: pathToString(violation.field), description: violation.message }),
  );
  const fields = [...new Set(violations.map((violation) => violation.field))].join(', ');
  return contractError('INVALID_REQUEST', `The request breaks the contract's rules; correct ${fields}`, { violations });
}
