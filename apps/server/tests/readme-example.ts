import { createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';

/** The person on the line. */
interface Call {
  readonly sessionId: string;
  say(text: string): Promise<void>;
  /** Says the text and gives what is keyed in then. */
  ask(text: string): Promise<string>;
  /** Aborts when they hang up. */
  readonly hungUp: AbortSignal;
}

/** Gives the signed assertion once the caller is verified, `undefined` if they are not. Any factor type will do. */
export async function verifyCaller(
  server: { readonly url: string; readonly token: string },
  factorType: string,
  subjectId: string,
  call: Call,
): Promise<string | undefined> {
  await using client = createAuthFactorClient({ ...server, transport: grpcTransport() });
  const result = await client.verify(
    {
      subject: { tenantId: 'default', subjectId },
      factorType,
      sessionId: call.sessionId,
      purpose: 'password-reset',
      // A PIN or a code comes through the caller, who is asked again while attempts are left.
      askCaller: async ({ prompt }) => ({ kind: 'typed', channel: 'keypad', text: await call.ask(prompt?.text ?? '') }),
      // A push goes to their own device; the match code is the number to choose there.
      tellCaller: ({ prompt, matchCode = '' }) => call.say(`${prompt?.text ?? ''} ${matchCode}`),
    },
    { signal: call.hungUp },
  );
  return result.outcome === 'verified' ? result.assertion : undefined;
}
