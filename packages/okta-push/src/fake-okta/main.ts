import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlServer } from './control-server.ts';
import { startFakeOkta } from './fake-okta.ts';

/*
 * A fake Okta as a process of its own, until SIGTERM, SIGINT, or the end of a parent that holds its message channel. Prints
 * one line of JSON once it listens: `orgUrl`, `caFile` (for NODE_EXTRA_CA_CERTS), `clientId`, `keyFile` (a JWK with its
 * kid), `controlUrl`. `--user <login>` may be repeated; `--folder` is where the files go.
 */

const stopped = new Promise<void>((resolve) => {
  process.once('SIGTERM', resolve);
  process.once('SIGINT', resolve);
  if (process.connected) process.once('disconnect', resolve);
});

const { values } = parseArgs({
  options: { user: { type: 'string', multiple: true, default: [] }, folder: { type: 'string' } },
});

await using okta = await startFakeOkta();
await using control = await startControlServer(okta);
for (const login of values.user) okta.addUser({ login });

const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'fake-okta-')));
const caFile = join(folder, 'ca.pem');
const keyFile = join(folder, 'client-key.json');
const { clientId, keyId, privateKey } = okta.client;
await writeFile(caFile, okta.ca);
await writeFile(keyFile, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: keyId }), { mode: 0o600 });
process.stdout.write(`${JSON.stringify({ orgUrl: okta.url, caFile, clientId, keyFile, controlUrl: control.url })}\n`);

await stopped;
// An open message channel would keep the process alive.
if (process.connected) process.disconnect?.();
