import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface KeyFile {
  /** Secret. */
  readonly text: string;
  /** Whether this call made the file. */
  readonly created: boolean;
}

/**
 * Reads the key file at `path`, making it with what `make` gives if it is absent. Of any number of processes that find
 * it absent, the first one's text stands and all of them get that text. The file has mode 0600, a folder made for it
 * 0700. Throws if others may read the file, or if it cannot be read or written.
 */
export const readOrCreateKeyFile = async (path: string, make: () => string): Promise<KeyFile> => {
  const existing = await readIfPresent(path);
  if (existing !== undefined) return { text: existing, created: false };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const created = await create(path, make());
  const text = await readIfPresent(path);
  if (text === undefined) throw new Error(`The key file ${path} was removed while it was being made; start again`);
  return { text, created };
};

/** Whether others than a file's owner may do anything with it. Windows has no such bits. */
export const isExposed = (mode: number): boolean => process.platform !== 'win32' && (mode & 0o077) !== 0;

/** Gives whether the file was made; `false` where another process was first. */
const create = async (path: string, text: string): Promise<boolean> => {
  // Written aside and linked into place: nobody ever reads half of it, and linking fails where a file stands.
  const aside = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    {
      await using file = await open(aside, 'wx', 0o600);
      await file.writeFile(text);
      await file.sync();
    }
    await link(aside, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
};

const readIfPresent = async (path: string): Promise<string | undefined> => {
  try {
    await using file = await open(path, 'r');
    const { mode } = await file.stat();
    // Asked of the open file, so that it cannot be exchanged in between.
    if (isExposed(mode)) {
      throw new Error(`The key file ${path} can be read by others; set its mode to 0600`);
    }
    return await file.readFile('utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
