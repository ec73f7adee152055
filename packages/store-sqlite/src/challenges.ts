import type { DatabaseSync } from 'node:sqlite';
import { type ChallengeDocument, decodeDocument, encodeDocument } from '@authfactor/engine';

export interface Challenges {
  read(id: string): ChallengeDocument | undefined;
  insert(challenge: ChallengeDocument): ChallengeDocument | undefined;
  /** Delete at most `limit` and give how many they were. */
  eraseSome(tenant: string, subject: string, limit: number): number;
  sweepSome(now: number, limit: number): number;
}

export function createChallenges(database: DatabaseSync): Challenges {
  const select = database.prepare('SELECT document FROM challenges WHERE id = ?');
  const insert = database.prepare(
    `INSERT INTO challenges (id, tenant, subject, delete_after, document) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const eraseSome = database.prepare(
    `DELETE FROM challenges WHERE id IN (SELECT id FROM challenges WHERE (tenant, subject) = (?, ?) LIMIT ?)`,
  );
  const sweepSome = database.prepare(
    'DELETE FROM challenges WHERE id IN (SELECT id FROM challenges WHERE delete_after < ? LIMIT ?)',
  );

  const read = (id: string): ChallengeDocument | undefined => {
    const row = select.get(id);
    return row === undefined ? undefined : decodeDocument<ChallengeDocument>(String(row.document), { id });
  };

  return {
    read,
    insert(challenge) {
      const { id, tenant, subject, deleteAfter } = challenge;
      const { changes } = insert.run(id, tenant, subject, deleteAfter, encodeDocument(challenge));
      return changes === 1 ? undefined : read(id);
    },
    eraseSome: (tenant, subject, limit) => Number(eraseSome.run(tenant, subject, limit).changes),
    sweepSome: (now, limit) => Number(sweepSome.run(now, limit).changes),
  };
}
