import type { InBandFactor } from '@authfactor/factor';

/** A TOTP factor with one mistake, and the checks that find it. */
export interface BrokenTotp {
  readonly name: string;
  readonly breakIt: (factor: InBandFactor) => InBandFactor;
  readonly foundBy: readonly string[];
  /** The clauses of the contract that find it too (docs/contract.md), whenever they run. */
  readonly clauses: readonly string[];
}

const ONCE = 'a code is accepted once';
const ENROLLMENT = 'the code of the enrolment is used up';
const RACE = 'a code given to many challenges at once is accepted once';
const LONG_RACE = 'a code given to many challenges at once is accepted once where nothing locks';
const DRIFT = 'codes of two steps away and further are wrong';
const ORDER = 'after a later code an earlier one is used up';
const COUNTED = 'used codes count as failures, and lock';
const STATE = 'where what was kept of the last step is gone, nothing verifies';

const PERIOD_MS = 30_000;

/** As a factor that leaves it to nobody to decide. */
function withoutAccept({ accept: _, ...factor }: InBandFactor): InBandFactor {
  return factor;
}

type Complete = NonNullable<InBandFactor['enrollment']>['complete'];

/** As a factor that completes enrolments in another way. */
export function completing(factor: InBandFactor, change: (complete: Complete) => Complete): InBandFactor {
  const { enrollment } = factor;
  if (enrollment === undefined) throw new TypeError('TOTP enrols');
  return { ...factor, enrollment: { ...enrollment, complete: change(enrollment.complete) } };
}

const isLater = (state: string | undefined, next: string | undefined): boolean => Number(next) > Number(state ?? -1);

export const BROKEN: readonly BrokenTotp[] = [
  {
    name: 'takes a code twice: it has no accept',
    breakIt: withoutAccept,
    foundBy: [ONCE, ENROLLMENT, RACE, LONG_RACE, ORDER, COUNTED],
    clauses: ['2.8', '6.8', '10.6'],
  },
  {
    name: 'takes the last step again: not before, instead of after',
    breakIt: (factor) => ({ ...factor, accept: (state, next) => Number(next) >= Number(state) }),
    foundBy: [ONCE, ENROLLMENT, RACE, LONG_RACE, COUNTED],
    clauses: ['2.8', '6.8', '10.6'],
  },
  {
    name: 'compares steps as text',
    breakIt: (factor) => ({ ...factor, accept: (state = '', next) => next !== state }),
    foundBy: [ENROLLMENT, ORDER],
    clauses: [],
  },
  {
    name: 'takes codes of any drift',
    breakIt: (factor) => ({
      ...factor,
      async compare(permit, request) {
        for (let steps = -30; steps <= 30; steps += 1) {
          const compared = await factor.compare(permit, { ...request, now: request.now + steps * PERIOD_MS });
          if (compared.kind !== 'mismatched') return compared;
        }
        return { kind: 'mismatched' };
      },
    }),
    foundBy: [DRIFT],
    clauses: [],
  },
  {
    name: 'takes only the code of this very step',
    breakIt: (factor) => ({
      ...factor,
      async compare(permit, request) {
        const compared = await factor.compare(permit, request);
        const current = String(Math.floor(request.now / PERIOD_MS));
        return compared.kind === 'matched' && compared.nextState !== current ? { kind: 'mismatched' } : compared;
      },
    }),
    foundBy: [ONCE, ENROLLMENT, RACE, LONG_RACE, DRIFT, ORDER],
    clauses: [],
  },
  {
    name: 'keeps no step at enrolment',
    breakIt: (factor) => ({
      ...completing(factor, (complete) => async (permit, request) => {
        const { factorState: _, ...rest } = { factorState: '', ...(await complete(permit, request)) };
        return rest;
      }),
      compare: (permit, request) => factor.compare(permit, { factorState: '0', ...request }),
      accept: isLater,
    }),
    foundBy: [ENROLLMENT, COUNTED, STATE],
    clauses: ['10.6'],
  },
  {
    name: 'looks at the last step when it compares, and not where the account is written',
    breakIt: (factor) => ({
      ...withoutAccept(factor),
      async compare(permit, request) {
        const compared = await factor.compare(permit, request);
        if (compared.kind !== 'matched') return compared;
        return isLater(request.factorState, compared.nextState) ? compared : { kind: 'reused' };
      },
    }),
    foundBy: [RACE, LONG_RACE],
    clauses: [],
  },
  {
    name: 'takes what was kept of the last step for none where it cannot be read',
    breakIt: (factor) => ({
      ...factor,
      compare: (permit, request) => factor.compare(permit, { ...request, factorState: '0' }),
      accept: (state, next) => !/^\d+$/.test(state ?? '') || isLater(state, next),
    }),
    foundBy: [STATE],
    clauses: [],
  },
  {
    name: 'tells that a code was used as a wrong one, and does not count it',
    breakIt: (factor) => ({
      ...factor,
      async compare(permit, request) {
        const compared = await factor.compare(permit, request);
        if (compared.kind !== 'matched' || isLater(request.factorState, compared.nextState)) return compared;
        return { kind: 'unusable', reason: 'ambiguous' };
      },
    }),
    foundBy: [ONCE, ENROLLMENT, RACE, ORDER, COUNTED],
    clauses: [],
  },
];
