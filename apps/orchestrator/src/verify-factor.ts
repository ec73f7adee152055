import {
  type AuthFactorClient,
  AuthFactorError,
  type DeviceNotice,
  type Question,
  type SubjectRef,
  type UnverifiedAnswer,
  type VerifyResult,
} from '@authfactor/client';
import type { AssertionVerifier, VerifiedAssertion } from '@authfactor/client/verify';
import { keyed } from './keyed.ts';
import { HungUpError, type Person } from './person.ts';
import type { Screen } from './screen.ts';

export interface VerifyFactorOptions {
  readonly client: Pick<AuthFactorClient, 'verify'>;
  readonly verifier: AssertionVerifier;
  readonly person: Person;
  readonly screen: Screen;
  readonly subject: SubjectRef;
  readonly sessionId: string;
  readonly signal: AbortSignal;
}

type NotVerified = Extract<VerifyResult, { readonly outcome: 'not-verified' }>;

/** Why the caller is not verified. `refused`: the service would not ask them at all. */
export type NotVerifiedReason = NotVerified['reason'] | 'not-enrolled' | 'hung-up' | 'refused';

export type FactorEnd =
  /** The claims of the assertion, checked against the published keys. */
  | { readonly kind: 'verified'; readonly claims: VerifiedAssertion }
  | { readonly kind: 'not-verified'; readonly reason: NotVerifiedReason };

const PURPOSE = 'demo';

/** Asks the caller for one factor of either kind until the challenge ends, and says what became of each answer. */
export const verifyFactor = async (factorType: string, options: VerifyFactorOptions): Promise<FactorEnd> => {
  const { client, person, screen, subject, sessionId, signal } = options;

  const askCaller = async ({ prompt, previous, signal: over }: Question) => {
    if (previous !== undefined) showAnswer(previous, screen);
    if (prompt !== undefined) screen.agent(prompt.text);
    return keyed(await person.enter(factorType === 'soft-pin' ? 'pin' : 'code', over));
  };
  let told: string | undefined;
  const tellCaller = async ({ prompt, matchCode, signal: over }: DeviceNotice) => {
    if (prompt !== undefined && prompt.text !== told) screen.agent(prompt.text);
    told = prompt?.text;
    if (matchCode !== undefined) screen.agent(`The number to choose is ${matchCode}.`);
    await person.lookAtPhone(matchCode, over);
  };

  try {
    const offeredChannels = factorType === 'okta-push' ? [] : (['keypad'] as const);
    const request = { subject, factorType, sessionId, offeredChannels, languageCode: 'en', purpose: PURPOSE };
    const result = await client.verify({ ...request, askCaller, tellCaller }, { signal });
    if (result.outcome === 'not-verified') return notVerified(result, screen);
    screen.good('Verified.');
    return await checked(result.assertion, options);
  } catch (error) {
    return explain(error, screen);
  }
};

const checked = async (assertion: string | undefined, options: VerifyFactorOptions): Promise<FactorEnd> => {
  const { screen, verifier, subject, sessionId } = options;
  if (assertion === undefined) {
    screen.bad(
      'The signed assertion had expired before it could be fetched. Without it nothing is proven: call again.',
    );
    return { kind: 'not-verified', reason: 'expired' };
  }
  const expected = { subject: subject.subjectId, tenant: subject.tenantId, session: sessionId };
  return { kind: 'verified', claims: await verifier.verify(assertion, expected) };
};

const notVerified = ({ reason, challenge, lastAnswer, lockedUntil }: NotVerified, screen: Screen): FactorEnd => {
  if (lastAnswer !== undefined) showAnswer(lastAnswer, screen);
  if (lastAnswer === undefined && lockedUntil !== undefined) screen.bad(`This factor is locked${until(lockedUntil)}.`);
  if (challenge.prompt !== undefined && challenge.final) screen.agent(challenge.prompt.text);
  const sentence = SENTENCES[reason];
  if (sentence !== undefined) screen.bad(sentence);
  return { kind: 'not-verified', reason: lockedUntil === undefined ? reason : 'locked' };
};

/** For the ends that no answer has told yet. */
const SENTENCES: Partial<Record<NotVerifiedReason, string>> = {
  denied: 'Not verified: the phone said no. That counts, as a wrong answer does.',
  reported: 'Not verified: the phone said that it is not its owner. That counts, and raises an event.',
  expired: 'Not verified: no answer came in time.',
  canceled: 'Not verified: the question was withdrawn.',
  failed: 'Not verified: the provider could not ask, or nobody knows whether it did.',
  unknown: 'Not verified: it ended in a way that this client does not know.',
};

/** What a fault means for the call. Rethrows what is not about this caller. */
const explain = (error: unknown, screen: Screen): FactorEnd => {
  if (error instanceof HungUpError) {
    screen.bad('You hung up. The question was withdrawn; having been asked counts.');
    return { kind: 'not-verified', reason: 'hung-up' };
  }
  if (!(error instanceof AuthFactorError)) throw error;
  switch (error.reason) {
    case 'SUBJECT_LOCKED':
      screen.bad(`This factor is locked${until(error.lockedUntil)}. Meanwhile nothing is asked or compared.`);
      return { kind: 'not-verified', reason: 'locked' };
    case 'NOT_ENROLLED':
      screen.bad('There is nothing enrolled to ask for.');
      return { kind: 'not-verified', reason: 'not-enrolled' };
    default:
      screen.bad(`The service cannot ask now: ${error.message}.`);
      return { kind: 'not-verified', reason: 'refused' };
  }
};

const showAnswer = (answer: UnverifiedAnswer, screen: Screen): void => {
  switch (answer.outcome) {
    case 'mismatched':
      screen.bad(`Not verified. ${attempts(answer.attemptsRemaining)}`);
      break;
    case 'code-reused':
      screen.bad(`A right code, but it was used before: not verified. ${attempts(answer.attemptsRemaining)}`);
      break;
    case 'unusable':
      screen.bad(`Not the digits that were asked for (${answer.reason}). That costs no attempt.`);
      break;
    case 'lost':
      screen.bad(`The service could not compare the answer. ${attempts(answer.attemptsRemaining)}`);
      break;
    case 'pending':
    case 'unknown':
      screen.bad('The service gave no result.');
      break;
    default:
      answer satisfies never;
  }
  if ('lockedUntil' in answer && answer.lockedUntil !== undefined) {
    screen.bad(`This factor is now locked${until(answer.lockedUntil)}.`);
  }
};

const attempts = (count: number): string => {
  if (count === 0) return 'No attempt is left.';
  return count === 1 ? 'One attempt is left.' : `${count} attempts are left.`;
};

const until = (date: Date | undefined): string =>
  date === undefined ? '' : ` until ${date.toLocaleTimeString('en-GB')}`;
