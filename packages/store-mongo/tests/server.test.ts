import { identify } from '@authfactor/store-mongo/test-server';
import { describe, expect, it } from 'vitest';
import { config, source } from './describe-mongo.ts';

/** Past the test runner, which would keep it to itself. */
const say = (line: string): boolean => process.stderr.write(`\n${line}\n`);

describe('the MongoDB of these tests', () => {
  it('is there where it is demanded, and says its name', async (context) => {
    if (source === undefined) {
      const how = 'set MONGODB_URI, or run `node_modules/.bin/node scripts/get-mongo.ts`';
      if (config.required) expect.fail(`There is no MongoDB, and REQUIRE_MONGODB demands one: ${how}`);
      say(`NO MONGODB: THE TESTS OF THE MONGODB STORE ARE SKIPPED; ${how}`);
      return context.skip('there is no MongoDB');
    }
    await using server = await source.start();
    const { name, version } = await identify(server.uri);
    say(`The MongoDB store is tested on ${name} ${version} (from ${source.from})`);
    expect(name).not.toBe('');
  });
});
