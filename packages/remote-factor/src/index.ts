export { createRemoteFactor, type RemoteFactor, type RemoteFactorOptions } from './remote-factor.ts';
export { RemoteFactorError, type RemoteFactorErrorCode } from './remote-factor-error.ts';
