import { createWire, runContract } from '@authfactor/conformance/contract';
import type { InBandFactor } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { createTotp } from '@authfactor/totp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROKEN, completing } from '../../../../packages/totp/tests/broken-totp.ts';
import { type RunningTestServer, startServerInProcess } from '../running-server.ts';
import { ENROLLED_AT_MS, enrollApps, prepareTotp } from './totp-endpoint.ts';

/** What one-time codes are about: used twice, given to many challenges at once, used to enrol, and right. */
const CLAUSES = ['2.8', '3.2', '6.8', '10.4', '10.6'];
/** One a clause: nobody waits for codes. */
const SUBJECTS = 3;

const GOOD = { name: 'has no mistake', breakIt: (factor: InBandFactor) => factor, clauses: [] };
/** The others are found by the checks of packages/totp alone. */
const VARIANTS = [GOOD, ...BROKEN.filter(({ clauses }) => clauses.length > 0)].map((variant, i) => ({
  ...variant,
  factorType: `totp-${i}`,
}));

/** As the server's own clock would do it: whoever is there when the run begins, enrolled a while ago. */
const enrolledEarlier = (factor: InBandFactor): InBandFactor =>
  completing(factor, (complete) => (permit, request) => {
    const earlier = request.context.subject.startsWith('user ') ? ENROLLED_AT_MS : 0;
    return complete(permit, { ...request, now: request.now + earlier });
  });

/** Each comparison ends only once another one is under way, as it may happen on a busy server. */
function overlapping(factor: InBandFactor): InBandFactor {
  let wake: (() => void) | undefined;
  return {
    ...factor,
    async compare(permit, request) {
      const compared = await factor.compare(permit, request);
      if (wake === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else wake();
      return compared;
    },
  };
}

const OVERLAPPING = 'totp-overlapping';
const outsideOfTheWrite = BROKEN.find(({ name }) => name.startsWith('looks at the last step'));

const keyring = createKeyring(generateKeyring());
let server: RunningTestServer;

function createAs(factorType: string): InBandFactor {
  const totp = createTotp({ keyring, issuer: 'Example' });
  return { ...totp, info: { ...totp.info, factorType } };
}

beforeAll(async () => {
  server = await startServerInProcess({
    env: { AUTHFACTOR_LOG_LEVEL: 'fatal' },
    exchange: (parts) => ({
      ...parts,
      factors: [
        ...VARIANTS.map(({ breakIt, factorType }) => enrolledEarlier(breakIt(createAs(factorType)))),
        enrolledEarlier(overlapping(outsideOfTheWrite?.breakIt(createAs(OVERLAPPING)) ?? createAs(OVERLAPPING))),
      ],
    }),
  });
});
afterAll(() => server.stop());

/** The clauses that fail. */
async function failuresOf(factorType: string, only: readonly string[] = CLAUSES): Promise<readonly string[]> {
  const { hostname: host, port } = new URL(server.grpcUrl);
  using wire = createWire('grpc', { host, port: Number(port), tls: false });
  const results = await runContract({
    ...(await prepareTotp(server, await enrollApps(server, SUBJECTS, factorType), `newcomer of ${factorType}`)),
    wire,
    profile: 'standalone',
    factorType,
    lockAfter: 3,
    patienceMs: 30_000,
    runs: 1,
    seed: 11,
    only,
  });
  expect(results.filter(({ status }) => status === 'skipped')).toEqual([]);
  return results.filter(({ status }) => status === 'failed').map(({ id }) => id);
}

test.each(VARIANTS)('a TOTP that $name is found by $clauses', async ({ factorType, clauses }) => {
  expect(await failuresOf(factorType)).toEqual(clauses);
});

test('one that looks at the last step outside of the write is found where comparisons overlap', async () => {
  expect(await failuresOf(OVERLAPPING, ['6.8'])).toEqual(['6.8']);
});
