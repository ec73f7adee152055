import type { AccountWriter } from '../account-writer.ts';
import type { AdministrationApi } from '../api.ts';
import { outsideTenants } from '../bounds.ts';
import type { ChangeSubject } from '../change-subject.ts';
import type { Clock } from '../clock.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import type { RandomBytes } from '../ids.ts';
import type { Limits } from '../limits.ts';
import type { Outboxes } from '../outboxes.ts';
import { ok } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store.ts';
import type { GetSubjectStatus } from '../subject-status.ts';
import type { DeviceQuestions } from '../verification/device-questions.ts';
import { createDeleteSubject } from './delete-subject.ts';
import { eventPage } from './event-page.ts';

interface AdministrationOptions {
  readonly store: Pick<Store, 'readAccount' | 'eraseSubject' | 'appendEvents' | 'listEvents'>;
  readonly factors: FactorRegistry;
  readonly settings: Settings;
  readonly accounts: AccountWriter;
  readonly outboxes: Pick<Outboxes, 'append'>;
  readonly questions: Pick<DeviceQuestions, 'withdraw'>;
  readonly getSubjectStatus: GetSubjectStatus;
  readonly changeSubject: ChangeSubject;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly limits: Limits;
}

export function createAdministrationApi(options: AdministrationOptions): AdministrationApi {
  const { factors, settings, getSubjectStatus, changeSubject } = options;
  const deleteSubject = createDeleteSubject(options);

  return {
    getSubjectStatus,

    async resetSubject({ caller }, request) {
      const outside = outsideTenants(caller, request.tenant);
      if (outside !== undefined) return outside;
      const factor = factors.find(request.factorType);
      if (factor === undefined) return factors.missing(request.factorType);
      return changeSubject(factor, request, {
        kind: request.kind,
        requestId: request.requestId,
        actor: caller.subject ?? caller.clientId,
        reason: request.reason,
      });
    },

    async deleteSubject(context, request) {
      return outsideTenants(context.caller, request.tenant) ?? deleteSubject(context, request);
    },

    async getAvailability({ caller }, request) {
      const outside = outsideTenants(caller, request.tenant);
      if (outside !== undefined) return outside;
      if (factors.find(request.factorType) === undefined) return factors.missing(request.factorType);
      return ok(await settings.read({ tenant: request.tenant, factorType: request.factorType }));
    },

    async setAvailability({ caller }, request) {
      const outside = outsideTenants(caller, request.tenant);
      if (outside !== undefined) return outside;
      if (factors.find(request.factorType) === undefined) return factors.missing(request.factorType);
      return settings.set(caller.subject ?? caller.clientId, request);
    },

    async listEvents({ caller }, request) {
      return outsideTenants(caller, request.tenant) ?? eventPage(options, request);
    },
  };
}
