import { randomBytes } from 'node:crypto';
import { KeyringError } from './keyring-error.ts';
import { SealingKey } from './sealing-key.ts';

/** The keys of a ring, and the id of the one that seals. */
export interface KeyringKeys {
  readonly keys: readonly SealingKey[];
  readonly current: string;
}

/** Gives the current key. Throws `KeyringError` (`invalid-ring`) where the keys make no ring. */
export function checkKeyringKeys({ keys, current }: KeyringKeys): SealingKey {
  for (const [index, key] of keys.entries()) {
    const earlier = keys.slice(0, index);
    if (earlier.some(({ id }) => id === key.id)) {
      throw new KeyringError('invalid-ring', `Two keys have the id "${key.id}"; give each key an id of its own`);
    }
    const twin = earlier.find((other) => other.reveal().equals(key.reveal()));
    if (twin) {
      throw new KeyringError('invalid-ring', `"${twin.id}" and "${key.id}" are one key; drop one of them`);
    }
  }
  const sealing = keys.find(({ id }) => id === current);
  if (!sealing) {
    throw new KeyringError('invalid-ring', 'The current key is not in the ring; name the id of a key that is');
  }
  return sealing;
}

/** One new random key with a random id. `random` gives `size` unpredictable bytes. */
export function generateKeyring(random: (size: number) => Uint8Array = randomBytes): KeyringKeys {
  const current = Buffer.from(random(6)).toString('hex');
  const bytes = random(32);
  const keys = [new SealingKey(current, bytes)];
  bytes.fill(0);
  return { keys, current };
}
