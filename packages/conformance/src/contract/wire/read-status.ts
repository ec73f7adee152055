import { StatusSchema } from '@authfactor/proto/google-rpc';
import { fromBinary } from '@bufbuild/protobuf';
import { statusName } from './status-names.ts';
import type { WireError } from './wire.ts';

/**
 * The error of a gRPC status. `statusDetails` are the bytes of `grpc-status-details-bin`, a `google.rpc.Status`; where
 * they are none, the error has no details. `fallback` is the message where the status has none.
 */
export function readStatus(code: number, fallback: string, statusDetails: Uint8Array | undefined): WireError {
  const error = { code: statusName(code), message: fallback, details: [], local: false };
  if (statusDetails === undefined) return error;
  try {
    const status = fromBinary(StatusSchema, statusDetails);
    const details = status.details.map(({ typeUrl, value }) => ({
      type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1),
      value,
    }));
    return { ...error, message: status.message === '' ? fallback : status.message, details };
  } catch {
    return error;
  }
}
