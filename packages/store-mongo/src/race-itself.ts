import { StoreError } from '@authfactor/engine';
import type { ServerIdentity } from './server-identity.ts';
import type { VersionedDocument, VersionedDocuments } from './versioned-documents.ts';

/** A document that only this race writes. */
export interface ScratchDocument extends VersionedDocument {
  readonly tenant: string;
  readonly factorType: string;
}

export type ScratchKey = Pick<ScratchDocument, 'tenant' | 'factorType'>;

const RACERS = 24;
const ROUNDS = 12;

/**
 * Lets some dozens of writers race for each of a dozen versions of one new document: exactly one of them may win, and
 * its document must be there. A server that gets this wrong would let attempts go uncounted; some compatible ones do, in
 * about a third of such races.
 *
 * @throws StoreError `unavailable`, naming the server
 */
export async function raceItself(
  documents: Pick<VersionedDocuments<ScratchDocument, ScratchKey>, 'read' | 'write'>,
  key: ScratchKey,
  server: ServerIdentity,
): Promise<void> {
  let version: number | undefined;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const expected = version;
    const write = (racer: number): Promise<boolean> =>
      documents.write({ ...key, schema: 1, version: round * RACERS + racer, outbox: [] }, expected);
    const won = await Promise.all(Array.from({ length: RACERS }, (_, racer) => write(racer)));
    const winners = won.flatMap((isWinner, racer) => (isWinner ? [racer] : []));
    const [winner] = winners;
    if (winner === undefined || winners.length > 1) {
      throw unfit(server, `${winners.length} of ${RACERS} concurrent writers won one version`);
    }
    version = round * RACERS + winner;
    const stored = await documents.read(key);
    if (stored?.version !== version) throw unfit(server, 'a write that returned was not read afterwards');
  }
}

const unfit = ({ name, version }: ServerIdentity, why: string): StoreError =>
  new StoreError('unavailable', `The server ${name} ${version} cannot keep attempt counts: ${why}; use MongoDB`);
