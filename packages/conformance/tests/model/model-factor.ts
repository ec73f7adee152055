import type { Factor, InBandFactor, OutOfBandFactor } from '@authfactor/factor';
import { createScriptedDevice, createScriptedFactor } from '../../src/factors/index.ts';
import type { Emission } from './emission.ts';

/** An answer that the factor finds unusable only when it is to compare it. */
export const UNCLEAR = '000000';

export type FactorKind =
  | 'secret'
  | 'one-time'
  | 'device that approves'
  | 'device that denies'
  | 'device that is busy at first'
  | 'device that shows its code late';

export interface ModelFactorOptions {
  readonly kind: FactorKind;
  /** Before each comparison, also with the history, and before the device is asked; others may come in between. */
  readonly comparing: () => Promise<void>;
  readonly request: () => string;
  readonly emit: (emission: Emission) => void;
}

/** A scripted factor that says what it does. */
export function createModelFactor(options: ModelFactorOptions): Factor {
  const { kind } = options;
  if (kind === 'secret' || kind === 'one-time') return createComparing(kind === 'one-time', options);
  const asking = createAsking(kind !== 'device that denies', options);
  if (kind === 'device that is busy at first') return busyAtFirst(asking, options);
  return kind === 'device that shows its code late' ? showingLate(asking) : asking;
}

function createComparing(oneTime: boolean, { comparing, request, emit }: ModelFactorOptions): InBandFactor {
  const scripted = createScriptedFactor({ oneTime });
  const { enrollment } = scripted;
  if (enrollment === undefined) throw new Error('The scripted factor enrols');
  return {
    ...scripted,
    async compare(permit, comparison) {
      await comparing();
      const text = new TextDecoder().decode(comparison.value.reveal());
      if (text === UNCLEAR) return { kind: 'unusable', reason: 'ambiguous' };
      const found = await scripted.compare(permit, comparison);
      const { generation } = comparison.context;
      emit({ kind: 'compared', request: request(), right: found.kind === 'matched', generation });
      return found;
    },
    enrollment: {
      ...enrollment,
      async complete(permit, input) {
        await comparing();
        return enrollment.complete(permit, input);
      },
    },
  };
}

function createAsking(approves: boolean, { comparing, emit }: ModelFactorOptions): OutOfBandFactor {
  const scripted = createScriptedDevice({ factorType: 'scripted' });
  return {
    ...scripted,
    async start({ challengeId }) {
      await comparing();
      emit({ kind: 'asked', id: challengeId });
      return { kind: 'started', transaction: challengeId };
    },
    async poll(transaction) {
      emit({ kind: 'decided', id: transaction, approved: approves });
      return { kind: approves ? 'approved' : 'denied' };
    },
  };
}

/** Can be asked by each process only when it tries again. */
function busyAtFirst(asking: OutOfBandFactor, { comparing }: ModelFactorOptions): OutOfBandFactor {
  let starts = 0;
  return {
    ...asking,
    async start(request) {
      if (starts++ > 0) return asking.start(request);
      await comparing();
      return { kind: 'not-asked', why: 'rate-limited', retryAfterMs: 1 };
    },
  };
}

/** Tells each process the code to match first, and then what it decides. */
function showingLate(asking: OutOfBandFactor): OutOfBandFactor {
  let polls = 0;
  return {
    ...asking,
    poll: async (transaction, signal) =>
      polls++ > 0 ? asking.poll(transaction, signal) : { kind: 'waiting', matchCode: '42' },
  };
}
