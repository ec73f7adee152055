import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { scan } from './authenticator.ts';
import { CANARIES } from './canaries.ts';
import type { CanaryCaller } from './canary-calls.ts';
import { createLeakScanner, type LeakScanner } from './leak-scanner.ts';
import type { RunningTestServer } from './running-server.ts';

/** Every tracing on that there is. */
export const TRACING = { GRPC_TRACE: 'all', GRPC_VERBOSITY: 'DEBUG', NODE_DEBUG: 'http,http2,undici,fetch' };

/** And the lowest log level. */
export const TRACED = { AUTHFACTOR_LOG_LEVEL: 'trace', ...TRACING };

/** Knows the digits, the callers' tokens, assertions and seeds, and the keys in the data folder. */
export async function createScanner(dataDir: string, callers: readonly CanaryCaller[]): Promise<LeakScanner> {
  const scanner = createLeakScanner();
  for (const [name, digits] of Object.entries(CANARIES)) scanner.addPin(name, digits);
  for (const secret of callers.flatMap(({ secrets }) => [...secrets])) {
    scanner.addText('a token or an assertion', secret);
    scanner.addText('the signature of one', secret.slice(secret.lastIndexOf('.') + 1));
  }
  for (const uri of callers.flatMap(({ uris }) => [...uris])) {
    scanner.addText('a provisioning URI', uri);
    scanner.addSeed('a seed', scan(uri).seed);
  }
  for (const file of ['keyring.json', 'signing-key.json', 'token-issuer.json']) {
    const keys = secretKeysOf(JSON.parse(await readFile(join(dataDir, file), 'utf8')));
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) scanner.addKey(file, Buffer.from(key, 'base64url'));
  }
  return scanner;
}

/** The sealing keys of a ring, the private part of a JWK. */
function secretKeysOf(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => {
    if (typeof value !== 'string') return secretKeysOf(value);
    return name === 'key' || name === 'd' ? [value] : [];
  });
}

/** The database and its journal, as text in the encodings that it might hold. */
export async function readStored(dataDir: string): Promise<string> {
  const files = (await readdir(dataDir)).filter((name) => name.startsWith('authfactor.'));
  expect(files).toContain('authfactor.db');
  const contents = await Promise.all(files.map((name) => readFile(join(dataDir, name))));
  return contents.flatMap((bytes) => [bytes.toString('latin1'), bytes.toString('utf8')]).join('\n');
}

export type LogLine = Readonly<Record<string, unknown>>;

export function linesOf(server: RunningTestServer, message: string): readonly LogLine[] {
  const lines = server.logs().split('\n');
  return lines
    .flatMap((line): LogLine[] => (line.startsWith('{') ? [JSON.parse(line)] : []))
    .filter(({ msg }) => msg === message);
}

/** Whole logs are not compared, lest a failure print them: a boolean says enough. */
export const mentions = (logs: string, fragment: string): boolean => logs.includes(fragment);
