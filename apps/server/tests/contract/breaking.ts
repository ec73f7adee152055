import { randomUUID } from 'node:crypto';
import type { Wire } from '@authfactor/conformance/contract';
import type {
  AdministrationApi,
  BeginChallengeRequest,
  Engine,
  Outcome,
  Refusal,
  SubjectRef,
  VerificationApi,
} from '@authfactor/engine';
import type { InBandFactor } from '@authfactor/factor';

/** Replaces methods of the verification API. */
export const verification =
  (wrap: (api: VerificationApi, engine: Engine) => Partial<VerificationApi>) =>
  (engine: Engine): Engine => ({
    ...engine,
    verification: overlay(engine.verification, wrap(engine.verification, engine)),
  });

/** Replaces methods of the administration API. */
export const administration =
  (wrap: (api: AdministrationApi) => Partial<AdministrationApi>) =>
  (engine: Engine): Engine => ({
    ...engine,
    administration: overlay(engine.administration, wrap(engine.administration)),
  });

/** The others' methods are looked up when they are called: the engine behind may have been exchanged. */
export const overlay = <T extends object>(api: T, wrong: Partial<T>): T =>
  new Proxy(api, { get: (target, name) => Reflect.get(wrong, name) ?? Reflect.get(target, name) });

/** Replaces what a factor says of itself. */
export const info = (change: Partial<InBandFactor['info']>) => (factor: InBandFactor) => ({
  ...factor,
  info: { ...factor.info, ...change },
});

/** Replaces what a call gives. */
export const mapOk = <T>(outcome: Outcome<T>, map: (value: T) => T): Outcome<T> =>
  outcome.kind === 'ok' ? { ...outcome, value: map(outcome.value) } : outcome;

/** Replaces what a call is refused with. */
export const mapRefusal = <T>(outcome: Outcome<T>, map: (refusal: Refusal) => Refusal): Outcome<T> =>
  outcome.kind === 'refused' ? map(outcome) : outcome;

/** Remembers who and where each challenge is for. */
export function rememberBegun() {
  const begun = new Map<string, BeginChallengeRequest>();
  return {
    of: (challengeId: string) => begun.get(challengeId),
    begin:
      (api: VerificationApi): VerificationApi['beginChallenge'] =>
      async (context, request) => {
        const outcome = await api.beginChallenge(context, request);
        if (outcome.kind === 'ok') begun.set(outcome.value.challengeId, request);
        return outcome;
      },
  };
}

/** Makes a subject forget its failures. */
export const unlock = (
  engine: Engine,
  subject: SubjectRef,
  context: Parameters<AdministrationApi['resetSubject']>[0],
) =>
  engine.administration.resetSubject(context, {
    tenant: subject.tenant,
    subject: subject.subject,
    factorType: 'scripted',
    requestId: randomUUID(),
    kind: 'unlock',
    reason: '',
  });

/** What many databases and frameworks do to a text before they compare it. */
export const fold = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** Replaces errors on the wire. */
export const mapErrors =
  (map: (error: Extract<Awaited<ReturnType<Wire['send']>>, { kind: 'error' }>['error']) => typeof error) =>
  (wire: Wire): Wire => ({
    async send(request) {
      const answer = await wire.send(request);
      return answer.kind === 'ok' ? answer : { ...answer, error: map(answer.error) };
    },
    [Symbol.dispose]: () => wire[Symbol.dispose](),
  });
