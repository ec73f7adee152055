import { type Duration, durationMs, type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';

export const dateOf = (timestamp: Timestamp | undefined): Date | undefined =>
  timestamp === undefined ? undefined : new Date(timestampMs(timestamp));

export const millisecondsOf = (duration: Duration | undefined): number | undefined =>
  duration === undefined ? undefined : durationMs(duration);
