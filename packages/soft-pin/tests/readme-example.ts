import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { createSoftPin } from '@authfactor/soft-pin';

const softPin = createSoftPin({ keyring: createKeyring(generateKeyring()) });
const heard = 'uh, four eight two, nine one five';

export const keyed = softPin.read({ kind: 'typed', text: '482915#', channel: 'keypad' }, 'en-US'); // usable
export const spoken = softPin.read({ kind: 'typed', text: heard, channel: 'speech' }, 'en-US'); // usable
export const refused = softPin.read({ kind: 'typed', text: '482 9', channel: 'text' }, 'en-US'); // too-few
export const prompt = softPin.prompt('first', {}, 'en-US'); // { promptId: 'soft-pin.first', text: 'Please say …' }
