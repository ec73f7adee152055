import type { EnrollmentApi } from '@authfactor/engine';
import type { EnrollmentService } from '@authfactor/proto';
import type { ServiceImpl } from '@connectrpc/connect';
import { toCallContext } from './call-values.ts';
import { enrollmentToProto } from './enrollment-mapping.ts';
import { factorToProto, statusToProto } from './factor-mapping.ts';
import { inputToAnswer } from './interaction-mapping.ts';
import { unwrap } from './unwrap.ts';
import { DEFAULT_LANGUAGE } from './verification-mapping.ts';

/** `authfactor.v1.EnrollmentService` over the engine. */
export function createEnrollmentService(engine: EnrollmentApi): ServiceImpl<typeof EnrollmentService> {
  return {
    async getEnrollmentOptions(_request, context) {
      const options = unwrap(await engine.getOptions(toCallContext(context)));
      return {
        options: options.map(({ factor, status }) => ({
          factor: factorToProto(factor),
          status: statusToProto(status),
        })),
      };
    },
    async beginEnrollment({ requestId, factorType, languageCode }, context) {
      const language = languageCode || DEFAULT_LANGUAGE;
      const begun = unwrap(await engine.begin(toCallContext(context), { requestId, factorType, language }));
      return { enrollment: enrollmentToProto(begun.enrollment), provisioningUri: begun.provisioningUri };
    },
    async submitEnrollmentInput({ requestId, enrollmentId, input, confirmation }, context) {
      const enrollment = await engine.submit(toCallContext(context), {
        requestId,
        enrollmentId,
        input: inputToAnswer(input),
        ...(confirmation === undefined ? {} : { confirmation: inputToAnswer(confirmation) }),
      });
      return { enrollment: enrollmentToProto(unwrap(enrollment)) };
    },
    async getEnrollment({ enrollmentId }, context) {
      return { enrollment: enrollmentToProto(unwrap(await engine.get(toCallContext(context), { enrollmentId }))) };
    },
    async cancelEnrollment({ enrollmentId }, context) {
      return { enrollment: enrollmentToProto(unwrap(await engine.cancel(toCallContext(context), { enrollmentId }))) };
    },
    async removeCredential({ requestId, factorType }, context) {
      const status = await engine.removeCredential(toCallContext(context), { requestId, factorType });
      return { status: statusToProto(unwrap(status)) };
    },
  };
}
