import { type AuthFactorClient, createAuthFactorClient, type Input } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { createQrCode } from '@authfactor/client/qr';

export const connect = (url: string, token: string): AuthFactorClient =>
  createAuthFactorClient({ url, token, transport: grpcTransport() });

/** `listen` says a sentence and gives what it heard or was keyed in, until `signal` says that nobody waits for it. */
export const verifyCaller = async (
  client: AuthFactorClient,
  listen: (sentence: string, signal: AbortSignal) => Promise<Input | undefined>,
  say: (sentence: string) => void,
  hungUp: AbortSignal,
): Promise<string> => {
  const result = await client.verify(
    {
      subject: { tenantId: 'default', subjectId: 'alice' },
      factorType: 'okta-push',
      sessionId: 'call-1',
      purpose: 'change-address',
      askCaller: ({ prompt, signal }) => listen(prompt?.text ?? '', signal),
      tellCaller({ prompt, matchCode }) {
        say(prompt?.text ?? 'Please look at your phone.');
        if (matchCode !== undefined) say(`Choose ${matchCode} there.`);
      },
    },
    { signal: hungUp },
  );
  return result.outcome === 'verified' ? (result.assertion ?? 'verified too long ago') : result.reason;
};

/** With the end user's own token: shows a QR code, and asks for the first code of the app that scanned it. */
export const enrollApp = async (
  client: AuthFactorClient,
  show: (svg: string) => void,
  ask: (sentence: string) => Promise<string>,
): Promise<boolean> => {
  const { provisioningUri, ...begun } = await client.enrollments.begin({ factorType: 'totp' });
  let { enrollment } = begun;
  if (provisioningUri !== undefined) show(createQrCode(provisioningUri).svg());
  while (!enrollment.final) {
    const { enrollmentId, rejections, prompt } = enrollment;
    const text = await ask([...rejections.map(({ message }) => message), prompt?.text].join(' '));
    enrollment = await client.enrollments.submitInput({
      enrollmentId,
      input: { kind: 'typed', channel: 'text', text },
    });
  }
  return enrollment.state === 'completed';
};
