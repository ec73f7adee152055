import { KeyringError } from './keyring-error.ts';

/** What a sealed text is bound to: bytes, or parts of text whose order and bounds count. */
export type AssociatedData = Uint8Array | readonly string[];

/** Keeps the two forms apart, so that no bytes can pass for parts. */
const BYTES = Buffer.of(0);
const PARTS = Buffer.of(1);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/**
 * One unambiguous string of bytes: every part behind its length, so that nothing can be shifted from one part into
 * another. Throws `KeyringError` (`invalid-associated-data`) for a lone surrogate, because UTF-8 would give all of them
 * the same bytes.
 */
export function encodeAssociatedData(associated: AssociatedData): Buffer {
  if (associated instanceof Uint8Array) return Buffer.concat([BYTES, associated]);
  const chunks: Buffer[] = [PARTS, uint32(associated.length)];
  for (const part of associated) {
    if (!part.isWellFormed()) {
      throw new KeyringError(
        'invalid-associated-data',
        'Associated data holds a lone surrogate; give well-formed text',
      );
    }
    const bytes = Buffer.from(part, 'utf8');
    chunks.push(uint32(bytes.length), bytes);
  }
  return Buffer.concat(chunks);
}
