import { readFile } from 'node:fs/promises';
import { Enrollment_State, Challenge_State as State } from '@authfactor/proto';
import { expect, test } from 'vitest';
import { connect, enrollApp, verifyCaller } from './readme-example.ts';
import { startScriptedServer } from './scripted-server.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

test('the README shows this very example', async () => {
  expect(await read('../README.md')).toContain(await read('./readme-example.ts'));
});

test('the example verifies a caller', async () => {
  await using server = await startScriptedServer({
    beginChallenge: () => ({ challenge: { challengeId: 'c-1', state: State.AWAITING_DEVICE, matchCode: '42' } }),
    getChallenge: () => ({
      challenge: { challengeId: 'c-1', state: State.VERIFIED, verification: { assertion: 'a.b.c' } },
    }),
  });
  await using client = connect(server.grpcUrl, 'token');
  const said: string[] = [];
  const say = (sentence: string) => said.push(sentence);
  const line = new AbortController();
  expect(await verifyCaller(client, async () => undefined, say, line.signal)).toBe('a.b.c');
  expect(said).toEqual(['Please look at your phone.', 'Choose 42 there.']);
  line.abort();
  await expect(verifyCaller(client, async () => undefined, say, line.signal)).rejects.toBe(line.signal.reason);
});

test('the example enrols an app', async () => {
  const enrollment = (state: Enrollment_State, message?: string) => ({
    enrollment: {
      enrollmentId: 'e-1',
      state,
      prompt: { text: 'Enter the code.' },
      rejections: message === undefined ? [] : [{ rule: 'code', message }],
    },
  });
  await using server = await startScriptedServer(
    {},
    {
      beginEnrollment: () => ({
        ...enrollment(Enrollment_State.AWAITING_INPUT),
        provisioningUri: 'otpauth://totp/Acme:alice?secret=JBSWY3DPEHPK3PXP&issuer=Acme',
      }),
      submitEnrollmentInput: ({ input }) =>
        input?.value.case === 'typed' && input.value.value.text === '123456'
          ? enrollment(Enrollment_State.COMPLETED)
          : enrollment(Enrollment_State.AWAITING_INPUT, 'Not this code.'),
    },
  );
  await using client = connect(server.grpcUrl, 'token');
  const asked: string[] = [];
  const codes = ['654321', '123456'];
  let svg = '';
  const show = (code: string) => {
    svg = code;
  };
  const enrolled = enrollApp(client, show, async (sentence) => codes[asked.push(sentence) - 1] ?? '');
  expect(await enrolled).toBe(true);
  expect(asked).toEqual(['Enter the code.', 'Not this code. Enter the code.']);
  expect(svg).toContain('<svg');
});
