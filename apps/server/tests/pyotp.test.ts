import { readProvisioningUri } from '@authfactor/conformance/contract';
import { type CredentialContext, type InBandFactor, Secret } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { createTotp } from '@authfactor/totp';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectAs, keyed, SESSION, TENANT } from './actors.ts';
import { findPyotp } from './examples/find-examples.ts';
import { askPyotp, type PyotpApp } from './pyotp/ask-pyotp.ts';
import { startServerInProcess } from './running-server.ts';

const NOW = 1_764_547_215;
const OFFSETS = [-3, -2, -1, 0, 1, 2, 3];
/** Of a seed, in bytes. */
const BYTES = { SHA1: 20, SHA256: 32, SHA512: 64 } as const;
const ALICE: CredentialContext = { tenant: 'acme', subject: 'alice', factorType: 'totp', generation: 1 };

const PARAMETERS = (['SHA1', 'SHA256', 'SHA512'] as const).flatMap((algorithm) =>
  ([6, 8] as const).flatMap((digits) =>
    ([30, 60] as const).map((periodSeconds) => ({ algorithm, digits, periodSeconds })),
  ),
);

const python = await findPyotp();
const keyring = createKeyring(generateKeyring());
const permit = { [Symbol.dispose]: () => undefined };
const asked = {
  challenge: { challengeId: 'challenge-1', session: 'call-1', purpose: '', language: 'en' },
  attemptId: 'attempt-1',
  handle: '',
};

interface Side {
  readonly factor: InBandFactor;
  readonly pending: string;
  readonly uri: string;
  readonly app: PyotpApp;
}

const timesOf = (periodSeconds: number): readonly number[] => OFFSETS.map((offset) => NOW + offset * periodSeconds);

/** Enrols with the app's first code, at its time; gives what the factor then says of each code of the app at `NOW`. */
async function verdictsOf({ factor, pending, app }: Side): Promise<readonly string[]> {
  const [code = ''] = app.codes;
  const earlier = (NOW - 3 * app.period) * 1000;
  const request = { context: ALICE, value: Secret.fromText(code), history: [], pending, now: earlier };
  const enrolled = await factor.enrollment?.complete(permit, request);
  if (enrolled?.kind !== 'accepted') throw new Error('The app’s code did not complete the enrolment');
  const { record, factorState = '' } = enrolled;
  const verdicts: string[] = [];
  for (const answer of app.codes) {
    const reading = factor.read({ kind: 'typed', text: answer, channel: 'keypad' }, 'en');
    if (reading.kind === 'unusable') throw new Error(`The app’s code was unusable: ${reading.reason}`);
    const compared = await factor.compare(permit, {
      ...asked,
      context: ALICE,
      record,
      factorState,
      value: reading.value,
      now: NOW * 1000,
    });
    verdicts.push(compared.kind);
  }
  return verdicts;
}

const expected = ({ taken }: PyotpApp) => taken.map((right) => (right ? 'matched' : 'mismatched'));

describe.skipIf(python === undefined)('pyotp', () => {
  const peer = python ?? '';
  let sides: readonly { readonly ours: Side; readonly theirs: Side & { readonly pyotpUri: string } }[] = [];

  beforeAll(async () => {
    const seeds = await askPyotp(
      peer,
      PARAMETERS.map(({ algorithm, digits, periodSeconds: period }) => {
        return { ask: 'seed', algorithm, digits, period, bytes: BYTES[algorithm] } as const;
      }),
    );
    const started = PARAMETERS.flatMap((parameters, i) => {
      const foreign = () => Uint8Array.from(Buffer.from(seeds[i]?.hex ?? '', 'hex'));
      return [{}, { random: foreign }].map((random) => {
        const factor = createTotp({ keyring, issuer: 'Müller & Söhne', ...parameters, ...random });
        const { pending = '', provisioningUri: uri = '' } = factor.enrollment?.start?.(ALICE) ?? {};
        return { factor, pending, uri, times: timesOf(parameters.periodSeconds) };
      });
    });
    const apps = await askPyotp(
      peer,
      started.map(({ uri, times }) => ({ ask: 'app', uri, times, now: NOW }) as const),
    );
    const all = started.map((side, i) => {
      const app = apps[i];
      if (app === undefined) throw new Error('pyotp did not answer everything');
      return { ...side, app };
    });
    sides = PARAMETERS.map((_, i) => {
      const [ours, theirs] = all.slice(2 * i);
      if (ours === undefined || theirs === undefined) throw new Error('Each has two sides');
      return { ours, theirs: { ...theirs, pyotpUri: seeds[i]?.uri ?? '' } };
    });
  });

  test.each(PARAMETERS.map((parameters, i) => ({ ...parameters, i })))(
    '$algorithm, $digits digits, $periodSeconds s: takes our URI and seed, and we take its codes',
    async ({ algorithm, digits, periodSeconds: period, i }) => {
      const ours = sides[i]?.ours;
      if (ours === undefined) throw new Error('It was asked for');
      expect(ours.app).toMatchObject({ issuer: 'Müller & Söhne', name: 'alice', algorithm, digits, period });
      // Those of a step before to a step after, of seven.
      const right = ours.app.codes.slice(2, 5);
      expect(ours.app.taken).toEqual(ours.app.codes.map((code) => right.includes(code)));
      expect(await verdictsOf(ours)).toEqual(expected(ours.app));
    },
  );

  test.each(PARAMETERS.map((parameters, i) => ({ ...parameters, i })))(
    '$algorithm, $digits digits, $periodSeconds s: we take its seed, and make the URI that it makes',
    async ({ i }) => {
      const theirs = sides[i]?.theirs;
      if (theirs === undefined) throw new Error('It was asked for');
      expect(readProvisioningUri(theirs.uri)).toEqual(readProvisioningUri(theirs.pyotpUri));
      expect(await verdictsOf(theirs)).toEqual(expected(theirs.app));
    },
  );

  test('as the app of a user of the server, by the URI that came over gRPC', async () => {
    await using server = await startServerInProcess({
      env: { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_ISSUER: 'Acme Help Desk', AUTHFACTOR_TOTP_PERIOD: '60s' },
    });
    const subjectId = 'alice@example.com';
    await using user = await connectAs(server, { scope: 'factor.enroll', subject: subjectId });
    const { enrollment, provisioningUri: uri = '' } = await user.enrollments.begin({ factorType: 'totp' });
    const { enrollmentId } = enrollment;
    const now = Math.floor(Date.now() / 1000);
    const [app] = await askPyotp(peer, [{ ask: 'app', uri, times: [now, now + 60], now }]);
    expect(app).toMatchObject({ issuer: 'Acme Help Desk', name: subjectId });
    const [first = '', second = ''] = app?.codes ?? [];
    const enrolled = await user.enrollments.submitInput({ enrollmentId, input: keyed(first) });
    expect(enrolled).toMatchObject({ state: 'completed' });

    await using agent = await connectAs(server, { scope: 'factor.verify' });
    const subject = { tenantId: TENANT, subjectId };
    const { challengeId } = await agent.challenges.begin({ subject, factorType: 'totp', sessionId: SESSION });
    const answers = [first, second].map(keyed);
    const outcomes: string[] = [];
    for (const input of answers) {
      outcomes.push((await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input })).outcome);
    }
    expect(outcomes).toEqual(['code-reused', 'verified']);
  });
});
