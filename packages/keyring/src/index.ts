export type { AssociatedData } from './associated-data.ts';
export { createKeyring, type Keyring, type KeyringOptions, type Opening } from './keyring.ts';
export { KeyringError, type KeyringErrorCode } from './keyring-error.ts';
export { type LoadedKeyring, loadOrCreateKeyringFile } from './keyring-file.ts';
export { generateKeyring, type KeyringKeys } from './keyring-keys.ts';
export { formatKeyring, parseKeyring } from './keyring-text.ts';
export { SealingKey } from './sealing-key.ts';
