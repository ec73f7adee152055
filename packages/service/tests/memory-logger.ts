import type { Logger } from '@authfactor/service';

export interface MemoryLogger extends Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly [field: string]: unknown }[];
}

/** Keeps every line, at the lowest level. */
export function createMemoryLogger(): MemoryLogger {
  const lines: MemoryLogger['lines'] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ ...fields, level, message });
  return {
    lines,
    isLevelEnabled: () => true,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}
