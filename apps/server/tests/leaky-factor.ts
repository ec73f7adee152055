import { createScriptedFactor } from '@authfactor/conformance/factors';
import type { InBandFactor, Secret } from '@authfactor/factor';
import { CANARIES } from './canaries.ts';

/** Where a leaky factor throws. `control`: nowhere, it prints what it is given instead. */
export type LeakyStage = 'read' | 'check' | 'admit' | 'compare' | 'complete' | 'control';

export const LEAKY_STAGES: readonly LeakyStage[] = ['read', 'check', 'admit', 'compare', 'complete', 'control'];

/** An error as careless code makes them: its message, its causes and its fields repeat the input, as a stack's frame too. */
export function careless(input: string): Error {
  const cause = new Error(`No number: ${input}`, { cause: input });
  const error = new TypeError(`Cannot use "${input}"\n    at ${input} (input.ts:1:1)`, { cause });
  return Object.assign(error, { input, bytes: Buffer.from(input), errors: [cause] });
}

/** A factor that takes every answer for right, and gives it away at one stage. */
export function createLeakyFactor(stage: LeakyStage): InBandFactor {
  const factorType = `leaky-${stage}`;
  const scripted = createScriptedFactor({ factorType });
  const { enrollment } = scripted;
  if (enrollment === undefined) throw new Error('The scripted factor has lost its enrolment');
  let last: string = CANARIES.thrown;
  const leakAt = (here: LeakyStage): void => {
    if (here === stage) throw careless(last);
  };
  const textOf = (value: Secret): string => new TextDecoder().decode(value.reveal());
  return {
    ...scripted,
    read(answer, language) {
      last = answer.kind === 'typed' ? answer.text : answer.transcript;
      // The right one may be enrolled, so that answers are read too.
      if (last !== CANARIES.right) leakAt('read');
      if (stage === 'control') process.stderr.write(`The answer is ${last}\n`);
      return scripted.read(answer, language);
    },
    async admit(work, limits) {
      if (work === 'verify') leakAt('admit');
      return scripted.admit(work, limits);
    },
    async compare(_, { value }) {
      last = textOf(value);
      leakAt('compare');
      return { kind: 'matched' };
    },
    enrollment: {
      ...enrollment,
      check(value) {
        last = textOf(value);
        leakAt('check');
        return [];
      },
      async complete(_, { value }) {
        last = textOf(value);
        leakAt('complete');
        return { kind: 'accepted', record: 'a record', damaged: [] };
      },
    },
  };
}
