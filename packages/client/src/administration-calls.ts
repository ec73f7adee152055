import { AuthFactorAdminService, ResetSubjectRequest_Kind as Kind } from '@authfactor/proto';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Caller, CallOptions } from './caller.ts';
import { type AuditEvent, readEvent } from './values/event.ts';
import { type Availability, readAvailability } from './values/factor.ts';
import { createNames } from './values/names.ts';
import { readSubjectStatus, type SubjectRef, type SubjectStatus } from './values/subject.ts';

export interface ResetSubject {
  readonly subject: SubjectRef;
  readonly factorType: string;
  readonly kind: 'unlock' | 'revoke-credential' | 'disable' | 'enable';
  readonly reason?: string;
  /** A UUID, to repeat an earlier call with; absent: a new one. */
  readonly requestId?: string;
}

export interface SetAvailability {
  readonly tenantId: string;
  readonly factorType: string;
  /** Absent: as it is. */
  readonly enrollmentEnabled?: boolean;
  /** Absent: as it is. */
  readonly challengesEnabled?: boolean;
  /** Fails with `STALE_REVISION` where another revision is stored. */
  readonly expectedRevision?: number;
  readonly reason?: string;
}

/** All given filters must hold. */
export interface ListEvents {
  readonly tenantId: string;
  readonly subjectId?: string;
  readonly factorType?: string;
  readonly types?: readonly string[];
  /** Recorded then or later. */
  readonly since?: Date;
  /** Recorded before then. */
  readonly until?: Date;
  /** At most 1000; absent: 100. */
  readonly pageSize?: number;
  /** Of the page before; goes with the same filters. */
  readonly pageToken?: string;
}

export interface EventPage {
  readonly events: readonly AuditEvent[];
  /** Absent on the last page. */
  readonly nextPageToken: string | undefined;
}

/** Administer. Scope `factor.admin`. Never sees or chooses a secret. */
export interface AdministrationCalls {
  getSubjectStatus(
    request: { readonly subject: SubjectRef; readonly factorType?: string },
    options?: CallOptions,
  ): Promise<readonly SubjectStatus[]>;
  resetSubject(request: ResetSubject, options?: CallOptions): Promise<SubjectStatus>;
  /** Erases credentials, history and state. */
  deleteSubject(
    request: { readonly subject: SubjectRef; readonly reason?: string; readonly requestId?: string },
    options?: CallOptions,
  ): Promise<void>;
  getAvailability(
    request: { readonly tenantId: string; readonly factorType: string },
    options?: CallOptions,
  ): Promise<Availability>;
  setAvailability(request: SetAvailability, options?: CallOptions): Promise<Availability>;
  listEvents(request: ListEvents, options?: CallOptions): Promise<EventPage>;
}

const KINDS = createNames({
  unlock: Kind.UNLOCK,
  'revoke-credential': Kind.REVOKE_CREDENTIAL,
  disable: Kind.DISABLE,
  enable: Kind.ENABLE,
});

export const createAdministrationCalls = (call: Caller): AdministrationCalls => ({
  async getSubjectStatus({ subject, factorType }, options) {
    const init = { subject, ...(factorType === undefined ? {} : { factorType }) };
    const { statuses } = await call(AuthFactorAdminService.method.getSubjectStatus, init, options);
    return statuses.map(readSubjectStatus);
  },
  async resetSubject({ requestId = crypto.randomUUID(), kind, ...request }, options) {
    const init = { ...request, requestId, kind: KINDS.valueOf(kind) };
    const { status } = await call(AuthFactorAdminService.method.resetSubject, init, options);
    return readSubjectStatus(status);
  },
  async deleteSubject({ requestId = crypto.randomUUID(), ...request }, options) {
    await call(AuthFactorAdminService.method.deleteSubject, { ...request, requestId }, options);
  },
  async getAvailability(request, options) {
    const { availability } = await call(AuthFactorAdminService.method.getAvailability, request, options);
    return readAvailability(availability);
  },
  async setAvailability({ expectedRevision, ...request }, options) {
    const init = {
      ...request,
      ...(expectedRevision === undefined ? {} : { expectedRevision: BigInt(expectedRevision) }),
    };
    const { availability } = await call(AuthFactorAdminService.method.setAvailability, init, options);
    return readAvailability(availability);
  },
  async listEvents({ types = [], since, until, ...request }, options) {
    const init = {
      ...request,
      types: [...types],
      ...(since === undefined ? {} : { since: timestampFromDate(since) }),
      ...(until === undefined ? {} : { until: timestampFromDate(until) }),
    };
    const { events, nextPageToken } = await call(AuthFactorAdminService.method.listEvents, init, options);
    return { events: events.map(readEvent), nextPageToken: nextPageToken || undefined };
  },
});
