import type { AssertionSigner } from '@authfactor/assertion/sign';
import type { StatusRequest, VerificationApi } from '@authfactor/engine';
import type { AdminGetSubjectStatusRequest, AuthFactorService, GetSubjectStatusRequest } from '@authfactor/proto';
import type { ServiceImpl } from '@connectrpc/connect';
import { toCallContext } from './call-values.ts';
import { factorToProto, statusToProto } from './factor-mapping.ts';
import { inputToAnswer } from './interaction-mapping.ts';
import { durationToMs } from './time-mapping.ts';
import { unwrap } from './unwrap.ts';
import { beginChallengeFromProto, createVerificationMapper } from './verification-mapping.ts';

export interface VerificationServiceOptions {
  readonly engine: VerificationApi;
  readonly signer: Pick<AssertionSigner, 'sign'>;
  /** Ms since the Unix epoch. */
  readonly now: () => number;
  /** Aborts when the server starts to drain: who waits for another state is answered then. */
  readonly draining: AbortSignal;
}

/** `authfactor.v1.AuthFactorService` over the engine. */
export function createVerificationService(options: VerificationServiceOptions): ServiceImpl<typeof AuthFactorService> {
  const { engine, draining } = options;
  const mapper = createVerificationMapper(options);
  return {
    async listFactors(request, context) {
      const factors = await engine.listFactors(toCallContext(context), { tenant: request.tenantId });
      return { factors: unwrap(factors).map(factorToProto) };
    },
    async getSubjectStatus(request, context) {
      const statuses = await engine.getSubjectStatus(toCallContext(context), statusFromProto(request));
      return { statuses: unwrap(statuses).map(statusToProto) };
    },
    async beginChallenge(request, context) {
      const challenge = await engine.beginChallenge(toCallContext(context), beginChallengeFromProto(request));
      return { challenge: mapper.challenge(unwrap(challenge)) };
    },
    async submitAnswer(request, context) {
      const { requestId, challengeId, sessionId: session } = request;
      const answer = inputToAnswer(request.input);
      const outcome = await engine.submitAnswer(toCallContext(context), { requestId, challengeId, session, answer });
      return mapper.answer(unwrap(outcome));
    },
    async getChallenge(request, context) {
      const call = toCallContext(context);
      const { challengeId, sessionId: session } = request;
      const waitMs = request.wait === undefined || draining.aborted ? 0 : durationToMs(request.wait);
      const signal = waitMs === 0 ? call.signal : AbortSignal.any([call.signal, draining]);
      const outcome = await engine
        .getChallenge({ ...call, signal }, { challengeId, session, waitMs })
        .catch((error: unknown) => {
          if (!draining.aborted || call.signal.aborted) throw error;
          return engine.getChallenge(call, { challengeId, session, waitMs: 0 });
        });
      return { challenge: mapper.challenge(unwrap(outcome)) };
    },
    async cancelChallenge(request, context) {
      const { challengeId, sessionId: session } = request;
      const challenge = await engine.cancelChallenge(toCallContext(context), { challengeId, session });
      return { challenge: mapper.challenge(unwrap(challenge)) };
    },
  };
}

/** Takes a validated request. */
export function statusFromProto(request: GetSubjectStatusRequest | AdminGetSubjectStatusRequest): StatusRequest {
  return {
    tenant: request.subject?.tenantId ?? '',
    subject: request.subject?.subjectId ?? '',
    ...(request.factorType === undefined ? {} : { factorType: request.factorType }),
  };
}
