/**
 * `CLAUSE_BROKEN`: the service did not do what the clause says. `CLAUSE_SKIPPED`: it cannot be tested here, the message
 * says why. `CANNOT_RUN`: the suite cannot start, the message says what to change.
 */
export type ContractErrorCode = 'CLAUSE_BROKEN' | 'CLAUSE_SKIPPED' | 'CANNOT_RUN';

export class ContractError extends Error {
  readonly code: ContractErrorCode;

  constructor(code: ContractErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ContractError';
    this.code = code;
  }
}
