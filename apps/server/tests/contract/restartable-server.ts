import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Protocol, Target } from '@authfactor/conformance/contract';
import { freshDataDir, type RunningTestServer, type ServerProcess, startServer } from '../running-server.ts';

/** A server process that can be killed and started again, at the same addresses and on the same data. Disposing stops it. */
export interface RestartableServer extends Pick<RunningTestServer, 'token' | 'grpcUrl'>, AsyncDisposable {
  target(protocol: Protocol): Target;
  restart(options?: RestartOptions): Promise<void>;
}

interface RestartOptions {
  /** How wrong the process's own clock is. */
  readonly clockErrorMs?: number;
}

const SHIFTED_CLOCK = new URL('../shifted-clock.ts', import.meta.url);
const QUICK_SCRYPT = new URL('../quick-scrypt.ts', import.meta.url);
/** Short, and none of it computing: the suites that use this test the contract and not the hashing. */
const HASHING_MS = 20;

/** Starts it with these settings. */
export async function startRestartableServer(
  settings: Readonly<Record<string, string>>,
  options: RestartOptions = {},
): Promise<RestartableServer> {
  const dataDir = await freshDataDir();
  // Outside the range from which the system gives ports away, so that nobody takes them while the server is down.
  const [grpcPort, httpPort] = [randomInt(20_000, 25_000), randomInt(25_000, 30_000)];
  const start = ({ clockErrorMs = 0 }: RestartOptions) =>
    startServer({
      dataDir,
      preload: [SHIFTED_CLOCK, QUICK_SCRYPT],
      env: {
        ...settings,
        AUTHFACTOR_LOG_LEVEL: 'warn',
        AUTHFACTOR_GRPC_LISTEN: `127.0.0.1:${grpcPort}`,
        AUTHFACTOR_HTTP_LISTEN: `127.0.0.1:${httpPort}`,
        SHIFTED_CLOCK_MS: String(clockErrorMs),
        QUICK_SCRYPT_FILE: join(dataDir, 'hashings'),
        QUICK_SCRYPT_MS: String(HASHING_MS),
      },
    });
  let server: ServerProcess = await start(options);
  return {
    grpcUrl: server.grpcUrl,
    token: (token) => server.token(token),
    target: (protocol) => ({ host: '127.0.0.1', port: protocol === 'grpc' ? grpcPort : httpPort, tls: false }),
    async restart(changed = {}) {
      await server.kill();
      server = await start(changed);
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
    },
  };
}
