import { createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';

/** Gives the signed assertion once the caller is verified, `undefined` if they are not. */
export async function verifyCaller(
  server: { readonly url: string; readonly token: string },
  subjectId: string,
  sessionId: string,
  askCaller: (prompt: string) => Promise<string>,
): Promise<string | undefined> {
  await using client = createAuthFactorClient({ ...server, transport: grpcTransport() });
  let challenge = await client.challenges.begin({
    subject: { tenantId: 'default', subjectId },
    factorType: 'soft-pin',
    sessionId,
    offeredChannels: ['keypad'],
    purpose: 'password-reset',
  });
  while (!challenge.final) {
    const text = await askCaller(challenge.prompt?.text ?? '');
    const answer = await client.challenges.submitAnswer({
      challengeId: challenge.challengeId,
      sessionId,
      input: { kind: 'typed', channel: 'keypad', text },
    });
    if (answer.outcome === 'verified') return answer.assertion;
    challenge = answer.challenge;
  }
  return undefined;
}
