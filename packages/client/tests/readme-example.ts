import { createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';

export const verifyCaller = async (url: string, token: string, digits: string): Promise<string | undefined> => {
  await using client = createAuthFactorClient({ url, token, transport: grpcTransport() });
  const { challengeId } = await client.challenges.begin({
    subject: { tenantId: 'default', subjectId: 'alice' },
    factorType: 'soft-pin',
    sessionId: 'call-1',
    offeredChannels: ['keypad'],
    purpose: 'change-address',
  });
  const result = await client.challenges.submitAnswer({
    challengeId,
    sessionId: 'call-1',
    input: { kind: 'typed', text: digits, channel: 'keypad' },
  });
  return result.outcome === 'verified' ? result.assertion : undefined;
};
