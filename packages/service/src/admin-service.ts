import type { AdministrationApi } from '@authfactor/engine';
import type { AuthFactorAdminService } from '@authfactor/proto';
import type { ServiceImpl } from '@connectrpc/connect';
import { eventToProto, listEventsFromProto, resetKindFromProto, setAvailabilityFromProto } from './admin-mapping.ts';
import { toCallContext } from './call-values.ts';
import { availabilityToProto, statusToProto } from './factor-mapping.ts';
import { unwrap } from './unwrap.ts';
import { statusFromProto } from './verification-service.ts';

/** `authfactor.v1.AuthFactorAdminService` over the engine. */
export function createAdminService(engine: AdministrationApi): ServiceImpl<typeof AuthFactorAdminService> {
  return {
    async getSubjectStatus(request, context) {
      const statuses = await engine.getSubjectStatus(toCallContext(context), statusFromProto(request));
      return { statuses: unwrap(statuses).map(statusToProto) };
    },
    async resetSubject({ requestId, subject, factorType, kind, reason }, context) {
      const status = await engine.resetSubject(toCallContext(context), {
        requestId,
        tenant: subject?.tenantId ?? '',
        subject: subject?.subjectId ?? '',
        factorType,
        kind: resetKindFromProto(kind),
        reason,
      });
      return { status: statusToProto(unwrap(status)) };
    },
    async deleteSubject({ requestId, subject, reason }, context) {
      const request = { requestId, tenant: subject?.tenantId ?? '', subject: subject?.subjectId ?? '', reason };
      unwrap(await engine.deleteSubject(toCallContext(context), request));
      return {};
    },
    async getAvailability({ tenantId: tenant, factorType }, context) {
      const availability = await engine.getAvailability(toCallContext(context), { tenant, factorType });
      return { availability: availabilityToProto(unwrap(availability)) };
    },
    async setAvailability(request, context) {
      const availability = await engine.setAvailability(toCallContext(context), setAvailabilityFromProto(request));
      return { availability: availabilityToProto(unwrap(availability)) };
    },
    async listEvents(request, context) {
      const page = unwrap(await engine.listEvents(toCallContext(context), listEventsFromProto(request)));
      return { events: page.events.map(eventToProto), nextPageToken: page.nextPageToken };
    },
  };
}
