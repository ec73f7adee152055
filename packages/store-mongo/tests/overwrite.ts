import type { RawDocument } from '@authfactor/conformance/store';
import type { Db, Filter } from 'mongodb';

/** Replaces the text of a stored document behind the store's back. */
export async function overwrite(database: Db, raw: RawDocument): Promise<void> {
  const collections = { account: 'accounts', challenge: 'challenges', settings: 'settings' } as const;
  const filter: Filter<{ readonly _id: string }> = raw.kind === 'challenge' ? { _id: raw.id } : keyOf(raw.key);
  const collection = database.collection<{ readonly _id: string }>(collections[raw.kind]);
  const { matchedCount } = await collection.updateOne(filter, { $set: { document: JSON.stringify(raw.document) } });
  if (matchedCount !== 1) throw new Error('There is no such document to overwrite');
}

function keyOf(key: Extract<RawDocument, { readonly key: object }>['key']) {
  const { tenant, factorType } = key;
  return { tenant, factorType, ...('subject' in key ? { subject: key.subject } : {}) };
}
