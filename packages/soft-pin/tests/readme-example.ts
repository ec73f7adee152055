import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { createSoftPin } from '@authfactor/soft-pin';

const softPin = createSoftPin({ keyring: createKeyring(generateKeyring()) });

export const reading = softPin.read({ kind: 'typed', text: '482 915', channel: 'keypad' }, 'en-US'); // usable
export const refused = softPin.read({ kind: 'typed', text: '482 9', channel: 'keypad' }, 'en-US'); // too-few
export const prompt = softPin.prompt('first', {}, 'en-US'); // { promptId: 'soft-pin.first', text: 'Please enter …' }
