import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyringError } from './keyring-error.ts';
import { generateKeyring, type KeyringKeys } from './keyring-keys.ts';
import { formatKeyring, parseKeyring } from './keyring-text.ts';

export interface LoadedKeyring extends KeyringKeys {
  /** Whether this call made the file. */
  readonly created: boolean;
}

/** A node:fs error's code (`ENOENT`), safe to show. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}

function unreadable(action: string, path: string, cause: unknown): KeyringError {
  const message = `Could not ${action} the key ring ${path} (${codeOf(cause)}); check that its folder is there and yours`;
  return new KeyringError('unreadable-file', message, { cause });
}

async function load(path: string): Promise<KeyringKeys | undefined> {
  let text: string;
  try {
    await using file = await open(path, 'r');
    const { mode } = await file.stat();
    // Windows has no such bits. Asked of the open file, so that it cannot be exchanged in between.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const message = `The key ring ${path} can be used by others than its owner; run: chmod 600 ${path}`;
      throw new KeyringError('insecure-file', message);
    }
    text = await file.readFile('utf8');
  } catch (error) {
    if (error instanceof KeyringError) throw error;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable('read', path, error);
  }
  return parseKeyring(text);
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}

/** Gives whether the file was made, `false` where another process was first. */
async function create(path: string): Promise<boolean> {
  const folder = dirname(path);
  const draft = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      {
        await using file = await open(draft, 'wx', 0o600);
        await file.writeFile(formatKeyring(generateKeyring()));
        await file.sync();
      }
      // Unlike rename, link never replaces: the first process wins, and nobody sees half a file.
      await link(draft, path);
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unreadable('create', path, error);
  }
}

/**
 * Reads the key ring file at `path`; where there is none, makes one with a new key first (mode 0600, its folder 0700). Of
 * any number of processes that do so at once, one makes it and all get that one. Rejects with `KeyringError`; a file that
 * is there is never replaced.
 */
export async function loadOrCreateKeyringFile(path: string): Promise<LoadedKeyring> {
  const existing = await load(path);
  if (existing) return { ...existing, created: false };
  const created = await create(path);
  const keys = await load(path);
  if (!keys) {
    throw new KeyringError('unreadable-file', `The key ring ${path} vanished while it was made; start again`);
  }
  return { ...keys, created };
}
