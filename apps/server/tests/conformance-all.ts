import { randomInt } from 'node:crypto';
import {
  createWire,
  PROTOCOLS,
  type Protocol,
  type RunOptions,
  runContract,
  summary,
} from '@authfactor/conformance/contract';
import { TENANT } from './actors.ts';
import { issueTokens } from './contract/endpoint-tokens.ts';
import { createOktaHand, enrollOktaUsers } from './contract/okta-endpoint.ts';
import { type RestartableServer, startRestartableServer } from './contract/restartable-server.ts';
import { prepareSoftPin } from './contract/soft-pin-endpoint.ts';
import { ENROLLED_AT_MS, enrollApps, prepareTotp } from './contract/totp-endpoint.ts';
import { runGoKit, runPythonKit } from './examples/example-kits.ts';
import { findGo, findPython } from './examples/find-examples.ts';
import { startFakeOktaForServer } from './fake-okta.ts';

/*
 * Runs the conformance kit on the factors that a server has and on the examples, one run after the other, and prints one table. Exit code 1
 * where a clause failed or a run did not come to its end. `REQUIRE_EXAMPLES=1` fails for a missing toolchain
 * too, which is NOT RUN otherwise.
 */

interface Run {
  readonly target: string;
  readonly profile: 'standalone' | 'plugin';
  readonly protocol: Protocol;
  /** Gives what the kit printed, its numbers in the last line; `undefined` where it cannot run on this machine. */
  readonly print: () => Promise<string | undefined>;
}

/** One of our own factors, in a server of its own that is killed where a clause asks for a restart. */
async function runOn(
  server: RestartableServer,
  protocol: Protocol,
  factorType: string,
  endpoint: Pick<RunOptions, 'answers' | 'tokens' | 'device'>,
): Promise<string> {
  using wire = createWire(protocol, server.target(protocol));
  const results = await runContract({
    ...endpoint,
    wire,
    profile: 'standalone',
    factorType,
    lockAfter: 3,
    patienceMs: 30_000,
    runs: 1,
    seed: randomInt(2 ** 31 - 1),
    restart: () => server.restart(),
    onWait: (sentence) => process.stderr.write(`${factorType} over ${protocol}: ${sentence}\n`),
  });
  return summary(results, factorType);
}

/** Soft PIN with its real scrypt. */
async function runSoftPin(protocol: Protocol): Promise<string> {
  await using server = await startRestartableServer({});
  return await runOn(server, protocol, 'soft-pin', await prepareSoftPin(server, 6, 'newcomer'));
}

/** TOTP, of subjects who enrolled a minute ago. */
async function runTotp(protocol: Protocol): Promise<string> {
  await using server = await startRestartableServer({ AUTHFACTOR_FACTORS: 'totp' }, { clockErrorMs: ENROLLED_AT_MS });
  const enrolled = await enrollApps(server, 30);
  await server.restart();
  return await runOn(server, protocol, 'totp', await prepareTotp(server, enrolled, 'newcomer'));
}

/** Okta Verify push on a fake Okta, as the configuration makes it. */
async function runOktaPush(): Promise<string> {
  await using fake = await startFakeOktaForServer();
  await using server = await startRestartableServer(fake.env);
  return await runOn(server, 'grpc', 'okta-push', {
    answers: enrollOktaUsers(fake.okta, TENANT, 6),
    tokens: await issueTokens(server, 'newcomer'),
    device: createOktaHand(fake.okta),
  });
}

const [python, go] = [await findPython(), await findGo()];

const pythonRun = (profile: Run['profile']) => async () => python && (await runPythonKit(python, profile)).output;
const goRun = (profile: Run['profile']) => async () => go && (await runGoKit(go, profile)).output;

const RUNS: readonly Run[] = [
  ...PROTOCOLS.map(
    (protocol): Run => ({ target: 'soft-pin', profile: 'standalone', protocol, print: () => runSoftPin(protocol) }),
  ),
  ...PROTOCOLS.map(
    (protocol): Run => ({ target: 'totp', profile: 'standalone', protocol, print: () => runTotp(protocol) }),
  ),
  { target: 'okta-push', profile: 'standalone', protocol: 'grpc', print: runOktaPush },
  { target: 'factor-python', profile: 'plugin', protocol: 'grpc', print: pythonRun('plugin') },
  { target: 'factor-python behind a server', profile: 'standalone', protocol: 'grpc', print: pythonRun('standalone') },
  { target: 'factor-go', profile: 'plugin', protocol: 'grpc', print: goRun('plugin') },
  { target: 'factor-go behind a server', profile: 'standalone', protocol: 'grpc', print: goRun('standalone') },
];

const WIDTHS = [31, 12, 10, 8, 8, 8];
const say = (cells: readonly string[]) =>
  process.stdout.write(
    `${cells
      .map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0))
      .join('')
      .trimEnd()}\n`,
  );

/** The numbers for the table. What went wrong is told in full, below it. */
async function numbersOf({ target, protocol, print }: Run, troubles: string[]): Promise<readonly string[]> {
  const output = await print().catch((fault: unknown) => String(fault));
  if (output === undefined) return ['NOT RUN'];
  const numbers = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output)?.slice(1);
  if (numbers?.[1] !== '0') troubles.push(`\n${target} over ${protocol}:\n${output}\n`);
  return numbers ?? ['did not come to its end'];
}

const troubles: string[] = [];
say(['target', 'profile', 'protocol', 'passed', 'failed', 'skipped']);
for (const run of RUNS) say([run.target, run.profile, run.protocol, ...(await numbersOf(run, troubles))]);
for (const trouble of troubles) process.stderr.write(trouble);
process.exitCode = troubles.length === 0 ? 0 : 1;
