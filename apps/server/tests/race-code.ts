import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectAs, keyed } from './actors.ts';
import { type Authenticator, scan } from './authenticator.ts';
import type { RunningTestServer } from './running-server.ts';

const CHALLENGES = 100;
const CLIENTS = 3;
const RACING_CLIENT = fileURLToPath(new URL('children/racing-client.ts', import.meta.url));
/** Longer than a client has patience. */
const LIMIT_MS = 90_000;

/**
 * Enrols a subject in TOTP, and gives the one right code in a hundred challenges at once, from three client processes,
 * the first of which asks the first server, and so on. Their steps should last for a minute, so that the code is right for as
 * long as the clients have patience. Gives how often each outcome or reason came.
 */
export async function raceCode(
  servers: readonly Pick<RunningTestServer, 'token' | 'grpcUrl'>[],
  subject: string,
): Promise<Readonly<Record<string, number>>> {
  const [first] = servers;
  if (first === undefined) throw new TypeError('A race needs a server');
  const at = Date.now();
  const app = await enrollApp(first, subject, at);
  await using clients = new AsyncDisposableStack();
  const racing = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, i) => {
      const share = Math.floor((CHALLENGES + i) / CLIENTS);
      const client = await startClient(servers[i % servers.length] ?? first, subject, share);
      clients.defer(() => void client.kill('SIGKILL'));
      return client;
    }),
  );
  // Right already, and for two more steps at least: longer than the clients may take to get ready.
  const code = app.codeAt(at, 1);
  const outcomes = await Promise.all(
    racing.map(async (client) => {
      const answered = nextMessage(client);
      client.send(code);
      return (await answered) as readonly string[];
    }),
  );
  const counts = Map.groupBy(outcomes.flat(), (outcome) => outcome)
    .entries()
    .map(([outcome, all]) => [outcome, all.length] as const);
  return Object.fromEntries(counts.toArray().toSorted(([, a], [, b]) => a - b));
}

/** With the code of `at`, so that those of later steps are not used up. */
async function enrollApp(
  server: Pick<RunningTestServer, 'token' | 'grpcUrl'>,
  subject: string,
  at: number,
): Promise<Authenticator> {
  await using user = await connectAs(server, { scope: 'factor.enroll', subject });
  const { enrollment, provisioningUri = '' } = await user.enrollments.begin({ factorType: 'totp' });
  const app = scan(provisioningUri);
  const input = keyed(app.codeAt(at));
  const { state } = await user.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input });
  if (state !== 'completed') throw new Error(`The enrolment is ${state}`);
  return app;
}

async function startClient(
  server: Pick<RunningTestServer, 'token' | 'grpcUrl'>,
  subject: string,
  challenges: number,
): Promise<ChildProcess> {
  const client = fork(RACING_CLIENT, {
    execArgv: ['--conditions=@authfactor/source'],
    env: {
      PATH: process.env.PATH,
      CLIENT_URL: server.grpcUrl,
      AGENT_TOKEN: await server.token({ scopes: ['factor.verify'] }),
      SUBJECT: subject,
      CHALLENGES: String(challenges),
    },
  });
  await nextMessage(client);
  return client;
}

/** Rejects where the process ends, or says nothing. */
async function nextMessage(client: ChildProcess): Promise<unknown> {
  using done = new DisposableStack();
  const controller = new AbortController();
  done.defer(() => controller.abort());
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(LIMIT_MS)]);
  const [message]: unknown[] = await Promise.race([
    once(client, 'message', { signal }),
    once(client, 'exit', { signal }).then(([code]) => {
      throw new Error(`A client ended with ${code} before it said anything`);
    }),
  ]);
  return message;
}
