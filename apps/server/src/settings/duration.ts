import { mistaken, type Parsed, parsed } from './parsed.ts';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads `500ms`, `90s`, `10m` or `1h` into ms. */
export const parseDuration = (text: string): Parsed<number> => {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) {
    return mistaken('must be a whole number with its unit, such as 500ms, 90s, 10m or 1h');
  }
  return parsed(Number(digits) * UNITS[unit as keyof typeof UNITS]);
};

/** As `parseDuration`, and within `min` and `max` (ms, both included). */
export const parseDurationWithin =
  (min: number, max: number) =>
  (text: string): Parsed<number> => {
    const duration = parseDuration(text);
    if (!duration.ok) return duration;
    if (duration.value < min || duration.value > max) {
      return mistaken(`must be between ${formatDuration(min)} and ${formatDuration(max)}`);
    }
    return duration;
  };

/** The shortest spelling that `parseDuration` reads back. */
export const formatDuration = (ms: number): string => {
  if (ms > 0 && ms % UNITS.h === 0) return `${ms / UNITS.h}h`;
  if (ms > 0 && ms % UNITS.m === 0) return `${ms / UNITS.m}m`;
  if (ms % UNITS.s === 0) return `${ms / UNITS.s}s`;
  return `${ms}ms`;
};
