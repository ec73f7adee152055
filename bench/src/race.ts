import { type AuthFactorClient, createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { createMongoStore, type MongoStore } from '@authfactor/store-mongo';
import { createScryptCounts, type ScryptCounts } from './scrypt-counts.ts';
import { makeFolder, type SpawnedServer, spawnServer } from './spawn-server.ts';
import { type RacingServer, type Told, tellWrongAnswer } from './wrong-answer.ts';

/** Wrong answers, all at once, through server processes that share a database. */
export interface Race {
  readonly accounts: number;
  readonly answersPerAccount: number;
  /** Kills one of the processes when half of the comparisons that are allowed have begun. */
  readonly kill: boolean;
}

/** What became of one account. */
export interface RacedAccount {
  readonly subject: string;
  /** How often scrypt ran for its record after it was enrolled. */
  readonly compared: number;
  /** How many attempts its document counts. */
  readonly counted: number;
  /** What clients were told in the end, and how many. */
  readonly told: ReadonlyMap<Told, number>;
}

/** Server processes to race through. Disposing stops them. */
export interface RaceTrack extends AsyncDisposable {
  run(race: Race): Promise<readonly RacedAccount[]>;
}

/** Wrong answers in a row that lock, hence the comparisons that an account allows. */
export const LIMIT = 3;

const TENANT = 'default';
const FACTOR = 'soft-pin';
const PIN = '481516';
const SESSION = 'race';
/** Over so many challenges of an account, so that a count for each challenge would not do. */
const CHALLENGES = 8;
/** To enrol and to begin, on a busy machine too. */
const PATIENCE_MS = 120_000;

interface Runner extends RacingServer {
  readonly server: SpawnedServer;
}

interface Entrant {
  readonly subject: string;
  readonly salt: string;
  readonly challengeIds: readonly string[];
}

/** Starts so many processes on an empty database. `uri` is a `mongodb://` one. */
export async function openRaceTrack(uri: string, processes: number): Promise<RaceTrack> {
  await using opened = new AsyncDisposableStack();
  const documents = opened.use(await createMongoStore({ uri }));
  const folder = await makeFolder();
  const counts = createScryptCounts(folder);
  const { preload } = counts;
  // As if each had a machine of its own: one that hashes on every core would leave none for the others and the database.
  const env = { ...counts.env, AUTHFACTOR_KDF_SLOTS: '1' };
  const servers = await Promise.all(
    Array.from({ length: processes }, () => spawnServer({ store: uri, folder, preload, env })),
  );
  for (const server of servers) opened.use(server);
  const token = await at(servers, 0).token(['--scope', 'factor.verify']);
  const runners = servers.map((server): Runner => {
    const transport = opened.use(grpcTransport()(new URL(server.grpcUrl)));
    return { server, token, transport, isGone: server.hasEnded };
  });
  const resources = opened.move();
  let races = 0;
  return {
    run(race) {
      races += 1;
      return runRace(race, `race-${races}`, runners, counts, documents);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function runRace(
  { accounts, answersPerAccount, kill }: Race,
  name: string,
  runners: readonly Runner[],
  counts: ScryptCounts,
  documents: MongoStore,
): Promise<readonly RacedAccount[]> {
  const entrants: Entrant[] = [];
  for (let i = 0; i < accounts; i += 1) entrants.push(await enter(`${name}-${i}`, at(runners, i), counts));

  const before = counts.salts().length;
  const killing = kill
    ? killOnce(() => counts.salts().length >= before + (LIMIT * accounts) / 2, at(runners, 0))
    : null;
  const told = await Promise.all(entrants.map((entrant) => answerAll(entrant, runners, answersPerAccount)));
  await killing;

  const compared = counts.salts().slice(before);
  return Promise.all(
    entrants.map(async ({ subject, salt }, i) => {
      const account = await documents.readAccount({ tenant: TENANT, factorType: FACTOR, subject });
      return {
        subject,
        compared: compared.filter((candidate) => candidate === salt).length,
        counted: account?.attempts.reserved ?? 0,
        told: countEach(told[i] ?? []),
      };
    }),
  );
}

const connect = (server: SpawnedServer, token: string): AuthFactorClient =>
  createAuthFactorClient({ url: server.grpcUrl, token, transport: grpcTransport(), deadlineMs: PATIENCE_MS });

/** One after the other, so that the last salt is the new record's. */
async function enter(subjectId: string, { server, token }: Runner, counts: ScryptCounts): Promise<Entrant> {
  const userToken = await server.token(['--scope', 'factor.enroll', '--subject', subjectId, '--auth-time', 'now']);
  await using user = connect(server, userToken);
  const { enrollment } = await user.enrollments.begin({ factorType: FACTOR });
  const input = { kind: 'typed', channel: 'keypad', text: PIN } as const;
  await user.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input, confirmation: input });
  await using agent = connect(server, token);
  const subject = { tenantId: TENANT, subjectId };
  const begun = await Promise.all(
    Array.from({ length: CHALLENGES }, () =>
      agent.challenges.begin({ subject, factorType: FACTOR, sessionId: SESSION }),
    ),
  );
  const challengeIds = begun.map(({ challengeId }) => challengeId);
  return { subject: subjectId, salt: counts.salts().at(-1) ?? '', challengeIds };
}

function answerAll(entrant: Entrant, runners: readonly Runner[], count: number): Promise<readonly Told[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) => {
      const challenge = { challengeId: at(entrant.challengeIds, i), sessionId: SESSION };
      return tellWrongAnswer(runners, i, challenge, `${100_000 + i}`);
    }),
  );
}

async function killOnce(isTime: () => boolean, { server }: Runner): Promise<void> {
  while (!isTime()) await new Promise((resolve) => setTimeout(resolve, 5));
  await server.kill();
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('There is none');
  return item;
}

function countEach(values: readonly Told[]): ReadonlyMap<Told, number> {
  const counts = new Map<Told, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
