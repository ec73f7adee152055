import type { Answers } from '@authfactor/conformance/contract';
import { enroll, TENANT } from '../actors.ts';
import type { RunningTestServer } from '../running-server.ts';
import { type EndpointTokens, issueTokens, OTHER_TENANT } from './endpoint-tokens.ts';

const RIGHT = '907152';

/** What the suite is given of a server with Soft PIN. */
export interface SoftPinEndpoint {
  readonly answers: Answers;
  readonly tokens: EndpointTokens;
}

/** Enrols so many subjects, and issues every token that the suite takes. `newcomer` enrols in the run. */
export async function prepareSoftPin(
  server: Pick<RunningTestServer, 'token' | 'grpcUrl'>,
  subjects: number,
  newcomer: string,
): Promise<SoftPinEndpoint> {
  const ids = Array.from({ length: subjects }, (_, i) => `subject-${i}`);
  for (const id of ids) await enroll(server, id, RIGHT);
  return {
    answers: {
      tenant: TENANT,
      subjects: ids.map((id) => ({ id, right: { kind: 'text', text: RIGHT }, wrong: ['271828', '314159', '141421'] })),
      unusable: [
        { text: '12345', says: 'TOO_FEW' },
        { text: '1234567', says: 'TOO_MANY' },
        { text: '', says: 'NO_DIGITS' },
      ],
      otherTenant: OTHER_TENANT,
      enrollment: { subject: newcomer, right: '402915', refused: [{ text: '123456', rule: 'sequence' }] },
    },
    tokens: await issueTokens(server, newcomer),
  };
}
