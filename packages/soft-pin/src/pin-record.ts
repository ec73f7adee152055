import type { CredentialContext } from '@authfactor/factor';
import type { Keyring } from '@authfactor/keyring';
import { type KdfParameters, sameParameters } from './kdf.ts';
import { readScryptHeader } from './scrypt-header.ts';
import { SoftPinError } from './soft-pin-error.ts';

/** What a record is for. Bound to it, so that an old PIN cannot be moved back to be the current one. */
export type RecordRole = 'current' | 'history';

/** `hash` is the caller's to wipe. */
export type OpenedRecord = { readonly kind: 'opened'; readonly hash: Uint8Array } | { readonly kind: 'damaged' };

export interface PinRecords {
  /** Throws `SoftPinError` (`broken-kdf`) for a hash that `open` would refuse. */
  seal(context: CredentialContext, role: RecordRole, hash: Uint8Array): string;
  /** No hash comes out whose parameters are not allowed, so none of them can reach the KDF. */
  open(context: CredentialContext, role: RecordRole, record: string): OpenedRecord;
}

/** version `1` · logN · r · p · the keyring's envelope around the hash */
const RECORD = /^1\.([1-9]\d?)\.([1-9]\d{0,4})\.([1-9]\d{0,4})\.([\w-]+)$/;
const DAMAGED: OpenedRecord = { kind: 'damaged' };

/** The keyring adds the id of its key. */
function associatedData(context: CredentialContext, role: RecordRole, { logN, r, p }: KdfParameters): string[] {
  const { tenant, subject, factorType, generation } = context;
  return ['authfactor/soft-pin/1', tenant, subject, factorType, String(generation), role, `scrypt:${logN}:${r}:${p}`];
}

/**
 * Stored PINs: the hash, sealed, with its parameters in front in the clear. They are authenticated with the rest, must be
 * among `allowed`, and must be the ones in the hash.
 */
export function createPinRecords(keyring: Keyring, allowed: readonly KdfParameters[]): PinRecords {
  const allows = (parameters: KdfParameters): boolean => allowed.some((other) => sameParameters(other, parameters));
  return {
    seal(context, role, hash) {
      const parameters = readScryptHeader(hash);
      if (!parameters || !allows(parameters)) {
        throw new SoftPinError('broken-kdf', 'The KDF gave a hash with other parameters than allowed; use another KDF');
      }
      const { logN, r, p } = parameters;
      return `1.${logN}.${r}.${p}.${keyring.seal(hash, associatedData(context, role, parameters))}`;
    },
    open(context, role, record) {
      const [, logN, r, p, envelope] = RECORD.exec(record) ?? [];
      if (envelope === undefined) return DAMAGED;
      const parameters = { logN: Number(logN), r: Number(r), p: Number(p) };
      if (!allows(parameters)) return DAMAGED;
      const opening = keyring.open(envelope, associatedData(context, role, parameters));
      if (opening.kind !== 'opened') return DAMAGED;
      const inside = readScryptHeader(opening.plaintext);
      if (inside && sameParameters(inside, parameters)) return { kind: 'opened', hash: opening.plaintext };
      opening.plaintext.fill(0);
      return DAMAGED;
    },
  };
}
