import { type AuthFactorClient, createAuthFactorClient, type Enrollment, type Input } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import type { RunningTestServer } from './running-server.ts';

export const TENANT = 'default';
export const SESSION = 'call-1';
export const PATIENCE_MS = 60_000;

export const keyed = (text: string): Input => ({ kind: 'typed', text, channel: 'keypad' });

export interface Actor {
  readonly scope: 'factor.verify' | 'factor.enroll' | 'factor.admin';
  readonly subject?: string;
  readonly client?: string;
  readonly tenants?: readonly string[];
}

/** A client over gRPC with a token of its own. It repeats what may be repeated for a minute. */
export async function connectAs(
  server: Pick<RunningTestServer, 'token' | 'grpcUrl'>,
  { scope, ...options }: Actor,
): Promise<AuthFactorClient> {
  const token = await server.token({ scopes: [scope], ...options });
  return createAuthFactorClient({ url: server.grpcUrl, token, transport: grpcTransport(), deadlineMs: PATIENCE_MS });
}

/** Enrols a PIN as its user would; gives the enrolment as it ended. */
export async function enroll(
  server: Pick<RunningTestServer, 'token' | 'grpcUrl'>,
  subject: string,
  pin: string,
  tenants: readonly string[] = [TENANT],
): Promise<Enrollment> {
  await using user = await connectAs(server, { scope: 'factor.enroll', subject, tenants });
  const { enrollment } = await user.enrollments.begin({ factorType: 'soft-pin' });
  const input = keyed(pin);
  return await user.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input, confirmation: input });
}

export function beginFor(agent: AuthFactorClient, subjectId: string, sessionId = SESSION, tenantId = TENANT) {
  return agent.challenges.begin({ subject: { tenantId, subjectId }, factorType: 'soft-pin', sessionId });
}

/** One challenge and one answer; gives its outcome. */
export async function verify(
  agent: AuthFactorClient,
  subject: string,
  pin: string,
  tenantId = TENANT,
): Promise<string> {
  const { challengeId } = await beginFor(agent, subject, SESSION, tenantId);
  return (await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: keyed(pin) })).outcome;
}

/** The reason of the error that a call rejects with, `none` where it resolves. */
export const reasonOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) =>
      typeof error === 'object' && error !== null && 'reason' in error ? String(error.reason) : String(error),
  );
