import { sampleAccount } from '@authfactor/conformance/store';
import { type Store, StoreError } from '@authfactor/engine';

/** What became of writes that each left their own mark in one account. */
export interface MarkedWrites {
  /** Told as written. */
  readonly written: readonly string[];
  /** Told as not written: another writer was faster. */
  readonly beaten: readonly string[];
  /** Nobody knows. */
  readonly unknown: readonly string[];
}

const key = { tenant: 'tenant', factorType: 'soft-pin', subject: 'marked' };

/** Tries to leave marks in one account until `isOver`, through lost races and faults. */
export async function writeMarks(store: Store, writer: string, isOver: () => boolean): Promise<MarkedWrites> {
  const outcomes = { written: [] as string[], beaten: [] as string[], unknown: [] as string[] };
  for (let step = 0; !isOver(); step += 1) {
    const mark = `${writer}-${step}`;
    try {
      const account = await store.readAccount(key);
      const recent = [...(account?.attempts.recent ?? []), { seq: step, at: 0, origin: mark }];
      const version = (account?.version ?? 0) + 1;
      const next = sampleAccount({ ...key, version, attempts: { reserved: recent.length, cleared: 0, recent } });
      const outcome = await writeOnce(store, next, account?.version);
      outcomes[outcome].push(mark);
    } catch (error) {
      // A read failed.
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    }
  }
  return outcomes;
}

async function writeOnce(
  store: Store,
  next: ReturnType<typeof sampleAccount>,
  expected: number | undefined,
): Promise<keyof MarkedWrites> {
  try {
    return (await store.writeAccount(next, expected)) ? 'written' : 'beaten';
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    return 'unknown';
  }
}

/** The marks that stand, in the order in which they were left. */
export async function readMarks(store: Store): Promise<readonly string[]> {
  const account = await store.readAccount(key);
  return (account?.attempts.recent ?? []).map(({ origin }) => origin);
}

/** What is wrong with what stands; empty where every write is as it was told. */
export function contradictions(writes: readonly MarkedWrites[], marks: readonly string[]): readonly string[] {
  const standing = new Set(marks);
  const all = (kind: keyof MarkedWrites): readonly string[] => writes.flatMap((each) => each[kind]);
  const told = new Set([...all('written'), ...all('unknown')]);
  return [
    ...all('written').flatMap((mark) => (standing.has(mark) ? [] : [`${mark} was told as written and is lost`])),
    ...all('beaten').flatMap((mark) => (standing.has(mark) ? [`${mark} was told as not written and stands`] : [])),
    ...marks.flatMap((mark) => (told.has(mark) ? [] : [`${mark} stands and nobody wrote it`])),
    ...(standing.size === marks.length ? [] : ['A mark stands twice']),
  ];
}
