import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createAuthFactorClient, TransportFailure } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { AuthFactorService, Channel, SubmitAnswerResponse_Outcome as Outcome } from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { openBenchStore } from './bench-store.ts';
import { spawnServer } from './spawn-server.ts';

/*
 * Verified RPCs per second over raw scrypt per second: both in one run, in turns, on the same cores, the client on
 * them too. Then twice as many answers as the machine can hash: how many still verify, and how fast the rest is refused.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6);
const ROUND_MS = 4_000;
const OVERLOAD_MS = 12_000;
const SUBJECTS = 16;
const PIN = '481516';
const cores = availableParallelism();
/** Enough in flight that a slot never waits for the client, and nothing is refused. */
const CALLERS = cores * 3;

const raw = fork(fileURLToPath(new URL('./raw-scrypt.ts', import.meta.url)), {
  execArgv: ['--conditions=@authfactor/source'],
  env: { ...process.env, UV_THREADPOOL_SIZE: String(cores + 4) },
});
async function rawRound(): Promise<number> {
  raw.send(ROUND_MS);
  const [perSecond] = await once(raw, 'message');
  return Number(perSecond);
}

await using store = await openBenchStore(process.argv.slice(2));
await using server = await spawnServer({ store: store.setting });
const verifyToken = await server.token(['--scope', 'factor.verify']);
await using client = createAuthFactorClient({ url: server.grpcUrl, token: verifyToken, transport: grpcTransport() });

const subjects = Array.from({ length: SUBJECTS }, (_, i) => `bench-${i}`);
for (const subject of subjects) {
  const token = await server.token(['--scope', 'factor.enroll', '--subject', subject, '--auth-time', 'now']);
  await using user = createAuthFactorClient({
    url: server.grpcUrl,
    token,
    transport: grpcTransport(),
    deadlineMs: 30_000,
  });
  const { enrollment } = await user.enrollments.begin({ factorType: 'soft-pin' });
  const input = { kind: 'typed', channel: 'text', text: PIN } as const;
  const done = await user.enrollments.submitInput({
    enrollmentId: enrollment.enrollmentId,
    input,
    confirmation: input,
  });
  if (done.state !== 'completed') throw new Error(`The enrolment ended as ${done.state}`);
}

// Straight on the transport: the client itself would repeat what was refused.
await using transport = grpcTransport()(new URL(server.grpcUrl));

let next = 0;
interface Verified {
  readonly outcome: 'verified' | 'refused';
  /** From sending the answer to its outcome. */
  readonly ms: number;
  readonly endedAt: number;
}
/** One verification: a challenge and its answer. */
async function verifyOnce(): Promise<Verified> {
  const subjectId = subjects[next++ % subjects.length] ?? '';
  const sessionId = `session-${next}`;
  const challenge = await client.challenges.begin({
    subject: { tenantId: 'default', subjectId },
    factorType: 'soft-pin',
    sessionId,
  });
  const request = create(AuthFactorService.method.submitAnswer.input, {
    requestId: crypto.randomUUID(),
    challengeId: challenge.challengeId,
    sessionId,
    input: { value: { case: 'typed', value: { text: PIN, channel: Channel.KEYPAD } } },
  });
  const sent = performance.now();
  const options = { token: verifyToken, timeoutMs: 10_000, signal: new AbortController().signal };
  try {
    const { outcome } = await transport.unary(AuthFactorService.method.submitAnswer, request, options);
    if (outcome !== Outcome.VERIFIED) throw new Error(`The right PIN ended as outcome ${outcome}`);
    return { outcome: 'verified', ...since(sent) };
  } catch (error) {
    if (error instanceof TransportFailure && error.code === 'RESOURCE_EXHAUSTED') {
      return { outcome: 'refused', ...since(sent) };
    }
    throw error;
  }
}

function since(sent: number): Pick<Verified, 'ms' | 'endedAt'> {
  const endedAt = performance.now();
  return { ms: endedAt - sent, endedAt };
}

async function rpcRound(): Promise<number> {
  const start = performance.now();
  let verified = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() - start < ROUND_MS) {
        const { outcome } = await verifyOnce();
        if (outcome !== 'verified') throw new Error('The service refused an answer within its capacity');
        verified += 1;
      }
    }),
  );
  return verified / ((performance.now() - start) / 1000);
}

/** Answers at a fixed rate, whatever becomes of the earlier ones. */
async function overloadRound(perSecond: number): Promise<readonly Verified[]> {
  const answers: Promise<Verified>[] = [];
  const start = performance.now();
  for (let sent = 0; performance.now() - start < OVERLOAD_MS; sent++) {
    const due = start + (sent * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    answers.push(verifyOnce());
  }
  const end = performance.now();
  overloadSeconds += (end - start) / 1000;
  // What the queue still held at the end of the window does not count for it.
  return (await Promise.all(answers)).filter(({ endedAt }) => endedAt <= end);
}
let overloadSeconds = 0;

const rawRates: number[] = [];
const rpcRates: number[] = [];
print(`verifying on ${store.name}`);
await rawRound();
await rpcRound();
for (let round = 0; round < ROUNDS; round++) {
  rawRates.push(await rawRound());
  rpcRates.push(await rpcRound());
  report(`round ${round + 1}`, rpcRates.at(-1) ?? 0, rawRates.at(-1) ?? 0);
}
const mean = (rates: readonly number[]) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
report('verified RPC/s over raw scrypt/s', mean(rpcRates), mean(rawRates));

const overloaded: Verified[] = [];
const capacity: number[] = [];
for (let round = 0; round < 2; round++) {
  capacity.push(await rawRound());
  overloaded.push(...(await overloadRound(2 * mean(rawRates))));
  capacity.push(await rawRound());
}
const verified = overloaded.filter(({ outcome }) => outcome === 'verified');
const refusals = overloaded.filter(({ outcome }) => outcome === 'refused').map(({ ms }) => ms);
report('goodput at twice the capacity over raw scrypt/s', verified.length / overloadSeconds, mean(capacity));
print(
  `of ${overloaded.length} answers ${refusals.length} refused; a refusal took ${quantile(refusals, 0.5)} ms in the median, ` +
    `${quantile(refusals, 0.99)} ms at p99`,
);

raw.kill();
function report(what: string, rpc: number, scrypt: number): void {
  print(`${what}: ${rpc.toFixed(2)} / ${scrypt.toFixed(2)} = ${(rpc / scrypt).toFixed(3)}`);
}
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
function quantile(values: readonly number[], q: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
}
