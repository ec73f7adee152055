import { StoreError } from '@authfactor/engine';
import type { JsonValue } from '@bufbuild/protobuf';

const MAX_CAUSES = 4;
const FRAME = /^ +at .+$/gm;

/**
 * What a log may say of a defect: names, codes and places, not messages. A message of somebody else's error may repeat
 * its input, and the input may be a PIN. `StoreError` promises that its message does not.
 */
export function printFault(fault: unknown, depth = 0): JsonValue {
  if (!(fault instanceof Error)) return { name: typeof fault };
  const printed: Record<string, JsonValue> = { name: fault.name, at: printFrames(fault) };
  if ('code' in fault && (typeof fault.code === 'string' || typeof fault.code === 'number')) printed.code = fault.code;
  if (fault instanceof StoreError) printed.message = fault.message;
  if (fault.cause !== undefined && depth < MAX_CAUSES) printed.cause = printFault(fault.cause, depth + 1);
  return printed;
}

/** The stack after the message, however many lines that has; nothing where the message is not found in it. */
function printFrames({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  return start < 0 ? [] : [...stack.slice(start + message.length).matchAll(FRAME)].map(([line]) => line.trim());
}
