import { createHash } from 'node:crypto';

/** Gives so many random bytes. */
export type RandomBytes = (size: number) => Buffer;

/** SHA-256 over the parts, each prefixed with its length so that no two lists of parts hash alike. Base64url. */
function hashParts(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest('base64url');
}

/** One id per (tenant, client, request id), so that a repeated begin finds its challenge without an index. */
export function challengeIdOf(tenant: string, client: string, requestId: string): string {
  return hashParts(['challenge', tenant, client, requestId]);
}

/** Names one attempt to the factor that compares it: the owner alone would do, but is nobody else's to know. */
export function attemptIdOf(challengeId: string, owner: string): string {
  return hashParts(['attempt', challengeId, owner]);
}

/** Begins with the factor type, so that the account is found from the id and the caller's subject. */
export function enrollmentIdOf(
  factorType: string,
  tenant: string,
  client: string,
  subject: string,
  requestId: string,
): string {
  return `${factorType}.${hashParts(['enrollment', tenant, client, subject, requestId])}`;
}

/** The factor type that an enrolment id begins with; `undefined` where it has no such shape. */
export function factorTypeOf(enrollmentId: string): string | undefined {
  const dot = enrollmentId.lastIndexOf('.');
  return dot > 0 ? enrollmentId.slice(0, dot) : undefined;
}

/**
 * The id of the n-th event of one write. Derived, so that transitions stay pure: a version is written once, and what
 * was not written leaves no event. Events of one write sort in their order; nobody can tell from two ids that they are
 * about one subject.
 */
export function eventIdOf(document: readonly string[], version: number, index: number): string {
  return `${hashParts(['event', ...document, String(version)])}.${String(index).padStart(2, '0')}`;
}

export function deletionEventIdOf(tenant: string, subject: string, requestId: string): string {
  return hashParts(['deletion', tenant, subject, requestId]);
}

/** 128 random bits. */
export function randomId(random: RandomBytes): string {
  return random(16).toString('base64url');
}

/** Where a document's versions and epochs start: anywhere, so that a document made anew never meets an old writer. */
export function randomStart(random: RandomBytes): number {
  return random(6).readUIntBE(0, 6);
}
