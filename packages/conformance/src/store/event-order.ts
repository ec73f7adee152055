import type { EventPosition, EventQuery, LoggedEvent } from '@authfactor/engine';

/** The order of the log: `recordedAt`, then the id's UTF-8 bytes. Negative: `a` comes first. */
export function compareEvents(a: EventPosition, b: EventPosition): number {
  return a.recordedAt - b.recordedAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
}

/** Whether a list that answers `query` has the event, its limit aside. */
export function matchesQuery(event: LoggedEvent, query: EventQuery): boolean {
  return (
    event.tenant === query.tenant &&
    (query.subject === undefined || event.subject === query.subject) &&
    (query.factorType === undefined || event.factorType === query.factorType) &&
    (query.types.length === 0 || query.types.includes(event.type)) &&
    (query.since === undefined || event.recordedAt >= query.since) &&
    (query.until === undefined || event.recordedAt < query.until) &&
    (query.after === undefined || compareEvents(event, query.after) > 0)
  );
}
