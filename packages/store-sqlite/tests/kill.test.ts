import { once } from 'node:events';
import { sampleAccount } from '@authfactor/conformance/store';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { startChild } from './children/start-child.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** Lets the child write until it has acknowledged `count` writes, then kills it. Gives all that it acknowledged. */
async function writeAndKill(folder: string, run: number, count: number): Promise<readonly string[]> {
  using child = startChild(new URL('children/write-accounts.ts', import.meta.url), folder, `run-${run}`);
  const acknowledged: string[] = [];
  for await (const line of child.lines) {
    acknowledged.push(line);
    if (acknowledged.length === count) child.process.kill('SIGKILL');
  }
  if (child.process.signalCode === null && child.process.exitCode === null) await once(child.process, 'exit');
  expect(child.process.signalCode).toBe('SIGKILL');
  return acknowledged;
}

describe('a server that is killed', () => {
  it('has kept every write that it acknowledged', async () => {
    using folder = createTemporaryFolder();
    const versions = new Map<string, number>();
    for (let run = 0; run < 8; run += 1) {
      const count = 1 + Math.floor(Math.random() * 400);
      const acknowledged = await writeAndKill(folder.path, run, count);
      expect(acknowledged.length).toBeGreaterThanOrEqual(count);
      await using store = createSqliteStore({ folder: folder.path });
      const events = await store.listEvents({ tenant: 'tenant', types: [], limit: 100_000 });
      const ids = new Set(events.map((event) => event.id));
      for (const line of acknowledged) {
        const [kind, id = '', version] = line.split(' ');
        if (kind === 'account') versions.set(id, Number(version));
        else if (kind === 'challenge') expect((await store.readChallenge(id))?.id).toBe(id);
        else expect(ids.has(id), line).toBe(true);
      }
      for (const [subject, version] of versions) {
        const stored = (await store.readAccount(sampleAccount({ subject })))?.version ?? 0;
        // The last write may have been made without its acknowledgement getting out.
        expect([version, version + 1]).toContain(stored);
        versions.set(subject, stored);
      }
      let accounts = 0;
      for await (const account of store.walkAccounts()) accounts += account.outbox.length;
      expect(accounts).toBeGreaterThanOrEqual(versions.size);
      expect(await store.listOutboxes(100)).toHaveLength(accounts);
    }
  });
});
