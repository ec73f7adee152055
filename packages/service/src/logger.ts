/** What the service needs of a logger; pino's fits. */
export interface Logger {
  isLevelEnabled(level: 'trace'): boolean;
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
