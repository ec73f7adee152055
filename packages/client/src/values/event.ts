import type { Event as ProtoEvent } from '@authfactor/proto';
import { CHANNELS, type Channel } from './names.ts';
import type { SubjectRef } from './subject.ts';
import { dateOf } from './time.ts';

/** Something that happened. `type` is of an open set. Texts are empty where there is nothing to say. */
export interface AuditEvent {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date | undefined;
  /** When it entered the log; lists are ordered by it. */
  readonly recordedAt: Date | undefined;
  readonly subject: SubjectRef;
  readonly factorType: string;
  readonly challengeId: string;
  readonly sessionId: string;
  readonly actor: string;
  readonly channel: Channel | undefined;
  readonly reason: string;
}

export const readEvent = (event: ProtoEvent): AuditEvent => ({
  eventId: event.eventId,
  type: event.type,
  occurredAt: dateOf(event.occurredAt),
  recordedAt: dateOf(event.recordedAt),
  subject: { tenantId: event.subject?.tenantId ?? '', subjectId: event.subject?.subjectId ?? '' },
  factorType: event.factorType,
  challengeId: event.challengeId,
  sessionId: event.sessionId,
  actor: event.actor,
  channel: CHANNELS.nameOf(event.channel),
  reason: event.reason,
});
