import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '../running-server.ts';
import { ENGINE_TOKEN } from './example-process.ts';

/** A server with a factor that listens on this port of this machine. */
export async function startServerWithRemote(
  factorType: string,
  port: number,
  more: object = {},
): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'remotes-'));
  const tokenFile = join(folder, 'token');
  const file = join(folder, 'remotes.json');
  await writeFile(tokenFile, `${ENGINE_TOKEN}\n`);
  await writeFile(file, JSON.stringify([{ factorType, url: `http://127.0.0.1:${port}`, tokenFile, ...more }]));
  return startServer({ env: { AUTHFACTOR_REMOTE_FACTORS: file, AUTHFACTOR_LOG_LEVEL: 'info' } });
}
