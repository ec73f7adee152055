import { EnrollmentService } from '@authfactor/proto';
import type { Caller, CallOptions } from './caller.ts';
import { type Enrollment, readEnrollment } from './values/enrollment.ts';
import { type Factor, readFactor } from './values/factor.ts';
import { type Input, writeInput } from './values/interaction.ts';
import { readSubjectStatus, type SubjectStatus } from './values/subject.ts';

/** A factor that the token's subject may enrol, and where the subject stands with it. */
export interface EnrollmentOption {
  readonly factor: Factor | undefined;
  readonly status: SubjectStatus;
}

export interface EnrollmentBegun {
  readonly enrollment: Enrollment;
  /** Secret: holds a seed. Absent where the factor has none. */
  readonly provisioningUri: string | undefined;
}

export interface SubmitEnrollmentInput {
  readonly enrollmentId: string;
  readonly input: Input;
  /** The input once more, where the prompt's `input.confirm` asks for it. */
  readonly confirmation?: Input;
  /** A UUID, to repeat an earlier call with; absent: a new one. */
  readonly requestId?: string;
}

/** Enrol the token's own subject. Scope `factor.enroll` on the end user's fresh token. */
export interface EnrollmentCalls {
  getOptions(options?: CallOptions): Promise<readonly EnrollmentOption[]>;
  begin(
    request: { readonly factorType: string; readonly languageCode?: string; readonly requestId?: string },
    options?: CallOptions,
  ): Promise<EnrollmentBegun>;
  submitInput(request: SubmitEnrollmentInput, options?: CallOptions): Promise<Enrollment>;
  get(request: { readonly enrollmentId: string }, options?: CallOptions): Promise<Enrollment>;
  cancel(request: { readonly enrollmentId: string }, options?: CallOptions): Promise<Enrollment>;
  removeCredential(
    request: { readonly factorType: string; readonly requestId?: string },
    options?: CallOptions,
  ): Promise<SubjectStatus>;
}

export const createEnrollmentCalls = (call: Caller): EnrollmentCalls => ({
  async getOptions(options) {
    const response = await call(EnrollmentService.method.getEnrollmentOptions, {}, options);
    return response.options.map(({ factor, status }) => ({
      factor: factor && readFactor(factor),
      status: readSubjectStatus(status),
    }));
  },
  async begin({ requestId = crypto.randomUUID(), factorType, languageCode = '' }, options) {
    const init = { requestId, factorType, languageCode };
    const response = await call(EnrollmentService.method.beginEnrollment, init, options);
    return {
      enrollment: readEnrollment(response.enrollment),
      provisioningUri: response.provisioningUri || undefined,
    };
  },
  async submitInput({ requestId = crypto.randomUUID(), enrollmentId, input, confirmation }, options) {
    const init = {
      requestId,
      enrollmentId,
      input: writeInput(input),
      ...(confirmation === undefined ? {} : { confirmation: writeInput(confirmation) }),
    };
    const { enrollment } = await call(EnrollmentService.method.submitEnrollmentInput, init, options);
    return readEnrollment(enrollment);
  },
  async get({ enrollmentId }, options) {
    const { enrollment } = await call(EnrollmentService.method.getEnrollment, { enrollmentId }, options);
    return readEnrollment(enrollment);
  },
  async cancel({ enrollmentId }, options) {
    const { enrollment } = await call(EnrollmentService.method.cancelEnrollment, { enrollmentId }, options);
    return readEnrollment(enrollment);
  },
  async removeCredential({ requestId = crypto.randomUUID(), factorType }, options) {
    const { status } = await call(EnrollmentService.method.removeCredential, { requestId, factorType }, options);
    return readSubjectStatus(status);
  },
});
