import { randomBytes } from 'node:crypto';
import type { Factor } from '@authfactor/factor';
import { createAccountWriter } from './account-writer.ts';
import { createAdministrationApi } from './administration/administration-api.ts';
import type { Engine, Readiness } from './api.ts';
import { outsideTenants } from './bounds.ts';
import { createChangeSubject } from './change-subject.ts';
import type { Clock } from './clock.ts';
import { createEnrollmentApi } from './enrollment/enrollment-api.ts';
import { createFactorRegistry } from './factor-registry.ts';
import { factorViewOf } from './factor-view.ts';
import type { RandomBytes } from './ids.ts';
import { createInFlight } from './in-flight.ts';
import { checkLimits, DEFAULT_LIMITS, type Limits } from './limits.ts';
import { createOutboxes } from './outboxes.ts';
import { ok } from './outcome.ts';
import { type AvailabilitySeed, createSettings } from './settings.ts';
import type { Store } from './store.ts';
import { createGetSubjectStatus } from './subject-status.ts';
import { createBeginChallenge } from './verification/begin-challenge.ts';
import { createDeviceQuestions } from './verification/device-questions.ts';
import { createPollDevice } from './verification/poll-device.ts';
import { createReadChallenge } from './verification/read-challenge.ts';
import { createSettleAnswer } from './verification/settle-answer.ts';
import { createSettleDevice } from './verification/settle-device.ts';
import { createStartDevice } from './verification/start-device.ts';
import { createSubmitAnswer } from './verification/submit-answer.ts';
import { systemWaits, type Waits } from './waits.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly factors: readonly Factor[];
  /** Types of factors that `install` brings later. Until then calls about them are DEPENDENCY_UNAVAILABLE. */
  readonly expected?: readonly string[];
  readonly clock: Clock;
  readonly seeds?: readonly AvailabilitySeed[];
  readonly limits?: Partial<Limits>;
  /**
   * Something failed that no caller is told of: a drain, a sweep, a factor that threw (its attempt is lost). The error may
   * be a factor's and its message hold anything: log its name and where it was thrown, nothing else.
   */
  readonly onFault: (error: unknown) => void;
  /** Where owners, assertion ids and the starts of versions come from. */
  readonly random?: RandomBytes;
  readonly waits?: Waits;
  /** How often events that a dead process left are drained, in ms; 0 for never. */
  readonly sweepIntervalMs?: number;
}

const SWEEP_INTERVAL_MS = 5_000;
const SWEEPS_PER_CLEANING = 60;
const CLOCK_MAX_AGE_MS = 60_000;
const READY_TIMEOUT_MS = 2_000;

/**
 * Runs any factors over a store. Disposing it waits until every attempt under way has its outcome, then drains; the
 * store stays open. Throws a `RangeError` for limits that would not limit, a `TypeError` for factors that contradict
 * themselves.
 */
export function createEngine(options: EngineOptions): Engine {
  const { store, clock, onFault, random = randomBytes, waits = systemWaits } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkLimits(limits);
  const factors = createFactorRegistry(options.factors, options.expected);
  const inFlight = createInFlight();
  const accounts = createAccountWriter({ store, clock, waits });
  const outboxes = createOutboxes({ store, accounts, clock, waits, onFault });
  const settings = createSettings({
    store,
    clock,
    random,
    seeds: options.seeds ?? [],
    onOutbox: outboxes.scheduleSettings,
  });
  const settleAnswer = inFlight.tracked(createSettleAnswer({ accounts, outboxes, clock, random, limits }));
  const settleDevice = createSettleDevice(settleAnswer);
  const questions = createDeviceQuestions({ accounts, inFlight, waits, limits, onFault });
  const pollDevice = createPollDevice({ accounts, settleDevice, clock, waits, limits });
  const startDevice = createStartDevice({
    accounts,
    settleDevice,
    questions,
    outboxes,
    clock,
    random,
    waits,
    limits,
    onFault,
  });
  const changeSubject = createChangeSubject({ accounts, outboxes, questions, clock, random, limits });
  const getSubjectStatus = createGetSubjectStatus({ store, factors, clock, limits });
  const parts = {
    store,
    factors,
    settings,
    accounts,
    outboxes,
    startDevice,
    pollDevice,
    questions,
    settleAnswer,
    getSubjectStatus,
    changeSubject,
    clock,
    random,
    waits,
    limits,
    onFault,
  };
  const readChallenge = createReadChallenge(parts);
  const enrollment = createEnrollmentApi(parts);
  const administration = createAdministrationApi(parts);
  let sweeps = 0;

  async function sweep(): Promise<void> {
    await outboxes.sweep();
    if (sweeps++ % SWEEPS_PER_CLEANING === 0) await store.sweep(clock.now(), clock.now() - limits.keepEventsMs);
  }

  const interval = options.sweepIntervalMs ?? SWEEP_INTERVAL_MS;
  const sweeper = interval === 0 ? undefined : setInterval(() => inFlight.track(sweep()).catch(onFault), interval);
  sweeper?.unref();

  return {
    verification: {
      async listFactors({ caller }, { tenant }) {
        const outside = outsideTenants(caller, tenant);
        if (outside !== undefined) return outside;
        const views = factors.all.map(async (factor) =>
          factorViewOf(factor, await settings.read({ tenant, factorType: factor.info.factorType }), limits),
        );
        return ok(await Promise.all(views));
      },
      getSubjectStatus,
      beginChallenge: inFlight.tracked(createBeginChallenge(parts)),
      submitAnswer: inFlight.tracked(createSubmitAnswer(parts)),
      getChallenge: readChallenge.get,
      cancelChallenge: inFlight.tracked(readChallenge.cancel),
    },
    enrollment: {
      ...enrollment,
      begin: inFlight.tracked(enrollment.begin),
      submit: inFlight.tracked(enrollment.submit),
      removeCredential: inFlight.tracked(enrollment.removeCredential),
    },
    administration: {
      ...administration,
      resetSubject: inFlight.tracked(administration.resetSubject),
      deleteSubject: inFlight.tracked(administration.deleteSubject),
      setAvailability: inFlight.tracked(administration.setAvailability),
    },

    install: factors.install,

    async readiness(): Promise<Readiness> {
      if (clock.ageMs() > CLOCK_MAX_AGE_MS) return { ready: false, why: 'The store’s clock was not read for a minute' };
      try {
        await withTimeout(store.ready(), READY_TIMEOUT_MS);
        return { ready: true };
      } catch (error) {
        return { ready: false, why: error instanceof Error ? error.message : 'The store is not ready' };
      }
    },

    async [Symbol.asyncDispose]() {
      clearInterval(sweeper);
      await inFlight.settled();
      await outboxes[Symbol.asyncDispose]();
    },
  };
}

function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The store did not answer in time')), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
