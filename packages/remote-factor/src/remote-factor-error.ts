/**
 * `invalid-options`: it cannot be set up like this. `unreachable`: the remote does not answer, or not in time.
 * `unfit`: it has no such factor, or one that cannot be used from here. `nonsense`: it breaks the contract.
 */
export type RemoteFactorErrorCode = 'invalid-options' | 'unreachable' | 'unfit' | 'nonsense';

/** What is wrong with a remote factor. The message never holds anything that the remote wrote freely. */
export class RemoteFactorError extends Error {
  override readonly name = 'RemoteFactorError';
  readonly code: RemoteFactorErrorCode;

  constructor(code: RemoteFactorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
