import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Reads the key file at `path`, making it with what `make` gives if it is absent. Of any number of processes that find
 * it absent, the first one's text stands and all of them get that text. The file has mode 0600, a folder made for it
 * 0700. Throws if others may read the file, or if it cannot be read or written.
 */
export const readOrCreateKeyFile = async (path: string, make: () => string): Promise<string> => {
  const existing = await readIfPresent(path);
  if (existing !== undefined) return existing;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Written aside and linked into place, so that nobody ever reads half of it; linking fails where a file stands.
  const aside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(make());
      await file.sync();
    } finally {
      await file.close();
    }
    await link(aside, path).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(aside, { force: true });
  }
  const made = await readIfPresent(path);
  if (made === undefined) throw new Error(`The key file ${path} was removed while it was being made; start again`);
  return made;
};

const readIfPresent = async (path: string): Promise<string | undefined> => {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Error(`The key file ${path} can be read by others; set its mode to 0600`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
