import { envToConfig, findMongo, type TestMongo } from '@authfactor/store-mongo/test-server';
import { afterAll, beforeAll, describe, it } from 'vitest';

export const config = envToConfig(process.env);
export const source = findMongo(config);

/** Tests on a server that is started for them and ended after them; skipped where there is none. */
export function describeMongo(name: string, tests: (mongo: () => TestMongo) => void): void {
  if (source === undefined) {
    // server.test.ts says it aloud, and fails where a server is demanded.
    describe(name, () => it.skip('(skipped: there is no MongoDB)', () => undefined));
    return;
  }
  describe(name, () => {
    let mongo: TestMongo | undefined;
    beforeAll(async () => {
      mongo = await source.start();
    });
    afterAll(() => mongo?.[Symbol.asyncDispose]());
    tests(() => {
      if (mongo === undefined) throw new Error('The server was not started');
      return mongo;
    });
  });
}
