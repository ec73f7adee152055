export { createGate, type Gate, type GateOptions } from './gate.ts';
export { DEFAULT_PARAMETERS, type Kdf, type KdfParameters } from './kdf.ts';
export { createScryptKdf } from './scrypt-kdf.ts';
export { createSoftPin, type SoftPinOptions } from './soft-pin.ts';
export { SoftPinError, type SoftPinErrorCode } from './soft-pin-error.ts';
