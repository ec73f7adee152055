import { randomInt } from 'node:crypto';
import { createWire, PROTOCOLS, type Protocol, runContract, summary } from '@authfactor/conformance/contract';
import { TENANT } from './actors.ts';
import { createOktaHand, enrollOktaUsers } from './contract/okta-endpoint.ts';
import { prepareSoftPin } from './contract/soft-pin-endpoint.ts';
import { runGoKit, runPythonKit } from './examples/example-kits.ts';
import { findGo, findPython } from './examples/find-examples.ts';
import { startFakeOktaForServer } from './fake-okta.ts';
import { freshDataDir, startServer } from './running-server.ts';

/*
 * Runs the conformance kit on Soft PIN and the examples, one run after the other, and prints one table. Exit code 1
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

/** Soft PIN with its real scrypt, in a server of its own that is killed where a clause asks for a restart. */
async function runSoftPin(protocol: Protocol): Promise<string> {
  const dataDir = await freshDataDir();
  // Outside the range from which the system gives ports away, so that nobody takes them while the server is down.
  const [grpcPort, httpPort] = [randomInt(20_000, 25_000), randomInt(25_000, 30_000)];
  const env = {
    AUTHFACTOR_LOG_LEVEL: 'warn',
    AUTHFACTOR_GRPC_LISTEN: `127.0.0.1:${grpcPort}`,
    AUTHFACTOR_HTTP_LISTEN: `127.0.0.1:${httpPort}`,
  };
  let server = await startServer({ dataDir, env });
  try {
    using wire = createWire(protocol, {
      host: '127.0.0.1',
      port: protocol === 'grpc' ? grpcPort : httpPort,
      tls: false,
    });
    const results = await runContract({
      ...(await prepareSoftPin(server, 6, 'newcomer')),
      wire,
      profile: 'standalone',
      factorType: 'soft-pin',
      lockAfter: 3,
      patienceMs: 30_000,
      runs: 1,
      seed: randomInt(2 ** 31 - 1),
      restart: async () => {
        await server.kill();
        server = await startServer({ dataDir, env });
      },
    });
    return summary(results, 'soft-pin');
  } finally {
    await server.stop();
  }
}

/** Okta Verify push on a fake Okta, as the configuration makes it. */
async function runOktaPush(): Promise<string> {
  await using fake = await startFakeOktaForServer();
  const server = await startServer({ env: { AUTHFACTOR_LOG_LEVEL: 'warn', ...fake.env } });
  try {
    const { hostname: host, port } = new URL(server.grpcUrl);
    using wire = createWire('grpc', { host, port: Number(port), tls: false });
    const results = await runContract({
      wire,
      answers: enrollOktaUsers(fake.okta, TENANT, 6),
      tokens: {
        verify: await server.token({ scopes: ['factor.verify'] }),
        otherClient: await server.token({ scopes: ['factor.verify'], client: 'another' }),
        otherTenant: await server.token({ scopes: ['factor.verify'], tenants: ['other'] }),
        admin: await server.token({ scopes: ['factor.admin'] }),
        enroll: await server.token({ scopes: ['factor.enroll'], subject: 'newcomer' }),
      },
      profile: 'standalone',
      factorType: 'okta-push',
      device: createOktaHand(fake.okta),
      lockAfter: 3,
      patienceMs: 30_000,
      runs: 1,
      seed: randomInt(2 ** 31 - 1),
    });
    return summary(results, 'okta-push');
  } finally {
    await server.stop();
  }
}

const [python, go] = [await findPython(), await findGo()];

const pythonRun = (profile: Run['profile']) => async () => python && (await runPythonKit(python, profile)).output;
const goRun = (profile: Run['profile']) => async () => go && (await runGoKit(go, profile)).output;

const RUNS: readonly Run[] = [
  ...PROTOCOLS.map(
    (protocol): Run => ({ target: 'soft-pin', profile: 'standalone', protocol, print: () => runSoftPin(protocol) }),
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
