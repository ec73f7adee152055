import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { createTotp } from '@authfactor/totp';

const totp = createTotp({ keyring: createKeyring(generateKeyring()), issuer: 'Example' });
const alice = { tenant: 'default', subject: 'alice', factorType: 'totp', generation: 1 };

// The sealed seed to keep, and 'otpauth://totp/Example:alice?…' to show as a QR code
export const started = totp.enrollment?.start?.(alice);
export const heard = totp.read({ kind: 'typed', text: 'one two three, four five six', channel: 'speech' }, 'en-US');
export const twice = totp.accept?.('58823529', '58823529'); // false: each time step once
