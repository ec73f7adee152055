import type { Db } from 'mongodb';

/** What answers: MongoDB, or a server that speaks its protocol. */
export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

/** From the answer to `buildInfo`. Compatible servers give MongoDB's version for drivers, and their own beside it. */
export function identityOf(buildInfo: object): ServerIdentity {
  const own = [
    ['SecantusDB', field(buildInfo, 'secantusVersion')],
    ['FerretDB', field(buildInfo, 'ferretdbVersion')],
    ['FerretDB', field(field(buildInfo, 'ferretdb'), 'version')],
  ] as const;
  for (const [name, found] of own) {
    const version = text(found);
    if (version !== undefined) return { name, version };
  }
  // A genuine server names its storage engines; what does not is compatible with it, at best.
  const name = Array.isArray(field(buildInfo, 'storageEngines')) ? 'MongoDB' : 'unknown MongoDB-compatible server';
  return { name, version: text(field(buildInfo, 'version')) ?? 'unknown' };
}

export async function readIdentity(database: Db): Promise<ServerIdentity> {
  return identityOf(await database.admin().command({ buildInfo: 1 }));
}
