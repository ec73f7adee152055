import type { CallContext, Caller } from '@authfactor/engine';
import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import { contractError } from './error-mapping.ts';

/** Who calls, as the request gate found it. */
export const callerKey = createContextKey<Caller | undefined>(undefined, { description: 'the caller' });

/** What the engine has to know of a call. */
export function toCallContext(context: HandlerContext): CallContext {
  const caller = context.values.get(callerKey);
  // Cannot happen behind the gate; if it does, nobody gets in.
  if (caller === undefined) throw contractError('UNAUTHENTICATED', 'The call carries no token; send one');
  const remaining = context.timeoutMs();
  return { caller, signal: context.signal, ...(remaining === undefined ? {} : { deadline: Date.now() + remaining }) };
}
