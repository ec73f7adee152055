import { type Answers, readProvisioningUri } from '@authfactor/conformance/contract';
import { connectAs, keyed, TENANT } from '../actors.ts';
import { scan } from '../authenticator.ts';
import type { RunningTestServer } from '../running-server.ts';
import { type EndpointTokens, issueTokens, OTHER_TENANT } from './endpoint-tokens.ts';

/** What the suite is given of a server with TOTP. */
export interface TotpEndpoint {
  readonly answers: Answers;
  readonly tokens: EndpointTokens;
}

/**
 * How far behind the server is while its subjects enrol, so that the code which is used up then is none of those that the
 * suite gives: of this time step and the next. Less than a minute, by which a login may be in the future.
 */
export const ENROLLED_AT_MS = -55_000;

/**
 * Enrols so many subjects with a server whose clock is behind by `ENROLLED_AT_MS`; gives what the suite must know of them
 * once the clock is right.
 */
export async function enrollApps(
  server: Pick<RunningTestServer, 'token' | 'grpcUrl'>,
  count: number,
  factorType = 'totp',
): Promise<Answers> {
  const subjects: Answers['subjects'][number][] = [];
  for (let i = 0; i < count; i++) {
    // None is the beginning of another one: the suite expects that nobody has such an id.
    const id = `user ${i} of an app`;
    await using user = await connectAs(server, { scope: 'factor.enroll', subject: id });
    const { enrollment, provisioningUri = '' } = await user.enrollments.begin({ factorType });
    const code = scan(provisioningUri).codeAt(Date.now() + ENROLLED_AT_MS);
    const { enrollmentId } = enrollment;
    const { state } = await user.enrollments.submitInput({ enrollmentId, input: keyed(code) });
    if (state !== 'completed') throw new Error(`The enrolment of ${id} is ${state}`);
    const right = { kind: 'totp', totp: readProvisioningUri(provisioningUri) } as const;
    subjects.push({ id, right, wrong: ['271828', '314159', '141421', '173205', '223606', '264575'] });
  }
  return {
    tenant: TENANT,
    subjects,
    unusable: [
      { text: '12345', says: 'TOO_FEW' },
      { text: '1234567', says: 'TOO_MANY' },
      { text: '12345678', says: 'TOO_MANY' },
      { text: '', says: 'NO_DIGITS' },
      { text: 'forget it' },
    ],
    otherTenant: OTHER_TENANT,
  };
}

/** Adds the user who enrols in the run, and every token. */
export async function prepareTotp(
  server: Pick<RunningTestServer, 'token'>,
  enrolled: Answers,
  newcomer: string,
): Promise<TotpEndpoint> {
  const refused = [
    { text: '12345', rule: 'length' },
    { text: '271828', rule: 'code' },
  ];
  const enrollment = { subject: newcomer, right: { from: 'provisioning-uri' }, refused } as const;
  return { answers: { ...enrolled, enrollment }, tokens: await issueTokens(server, newcomer) };
}
