import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sampleAccount, sampleChallenge, sampleLoggedEvent } from '@authfactor/conformance/store';
import type { Store } from '@authfactor/engine';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** Looks from another process: reading a database's file in this one would drop SQLite's locks on it. */
function filesWith(folder: string, text: string): readonly string[] {
  const script = `
    const { readdirSync, readFileSync } = require('node:fs');
    const [folder, text] = process.argv.slice(1);
    const found = readdirSync(folder).filter((name) => readFileSync(folder + '/' + name).includes(text));
    console.log(JSON.stringify(found));`;
  return JSON.parse(spawnSync(process.execPath, ['-e', script, folder, text], { encoding: 'utf8' }).stdout);
}

const people = Array.from({ length: 90 }, (_, index) => (index % 3 === 0 ? `canary-${index}` : `person-${index}`));

/** Writes of all people in a mixed order, so that their rows move from page to page. */
async function writeMixed(store: Store, seed: number): Promise<void> {
  let state = seed * 7919;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const versions = new Map<string, number>();
  for (let step = 0; step < 1_000; step += 1) {
    const subject = people[random(people.length)] ?? '';
    const expected = versions.get(subject);
    const version = (expected ?? 0) + 1;
    const record = `${subject}-`.repeat(1 + random(random(8) === 0 ? 900 : 60));
    await store.writeAccount(sampleAccount({ subject, version, history: [{ generation: 1, record }] }), expected);
    versions.set(subject, version);
    const id = `id-${random(1_000_000_000)}`;
    const session = `${subject}-`.repeat(3);
    if (step % 3 === 0) await store.insertChallenge(sampleChallenge({ id, subject, session }));
    if (step % 3 === 1) {
      await store.appendEvents([sampleLoggedEvent({ id, subject, session, actor: subject, recordedAt: step })]);
    }
  }
}

describe('erasing a subject', () => {
  it.each([1, 3, 17, 38, 40])('leaves nothing of it in the files of a running store (seed %i)', async (seed) => {
    using folder = createTemporaryFolder();
    await using store = createSqliteStore({ folder: folder.path });
    await writeMixed(store, seed);
    expect(filesWith(folder.path, 'canary-')).not.toEqual([]);
    for (const subject of people) if (subject.startsWith('canary-')) await store.eraseSubject('tenant', subject);
    expect(filesWith(folder.path, 'canary-')).toEqual([]);
    expect(filesWith(folder.path, 'person-')).toEqual(['authfactor.db']);
  });

  it('fails while another program reads, and is whole when it is repeated', async () => {
    using folder = createTemporaryFolder();
    await using store = createSqliteStore({ folder: folder.path });
    await store.writeAccount(sampleAccount({ subject: 'canary-1' }), undefined);
    const reader = new DatabaseSync(join(folder.path, 'authfactor.db'), { readOnly: true });
    reader.exec('BEGIN; SELECT * FROM accounts');
    await expect(store.eraseSubject('tenant', 'canary-1')).rejects.toMatchObject({ code: 'unavailable' });
    reader.close();
    await store.eraseSubject('tenant', 'canary-1');
    expect(filesWith(folder.path, 'canary-')).toEqual([]);
  });
});
