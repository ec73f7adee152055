import { createKeyring, generateKeyring } from '@authfactor/keyring';

const keyring = createKeyring(generateKeyring());
const sealed = keyring.seal(Buffer.from('a hash'), ['acme', 'alice']);

export const opened = keyring.open(sealed, ['acme', 'alice']); // { kind: 'opened', plaintext }
export const moved = keyring.open(sealed, ['acme', 'bob']); // { kind: 'damaged' }
