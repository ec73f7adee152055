import { codeToString } from '@connectrpc/connect/protocol-connect';
import type { Logger } from './logger.ts';
import type { CallOutcome } from './wire-error.ts';

export interface FinishedCall {
  /** `<service>/<method>`; `unknown` where there is no such RPC, because its name is the caller's text. */
  readonly method: string;
  readonly protocol: string;
  readonly client?: string | undefined;
  readonly outcome: CallOutcome;
  readonly ms: number;
}

/** One line for each RPC, without anything of its messages. */
export function logCall(logger: Logger, { method, protocol, client, outcome, ms }: FinishedCall): void {
  const code = outcome.code === undefined ? 'ok' : codeToString(outcome.code);
  const fields = { method, protocol, code, reason: outcome.reason, ms: Math.round(ms * 10) / 10, client };
  logger.info(fields, 'rpc');
}
