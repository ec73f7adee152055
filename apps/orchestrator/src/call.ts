import { type AnswerResult, type AuthFactorClient, AuthFactorError, type SubjectRef } from '@authfactor/client';
import type { AssertionVerifier } from '@authfactor/client/verify';
import { describeClaims } from './describe-claims.ts';
import { keyed } from './enroll.ts';
import type { Person } from './person.ts';
import type { Screen } from './screen.ts';

export interface CallOptions {
  readonly client: AuthFactorClient;
  readonly verifier: AssertionVerifier;
  readonly person: Person;
  readonly screen: Screen;
  readonly subject: SubjectRef;
  readonly signal: AbortSignal;
}

export type CallEnd = 'verified' | 'not-verified' | 'locked';

const PURPOSE = 'demo';

/** One call: a challenge, answered until it ends. Gives how it ended. */
export const call = async (options: CallOptions): Promise<CallEnd> => {
  const { client, person, screen, subject, signal } = options;
  const sessionId = `call-${crypto.randomUUID()}`;
  try {
    let challenge = await client.challenges.begin(
      {
        subject,
        factorType: 'soft-pin',
        sessionId,
        offeredChannels: ['keypad'],
        languageCode: 'en',
        purpose: PURPOSE,
      },
      { signal },
    );
    let locked = false;
    while (!challenge.final) {
      if (challenge.prompt !== undefined) screen.agent(challenge.prompt.text);
      const input = keyed(await person.enter('answer', signal));
      const { challengeId } = challenge;
      const result = await client.challenges.submitAnswer({ challengeId, sessionId, input }, { signal });
      await show(result, sessionId, options);
      locked ||= 'lockedUntil' in result && result.lockedUntil !== undefined;
      if (result.outcome === 'verified') return 'verified';
      challenge = result.challenge;
    }
    if (challenge.prompt !== undefined) screen.agent(challenge.prompt.text);
    return locked ? 'locked' : 'not-verified';
  } catch (error) {
    if (!(error instanceof AuthFactorError) || error.reason !== 'SUBJECT_LOCKED') throw error;
    screen.bad(`The account is locked${until(error.lockedUntil)}: the service compares nothing meanwhile.`);
    return 'locked';
  }
};

const show = async (result: AnswerResult, sessionId: string, options: CallOptions): Promise<void> => {
  const { screen, verifier, subject } = options;
  switch (result.outcome) {
    case 'verified': {
      screen.good('Verified.');
      if (result.assertion === undefined) return;
      const claims = await verifier.verify(result.assertion, {
        subject: subject.subjectId,
        tenant: subject.tenantId,
        session: sessionId,
      });
      screen.backstage('The signed assertion, checked against the published keys, says:');
      for (const line of describeClaims(claims)) screen.backstage(`  ${line}`);
      return;
    }
    case 'mismatched':
    case 'code-reused':
      screen.bad(`Not verified. ${attempts(result.attemptsRemaining)}`);
      if (result.lockedUntil !== undefined) screen.bad(`The account is now locked${until(result.lockedUntil)}.`);
      return;
    case 'unusable':
      screen.bad(`Not a six-digit PIN (${result.reason}). That costs no attempt.`);
      return;
    case 'lost':
      screen.bad(`The service could not compare the PIN. ${attempts(result.attemptsRemaining)}`);
      return;
    case 'pending':
    case 'unknown':
      screen.bad('The service gave no result.');
      return;
    default:
      return result satisfies never;
  }
};

const attempts = (count: number): string => {
  if (count === 0) return 'No attempt is left.';
  return count === 1 ? 'One attempt is left.' : `${count} attempts are left.`;
};

const until = (date: Date | undefined): string =>
  date === undefined ? '' : ` until ${date.toLocaleTimeString('en-GB')}`;
