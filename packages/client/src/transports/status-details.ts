import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { StatusDetail } from '../transport.ts';

const MESSAGE_FIELD = 2;
const DETAILS_FIELD = 3;

/** What matters of a `google.rpc.Status`. */
export interface DecodedStatus {
  readonly message: string;
  readonly details: readonly StatusDetail[];
}

/**
 * Decodes the bytes of the `grpc-status-details-bin` trailer, a `google.rpc.Status`. Gives `undefined` for bytes that are
 * none: what is on the way may put anything there.
 */
export const decodeStatus = (bytes: Uint8Array): DecodedStatus | undefined => {
  const details: StatusDetail[] = [];
  let message = '';
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, wireType] = reader.tag();
      if (field === DETAILS_FIELD && wireType === WireType.LengthDelimited) {
        const { typeUrl, value } = fromBinary(AnySchema, reader.bytes());
        details.push({ type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1), value });
      } else if (field === MESSAGE_FIELD && wireType === WireType.LengthDelimited) {
        message = reader.string();
      } else {
        reader.skip(wireType, field);
      }
    }
  } catch {
    return undefined;
  }
  return { message, details };
};
