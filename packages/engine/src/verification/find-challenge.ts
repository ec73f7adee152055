import type { CallContext, ChallengeRequest } from '../api.ts';
import type { AccountDocument, AccountKey, ChallengeDocument } from '../documents.ts';
import { type Refusal, refuse } from '../outcome.ts';
import type { Store } from '../store.ts';

export interface FoundChallenge {
  readonly kind: 'found';
  readonly challenge: ChallengeDocument;
  readonly account: AccountDocument | undefined;
}

export const challengeNotFound = (): Refusal =>
  refuse('CHALLENGE_NOT_FOUND', 'There is no such challenge for this client, tenant and session');

export function accountKeyOf(challenge: ChallengeDocument): AccountKey {
  return { tenant: challenge.tenant, factorType: challenge.factorType, subject: challenge.subject };
}

/** The challenge, if it is this caller's in this session; to anyone else there is none. Two store operations. */
export async function findChallenge(
  store: Pick<Store, 'readChallenge' | 'readAccount'>,
  context: CallContext,
  request: ChallengeRequest,
): Promise<FoundChallenge | Refusal> {
  const challenge = await store.readChallenge(request.challengeId);
  if (
    challenge === undefined ||
    challenge.client !== context.caller.clientId ||
    challenge.session !== request.session ||
    !context.caller.tenants.includes(challenge.tenant)
  ) {
    return challengeNotFound();
  }
  const account = await store.readAccount(accountKeyOf(challenge));
  // Erasure is under way: the challenge is as good as deleted.
  if (account?.erased === true) return challengeNotFound();
  return { kind: 'found', challenge, account };
}
