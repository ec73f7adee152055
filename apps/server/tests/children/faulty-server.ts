import { type Store, StoreError } from '@authfactor/engine';
import { compose } from '../../src/compose.ts';
import { envToConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { thisMachine } from '../../src/machine.ts';
import { CANARIES } from '../canaries.ts';
import { careless, createLeakyFactor, LEAKY_STAGES } from '../leaky-factor.ts';

/*
 * The server, logging as it always does, over a store that fails for some subjects and with factors that throw what they
 * are given.
 */
const reading = envToConfig(process.env, thisMachine());
if (!reading.ok) throw new Error(reading.mistakes.join('\n'));
const { config } = reading;

const unavailable = () => new StoreError('unavailable', 'The disk is gone', { cause: careless(CANARIES.thrown) });

function createFaultyStore(store: Store): Store {
  return {
    ...store,
    async readChallenge(id) {
      const challenge = await store.readChallenge(id);
      if (challenge?.subject === 'store-unavailable') throw unavailable();
      if (challenge?.subject === 'store-defect') throw careless(CANARIES.thrown);
      return challenge;
    },
    async readAccount(key) {
      const account = await store.readAccount(key);
      const enrolling = Object.keys(account?.enrollments ?? {}).length > 0;
      if (enrolling && key.subject === 'store-unavailable-enrolling') throw unavailable();
      if (enrolling && key.subject === 'store-defect-enrolling') throw careless(CANARIES.thrown);
      if (account?.credential === undefined || key.subject !== 'store-damaged') return account;
      return { ...account, credential: { ...account.credential, record: `${account.credential.record}A` } };
    },
    async appendEvents(events) {
      if (events.some(({ subject }) => subject === 'log-defect')) throw careless(CANARIES.thrown);
      return store.appendEvents(events);
    },
  };
}

const server = await compose(config, createLogger(config.logLevel), (parts) => ({
  ...parts,
  store: createFaultyStore(parts.store),
  factors: LEAKY_STAGES.map(createLeakyFactor),
}));
process.send?.({
  kind: 'listening',
  grpcUrl: `http://127.0.0.1:${server.grpc.port}`,
  httpUrl: `http://127.0.0.1:${server.http.port}`,
  issuer: config.issuer,
});
process.once('SIGTERM', async () => {
  await server.stop(config.drainDeadlineMs);
  process.disconnect?.();
});
