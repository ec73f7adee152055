import type { RunningTestServer } from '../running-server.ts';

/** Every token that the suite takes. */
export type EndpointTokens = Readonly<Record<'verify' | 'otherClient' | 'otherTenant' | 'admin' | 'enroll', string>>;

/** The tenant of the token of another tenant. */
export const OTHER_TENANT = 'other';

/** Issues them; `newcomer` enrols in the run. */
export async function issueTokens(server: Pick<RunningTestServer, 'token'>, newcomer: string): Promise<EndpointTokens> {
  return {
    verify: await server.token({ scopes: ['factor.verify'] }),
    otherClient: await server.token({ scopes: ['factor.verify'], client: 'another' }),
    otherTenant: await server.token({ scopes: ['factor.verify'], tenants: [OTHER_TENANT] }),
    admin: await server.token({ scopes: ['factor.admin'] }),
    enroll: await server.token({ scopes: ['factor.enroll'], subject: newcomer }),
  };
}
