import { randomUUID } from 'node:crypto';
import type { ChallengeView, LoggedEvent, Outcome, VerificationApi } from '@authfactor/engine';
import {
  administration,
  fold,
  info,
  mapErrors,
  mapOk,
  mapRefusal,
  rememberBegun,
  unlock,
  verification,
} from './breaking.ts';
import type { Breakage } from './tiny-service.ts';

/** A service that is wrong in one way, and the clauses that this may break: one of them must, and no other. */
export interface BrokenService extends Breakage {
  readonly may: readonly string[];
}

const withAttempts = (view: ChallengeView, map: (left: number) => number): ChallengeView =>
  view.attemptsRemaining === undefined ? view : { ...view, attemptsRemaining: map(view.attemptsRemaining) };

export const BROKEN_SERVICES: Readonly<Record<string, BrokenService>> = {
  'counts per challenge': {
    may: ['6.2', '6.3', '6.4', '6.5', '6.6', '7.1', '9.4'],
    engine: verification((api, engine) => {
      const begun = rememberBegun();
      return {
        async beginChallenge(context, request) {
          await unlock(engine, request, context);
          return begun.begin(api)(context, request);
        },
        async submitAnswer(context, request) {
          const subject = begun.of(request.challengeId);
          if (subject !== undefined) await unlock(engine, subject, context);
          return api.submitAnswer(context, request);
        },
      };
    }),
  },
  'echoes the answer': {
    may: ['1.3'],
    factor(factor) {
      let heard = '';
      return {
        ...factor,
        read(answer, language) {
          heard = answer.kind === 'typed' ? answer.text : answer.transcript;
          return factor.read(answer, language);
        },
        prompt: (key, args, language) => {
          const prompt = factor.prompt(key, args, language);
          return key === 'mismatched' ? { ...prompt, text: `${[...heard].join(' ')} is wrong` } : prompt;
        },
      };
    },
  },
  'lets a cancel end what has ended': {
    may: ['3.9', '7.1'],
    engine: verification((api) => ({
      cancelChallenge: async (context, request) =>
        mapOk(
          await api.cancelChallenge(context, request),
          ({ prompt: _, verification: __, attemptsRemaining: ___, ...view }) => ({
            ...view,
            state: 'canceled',
          }),
        ),
    })),
  },
  'takes answers to what has ended': {
    may: ['3.7', '3.8', '3.9', '6.1', '7.1', '9.5'],
    engine: verification((api) => ({
      async submitAnswer(context, request) {
        const outcome = await api.submitAnswer(context, request);
        if (outcome.kind === 'ok' || outcome.reason !== 'CHALLENGE_CLOSED') return outcome;
        const current = await api.getChallenge(context, { ...request, waitMs: 0 });
        if (current.kind === 'refused') return outcome;
        return { kind: 'ok', value: { outcome: 'mismatched', challenge: current.value } };
      },
    })),
  },
  'declares speech and takes none': {
    may: ['2.4'],
    engine: verification((api) => ({
      submitAnswer: async (context, request) =>
        request.answer.kind === 'spoken'
          ? { kind: 'refused', reason: 'CHANNEL_UNSUPPORTED', message: 'Speech is not taken; type the answer' }
          : api.submitAnswer(context, request),
    })),
  },
  'declares that it resists replay': { may: ['2.8', '6.8', '10.6'], factor: info({ replayResistant: true }) },
  'declares no history and keeps one': {
    may: ['10.5'],
    engine: verification((api) => ({
      listFactors: async (context, request) =>
        mapOk(await api.listFactors(context, request), (views) =>
          views.map((view) => ({ ...view, info: { ...view.info, capabilities: ['enroll', 'cancel'] } })),
        ),
    })),
  },
  'begins anew for a repeated request id': {
    may: ['5.1', '5.2', '6.5', '7.1', '9.1'],
    engine: verification((api) => ({
      beginChallenge: (context, request) => api.beginChallenge(context, { ...request, requestId: randomUUID() }),
    })),
  },
  'compares again on a retry': {
    may: ['5.3', '5.4', '5.5', '5.6', '5.7', '5.8', '6.5', '7.1', '12.1'],
    engine: verification((api) => ({
      submitAnswer: (context, request) => api.submitAnswer(context, { ...request, requestId: randomUUID() }),
    })),
  },
  'gives the wrong reason': {
    may: ['3.7', '3.8', '3.9', '6.1', '6.2', '7.1'],
    engine: verification((api) => ({
      submitAnswer: async (context, request) =>
        mapRefusal(await api.submitAnswer(context, request), (refusal) =>
          refusal.reason === 'CHALLENGE_CLOSED' ? { ...refusal, reason: 'SUBJECT_DISABLED' } : refusal,
        ),
    })),
  },
  'accepts another session': {
    may: ['4.1', '4.2', '7.1'],
    engine: verification((api) => {
      const begun = rememberBegun();
      const own = <T extends { challengeId: string; session: string }>(request: T): T => ({
        ...request,
        session: begun.of(request.challengeId)?.session ?? request.session,
      });
      return {
        beginChallenge: begun.begin(api),
        submitAnswer: (context, request) => api.submitAnswer(context, own(request)),
        getChallenge: (context, request) => api.getChallenge(context, own(request)),
        cancelChallenge: (context, request) => api.cancelChallenge(context, own(request)),
      };
    }),
  },
  'takes sessions that look alike': {
    may: ['4.1'],
    engine: verification((api) => {
      const own = <T extends { session: string }>(request: T): T => ({ ...request, session: fold(request.session) });
      return {
        beginChallenge: (context, request) => api.beginChallenge(context, own(request)),
        submitAnswer: (context, request) => api.submitAnswer(context, own(request)),
        getChallenge: (context, request) => api.getChallenge(context, own(request)),
        cancelChallenge: (context, request) => api.cancelChallenge(context, own(request)),
      };
    }),
  },
  'takes subjects that look alike': {
    may: ['4.6'],
    engine: verification((api) => ({
      beginChallenge: (context, request) => api.beginChallenge(context, { ...request, subject: fold(request.subject) }),
    })),
  },
  'tells that a challenge is somebody else’s': {
    may: ['4.2', '4.4', '4.5'],
    engine: verification((api) => {
      const begun = rememberBegun();
      const tell = <T>(outcome: Outcome<T>, challengeId: string): Outcome<T> =>
        mapRefusal(outcome, (refusal) =>
          refusal.reason === 'CHALLENGE_NOT_FOUND' && begun.of(challengeId) !== undefined
            ? { ...refusal, message: 'The challenge is not yours; begin one of your own' }
            : refusal,
        );
      return {
        beginChallenge: begun.begin(api),
        getChallenge: async (context, request) => tell(await api.getChallenge(context, request), request.challengeId),
      };
    }),
  },
  'tells who is enrolled elsewhere': {
    may: ['1.11'],
    engine: verification((api) => ({
      beginChallenge: async (context, request) =>
        mapRefusal(await api.beginChallenge(context, request), (refusal) =>
          refusal.reason === 'PERMISSION_DENIED' && request.subject.startsWith('subject-')
            ? { ...refusal, message: 'The tenant is another one’s, and knows the subject' }
            : refusal,
        ),
    })),
  },
  'gives attempts back': {
    may: ['3.3', '3.7', '5.7', '7.1', '12.1'],
    engine: verification((api) => ({
      submitAnswer: async (context, request) =>
        mapOk(await api.submitAnswer(context, request), (answer) => ({
          ...answer,
          challenge: withAttempts(answer.challenge, (left) => (answer.outcome === 'mismatched' ? left + 2 : left)),
        })),
    })),
  },
  'counts unusable answers': {
    may: ['3.5', '6.9', '7.1'],
    factor: (factor) => ({
      ...factor,
      read(answer, language) {
        const reading = factor.read(answer, language);
        return reading.kind === 'usable'
          ? reading
          : factor.read({ kind: 'typed', text: '0', channel: 'text' }, language);
      },
    }),
  },
  'forgets on a restart': { may: ['12.1'], forgets: true },
  'lists the switches as they were': {
    may: ['9.1'],
    engine: verification((api) => {
      let first: ReturnType<VerificationApi['listFactors']> | undefined;
      return {
        async listFactors(context, request) {
          if (!context.caller.tenants.includes(request.tenant)) return api.listFactors(context, request);
          first ??= api.listFactors(context, request);
          return first;
        },
      };
    }),
  },
  'lists events twice': {
    may: ['9.6'],
    engine: administration((api) => {
      const last = new Map<string, LoggedEvent>();
      return {
        async listEvents(context, request) {
          const page = await api.listEvents(context, request);
          return mapOk(page, ({ events, nextPageToken }) => {
            const before = last.get(request.pageToken);
            const ending = events.at(-1);
            if (nextPageToken !== '' && ending !== undefined) last.set(nextPageToken, ending);
            return { nextPageToken, events: before === undefined ? events : [before, ...events.slice(1)] };
          });
        },
      };
    }),
  },
  'waits for nothing': {
    may: ['11.2', '11.3', '11.4'],
    engine: verification((api) => ({
      getChallenge: (context, request) => api.getChallenge(context, { ...request, waitMs: 0 }),
    })),
  },
  'tells two ends of one lock': {
    may: ['6.3'],
    engine: verification((api) => ({
      beginChallenge: async (context, request) =>
        mapRefusal(await api.beginChallenge(context, request), (refusal) =>
          refusal.lockedUntil === undefined ? refusal : { ...refusal, lockedUntil: refusal.lockedUntil + 1 },
        ),
    })),
  },
  'gives no field that is at fault': {
    may: ['1.2', '1.5'],
    wire: mapErrors((error) => ({
      ...error,
      details: error.details.filter(({ type }) => type !== 'google.rpc.BadRequest'),
    })),
  },
  'gives one code for every error': {
    may: ['1.1', '11.3'],
    wire: mapErrors((error) => ({ ...error, code: 'UNKNOWN' })),
  },
};
