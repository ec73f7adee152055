import process from 'node:process';
import { envToConfig, findMongo, identify, setUpSecantusDb } from '../packages/store-mongo/src/test-server/index.ts';

/*
 * Sees to it that the tests have a MongoDB, and prints which. With `--find` it installs nothing, and says in one line
 * how to get one where there is none.
 */

const config = envToConfig(process.env);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

if (findMongo(config) === undefined && !process.argv.includes('--find')) await setUpSecantusDb(config.cacheFolder);
const source = findMongo(config);
if (source === undefined) {
  say(
    'NO MONGODB: tests of the MongoDB store are SKIPPED. Set MONGODB_URI, or run `node_modules/.bin/node scripts/get-mongo.ts`',
  );
  if (config.required) process.exitCode = 1;
} else {
  await using server = await source.start();
  const { name, version } = await identify(server.uri);
  say(`MongoDB for the tests: ${name} ${version} (from ${source.from})`);
}
