import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

const SECRET_NAMES = [
  'pin',
  'seed',
  'provisioning_uri',
  'match_code',
  'token',
  'assertion',
  'transcript',
  'authorization',
  'text',
];

/**
 * JSON lines on standard output. What the service logs of a message is redacted by its descriptor before it comes here;
 * the names below are the second line of defence.
 */
export const createLogger = (level: Config['logLevel']): Logger =>
  pino({
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]),
      censor: '[secret]',
    },
  });
