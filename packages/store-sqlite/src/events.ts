import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { decodeDocument, type EventQuery, encodeDocument, type LoggedEvent } from '@authfactor/engine';
import { inTransaction } from './in-transaction.ts';

export interface Events {
  append(events: readonly LoggedEvent[]): void;
  list(query: EventQuery): readonly LoggedEvent[];
  /** Take the subject out of at most `limit` events and give how many they were. */
  blankSome(tenant: string, subject: string, limit: number): number;
  sweepSome(before: number, limit: number): number;
}

/** The conditions of a query, each with its values. */
function conditionsOf(query: EventQuery): readonly (readonly [sql: string, ...values: SQLInputValue[]])[] {
  const { tenant, subject, factorType, types, since, until, after } = query;
  return [
    ['tenant = ?', tenant],
    ...(subject === undefined ? [] : [['subject = ?', subject] as const]),
    ...(factorType === undefined ? [] : [['factor_type = ?', factorType] as const]),
    ...(types.length === 0 ? [] : [['type IN (SELECT value FROM json_each(?))', JSON.stringify(types)] as const]),
    ...(since === undefined ? [] : [['recorded_at >= ?', since] as const]),
    ...(until === undefined ? [] : [['recorded_at < ?', until] as const]),
    ...(after === undefined ? [] : [['(recorded_at, id) > (?, ?)', after.recordedAt, after.id] as const]),
  ];
}

/** The event without whom it was about. An actor stays, unless it is the subject. */
function blank(event: LoggedEvent): LoggedEvent {
  return {
    ...event,
    subject: '',
    actor: event.actor === event.subject ? '' : event.actor,
    ...(event.session === undefined ? {} : { session: '' }),
  };
}

export function createEvents(database: DatabaseSync): Events {
  const insert = database.prepare(
    `INSERT INTO events (id, tenant, subject, factor_type, type, recorded_at, document) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const selectSome = database.prepare(
    'SELECT id, tenant, subject, document FROM events WHERE (tenant, subject) = (?, ?) LIMIT ?',
  );
  const update = database.prepare(`UPDATE events SET subject = '', document = ? WHERE id = ?`);
  const sweepSome = database.prepare(
    'DELETE FROM events WHERE id IN (SELECT id FROM events WHERE recorded_at < ? LIMIT ?)',
  );
  // One statement for each combination of filters: at most 64.
  const lists = new Map<string, StatementSync>();

  const prepareList = (from: string): StatementSync => {
    const prepared =
      lists.get(from) ??
      database.prepare(`SELECT id, tenant, subject, document FROM ${from} ORDER BY recorded_at, id LIMIT ?`);
    lists.set(from, prepared);
    return prepared;
  };

  const decode = ({ id, tenant, subject, document }: Record<string, SQLInputValue>): LoggedEvent =>
    decodeDocument<LoggedEvent>(String(document), {
      id: String(id),
      tenant: String(tenant),
      subject: String(subject),
    });

  return {
    append(events) {
      const texts = events.map((event) => [event, encodeDocument(event)] as const);
      if (texts.length === 0) return;
      inTransaction(database, () => {
        for (const [{ id, tenant, subject, factorType, type, recordedAt }, text] of texts) {
          insert.run(id, tenant, subject, factorType, type, recordedAt, text);
        }
      });
    },
    list(query) {
      const conditions = conditionsOf(query);
      const where = conditions.map(([sql]) => sql).join(' AND ');
      const values = conditions.flatMap(([, ...rest]) => rest);
      // Left to itself, SQLite goes through all events of the tenant for those of one subject.
      const index = query.subject === undefined ? 'events_in_order' : 'events_of_subject';
      return prepareList(`events INDEXED BY ${index} WHERE ${where}`)
        .all(...values, query.limit)
        .map(decode);
    },
    blankSome: (tenant, subject, limit) =>
      inTransaction(database, () => {
        const rows = selectSome.all(tenant, subject, limit);
        for (const row of rows) update.run(encodeDocument(blank(decode(row))), String(row.id));
        return rows.length;
      }),
    sweepSome: (before, limit) => Number(sweepSome.run(before, limit).changes),
  };
}
