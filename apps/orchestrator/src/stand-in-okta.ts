import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launchProcess } from './launch-process.ts';

/** A process that answers as an Okta organisation would, and knows one user. */
export interface StandInOkta extends AsyncDisposable {
  /** Where the user's phone decides. */
  readonly controlUrl: string;
  /** `env` for a server that asks this Okta. `setAside` names what `env` said of another one. */
  serverEnv(env: Env): Promise<{ readonly env: Env; readonly setAside: readonly string[] }>;
  /** Rejects when it ends by itself. */
  readonly ended: Promise<never>;
}

type Env = Readonly<Record<string, string | undefined>>;

const MAIN = fileURLToPath(new URL('../../../packages/okta-push/src/fake-okta/main.ts', import.meta.url));
const EXTRA_AUTHORITIES = 'NODE_EXTRA_CA_CERTS';
/** Says nothing of which Okta it is. */
const KEPT = 'AUTHFACTOR_OKTA_REJECTION';

/** Starts it as a process of its own, out of reach of the terminal's signals, with a user of this login. */
export const startStandInOkta = async (login: string, env: Env, signal: AbortSignal): Promise<StandInOkta> => {
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-okta-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const args = ['--conditions=@authfactor/source', MAIN, '--user', login, '--folder', folder];
    const child = spawn(process.execPath, args, {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    const name = 'The stand-in for Okta';
    const okta = await launchProcess({ name, child, ready: announcement(child), signal });
    const { orgUrl, caFile, clientId, keyFile, controlUrl } = okta.ready;
    return {
      controlUrl,
      ended: okta.ended,
      async serverEnv(given) {
        const isOfAnother = (name: string) => name.startsWith('AUTHFACTOR_OKTA_') && name !== KEPT;
        const own = {
          AUTHFACTOR_OKTA_ORG_URL: orgUrl,
          AUTHFACTOR_OKTA_CLIENT_ID: clientId,
          AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: keyFile,
          [EXTRA_AUTHORITIES]: await withAuthorities(caFile, given[EXTRA_AUTHORITIES], folder),
        };
        const others = Object.entries(given).filter(([name]) => !isOfAnother(name));
        return { env: { ...Object.fromEntries(others), ...own }, setAside: Object.keys(given).filter(isOfAnother) };
      },
      async [Symbol.asyncDispose]() {
        await okta[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
};

interface Announcement {
  readonly orgUrl: string;
  readonly caFile: string;
  readonly clientId: string;
  readonly keyFile: string;
  readonly controlUrl: string;
}

/** Its one line of JSON. */
const announcement = async (child: ChildProcess): Promise<Announcement> => {
  if (child.stdout === null) throw new TypeError('The standard output of the stand-in for Okta must be a pipe');
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Announcement;
  // It ended; whoever watches the process says how.
  return await new Promise(() => undefined);
};

/** One file with the given authority and those that the environment named before, for the variable takes one file. */
const withAuthorities = async (caFile: string, others: string | undefined, folder: string): Promise<string> => {
  if ((others ?? '') === '') return caFile;
  const file = join(folder, 'authorities.pem');
  await writeFile(file, `${await readFile(caFile, 'utf8')}\n${await readFile(others ?? '', 'utf8').catch(() => '')}`);
  return file;
};
