import { StoreError } from './store.ts';

/*
 * For stores that keep documents as their JSON text: the port promises that a document comes back exactly as it went in,
 * whatever its keys hold, and few databases can do that with fields of their own.
 */

/** The largest document that is kept, in bytes of JSON. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/**
 * The stored text of a document.
 *
 * @throws StoreError `too-large`
 */
export function encodeDocument(document: object): string {
  const text = JSON.stringify(document);
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
    throw new StoreError('too-large', `The document is larger than ${MAX_DOCUMENT_BYTES} bytes and was not written`);
  }
  return text;
}

const damaged = (message: string): StoreError => new StoreError('damaged', message);

function parse(text: unknown): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch {
    // Without the cause: the parser's message quotes the text.
    throw damaged('A stored document is not JSON: restore a backup, or erase the subject it belongs to');
  }
  if (typeof value !== 'object' || value === null) throw damaged('A stored document is not a JSON object');
  return value as Record<string, unknown>;
}

/**
 * A stored text as the document it was, which must carry the fields that stand beside it: so that a document that was
 * copied to another key is not taken for that key's.
 *
 * @throws StoreError `damaged`
 */
export function decodeDocument<T extends { readonly schema: 1 }>(text: unknown, stored: Partial<T>): T {
  const document = parse(text);
  if (document.schema !== 1) {
    throw damaged('A stored document has an unknown schema: a newer version wrote it, run that one');
  }
  checkStored(document, stored);
  return document as unknown as T;
}

function checkStored(document: Record<string, unknown>, stored: object): void {
  for (const [name, value] of Object.entries(stored)) {
    if (document[name] !== value) throw damaged(`A stored document belongs to another key: its ${name} differs`);
  }
}
