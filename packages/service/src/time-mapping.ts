import { type Duration, type Timestamp, timestampFromMs } from '@bufbuild/protobuf/wkt';

/** `{ [name]: timestamp }`, or nothing where there is no time; to spread into a message's initialiser. */
export function optionalTimestamp<Name extends string>(
  name: Name,
  ms: number | undefined,
): { [Key in Name]?: Timestamp } {
  const fields: { [Key in Name]?: Timestamp } = {};
  if (ms !== undefined) fields[name] = timestampFromMs(ms);
  return fields;
}

/**
 * Ms since the Unix epoch, rounded up: stored times are whole ms, so that "at or after" and "before" a time between two
 * of them select the same events.
 */
export const timestampToMs = ({ seconds, nanos }: Timestamp): number =>
  Number(seconds) * 1000 + Math.ceil(nanos / 1_000_000);

export const durationToMs = ({ seconds, nanos }: Duration): number =>
  Number(seconds) * 1000 + Math.ceil(nanos / 1_000_000);
