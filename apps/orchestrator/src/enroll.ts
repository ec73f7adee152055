import type { AuthFactorClient, Input } from '@authfactor/client';
import type { Person } from './person.ts';
import type { Screen } from './screen.ts';

export interface EnrollOptions {
  readonly client: AuthFactorClient;
  readonly person: Person;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** Leads the person through an enrolment of a Soft PIN. Gives whether it completed. */
export const enroll = async ({ client, person, screen, signal }: EnrollOptions): Promise<boolean> => {
  const begun = await client.enrollments.begin({ factorType: 'soft-pin', languageCode: 'en' }, { signal });
  let { enrollment } = begun;
  while (!enrollment.final) {
    const { prompt, enrollmentId } = enrollment;
    if (prompt !== undefined) screen.agent(prompt.text);
    const input = keyed(await person.enter('new-pin', signal));
    const confirmation =
      prompt?.input?.confirm === true ? keyed(await person.enter('new-pin-again', signal)) : undefined;
    const request = { enrollmentId, input, ...(confirmation === undefined ? {} : { confirmation }) };
    enrollment = await client.enrollments.submitInput(request, { signal });
    for (const { message } of enrollment.rejections) screen.bad(message);
  }
  if (enrollment.state === 'completed') screen.good('Your PIN is set.');
  else screen.bad(`The enrolment ended: ${enrollment.state}.`);
  return enrollment.state === 'completed';
};

export const keyed = (text: string): Input => ({ kind: 'typed', text, channel: 'keypad' });
