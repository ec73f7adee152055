import { StoreError } from '@authfactor/engine';

/** The largest document that is kept, in bytes of JSON. */
export const maxDocumentBytes = 1024 * 1024;

/**
 * The stored text of a document.
 *
 * @throws StoreError `too-large`
 */
export function encodeDocument(document: object): string {
  const text = JSON.stringify(document);
  if (Buffer.byteLength(text) > maxDocumentBytes) {
    throw new StoreError('too-large', `The document is larger than ${maxDocumentBytes} bytes and was not written`);
  }
  return text;
}

const damaged = (message: string): StoreError => new StoreError('damaged', message);

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without the cause: the parser's message quotes the text.
    throw damaged('A stored document is not JSON: restore a backup, or erase the subject it belongs to');
  }
  if (typeof value !== 'object' || value === null) throw damaged('A stored document is not a JSON object');
  return value as Record<string, unknown>;
}

/**
 * A stored text as the document it was, which must carry the fields under which it is stored: so that a row that was
 * copied to another key is not taken for that key's.
 *
 * @throws StoreError `damaged`
 */
export function decodeDocument<T extends { readonly schema: 1 }>(text: string, stored: Partial<T>): T {
  const document = parse(text);
  if (document.schema !== 1) {
    throw damaged('A stored document has an unknown schema: a newer version wrote it, run that one');
  }
  checkStored(document, stored);
  return document as unknown as T;
}

/** As `decodeDocument`, for events: the log's rows carry no schema. */
export function decodeEvent<T extends object>(text: string, stored: Partial<T>): T {
  const document = parse(text);
  checkStored(document, stored);
  return document as unknown as T;
}

function checkStored(document: Record<string, unknown>, stored: object): void {
  for (const [name, value] of Object.entries(stored)) {
    if (document[name] !== value) throw damaged(`A stored document belongs to another key: its ${name} differs`);
  }
}
