import { expect, test } from 'vitest';
import { connectCanaries } from './canary-calls.ts';
import { liveWithCodes } from './canary-codes.ts';
import { startServer } from './running-server.ts';
import { createScanner, linesOf, mentions, readStored, TRACED } from './scan-server.ts';

// Eight digits: no time of day and no port looks like them.
const env = {
  ...TRACED,
  AUTHFACTOR_FACTORS: 'totp',
  AUTHFACTOR_TOTP_DIGITS: '8',
  AUTHFACTOR_TOTP_PERIOD: '60s',
  AUTHFACTOR_TOTP_ISSUER: 'Canary & Co',
};

test('no seed, provisioning URI or code in logs, errors or files', async () => {
  await using server = await startServer({ env });
  using caller = await connectCanaries(server, 'canary');
  const { codes, apps } = await liveWithCodes(caller, 'canary');

  // All of it happened, and was traced.
  const reasons = new Set(linesOf(server, 'rpc').map(({ reason }) => reason));
  expect([...reasons]).toEqual(
    expect.arrayContaining(['NOT_ENROLLED', 'ENROLLMENT_CLOSED', 'SUBJECT_LOCKED', 'INVALID_REQUEST']),
  );
  const heard = caller.heard.join('\n');
  for (const outcome of ['VERIFIED', 'MISMATCHED', 'CODE_REUSED', 'UNUSABLE', 'COMPLETED', 'SUPERSEDED', 'CANCELED']) {
    expect(mentions(heard, `_${outcome}"`), outcome).toBe(true);
  }
  for (const field of ['provisioning_uri', 'text', 'transcript', 'assertion']) {
    expect(mentions(server.logs(), `"${field}":"[secret]"`), field).toBe(true);
  }

  const scanner = await createScanner(server.dataDir, [caller]);
  expect(caller.uris.size).toBe(3);
  expect(codes.size).toBeGreaterThanOrEqual(7);
  for (const code of codes) scanner.addPin('a code', code);
  expect(scanner.find(heard)).toEqual([]);
  expect(await server.stop()).toBe(0);
  expect(scanner.find(server.logs())).toEqual([]);
  expect(scanner.find(await readStored(server.dataDir))).toEqual([]);

  // The same scanner finds each of them where it does stand.
  const [app] = apps.slice(-1);
  for (const leak of [...caller.uris, ...codes, app?.base32 ?? '', app?.seed.toString('hex') ?? '']) {
    expect(scanner.find(`${server.logs().slice(0, 1_000)} ${leak}`)).not.toEqual([]);
  }
}, 120_000);
