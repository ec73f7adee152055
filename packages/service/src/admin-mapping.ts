import type { ListEventsRequest, LoggedEvent, ResetKind, SetAvailabilityRequest } from '@authfactor/engine';
import {
  Channel,
  type Event,
  EventSchema,
  type ListEventsRequest as ListEventsMessage,
  ResetSubjectRequest_Kind,
  type SetAvailabilityRequest as SetAvailabilityMessage,
} from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { channelToProto } from './enum-mapping.ts';
import { contractError } from './error-mapping.ts';
import { timestampToMs } from './time-mapping.ts';

const resetKinds = new Map<number, ResetKind>([
  [ResetSubjectRequest_Kind.UNLOCK, 'unlock'],
  [ResetSubjectRequest_Kind.REVOKE_CREDENTIAL, 'revoke-credential'],
  [ResetSubjectRequest_Kind.DISABLE, 'disable'],
  [ResetSubjectRequest_Kind.ENABLE, 'enable'],
]);

export function resetKindFromProto(kind: ResetSubjectRequest_Kind): ResetKind {
  const known = resetKinds.get(kind);
  if (known !== undefined) return known;
  throw contractError('INVALID_REQUEST', 'The kind of reset is unknown; give one of the contract', {
    violations: [{ field: 'kind', description: 'must be a defined value other than KIND_UNSPECIFIED' }],
  });
}

/** Takes a validated request. */
export function setAvailabilityFromProto(request: SetAvailabilityMessage): SetAvailabilityRequest {
  const { enrollmentEnabled, challengesEnabled, expectedRevision } = request;
  return {
    tenant: request.tenantId,
    factorType: request.factorType,
    ...(enrollmentEnabled === undefined ? {} : { enrollmentEnabled }),
    ...(challengesEnabled === undefined ? {} : { challengesEnabled }),
    ...(expectedRevision === undefined ? {} : { expectedRevision: Number(expectedRevision) }),
    reason: request.reason,
  };
}

/** Takes a validated request. */
export function listEventsFromProto(request: ListEventsMessage): ListEventsRequest {
  const { subjectId: subject, factorType, since, until } = request;
  return {
    tenant: request.tenantId,
    ...(subject === undefined ? {} : { subject }),
    ...(factorType === undefined ? {} : { factorType }),
    types: request.types,
    ...(since === undefined ? {} : { since: timestampToMs(since) }),
    ...(until === undefined ? {} : { until: timestampToMs(until) }),
    pageSize: request.pageSize,
    pageToken: request.pageToken,
  };
}

export function eventToProto(event: LoggedEvent): Event {
  return create(EventSchema, {
    eventId: event.id,
    occurredAt: timestampFromMs(event.occurredAt),
    type: event.type,
    subject: { tenantId: event.tenant, subjectId: event.subject },
    factorType: event.factorType,
    challengeId: event.challengeId ?? '',
    sessionId: event.session ?? '',
    actor: event.actor,
    channel: event.channel === undefined ? Channel.UNSPECIFIED : channelToProto[event.channel],
    reason: event.reason ?? '',
    recordedAt: timestampFromMs(event.recordedAt),
  });
}
