import { createHash } from 'node:crypto';
import type { EventPage, ListEventsRequest } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { type Outcome, ok, refuse } from '../outcome.ts';
import type { EventPosition, EventQuery, Store } from '../store.ts';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

interface PageOptions {
  readonly store: Pick<Store, 'listEvents'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Limits;
}

/** One page of the log. Events of the last seconds are left out: others may still be recorded before them. */
export async function eventPage(
  { store, clock, limits }: PageOptions,
  request: ListEventsRequest,
): Promise<Outcome<EventPage>> {
  if (!Number.isInteger(request.pageSize) || request.pageSize < 0 || request.pageSize > LARGEST_PAGE) {
    return refuse('INVALID_REQUEST', `page_size must be from 0 to ${LARGEST_PAGE}`, { field: 'page_size' });
  }
  const filters = filtersHash(request);
  const after = request.pageToken === '' ? undefined : positionOf(request.pageToken, filters);
  if (after === 'invalid') {
    return refuse('INVALID_REQUEST', 'The page token is not one of a list with these filters; start without one', {
      field: 'page_token',
    });
  }
  const size = request.pageSize || DEFAULT_PAGE;
  const query: EventQuery = {
    tenant: request.tenant,
    types: request.types,
    ...(request.subject === undefined ? {} : { subject: request.subject }),
    ...(request.factorType === undefined ? {} : { factorType: request.factorType }),
    ...(request.since === undefined ? {} : { since: request.since }),
    until: Math.min(request.until ?? Number.POSITIVE_INFINITY, clock.now() - limits.eventDelayMs),
    ...(after === undefined ? {} : { after }),
    limit: size + 1,
  };
  const found = await store.listEvents(query);
  const events = found.slice(0, size);
  const last = events.at(-1);
  return ok({ events, nextPageToken: found.length > size && last !== undefined ? tokenOf(last, filters) : '' });
}

function filtersHash(request: ListEventsRequest): string {
  const { tenant, subject, factorType, types, since, until } = request;
  return createHash('sha256')
    .update(JSON.stringify([tenant, subject ?? null, factorType ?? null, types, since ?? null, until ?? null]))
    .digest('base64url')
    .slice(0, 16);
}

function tokenOf(position: EventPosition, filters: string): string {
  return Buffer.from(JSON.stringify([filters, position.recordedAt, position.id])).toString('base64url');
}

function positionOf(token: string, filters: string): EventPosition | 'invalid' {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 3) return 'invalid';
    const [hash, recordedAt, id] = parts;
    if (hash !== filters || !Number.isSafeInteger(recordedAt) || typeof id !== 'string') return 'invalid';
    return { recordedAt, id };
  } catch {
    return 'invalid';
  }
}
