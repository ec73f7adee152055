import type {
  Admission,
  AdmissionLimits,
  Comparison,
  ComparisonRequest,
  CredentialRecord,
  EnrollmentResult,
  FactorInfo,
  InBandFactor,
  InputSpec,
  Opening,
  OpenRequest,
} from '@authfactor/factor';
import { Secret } from '@authfactor/factor';

export interface ScriptedFactorOptions {
  readonly factorType?: string;
  /**
   * One-time codes: an answer is the secret followed by three digits, the step. Each step is accepted once, and only
   * after all earlier ones.
   */
  readonly oneTime?: boolean;
  /** Stands in for the work of a comparison: may wait, throw, or give something else than `honest` gives. */
  readonly compare?: (honest: () => Comparison) => Promise<Comparison>;
  /** Stands in for admission; by default everything is admitted. */
  readonly admit?: (work: 'verify' | 'enroll', limits: AdmissionLimits) => Promise<Admission>;
  /** What happens when a challenge begins and before each of its answers; by default the factor has no `open`. */
  readonly open?: (request: OpenRequest) => Promise<Opening>;
}

export interface ScriptedFactor extends InBandFactor {
  /** Comparisons of answers so far. */
  comparisons(): number;
  /** What the newest of them got to see; its value is wiped by now. */
  lastRequest(): ComparisonRequest | undefined;
}

/** A record that `compare` and `complete` find damaged. */
export const DAMAGED_RECORD = 'damaged';

const INPUT: InputSpec = { kind: 'digits', minLength: 1, maxLength: 16, sensitive: true, confirm: false };

/** A factor for tests that keeps its secrets in the clear and does what its script says. Never for production. */
export function createScriptedFactor(options: ScriptedFactorOptions = {}): ScriptedFactor {
  const { factorType = 'scripted', oneTime = false } = options;
  let comparisons = 0;
  let lastRequest: ComparisonRequest | undefined;
  const info: FactorInfo = {
    factorType,
    displayName: 'Scripted',
    categories: [oneTime ? 'possession' : 'knowledge'],
    assurance: 'low',
    amr: [oneTime ? 'otp' : 'pin'],
    phishingResistant: false,
    replayResistant: oneTime,
    capabilities: ['enroll', 'cancel', 'history'],
    channels: ['text', 'keypad', 'speech'],
    recommendedRoles: ['first'],
  };

  function honest(record: string, answer: string): Comparison {
    if (record === DAMAGED_RECORD) return { kind: 'damaged' };
    if (!oneTime) return { kind: record === answer ? 'matched' : 'mismatched' };
    const step = answer.slice(-3);
    return answer.slice(0, -3) === record ? { kind: 'matched', nextState: step } : { kind: 'mismatched' };
  }

  return {
    kind: 'in-band',
    info,
    input: INPUT,
    comparisons: () => comparisons,
    lastRequest: () => lastRequest,
    prompt: (key, _, language) => ({ promptId: `${factorType}.${key}`, text: key, language }),
    read(answer) {
      const text = answer.kind === 'typed' ? answer.text : answer.transcript;
      if (!/^\d+$/.test(text)) return { kind: 'unusable', reason: text === '****' ? 'masked' : 'no-digits' };
      return { kind: 'usable', value: Secret.fromText(text) };
    },
    admit: options.admit ?? (async () => ({ kind: 'admitted', permit: { [Symbol.dispose]: () => undefined } })),
    ...(options.open === undefined ? {} : { open: options.open }),
    async compare(_, request) {
      comparisons += 1;
      lastRequest = request;
      const { record } = request;
      const answer = textOf(request.value);
      const decide = () => honest(record, answer);
      return options.compare === undefined ? decide() : options.compare(decide);
    },
    ...(oneTime ? { accept: (state: string | undefined, next: string) => Number(next) > Number(state ?? -1) } : {}),
    enrollment: {
      input: INPUT,
      check: (value) => (textOf(value).length < 4 ? [{ rule: 'length', message: 'Use at least four digits' }] : []),
      complete: async (_, request) => completeEnrollment(textOf(request.value), request.current, request.history),
    },
    retire: (_, record) => (record === DAMAGED_RECORD ? { kind: 'damaged' } : { kind: 'retired', record }),
  };
}

function completeEnrollment(
  value: string,
  current: CredentialRecord | undefined,
  history: readonly CredentialRecord[],
): EnrollmentResult {
  const older = [...(current === undefined ? [] : [current]), ...history];
  const damaged = older.filter(({ record }) => record === DAMAGED_RECORD).map(({ generation }) => generation);
  return older.some(({ record }) => record === value)
    ? { kind: 'rejected', rejections: [{ rule: 'history', message: 'Use one that you have not used before' }], damaged }
    : { kind: 'accepted', record: value, damaged };
}

const textOf = (value: Secret): string => new TextDecoder().decode(value.reveal());
