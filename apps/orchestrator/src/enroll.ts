import { type AuthFactorClient, AuthFactorError } from '@authfactor/client';
import { keyed } from './keyed.ts';
import type { Keyed, Person } from './person.ts';
import type { Screen } from './screen.ts';

/** What is enrolled with this service. */
export type EnrollableFactor = 'soft-pin' | 'totp';

export interface EnrollOptions {
  readonly client: Pick<AuthFactorClient, 'enrollments'>;
  readonly person: Person;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

const WORDS = {
  'soft-pin': { asked: 'new-pin', done: 'Your PIN is set.' },
  totp: { asked: 'new-code', done: 'Your authenticator app is set up. That code is used up now.' },
} as const satisfies Record<EnrollableFactor, { asked: Keyed; done: string }>;

/** Leads the person through an enrolment. Gives whether it completed. */
export const enroll = async (factorType: EnrollableFactor, options: EnrollOptions): Promise<boolean> => {
  try {
    return await lead(factorType, options);
  } catch (error) {
    if (!(error instanceof AuthFactorError)) throw error;
    options.screen.bad(`The service cannot enrol you now: ${error.message}.`);
    return false;
  }
};

const lead = async (
  factorType: EnrollableFactor,
  { client, person, screen, signal }: EnrollOptions,
): Promise<boolean> => {
  const { asked, done } = WORDS[factorType];
  const begun = await client.enrollments.begin({ factorType, languageCode: 'en' }, { signal });
  if (begun.provisioningUri !== undefined) person.scan(begun.provisioningUri);
  let { enrollment } = begun;
  while (!enrollment.final) {
    const { prompt, enrollmentId } = enrollment;
    if (prompt !== undefined) screen.agent(prompt.text);
    const input = keyed(await person.enter(asked, signal));
    const confirmation =
      prompt?.input?.confirm === true ? keyed(await person.enter('new-pin-again', signal)) : undefined;
    const request = { enrollmentId, input, ...(confirmation === undefined ? {} : { confirmation }) };
    enrollment = await client.enrollments.submitInput(request, { signal });
    for (const { message } of enrollment.rejections) screen.bad(asSentence(message));
  }
  if (enrollment.state === 'completed') screen.good(done);
  else screen.bad(`The enrolment ended: ${enrollment.state}.`);
  return enrollment.state === 'completed';
};

/** Factors differ in whether their sentences end in a full stop. */
const asSentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);
